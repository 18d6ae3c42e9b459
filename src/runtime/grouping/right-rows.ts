import { sizeOf } from '../../vectors/dictionary.ts';
import type { Dictionary, DictionaryVector, Vector } from '../../vectors/vector.ts';
import type { JoinIndex } from './join-index.ts';

/** Stands for a right row where there is none. */
export const missing = -1;

/** Writes the right row of every left row by its keys, or that it has none. */
export type RightRows = (keys: readonly Vector[], length: number, out: Int32Array) => void;

/** For an index without repeated keys: one look-up per row, or where the key is a dictionary, one per entry. Undefined where a key has several rows. */
export function rightRowsOf({ index, offsets, rows }: JoinIndex): RightRows | undefined {
  const rowOf = new Int32Array(index.size);
  for (let key = 0; key < index.size; key++) {
    if (offsets[key + 1]! - offsets[key]! > 1) return undefined;
    rowOf[key] = rows[offsets[key]!]!;
  }
  const lookUp: RightRows = (keys, length, out) => {
    index.lookup(keys, length, out);
    for (let row = 0; row < length; row++) out[row] = out[row]! < 0 ? missing : rowOf[out[row]!]!;
  };
  const known = new WeakMap<Dictionary, Int32Array>();
  return (keys, length, out) => {
    const [key] = keys;
    if (!key || keys.length !== 1 || key.encoding !== 'dictionary' || sizeOf(key.dictionary) > length) {
      lookUp(keys, length, out);
      return;
    }
    let rowOfCode = known.get(key.dictionary);
    if (!rowOfCode || rowOfCode.length <= sizeOf(key.dictionary)) {
      const entries = entriesOf(key);
      rowOfCode = new Int32Array(entries.length);
      lookUp([entries], entries.length, rowOfCode);
      known.set(key.dictionary, rowOfCode);
    }
    const { codes } = key;
    for (let row = 0; row < length; row++) out[row] = rowOfCode[codes[row]! + 1]!;
  };
}

/** NULL and each entry of a dictionary. */
function entriesOf({ type, dictionary }: DictionaryVector): Vector {
  const codes = Int32Array.from({ length: sizeOf(dictionary) + 1 }, (_, place) => place - 1);
  return { encoding: 'dictionary', type, codes, dictionary, length: codes.length };
}

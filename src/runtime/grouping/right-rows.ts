import { asDictionary } from '../../vectors/as-dictionary.ts';
import { sizeOf } from '../../vectors/dictionary.ts';
import { lazyBatch, type RecordBatch, takeColumn } from '../../vectors/record-batch.ts';
import { rowsFrom, type Selection, selectionScratch } from '../../vectors/selection.ts';
import { take } from '../../vectors/take.ts';
import type { Dictionary, DictionaryVector, Vector } from '../../vectors/vector.ts';
import type { JoinIndex } from './join-index.ts';

/** Stands for a right row where there is none. */
export const missing = -1;

/** The right rows of left rows, where every key has at most one. */
export interface RightRows {
  /** Writes the right row of every left row by its keys, or that it has none. */
  of(keys: readonly Vector[], length: number, out: Int32Array): void;
  /**
   * The left rows that have a match, undefined where all have, and the right columns beside them. Where the key is a dictionary, strings and integers are
   * found once per entry and have the codes of the key. Undefined where the key is not a dictionary.
   */
  matched(right: RecordBatch, keys: readonly Vector[], length: number): Matched | undefined;
}

interface Matched {
  readonly left: Selection | undefined;
  readonly right: RecordBatch;
}

/** For an index without repeated keys: one look-up per row, or where the key is a dictionary, one per entry. Undefined where a key has several rows. */
export function rightRowsOf({ index, offsets, rows }: JoinIndex): RightRows | undefined {
  const rowOf = new Int32Array(index.size);
  for (let key = 0; key < index.size; key++) {
    if (offsets[key + 1]! - offsets[key]! > 1) return undefined;
    rowOf[key] = rows[offsets[key]!]!;
  }
  const lookUp: RightRows['of'] = (keys, length, out) => {
    index.lookup(keys, length, out);
    for (let row = 0; row < length; row++) out[row] = out[row]! < 0 ? missing : rowOf[out[row]!]!;
  };
  const known = new WeakMap<Dictionary, Entries>();
  const entriesOf = (keys: readonly Vector[], length: number): Entries | undefined => {
    const [key] = keys;
    if (!key || keys.length !== 1 || key.encoding !== 'dictionary' || sizeOf(key.dictionary) > length) return undefined;
    const before = known.get(key.dictionary);
    if (before && before.rows.length > sizeOf(key.dictionary)) return before;
    const all = allEntries(key);
    const found = new Int32Array(all.length);
    lookUp([all], all.length, found);
    const entries = createEntries(found);
    known.set(key.dictionary, entries);
    return entries;
  };
  const of: RightRows['of'] = (keys, length, out) => {
    const entries = entriesOf(keys, length);
    if (!entries) {
      lookUp(keys, length, out);
      return;
    }
    const { codes } = keys[0] as DictionaryVector; // what has entries
    for (let row = 0; row < length; row++) out[row] = entries.rows[codes[row]! + 1]!;
  };
  const matched: RightRows['matched'] = (right, keys, length) => {
    const entries = entriesOf(keys, length);
    if (!entries) return undefined;
    const key = keys[0] as DictionaryVector; // what has entries
    const left = entries.complete && !key.codes.includes(-1) ? undefined : rowsWithMatch(key.codes, entries.rows);
    const kept = left ? (take(key, left) as DictionaryVector) : key; // rows of a dictionary are one
    let rows: Int32Array | undefined;
    const columnOf = (index: number): Vector => {
      const dictionary = entries.column(right, index);
      if (dictionary) return { ...kept, type: right.columns[index]!.type, dictionary, errors: undefined };
      rows ??= kept.codes.map((code) => entries.rows[code + 1]!);
      return takeColumn(right, index, rows);
    };
    return { left, right: lazyBatch(right.schema, kept.length, columnOf) };
  };
  return { of, matched };
}

/** The rows whose codes have a right row. */
function rowsWithMatch(codes: Int32Array, rightRows: Int32Array): Selection {
  const rows = selectionScratch(codes.length);
  let count = 0;
  for (let row = 0; row < codes.length; row++) {
    rows[count] = row;
    if (rightRows[codes[row]! + 1]! >= 0) count++;
  }
  return rows.slice(0, count);
}

/** What is known of the entries of a dictionary. */
interface Entries {
  /** The right rows of NULL and of each entry. */
  readonly rows: Int32Array;
  /** Whether all entries have one. */
  readonly complete: boolean;
  /** The cells of a right column by entry; undefined where they do not make a dictionary. */
  column(right: RecordBatch, index: number): Dictionary | undefined;
}

function createEntries(rows: Int32Array): Entries {
  const columns = new Map<number, Dictionary | undefined>();
  const anyRow = rows.find((row) => row >= 0) ?? missing;
  return {
    rows,
    complete: !rows.includes(missing, 1),
    column(right, index) {
      // Entries without a right row do not occur among the rows that match.
      if (!columns.has(index))
        columns.set(
          index,
          asDictionary(
            takeColumn(
              right,
              index,
              rows.subarray(1).map((row) => (row < 0 ? anyRow : row)),
            ),
          ),
        );
      return columns.get(index);
    },
  };
}

/** NULL and each entry of a dictionary. */
function allEntries({ type, dictionary }: DictionaryVector): Vector {
  const codes = rowsFrom(-1, sizeOf(dictionary) + 1);
  return { encoding: 'dictionary', type, codes, dictionary, length: codes.length };
}

import { hasBit } from './bitmap.ts';
import { type CodeBlocks, codeBlocksOf, sliceBlocks } from './code-blocks.ts';
import { CellDictionary, DictionaryBuilder } from './dictionary.ts';
import type { CodedColumn, Dictionary, DictionaryVector, FixedWidthArray, FlatVector, Vector } from './vector.ts';
import { wordsOf } from './words.ts';

/** Fewer rows than this are not worth codes. */
const minRows = 4096;
/** Strings get no codes where more than a share of the first rows is distinct; the share falls as rows repeat. */
const maxDistinctShare = (rows: number): number => (rows < 65_536 ? 0.9 : 0.7);
/** Integers get codes where they span at most so many values. */
const maxRange = 2 ** 22;

/** What a table finds out about a flat column beyond its cells, when it is first asked, and keeps: here, the column as codes into its distinct values. */
class ColumnFacts implements CodedColumn {
  readonly #column: FlatVector;
  #coding: Coding | null | undefined;

  constructor(column: FlatVector, coding?: null) {
    this.#column = column;
    this.#coding = coding;
  }

  /** Whether codes were found not to pay. */
  get paysNot(): boolean {
    return this.#coding === null;
  }

  /** Strings are coded as far as they were asked for, so that no call takes long. */
  coded(from: number, to: number): DictionaryVector | undefined {
    this.#coding ??= codingOf(this.#column) ?? null;
    const codes = this.#coding?.codesUpTo(to);
    if (!codes) return undefined;
    const { dictionary, blocks } = this.#coding!;
    const { type } = this.#column;
    return {
      encoding: 'dictionary',
      type,
      codes: codes.subarray(from, to),
      dictionary,
      blocks: sliceBlocks(blocks, from, to),
      length: to - from,
    };
  }

  knownCodes(from: number, to: number): DictionaryVector | undefined {
    return this.#coding && this.#coding.known >= to ? this.coded(from, to) : undefined;
  }
}

const columnsWithFacts = new WeakMap<FlatVector, FlatVector>();

/** The column of a table with what is known of it; the same for every query. */
export function withFacts(column: Vector): Vector {
  if (column.encoding !== 'flat') return column;
  const known = columnsWithFacts.get(column) ?? { ...column, origin: { column: new ColumnFacts(column), from: 0 } };
  columnsWithFacts.set(column, known);
  return known;
}

/** Lets a longer column know that codes did not pay for its first rows, if that was found out. */
export function withFactsOf(first: Vector, column: FlatVector): FlatVector {
  const known = first.encoding === 'flat' && columnsWithFacts.get(first)?.origin?.column;
  if (known instanceof ColumnFacts && known.paysNot)
    columnsWithFacts.set(column, { ...column, origin: { column: new ColumnFacts(column, null), from: 0 } });
  return column;
}

/** A flat part of a table's column as codes, where the table finds that they pay; any other vector as it is. */
export function coded(vector: Vector): Vector {
  if (vector.encoding !== 'flat' || !vector.origin || vector.errors) return vector;
  const { column, from } = vector.origin;
  const codes = column.coded(from, from + vector.length);
  return codes ? { ...codes, type: vector.type } : vector;
}

/** The same, but only where the codes were found before. */
export const codedBefore = (vector: Vector): Vector =>
  (vector.encoding === 'flat' ? knownCodes(vector, 0, vector.length) : undefined) ?? vector;

/** The rows from..to of a column of strings as codes, if those were found before. */
export function knownCodes({ type, origin, errors }: FlatVector, from: number, to: number): Vector | undefined {
  if (type.kind !== 'varchar' || !origin || errors) return undefined;
  const codes = origin.column.knownCodes(origin.from + from, origin.from + to);
  return codes && { ...codes, type };
}

/** Codes of the first rows of a column, which grow when more are asked for. */
interface Coding {
  readonly dictionary: Dictionary;
  /** Of columns that are coded at once. */
  readonly blocks?: CodeBlocks | undefined;
  /** The rows that have codes. */
  readonly known: number;
  /** The codes of at least the first `row` rows; undefined when there are too many distinct values. */
  codesUpTo(row: number): Int32Array | undefined;
}

function codingOf(column: FlatVector): Coding | undefined {
  if (column.length < minRows) return undefined;
  const { kind } = column.type;
  if (kind === 'varchar') return new StringCoding(column.values as readonly (string | null)[]);
  if (kind === 'bigint' || kind === 'timestamp' || kind === 'integer' || kind === 'date') return integerCoding(column);
  return undefined;
}

class StringCoding implements Coding {
  readonly #strings: readonly (string | null)[];
  dictionary = new DictionaryBuilder();
  #codes: Int32Array | undefined;
  known = 0;

  constructor(strings: readonly (string | null)[]) {
    this.#strings = strings;
    this.#codes = new Int32Array(strings.length);
  }

  codesUpTo(row: number): Int32Array | undefined {
    for (; this.#codes && this.known < row; this.known++) {
      const string = this.#strings[this.known]!;
      this.#codes[this.known] = string === null ? -1 : this.dictionary.add(string);
      const rows = this.known + 1;
      const judged = (rows & (rows - 1)) === 0 && rows >= minRows;
      if (judged && this.dictionary.values.length > rows * maxDistinctShare(rows)) this.#giveUp();
    }
    return this.#codes;
  }

  /** Whoever has codes already keeps their dictionary. */
  #giveUp(): void {
    this.#codes = undefined;
    this.dictionary = new DictionaryBuilder();
  }
}

/** Integers of a small range are numbered by a table over the range. */
function integerCoding({ values, validity, length }: FlatVector): Coding | undefined {
  const words = wordsOf(values as FixedWidthArray);
  const wide = words.length > length;
  const range = rangeOf(words, wide, validity, length);
  if (!range) return undefined;
  const { min, span } = range;
  const numbers = new Int32Array(span);
  const entries: number[] = [];
  const codes = new Int32Array(length);
  const base = min | 0;
  for (let row = 0; row < length; row++) {
    if (validity && !hasBit(validity, row)) {
      codes[row] = -1;
      continue;
    }
    const place = (wide ? words[2 * row]! : words[row]!) - base;
    const at = place < 0 ? place + 2 ** 32 : place;
    let number = numbers[at]!;
    if (number === 0) number = numbers[at] = entries.push(min + at);
    codes[row] = number - 1;
    if (entries.length > length / 4) return undefined;
  }
  const cells = wide ? BigInt64Array.from(entries, BigInt) : Int32Array.from(entries);
  return { dictionary: new CellDictionary(cells, false), blocks: codeBlocksOf(codes), known: length, codesUpTo: () => codes };
}

/** The smallest value and the number of values from it to the largest, if those are few. */
function rangeOf(
  words: Int32Array,
  wide: boolean,
  validity: Uint8Array | undefined,
  length: number,
): { readonly min: number; readonly span: number } | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < length; row++) {
    if (validity && !hasBit(validity, row)) continue;
    const value = wide ? words[2 * row + 1]! * 2 ** 32 + (words[2 * row]! >>> 0) : words[row]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const span = max - min + 1;
  if (!(span <= maxRange && span <= 4 * length) || !Number.isSafeInteger(min) || !Number.isSafeInteger(max)) return undefined;
  return { min, span };
}

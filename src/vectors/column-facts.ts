import { sliceBlocks } from './code-blocks.ts';
import type { Coding } from './coding.ts';
import { DictionaryBuilder } from './dictionary.ts';
import { IntegerCoding } from './integer-coding.ts';
import type { CodedColumn, DictionaryVector, FlatVector, Vector } from './vector.ts';

/** Fewer rows than this are not worth codes. */
const minRows = 4096;
/** Strings get no codes where more than a share of the first rows is distinct; the share falls as rows repeat. */
const maxDistinctShare = (rows: number): number => (rows < 65_536 ? 0.9 : 0.7);

/** What a table finds out about a flat column beyond its cells, when it is first asked, and keeps: here, the column as codes into its distinct values. */
class ColumnFacts implements CodedColumn {
  readonly #column: FlatVector;
  #coding: Coding | null | undefined;

  constructor(column: FlatVector, coding?: Coding | null) {
    this.#column = column;
    this.#coding = coding;
  }

  /** What is known of a longer column that begins with this one: its codes, that they do not pay (null), or nothing. */
  codingOf(longer: FlatVector): Coding | null | undefined {
    return this.#coding === null ? null : this.#coding?.extended?.(longer);
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

/** Lets a longer column know what was found out of its first rows, as far as that still holds. */
export function withFactsOf(first: Vector, column: FlatVector): FlatVector {
  const known = first.encoding === 'flat' && columnsWithFacts.get(first)?.origin?.column;
  const coding = known instanceof ColumnFacts ? known.codingOf(column) : undefined;
  if (coding !== undefined) columnsWithFacts.set(column, { ...column, origin: { column: new ColumnFacts(column, coding), from: 0 } });
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

function codingOf(column: FlatVector): Coding | undefined {
  if (column.length < minRows) return undefined;
  const { kind } = column.type;
  if (kind === 'varchar') return new StringCoding(column.values as readonly (string | null)[]);
  if (kind === 'bigint' || kind === 'timestamp' || kind === 'integer' || kind === 'date') return IntegerCoding.of(column);
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

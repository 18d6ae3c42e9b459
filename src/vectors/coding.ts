import type { CodeBlocks } from './code-blocks.ts';
import type { Dictionary, FlatVector } from './vector.ts';

/** Codes of the first rows of a column, which grow when more are asked for. */
export interface Coding {
  readonly dictionary: Dictionary;
  /** Of columns that are coded at once. */
  readonly blocks?: CodeBlocks | undefined;
  /** The rows that have codes. */
  readonly known: number;
  /** The codes of at least the first `row` rows; undefined when there are too many distinct values. */
  codesUpTo(row: number): Int32Array | undefined;
  /** The coding of a longer column that begins with this one, in time proportional to the rows that are more; undefined where it has to be made anew. */
  extended?(longer: FlatVector): Coding | undefined;
}

import type { Vector } from '../../vectors/vector.ts';
import type { OperatorStats } from '../stats.ts';

/** Rows for the calls of which one thread takes in all: the group of each, undefined where there are no keys, and the columns that these calls read. */
export interface GroupedRows<V = Vector> {
  readonly groups: Uint32Array | undefined;
  readonly columns: readonly V[];
  readonly length: number;
}

/** What a thread found in its rows: groups in the order of their first row. */
export interface GroupedPart<V = Vector> {
  readonly keys: readonly V[];
  readonly groupCount: number;
  /** By group. */
  readonly rowCounts: Float64Array;
  /** By call; none of those that count rows, or are not merged. */
  readonly states: readonly (readonly V[])[];
}

/** Takes what a thread found. */
export interface PartSink {
  rows(rows: GroupedRows): void;
  done(part: GroupedPart): void;
}

/** What a thread found in consecutive rows of a table, with the rows that it sent. */
export interface Part {
  readonly found: GroupedPart;
  readonly rows: readonly GroupedRows[];
}

/** An aggregation whose rows threads took in, in parts that follow each other. */
export interface ComputedFragment {
  readonly parts: readonly Part[];
  /** From the scan to the aggregate, of all threads together. */
  readonly stats: readonly OperatorStats[];
  /** About the bytes of the parts. */
  readonly bytes: number;
}

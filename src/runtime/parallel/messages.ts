import type { Schema } from '../../types/data-type.ts';
import type { Limits } from '../limits.ts';
import type { OperatorStats } from '../stats.ts';
import type { GroupedPart, GroupedRows } from './parts.ts';
import type { PortablePlan } from './portable-plan.ts';
import type { PortableVector } from './portable-vector.ts';

/** An aggregation of some rows of a table. */
export interface Job {
  readonly id: number;
  readonly plan: PortablePlan;
  readonly table: number;
  readonly schema: Schema;
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
  /** The instant the query started, milliseconds since 1970. */
  readonly now: number;
  /** How long the query has run, milliseconds. */
  readonly elapsed: number;
  /** How long of that it worked. */
  readonly worked: number;
  readonly limits: Limits;
  readonly maxBatchRows: number;
  readonly kernels: boolean;
  readonly dictionaryInputs: boolean;
  /** Its only word is 1 when the job is to stop. */
  readonly stop: Int32Array;
}

/** Tells a thread that no one else has a table or a dictionary any more. */
export interface DropOrder {
  readonly kind: 'drop';
  readonly table: number | undefined;
  readonly dictionary: number | undefined;
}

/** What a thread is told. */
export type Order =
  | { readonly kind: 'dictionary'; readonly id: number; readonly values: readonly string[] }
  | { readonly kind: 'column'; readonly table: number; readonly index: number; readonly vector: PortableVector }
  | DropOrder
  | { readonly kind: 'run'; readonly job: Job };

export type PortableRows = GroupedRows<PortableVector>;
export type PortablePart = GroupedPart<PortableVector>;

/** What a thread says. A job is given up where a row fails, a call warns, or a limit is reached: what that means is found out where the query runs. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'rows'; readonly job: number; readonly rows: PortableRows }
  | {
      readonly kind: 'done';
      readonly job: number;
      readonly part: PortablePart;
      readonly worked: number;
      readonly stats: readonly OperatorStats[];
    }
  | { readonly kind: 'givenUp'; readonly job: number; readonly worked: number };

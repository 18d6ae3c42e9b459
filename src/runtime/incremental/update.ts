import type { ChunkedTable } from '../../vectors/chunked-table.ts';
import type { Table } from '../../vectors/table.ts';
import type { ExecutionContext } from '../context.ts';

/** What an answer took. */
export interface Update {
  /** The rows of the node. */
  readonly table: Table;
  readonly rowsRead: number;
  /** Why all rows were read again, where they were. */
  readonly again: string | undefined;
}

/** A part of a plan that is answered again when rows are appended to its table. */
export interface Kept {
  update(table: ChunkedTable, context: ExecutionContext): Generator<void, Update>;
  byteSize(): number;
}

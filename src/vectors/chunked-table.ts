import type { Schema } from '../types/data-type.ts';
import { Table } from './table.ts';
import { concatenate } from './take.ts';
import type { Vector } from './vector.ts';

/** A table that lies in several parts, which scans read one after the other; its columns are joined when something asks for a whole one. */
export class ChunkedTable extends Table {
  /** Tables of its schema, in the order of the rows. */
  readonly chunks: readonly Table[];
  /** The number of the first chunk, counted from the first that its live table ever had. */
  readonly firstChunk: number;

  constructor(schema: Schema, chunks: readonly Table[], firstChunk: number) {
    const rowCount = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
    super(schema, [], rowCount);
    this.chunks = chunks;
    this.firstChunk = firstChunk;
    let whole: readonly Vector[] | undefined;
    Object.defineProperty(this, 'columns', { enumerable: true, get: () => (whole ??= joined(schema, chunks)) });
  }
}

const joined = (schema: Schema, chunks: readonly Table[]): readonly Vector[] =>
  schema.map(({ type }, i) => {
    const parts = chunks.map(({ columns }) => columns[i]!);
    return parts.length === 1 ? parts[0]! : concatenate(type, parts);
  });

/** The parts of a table that scans read one after the other: itself, unless it lies in several. */
export const chunksOf = (table: Table): readonly Table[] => (table instanceof ChunkedTable ? table.chunks : [table]);

import { chunksOf } from './chunked-table.ts';
import { sizeOf } from './dictionary.ts';
import type { Table } from './table.ts';
import type { Vector } from './vector.ts';

/** What is known of a table without reading its rows; the shape that estimates of costs take. */
export function statisticsOf(table: Table): {
  readonly rowCount: number;
  distinctCount(column: number): number;
  elementCount(column: number): number | undefined;
} {
  const { rowCount } = table;
  const columnsOf = (index: number): readonly Vector[] => chunksOf(table).map(({ columns }) => columns[index]!);
  return {
    rowCount,
    distinctCount: (index) => columnsOf(index).reduce((sum, column) => Math.min(rowCount, sum + distinctValues(column)), 0),
    elementCount: (index) => {
      const counts = columnsOf(index).flatMap((column) => elements(column) ?? []);
      return counts.length > 0 ? counts.reduce((sum, count) => sum + count, 0) : undefined;
    },
  };
}

function distinctValues(column: Vector): number {
  const { length } = column;
  if (column.encoding === 'constant') return Math.min(length, 1);
  // NULL is a value, too.
  if (column.encoding === 'dictionary') return Math.min(length, sizeOf(column.dictionary) + 1);
  return column.type.kind === 'boolean' ? Math.min(length, 3) : length;
}

function elements(column: Vector): number | undefined {
  if (column.encoding !== 'list' && column.encoding !== 'map') return undefined;
  return column.offsets[column.length]! - column.offsets[0]!;
}

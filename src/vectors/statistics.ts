import { sizeOf } from './dictionary.ts';
import type { Table } from './table.ts';

/** What is known of a table without reading its rows; the shape that estimates of costs take. */
export function statisticsOf({ rowCount, columns }: Table): {
  readonly rowCount: number;
  distinctCount(column: number): number;
  elementCount(column: number): number | undefined;
} {
  return {
    rowCount,
    distinctCount(index) {
      const column = columns[index]!;
      if (column.encoding === 'constant') return Math.min(rowCount, 1);
      // NULL is a value, too.
      if (column.encoding === 'dictionary') return Math.min(rowCount, sizeOf(column.dictionary) + 1);
      return column.type.kind === 'boolean' ? Math.min(rowCount, 3) : rowCount;
    },
    elementCount(index) {
      const column = columns[index]!;
      if (column.encoding !== 'list' && column.encoding !== 'map') return undefined;
      return column.offsets[column.length]! - column.offsets[0]!;
    },
  };
}

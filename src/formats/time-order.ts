import { take } from '../vectors/take.ts';
import { cellReader } from '../vectors/vector.ts';
import { LoadedTable } from './input.ts';

/** The nanoseconds since 1970 of each row by `__time__` and `__time_ns_part__`, or undefined where a row has none. */
function instantsOf(table: LoadedTable): ((row: number) => bigint | undefined) | undefined {
  const seconds = table.column('__time__');
  if (seconds?.type.kind !== 'bigint') return undefined;
  const nanos = table.column('__time_ns_part__');
  const readSeconds = cellReader(seconds);
  const readNanos = nanos?.type.kind === 'bigint' ? cellReader(nanos) : () => null;
  return (row) => {
    const value = readSeconds(row) as bigint | null; // cells of BIGINT
    return value === null ? undefined : value * 1_000_000_000n + ((readNanos(row) as bigint | null) ?? 0n);
  };
}

/** The times that rows are ordered by: a row without one, such as a line of a stack trace, stays behind the row before it in its file, or else before the first that has one. */
function placesOf({ rowCount, files }: LoadedTable, instantOf: (row: number) => bigint | undefined): (bigint | undefined)[] {
  const places = new Array<bigint | undefined>(rowCount);
  let row = 0;
  for (const { rows } of files) {
    const end = Math.min(row + rows, rowCount);
    let last: bigint | undefined;
    const from = row;
    for (; row < end; row++) {
      const instant = instantOf(row);
      if (instant !== undefined && last === undefined) places.fill(instant, from, row);
      last = instant ?? last;
      places[row] = last;
    }
  }
  return places;
}

/** The rows of all files in the order of their times, those of files without times last; the table itself where they are in order. */
export function inTimeOrder(table: LoadedTable): LoadedTable {
  const instantOf = instantsOf(table);
  if (!instantOf) return table;
  const places = placesOf(table, instantOf);
  const before = (a: bigint | undefined, b: bigint | undefined): number =>
    a === b ? 0 : a === undefined ? 1 : b === undefined ? -1 : a < b ? -1 : 1;
  if (places.every((place, row) => row === 0 || before(places[row - 1], place) <= 0)) return table;
  const rows = Int32Array.from(places.keys()).sort((a, b) => before(places[a], places[b]) || a - b);
  return new LoadedTable(
    table.schema,
    table.columns.map((column) => take(column, rows)),
    rows.length,
    table,
  );
}

import { LoadedTable } from '../formats/input.ts';
import { take } from '../vectors/take.ts';
import { cellReader } from '../vectors/vector.ts';

/** Nanoseconds since 1970; the end is exclusive. */
export interface Window {
  readonly begin: bigint;
  readonly end: bigint;
}

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

function selected(table: LoadedTable, rows: Int32Array, notes: readonly string[] = table.notes): LoadedTable {
  const columns = table.columns.map((column) => take(column, rows));
  return new LoadedTable(table.schema, columns, rows.length, { ...table, notes });
}

/** The rows in the order of their times, those without a time last; the table itself where they are in order. */
export function inTimeOrder(table: LoadedTable): LoadedTable {
  const instantOf = instantsOf(table);
  if (!instantOf) return table;
  const instants = Array.from({ length: table.rowCount }, (_, row) => instantOf(row));
  const before = (a: bigint | undefined, b: bigint | undefined): number =>
    a === b ? 0 : a === undefined ? 1 : b === undefined ? -1 : a < b ? -1 : 1;
  if (instants.every((instant, row) => row === 0 || before(instants[row - 1], instant) <= 0)) return table;
  const rows = Int32Array.from(instants.keys()).sort((a, b) => before(instants[a], instants[b]) || a - b);
  return selected(table, rows);
}

/** The rows whose time lies in the window; a note says so where there are no times to go by. */
export function inWindow(table: LoadedTable, { begin, end }: Window): LoadedTable {
  const instantOf = instantsOf(table);
  const all = Int32Array.from({ length: table.rowCount }, (_, row) => row);
  if (!instantOf) return selected(table, all, [...table.notes, 'the rows have no __time__: the window leaves none of them out']);
  const rows = all.filter((row) => {
    const instant = instantOf(row);
    return instant !== undefined && instant >= begin && instant < end;
  });
  return rows.length === table.rowCount ? table : selected(table, rows);
}

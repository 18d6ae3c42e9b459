import { LoadedTable } from '../formats/input.ts';
import { take } from '../vectors/take.ts';
import { cellReader } from '../vectors/vector.ts';

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

/** The rows in the order of their times, those without a time last; the table itself where they are in order. */
export function inTimeOrder(table: LoadedTable): LoadedTable {
  const instantOf = instantsOf(table);
  if (!instantOf) return table;
  const instants = Array.from({ length: table.rowCount }, (_, row) => instantOf(row));
  const before = (a: bigint | undefined, b: bigint | undefined): number =>
    a === b ? 0 : a === undefined ? 1 : b === undefined ? -1 : a < b ? -1 : 1;
  if (instants.every((instant, row) => row === 0 || before(instants[row - 1], instant) <= 0)) return table;
  const rows = Int32Array.from(instants.keys()).sort((a, b) => before(instants[a], instants[b]) || a - b);
  return new LoadedTable(
    table.schema,
    table.columns.map((column) => take(column, rows)),
    rows.length,
    table,
  );
}

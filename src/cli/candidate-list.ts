import { printable } from '../diagnostics/render.ts';

/** What all candidates start with, whatever their case, as the first of them writes it; empty where there are none. */
export function commonStart([first = '', ...others]: readonly string[]): string {
  let common = first;
  for (const other of others) while (!other.toLowerCase().startsWith(common.toLowerCase())) common = common.slice(0, -1);
  return common;
}

/** Candidates in columns, printable, in as many rows at most; how many more there are follows below. */
export function listed(candidates: readonly string[], columns: number, maxRows: number): readonly string[] {
  const names = candidates.slice(0, columns * maxRows).map(printable);
  const size = Math.min(columns, Math.max(...names.map((name) => name.length)) + 2);
  const perRow = Math.max(1, Math.floor(columns / size));
  const shown = names.slice(0, perRow * Math.max(1, maxRows)).map((name) => name.slice(0, size));
  const rows: string[] = [];
  for (let i = 0; i < shown.length; i += perRow) {
    const row = shown.slice(i, i + perRow).map((name) => name.padEnd(size));
    rows.push(row.join('').trimEnd());
  }
  return shown.length < candidates.length ? [...rows, `… and ${candidates.length - shown.length} more`] : rows;
}

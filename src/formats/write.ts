import { isNumeric, type Schema } from '../types/data-type.ts';
import { valueFormatter } from '../types/format-value.ts';
import { jsonEncoder } from '../types/json-encoder.ts';
import { findTimeZone, type TimeZone } from '../types/time-zone.ts';
import type { Table } from '../vectors/table.ts';
import { cellReader } from '../vectors/vector.ts';
import { type Interruptible, rowsBetween } from './interruption.ts';

/** What a writer takes: a table, or a result that has one. */
export type Rows = Table | { readonly schema: Schema; readonly timeZone?: TimeZone; toTable(): Table };

export interface WriteOptions extends Interruptible {
  /** The zone times are written in; the result's own, or UTC, unless given. */
  readonly timeZone?: string;
}

/** The table of rows. */
export function tableOf(rows: Rows): Table {
  return 'toTable' in rows ? rows.toTable() : rows;
}

function zoneOf(rows: Rows, { timeZone }: WriteOptions): TimeZone {
  const zone =
    timeZone === undefined ? ('timeZone' in rows && rows.timeZone ? rows.timeZone : findTimeZone('UTC')) : findTimeZone(timeZone);
  if (!zone) throw new RangeError(`'${timeZone}' is not a time zone`);
  return zone;
}

/**
 * Rows as JSON objects, one per line. A NULL cell is left out; JSON, arrays, maps and rows are nested. Integers keep all digits and DOUBLE values
 * have a fraction or an exponent (`1.0`), so that readers find the same types again.
 */
export function writeNdjson(rows: Rows, options: WriteOptions = {}): string {
  const lines = jsonRows(rows, options);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The JSON text of every row. */
export function jsonRows(rows: Rows, options: WriteOptions = {}): string[] {
  const table = tableOf(rows);
  const timeZone = zoneOf(rows, options);
  const columns = table.schema.map(({ name, type }, i) => {
    const encode =
      jsonEncoder(type, { timeZone, rows: 'object', doubles: 'fraction' }) ?? ((value: unknown) => JSON.stringify(String(value)));
    return { key: JSON.stringify(name), read: cellReader(table.columns[i]!), encode };
  });
  return Array.from(rowsBetween(0, table.rowCount, options), (row) => {
    const members: string[] = [];
    for (const { key, read, encode } of columns) {
      const value = read(row);
      if (value !== null) members.push(`${key}:${encode(value)}`);
    }
    return `{${members.join(',')}}`;
  });
}

export interface CsvWriteOptions extends WriteOptions {
  readonly delimiter?: string;
  /**
   * Puts an apostrophe before strings that a spreadsheet would take for a formula: names and cells that begin with `=`, `+`, `-` or `@` (also of full width), a tab or
   * a line break. Strings that are numbers, and cells of other types than strings and JSON, stay as they are. Fields with separators of other dialects are quoted.
   */
  readonly escapeFormulas?: boolean;
}

/** What begins a formula, or is taken off before one is looked for. */
const formula = /^[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/;
const plainNumber = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const withoutFormula = (text: string): string => (formula.test(text) && !plainNumber.test(text) ? `'${text}` : text);

/** Rows as CSV with a header; NULL is an empty field, an empty text a quoted one. */
export function writeCsv(rows: Rows, options: CsvWriteOptions = {}): string {
  const { delimiter = ',', escapeFormulas = false } = options;
  // Linear by its form: each alternative has a fixed length.
  const needsQuotes = new RegExp(
    `["\\r\\n${escapeFormulas ? ',;\\t|' : ''}]|${delimiter.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}|^\\s|\\s$`,
  );
  const field = (text: string): string => (text === '' || needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const safe = escapeFormulas ? withoutFormula : (text: string): string => text;
  const { schema } = tableOf(rows);
  const columns = schema.map(({ type }) => (type.kind === 'varchar' || type.kind === 'json' ? safe : (text: string): string => text));
  const lines = [schema.map(({ name }) => field(safe(name))).join(delimiter)];
  for (const cells of textRows(rows, options))
    lines.push(cells.map((cell, i) => (cell === null ? '' : field(columns[i]!(cell)))).join(delimiter));
  return `${lines.join('\n')}\n`;
}

/** A cell of a Markdown table: HTML, character references, links and controls are escaped; emphasis is not, so that the source stays readable. */
function markdownCell(text: string): string {
  return text.replace(/\r?\n|[\\|<]|&(?=#?\w+;)|\](?=\()|(?!\t)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (found) => {
    if (found.endsWith('\n')) return '<br>';
    if (/[\\|<&\]]/.test(found)) return `\\${found}`;
    return `\\\\u${found.codePointAt(0)!.toString(16).padStart(4, '0')}`;
  });
}

/** Rows as a Markdown table; NULL is an empty cell. No cell can become HTML or a link, or control a terminal. */
export function writeMarkdown(rows: Rows, options: WriteOptions = {}): string {
  const { schema } = tableOf(rows);
  const lines = [
    `| ${schema.map(({ name }) => markdownCell(name)).join(' | ')} |`,
    `| ${schema.map(({ type }) => (isNumeric(type) ? '---:' : '---')).join(' | ')} |`,
  ];
  for (const cells of textRows(rows, options))
    lines.push(`| ${cells.map((text) => (text === null ? '' : markdownCell(text))).join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

/** The cells of the rows from `from` to before `to`, all unless given, as text, NULL as null. */
export function* textRows(
  rows: Rows,
  { from = 0, to = Number.POSITIVE_INFINITY, ...options }: WriteOptions & { readonly from?: number; readonly to?: number } = {},
): Generator<(string | null)[]> {
  const table = tableOf(rows);
  const timeZone = zoneOf(rows, options);
  const columns = table.schema.map(({ type }, i) => ({ read: cellReader(table.columns[i]!), text: valueFormatter(type, timeZone) }));
  for (const row of rowsBetween(from, Math.min(to, table.rowCount), options)) {
    yield columns.map(({ read, text }) => {
      const value = read(row);
      return value === null ? null : text(value);
    });
  }
}

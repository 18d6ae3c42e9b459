import type { MapValue } from '../../types/values.ts';
import type { Table } from '../../vectors/table.ts';
import { cellReader } from '../../vectors/vector.ts';
import { rowsBetween } from '../interruption.ts';
import { type Rows, tableOf, type WriteOptions } from '../write.ts';

/** The lines of a family, and what its `# TYPE` line says. */
interface Family {
  readonly type: string | undefined;
  readonly lines: string[];
}

const types: ReadonlySet<string> = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);
const suffixes: Readonly<Record<string, RegExp>> = { histogram: /_(?:bucket|sum|count)$/, summary: /_(?:sum|count)$/ };

/**
 * Metrics as the text format 0.0.4 of Prometheus, the lines of a family together: rows with the columns that readers of metrics give (`__name__`, `__value__`, and where there are
 * `__labels__`, `__type__` and a time, which is cut to milliseconds). Rows of histograms (`bounds`, `counts`) and of summaries (`quantiles`, `quantileValues`) become their lines; other rows without a value are left out.
 * Characters that no name may have become `_`.
 * @throws TypeError for a table without `__name__`.
 */
export function writePrometheus(rows: Rows, options: Pick<WriteOptions, 'interrupted'> = {}): string {
  const table = tableOf(rows);
  const nameOf = columnReader(table, '__name__');
  if (!nameOf) throw new TypeError("metrics have a column '__name__'");
  const at = (column: string): ((row: number) => unknown) => columnReader(table, column) ?? (() => null);
  const [labelsAt, typeAt, valueAt, nanosAt, secondsAt] = [
    at('__labels__'),
    at('__type__'),
    at('__value__'),
    at('__time_nano__'),
    at('__time__'),
  ];
  const [boundsAt, countsAt, quantilesAt, quantileValuesAt] = [at('bounds'), at('counts'), at('quantiles'), at('quantileValues')];
  const [countAt, sumAt] = [at('__count__'), at('__sum__')];
  const families = new Map<string, Family>();
  for (const row of rowsBetween(0, table.rowCount, options)) {
    const written = nameOf(row);
    if (typeof written !== 'string') continue;
    const name = legal(written, /[^a-zA-Z0-9_:]/g);
    const kind = typeAt(row);
    const type = typeof kind === 'string' && types.has(kind) ? kind : undefined;
    const family = type && suffixes[type] ? name.replace(suffixes[type], '') : name;
    let known = families.get(family);
    if (!known) families.set(family, (known = { type, lines: [] }));
    const labels = labelsAt(row) as MapValue<string, string> | null;
    const time = timeOf(nanosAt(row), secondsAt(row));
    const line = (suffix: string, value: unknown, more: readonly (readonly [string, string])[] = []): void => {
      if (typeof value === 'number') known.lines.push(`${name}${suffix}${braces(labels, more)} ${goNumber(value)}${time}`);
    };
    const value = valueAt(row);
    const bounds = boundsAt(row) as readonly number[] | null;
    const counts = countsAt(row) as readonly number[] | null;
    const quantiles = quantilesAt(row) as readonly number[] | null;
    if (value !== null) line('', Number(value));
    else if (bounds && counts) {
      let below = 0;
      for (const [i, count] of counts.entries())
        line('_bucket', (below += count), [['le', i < bounds.length ? goNumber(bounds[i]!) : '+Inf']]);
      line('_sum', sumAt(row));
      line('_count', countAt(row) ?? below);
    } else if (quantiles) {
      const values = quantileValuesAt(row) as readonly number[] | null;
      for (const [i, quantile] of quantiles.entries()) line('', values?.[i], [['quantile', goNumber(quantile)]]);
      line('_sum', sumAt(row));
      line('_count', countAt(row));
    }
  }
  let text = '';
  for (const [name, { type, lines }] of families)
    text += `${type ? `# TYPE ${name} ${type}\n` : ''}${lines.map((line) => `${line}\n`).join('')}`;
  return text;
}

function columnReader(table: Table, name: string): ((row: number) => unknown) | undefined {
  const column = table.column(name);
  return column && cellReader(column);
}

const legal = (name: string, wrong: RegExp): string => name.replace(wrong, '_').replace(/^(?=\d|$)/, '_');

function braces(labels: MapValue<string, string> | null, more: readonly (readonly [string, string])[]): string {
  const pairs = [...(labels?.keys.map((key, i) => [key, String(labels.values[i] ?? '')] as const) ?? []), ...more];
  if (pairs.length === 0) return '';
  const quoted = (text: string): string => text.replace(/[\\"\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`));
  return `{${pairs.map(([key, text]) => `${legal(key, /[^a-zA-Z0-9_]/g)}="${quoted(text)}"`).join(',')}}`;
}

/** A number as Go writes it. */
function goNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

/** A blank and the milliseconds since 1970; nothing where there is no time. */
function timeOf(nanos: unknown, seconds: unknown): string {
  if (typeof nanos === 'bigint') return ` ${nanos >= 0n ? nanos / 1_000_000n : (nanos - 999_999n) / 1_000_000n}`;
  return typeof seconds === 'bigint' ? ` ${seconds * 1000n}` : '';
}

import { compileWholeRegex, type Regex } from '../regex/regex.ts';
import type { MapValue } from '../types/values.ts';
import type { Table } from '../vectors/table.ts';
import { cellReader } from '../vectors/vector.ts';
import { Labels } from './labels.ts';
import { type Matcher, PromqlError, type SelectorNode } from './syntax.ts';

/** What a query may use, and where that is counted. */
export interface Budget {
  readonly tick: (steps?: number) => void;
  readonly memory: { reserve(bytes: number): void; free(bytes: number): void };
  /** Takes what is to be said of the answer. */
  readonly warn?: (message: string) => void;
}

/** A series with its samples in the order of time. Times are milliseconds; a sample that says that the series ended is stale. */
export interface Series {
  readonly labels: Labels;
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** Whether each sample only says that the series ended; undefined where none does. */
  readonly stale: readonly boolean[] | undefined;
}

/** Series that queries select from. */
export interface SeriesStore {
  readonly series: readonly Series[];
  /** The first and the last time, in milliseconds; undefined without samples. */
  readonly span: readonly [number, number] | undefined;
}

interface Growing {
  readonly labels: Labels;
  readonly times: number[];
  readonly values: number[];
  readonly stale: boolean[];
  readonly delta: boolean;
}

/** The bytes of a sample, and of a series without its samples. */
const sampleBytes = 40;
const seriesBytes = 800;

/** A name or label as Prometheus has them: other characters become underscores. */
const sanitized = (name: string): string => name.replace(/[^A-Za-z0-9_:]/g, '_').replace(/^(?=\d)/, '_');

/** Reads the labels of a row: a map, or the text `name#$#value|…`. */
function pairsOf(cell: unknown): [string, string][] {
  if (cell === null || cell === undefined || cell === '') return [];
  if (typeof cell === 'string') {
    return cell.split('|').map((part) => {
      const at = part.indexOf('#$#');
      return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 3)];
    });
  }
  const { keys, values } = cell as MapValue<string, string | null>; // labels are a map of strings
  return keys.map((key, i) => [key, values[i] ?? '']);
}

/** Says which columns a table of metrics lacks. @throws Error */
function columnsOf(table: Table) {
  const read = (name: string) => {
    const column = table.column(name);
    return column && cellReader(column);
  };
  for (const name of ['__name__', '__time_nano__', '__value__'])
    if (!table.column(name))
      throw new Error(
        `the rows before it have no column '${name}': it reads rows of metrics, with __name__, __labels__, __time_nano__ and __value__`,
      );
  return {
    name: read('__name__')!,
    labels: read('__labels__'),
    time: read('__time_nano__')!,
    value: read('__value__')!,
    stale: read('__stale__'),
    temporality: read('__temporality__'),
    bounds: read('bounds'),
    counts: read('counts'),
    count: read('__count__'),
    sum: read('__sum__'),
  };
}

/**
 * The series of a table of metrics, scraped, of OTLP or of a query. Whole histograms become the series of their buckets, and changes since the sample before become totals. Yields between rows.
 * @throws Error where columns are missing.
 */
export function* storeOf(table: Table, { tick, memory, warn }: Budget): Generator<void, SeriesStore> {
  if (table.rowCount === 0) return { series: [], span: undefined };
  const read = columnsOf(table);
  const known = new Map<string, Growing>();
  const labelSets = new Map<string, Labels>();
  const add = (
    name: string,
    pairs: readonly (readonly [string, string])[],
    time: number,
    value: number,
    stale: boolean,
    delta: boolean,
  ): void => {
    const id = `${name}\u0002${pairs.map(([label, text]) => `${label}\u0001${text}`).join('\u0002')}`;
    let labels = labelSets.get(id);
    if (!labels) {
      labels = Labels.of([['__name__', sanitized(name)], ...pairs.map(([label, text]) => [sanitized(label), text] as const)]);
      labelSets.set(id, labels);
    }
    let series = known.get(labels.key);
    if (!series) {
      memory.reserve(seriesBytes);
      series = { labels, times: [], values: [], stale: [], delta };
      known.set(labels.key, series);
    }
    series.times.push(time);
    series.values.push(value);
    series.stale.push(stale);
  };
  let without = 0;
  for (let row = 0; row < table.rowCount; row++) {
    if (row % 1024 === 0) {
      tick(1024);
      memory.reserve(1024 * sampleBytes);
      yield;
    }
    const nanos = read.time(row) as bigint | null;
    const name = read.name(row) as string | null;
    if (nanos === null || name === null) continue;
    const time = Math.floor(Number(nanos / 1000n) / 1000);
    const pairs = pairsOf(read.labels?.(row));
    const delta = read.temporality?.(row) === 'delta';
    const value = read.value(row) as number | null;
    const stale = read.stale?.(row) === true;
    if (value !== null || stale) add(name, pairs, time, Number(value ?? Number.NaN), stale, delta);
    const counts = read.counts?.(row) as readonly (number | null)[] | null | undefined;
    if (!counts) {
      if (value === null && !stale) without++;
      continue;
    }
    const bounds = (read.bounds?.(row) ?? []) as readonly (number | null)[];
    let total = 0;
    counts.forEach((count, i) => {
      total += count ?? 0;
      const bound = bounds[i];
      add(`${name}_bucket`, [...pairs, ['le', bound === undefined || bound === null ? '+Inf' : String(bound)]], time, total, false, delta);
    });
    add(`${name}_count`, pairs, time, (read.count?.(row) as number | null | undefined) ?? total, false, delta);
    const sum = read.sum?.(row) as number | null | undefined;
    if (sum !== null && sum !== undefined) add(`${name}_sum`, pairs, time, sum, false, delta);
  }
  if (without > 0)
    warn?.(
      `${without === 1 ? '1 row has' : `${without} rows have`} neither a value nor classic buckets, such as native and exponential histograms, and cannot be selected`,
    );
  const series: Series[] = [];
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const growing of known.values()) {
    tick(growing.times.length);
    const ordered = inOrder(growing);
    first = Math.min(first, ordered.times[0]!);
    last = Math.max(last, ordered.times.at(-1)!);
    series.push(ordered);
    yield;
  }
  return { series, span: series.length > 0 ? [first, last] : undefined };
}

/** The samples by time; of several with one time the last. */
function inOrder({ labels, times, values, stale, delta }: Growing): Series {
  const sorted = times.every((time, i) => i === 0 || time > times[i - 1]!);
  let order = times.map((_, i) => i);
  if (!sorted) {
    order.sort((a, b) => times[a]! - times[b]! || a - b);
    order = order.filter((at, i) => i === order.length - 1 || times[order[i + 1]!] !== times[at]);
  }
  let total = 0;
  return {
    labels,
    times: order.map((at) => times[at]!),
    values: order.map((at) => (delta ? (total += values[at]!) : values[at]!)),
    stale: stale.includes(true) ? order.map((at) => stale[at]!) : undefined,
  };
}

/** The series that a selector means. @throws PromqlError for a regular expression that is not one. */
export function selected({ series }: SeriesStore, node: SelectorNode, { tick }: Budget): Series[] {
  const tests = node.matchers.map((matcher) => testOf(matcher, node, tick));
  return series.filter(({ labels }) => {
    tick();
    return tests.every((test) => test(labels));
  });
}

function testOf({ name, op, value }: Matcher, node: SelectorNode, tick: Budget['tick']): (labels: Labels) => boolean {
  if (op === '=') return (labels) => labels.get(name) === value;
  if (op === '!=') return (labels) => labels.get(name) !== value;
  let regex: Regex;
  try {
    regex = compileWholeRegex(`(?s)${value}`);
  } catch {
    throw new PromqlError(`'${value}' is not a regular expression`, node);
  }
  const known = new Map<string, boolean>();
  const matches = (text: string): boolean => {
    let found = known.get(text);
    if (found === undefined) known.set(text, (found = regex.test(text, tick)));
    return found;
  };
  return op === '=~' ? (labels) => matches(labels.get(name)) : (labels) => !matches(labels.get(name));
}

/** The number of times up to a time. */
export function countUpTo(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

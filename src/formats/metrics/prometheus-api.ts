import { VARCHAR } from '../../types/data-type.ts';
import { progressOf } from '../entries.ts';
import type { Format, FormatColumns } from '../format.ts';
import { eachDocument, isObject, type Json, type JsonObject, numberIn, objectsIn, textIn } from '../json/documents.ts';
import type { RowCollector } from '../row-collector.ts';
import { exemplarJson } from './histogram-rows.ts';
import { histogramColumns, MetricRows, metricColumns } from './metric-rows.ts';

const columns = {
  ...metricColumns,
  ...histogramColumns,
  __string__: { type: VARCHAR, description: 'the answer to a query for a string' },
} as const satisfies FormatColumns;

/** The labels of a series, and its name. */
function seriesOf(metric: Json | undefined): {
  readonly name: string | undefined;
  readonly labels: readonly (readonly [string, string])[];
} {
  const all = Object.entries(isObject(metric) ? metric : {}).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return { name: all.find(([name]) => name === '__name__')?.[1], labels: all.filter(([name]) => name !== '__name__') };
}

/** Nanoseconds of seconds as JSON has them: whole milliseconds, whatever a double makes of them. */
function nanosOfSeconds(value: Json | undefined): bigint | undefined {
  const seconds = numberIn(value);
  return seconds === undefined || !Number.isFinite(seconds) || Math.abs(seconds) > 9e12
    ? undefined
    : BigInt(Math.round(seconds * 1000)) * 1_000_000n;
}

const isPair = (value: Json | undefined): value is readonly Json[] => Array.isArray(value) && value.length === 2;

/** Makes rows of answers to queries. */
class AnswerRows {
  readonly #collector: RowCollector;
  readonly #rows: MetricRows;
  #line = 0;

  constructor(rows: RowCollector) {
    this.#collector = rows;
    this.#rows = new MetricRows(rows);
  }

  /** Takes an answer; says what is wrong with one that has no samples. */
  document(document: JsonObject, line: number): string | undefined {
    this.#line = line;
    for (const note of [document.warnings, document.infos].flatMap((list) => (Array.isArray(list) ? (list as readonly Json[]) : [])))
      this.#collector.notes.push(`Prometheus says: ${String(note)}`);
    if (document.status === 'error' && document.data === undefined)
      return `the query failed: ${textIn(document.errorType) ?? 'error'}: ${textIn(document.error) ?? ''}`;
    const { data } = document;
    if (isPair(data) && typeof data[0] === 'number') return this.#scalar(data);
    if (Array.isArray(data)) {
      const exemplars = objectsIn(data as Json).filter(({ exemplars: list }) => Array.isArray(list));
      for (const series of exemplars) this.#exemplars(series);
      return exemplars.length > 0 || data.length === 0 ? undefined : 'the answer has no samples';
    }
    if (!isObject(data)) return 'it is JSON, but not an answer of Prometheus';
    const { resultType, result } = data;
    if (resultType === 'scalar' || resultType === 'string')
      return isPair(result) ? this.#scalar(result, resultType === 'string') : 'the answer has no samples';
    if (!Array.isArray(result)) return 'it is JSON, but not an answer of Prometheus';
    for (const series of objectsIn(result as Json)) this.#series(series);
    return undefined;
  }

  #scalar([time, value]: readonly Json[], isString = false): undefined {
    this.#rows.begin(this.#line, undefined, [], nanosOfSeconds(time));
    const number = isString ? undefined : numberIn(value);
    if (number !== undefined) this.#rows.number('__value__', number);
    else if (typeof value === 'string') this.#collector.setText('__string__', value);
    return undefined;
  }

  #series({ metric, value, values, histogram, histograms }: JsonObject): void {
    const points = [...(Array.isArray(values) ? (values as readonly Json[]) : []), ...(value === undefined ? [] : [value])].filter(isPair);
    const native = [
      ...(Array.isArray(histograms) ? (histograms as readonly Json[]) : []),
      ...(histogram === undefined ? [] : [histogram]),
    ].filter(isPair);
    // Both kinds in the order of their times.
    const all = [...points.map((point) => ({ point, isNative: false })), ...native.map((point) => ({ point, isNative: true }))];
    if (native.length > 0) all.sort((a, b) => (numberIn(a.point[0]) ?? 0) - (numberIn(b.point[0]) ?? 0));
    const { name, labels } = seriesOf(metric);
    for (const { point, isNative } of all) {
      if (this.#collector.full) return;
      this.#rows.begin(this.#line, name, labels, nanosOfSeconds(point[0]));
      if (isNative) this.#histogram(isObject(point[1]) ? point[1] : {});
      else this.#rows.number('__value__', numberIn(point[1]));
    }
  }

  #histogram({ count, sum, buckets }: JsonObject): void {
    const rows = this.#rows;
    rows.text('__type__', 'histogram');
    rows.number('__count__', numberIn(count));
    rows.number('__sum__', numberIn(sum));
    const parts = (Array.isArray(buckets) ? (buckets as readonly Json[]) : []).filter(
      (bucket): bucket is readonly Json[] => Array.isArray(bucket) && bucket.length === 4,
    );
    const at = (i: number): number[] => parts.map((bucket) => numberIn(bucket[i]) ?? Number.NaN);
    rows.list('rules', at(0));
    rows.list('lowers', at(1));
    rows.list('uppers', at(2));
    rows.list('counts', at(3));
  }

  #exemplars({ seriesLabels, exemplars }: JsonObject): void {
    const { name, labels } = seriesOf(seriesLabels);
    for (const { labels: own, value, timestamp } of objectsIn(exemplars)) {
      const number = numberIn(value);
      this.#rows.begin(this.#line, name, labels, nanosOfSeconds(timestamp));
      this.#rows.number('__value__', number);
      this.#rows.json('exemplars', [exemplarJson({ labels: seriesOf(own).labels, value: number ?? Number.NaN, time: undefined })]);
    }
  }
}

/** What the HTTP API of Prometheus answers to queries. */
export const promapi: Format = {
  name: 'promapi',
  summary:
    'answers of the HTTP API of Prometheus to query, query_range and query_exemplars: one row per sample; native histograms have the arrays `lowers`, `uppers`, `counts` and `rules` (0 open to the left, 1 to the right, 2 on both sides, 3 closed)',
  extensions: [],
  columns,
  sniff({ text }) {
    const start = text.slice(0, 2000);
    if (!/^\s*\{\s*"status"\s*:\s*"(?:success|error)"/.test(start)) return undefined;
    const known = /"resultType"\s*:\s*"(?:matrix|vector|scalar|string)"|"seriesLabels"|"data"\s*:\s*\[\s*[\d.]+\s*,\s*"/.test(start);
    return known ? { confidence: 0.96, reason: 'it is an answer of Prometheus' } : undefined;
  },
  read(source, rows, options) {
    const answers = new AnswerRows(rows);
    return eachDocument(source, rows, (document, line) => answers.document(document, line), progressOf(source, options));
  },
};

import { BIGINT, BOOLEAN, type DataType, VARCHAR } from '../../types/data-type.ts';
import { progressOf } from '../entries.ts';
import type { Format, FormatColumns } from '../format.ts';
import { bigintIn, eachDocument, isObject, type Json, type JsonObject, memberOf, numberIn, objectsIn, textIn } from '../json/documents.ts';
import { histogramColumns, MetricRows, metricColumns } from '../metrics/metric-rows.ts';
import type { RowCollector } from '../row-collector.ts';
import { attributesOf, beginsWith, enumIn, idIn, nanosIn, recordsOf, type ScopeRecords, serviceOf, textOfValue } from './otlp-values.ts';

const json: DataType = { kind: 'json' };

const columns = {
  ...metricColumns,
  __unit__: { type: VARCHAR, description: 'the unit, as UCUM writes it' },
  __help__: { type: VARCHAR, description: 'the description' },
  __temporality__: { type: VARCHAR, description: '`delta` or `cumulative`' },
  __monotonic__: { type: BOOLEAN, description: 'of a sum: whether it only grows' },
  __start_nano__: { type: BIGINT, description: 'when the counting began, in nanoseconds since 1970' },
  __stale__: { type: BOOLEAN, description: 'whether the point says that there is no value any more' },
  service: { type: VARCHAR, description: 'from `service.name` of the resource' },
  resource: { type: json, description: 'the attributes of the resource' },
  scopeName: { type: VARCHAR, description: 'the library that measured' },
  ...histogramColumns,
} as const satisfies FormatColumns;

const temporalities = ['', 'delta', 'cumulative'];

const kinds = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const;
type PointKind = (typeof kinds)[number];

const typeNames: Readonly<Record<PointKind, string>> = {
  gauge: 'gauge',
  sum: 'gauge',
  histogram: 'histogram',
  exponentialHistogram: 'exponential_histogram',
  summary: 'summary',
};

const numbersIn = (value: Json | undefined): number[] | undefined =>
  Array.isArray(value) ? (value as readonly Json[]).map((element) => numberIn(element) ?? Number.NaN) : undefined;

/** Makes rows of points. */
class PointRows {
  readonly #collector: RowCollector;
  readonly #rows: MetricRows;

  constructor(rows: RowCollector) {
    this.#collector = rows;
    this.#rows = new MetricRows(rows);
  }

  /** Adds the points of a metric; says so where it has no data. */
  metric(metric: JsonObject, around: ScopeRecords, line: number): void {
    for (const kind of kinds) {
      const data = memberOf(metric, kind, kind === 'exponentialHistogram' ? 'exponential_histogram' : kind);
      if (!isObject(data)) continue;
      for (const point of objectsIn(memberOf(data, 'dataPoints', 'data_points'))) {
        if (this.#collector.full) return;
        this.#point(kind, point, { metric, data, around }, line);
      }
    }
  }

  #point(
    kind: PointKind,
    point: JsonObject,
    { metric, data, around }: { metric: JsonObject; data: JsonObject; around: ScopeRecords },
    line: number,
  ): void {
    const rows = this.#rows;
    const labels = Object.entries(attributesOf(point.attributes)).map(([name, value]) => [name, textOfValue(value!)] as const); // attributes have values
    const monotonic = kind === 'sum' ? memberOf(data, 'isMonotonic', 'is_monotonic') === true : undefined;
    rows.begin(line, textIn(metric.name), labels, nanosIn(memberOf(point, 'timeUnixNano', 'time_unix_nano')));
    rows.text('__type__', monotonic ? 'counter' : typeNames[kind]);
    rows.text('__unit__', textIn(metric.unit));
    rows.text('__help__', textIn(metric.description));
    rows.text(
      '__temporality__',
      temporalities[enumIn(memberOf(data, 'aggregationTemporality', 'aggregation_temporality'), temporalities, 'AGGREGATION_TEMPORALITY_')],
    );
    rows.flag('__monotonic__', monotonic);
    rows.big('__start_nano__', nanosIn(memberOf(point, 'startTimeUnixNano', 'start_time_unix_nano')));
    this.#around(around);
    const stale = ((numberIn(point.flags) ?? 0) & 1) === 1;
    if (stale) rows.flag('__stale__', true);
    else this.#values(kind, point);
    const exemplars = objectsIn(point.exemplars);
    if (exemplars.length > 0) rows.json('exemplars', exemplars.map(exemplarOf));
  }

  #around({ resource, scope }: ScopeRecords): void {
    this.#collector.setText('service', serviceOf(resource));
    if (Object.keys(resource).length > 0) this.#rows.json('resource', resource);
    this.#rows.text('scopeName', textIn(scope.name));
  }

  #values(kind: PointKind, point: JsonObject): void {
    const rows = this.#rows;
    if (kind === 'gauge' || kind === 'sum') {
      const whole = bigintIn(memberOf(point, 'asInt', 'as_int'));
      // Without either, writers left out the default of a double.
      rows.number('__value__', whole === undefined ? (numberIn(memberOf(point, 'asDouble', 'as_double')) ?? 0) : Number(whole));
      return;
    }
    rows.number('__count__', numberIn(point.count) ?? 0);
    rows.number('__sum__', numberIn(point.sum));
    rows.number('__min__', numberIn(point.min));
    rows.number('__max__', numberIn(point.max));
    if (kind === 'histogram') {
      rows.list('bounds', numbersIn(memberOf(point, 'explicitBounds', 'explicit_bounds')));
      rows.list('counts', numbersIn(memberOf(point, 'bucketCounts', 'bucket_counts')));
    } else if (kind === 'exponentialHistogram') {
      rows.big('scale', bigintIn(point.scale) ?? 0n);
      rows.number('zeroCount', numberIn(memberOf(point, 'zeroCount', 'zero_count')) ?? 0);
      rows.number('zeroThreshold', numberIn(memberOf(point, 'zeroThreshold', 'zero_threshold')));
      for (const [side, name] of [
        [point.positive, 'pos'],
        [point.negative, 'neg'],
      ] as const) {
        if (!isObject(side)) continue;
        rows.big(`${name}Offset`, bigintIn(side.offset) ?? 0n);
        rows.list(`${name}Counts`, numbersIn(memberOf(side, 'bucketCounts', 'bucket_counts')));
      }
    } else {
      const quantiles = objectsIn(memberOf(point, 'quantileValues', 'quantile_values'));
      rows.list(
        'quantiles',
        quantiles.map(({ quantile }) => numberIn(quantile) ?? 0),
      );
      rows.list(
        'quantileValues',
        quantiles.map(({ value }) => numberIn(value) ?? 0),
      );
    }
  }
}

function exemplarOf(exemplar: JsonObject): unknown {
  const whole = memberOf(exemplar, 'asInt', 'as_int');
  return {
    time: textIn(memberOf(exemplar, 'timeUnixNano', 'time_unix_nano')),
    value: whole === undefined ? (memberOf(exemplar, 'asDouble', 'as_double') ?? 0) : numberIn(whole),
    traceId: idIn(memberOf(exemplar, 'traceId', 'trace_id'), 32),
    spanId: idIn(memberOf(exemplar, 'spanId', 'span_id'), 16),
    labels: attributesOf(memberOf(exemplar, 'filteredAttributes', 'filtered_attributes')),
  };
}

/** Metrics of OpenTelemetry as JSON. */
export const otlpMetrics: Format = {
  name: 'otlp-metrics',
  summary:
    'metrics of OpenTelemetry (OTLP) as JSON, a document or one request per line: gauges, sums, histograms, exponential histograms (`scale`, `zeroCount`, `posOffset`, `posCounts`, `negOffset`, `negCounts`) and summaries (`quantiles`, `quantileValues`)',
  extensions: [],
  columns,
  sniff: ({ text }) => (beginsWith(text, 'Metrics') ? { confidence: 0.98, reason: 'it begins with resourceMetrics' } : undefined),
  read(source, rows, options) {
    const points = new PointRows(rows);
    return eachDocument(
      source,
      rows,
      (document, line) => {
        const scopes = recordsOf(document, 'Metrics', 'metrics', 'metrics');
        if (!scopes) return 'it is JSON, but has no resourceMetrics';
        for (const scope of scopes) for (const metric of scope.records) points.metric(metric, scope, line);
        return undefined;
      },
      progressOf(source, options),
    );
  },
};

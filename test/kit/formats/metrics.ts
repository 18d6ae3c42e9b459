import fc from 'fast-check';
import { type FormatLaw, line, lines, nanos, seconds, word } from './law.ts';

const name = fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,8}$/);
const label = fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/).filter((text) => text !== 'le' && text !== '__proto__');
const value = fc.oneof(
  fc.double({ noDefaultInfinity: false }).filter((number) => !Object.is(number, -0)),
  fc.integer(),
);
const labels = fc.uniqueArray(fc.tuple(label, line), { maxLength: 3, selector: ([key]) => key });

const go = (number: number): string =>
  Number.isFinite(number) ? String(number) : Number.isNaN(number) ? 'NaN' : number > 0 ? '+Inf' : '-Inf';
const quoted = (text: string): string => `"${text.replace(/[\\"\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`))}"`;
const braces = (pairs: readonly (readonly [string, string])[]): string =>
  `{${pairs.map(([key, text]) => `${key}=${quoted(text)}`).join(',')}}`;
/** Labels as a table has them: an empty value is no label. */
const labelsOf = (pairs: readonly (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries(pairs.filter(([, text]) => text !== '').toSorted(([a], [b]) => (a < b ? -1 : 1)));

const sample = fc.record({ name, labels, value, at: seconds, ms: fc.integer({ min: 0, max: 999 }) });

const prometheus: FormatLaw = {
  written: lines(
    sample,
    ({ name: metric, labels: pairs, value: number, at, ms }) =>
      `${metric}${pairs.length > 0 ? braces(pairs) : ''} ${go(number)} ${at}${String(ms).padStart(3, '0')}`,
    ({ name: metric, labels: pairs, value: number, at, ms }) => ({
      __name__: metric,
      __labels__: labelsOf(pairs),
      __value__: number,
      __time__: at,
      __time_ns_part__: ms * 1e6,
    }),
  ).map(({ text, rows }) => ({ text: `# HELP x_total Things.\n# TYPE x_total counter\n${text}`, rows })),
};

const openmetrics: FormatLaw = {
  written: lines(
    fc.record({ sample, ns: nanos, exemplar: fc.option(word) }),
    ({ sample: { name: metric, labels: pairs, value: number, at }, ns, exemplar }) =>
      `${metric}${braces(pairs)} ${go(number)} ${at}.${String(ns).padStart(9, '0')}${exemplar === null ? '' : ` # {trace_id=${quoted(exemplar)}} 1.5`}`,
    ({ sample: { name: metric, labels: pairs, value: number, at }, ns, exemplar }) => ({
      __name__: metric,
      __labels__: labelsOf(pairs),
      __value__: number,
      __time__: at,
      __time_ns_part__: ns,
      ...(exemplar === null ? {} : { exemplars: JSON.stringify([{ labels: { trace_id: exemplar }, value: 1.5 }]) }),
    }),
  ).map(({ text, rows }) => ({ text: `# TYPE x unknown\n${text}# EOF\n`, rows })),
};

const promapi: FormatLaw = {
  written: fc
    .array(
      fc.record({
        name,
        labels,
        points: fc.array(fc.record({ at: seconds, ms: fc.integer({ min: 0, max: 999 }), value }), { minLength: 1, maxLength: 3 }),
      }),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((series) => ({
      text: JSON.stringify({
        status: 'success',
        data: {
          resultType: 'matrix',
          result: series.map(({ name: metric, labels: pairs, points }) => ({
            metric: { __name__: metric, ...Object.fromEntries(pairs) },
            values: points.map(({ at, ms, value: number }) => [at + ms / 1000, go(number)]),
          })),
        },
      }),
      rows: series.flatMap(({ name: metric, labels: pairs, points }) =>
        points.map(({ at, ms, value: number }) => ({
          __name__: metric,
          __labels__: labelsOf(pairs),
          __value__: number,
          __time__: at,
          __time_ns_part__: ms * 1e6,
        })),
      ),
    })),
};

const otlp: FormatLaw = {
  written: lines(
    fc.record({
      service: word,
      name,
      at: seconds,
      ns: nanos,
      kind: fc.constantFrom('gauge', 'sum', 'histogram'),
      value: fc.integer(),
      host: word,
    }),
    ({ service, name: metric, at, ns, kind, value: number, host }) => {
      const point = { timeUnixNano: `${at}${String(ns).padStart(9, '0')}`, attributes: [{ key: 'host', value: { stringValue: host } }] };
      const data =
        kind === 'histogram'
          ? {
              aggregationTemporality: 2,
              dataPoints: [{ ...point, count: '3', sum: number, bucketCounts: ['1', '2'], explicitBounds: [0.5] }],
            }
          : {
              ...(kind === 'sum' ? { aggregationTemporality: 1, isMonotonic: true } : {}),
              dataPoints: [{ ...point, asInt: String(number) }],
            };
      const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
      return JSON.stringify({
        resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: 's' }, metrics: [{ name: metric, unit: 's', [kind]: data }] }] }],
      });
    },
    ({ service, name: metric, at, ns, kind, value: number, host }) => ({
      __name__: metric,
      __labels__: { host },
      __unit__: 's',
      __time__: at,
      __time_ns_part__: ns,
      service,
      scopeName: 's',
      __type__: kind === 'sum' ? 'counter' : kind,
      __temporality__: kind === 'gauge' ? null : kind === 'sum' ? 'delta' : 'cumulative',
      ...(kind === 'histogram' ? { __value__: null, __count__: 3, __sum__: number, bounds: [0.5], counts: [1, 2] } : { __value__: number }),
    }),
  ),
};

/** The laws of metrics, by format. */
export const metricLaws: Readonly<Record<string, readonly FormatLaw[]>> = {
  prometheus: [prometheus],
  openmetrics: [openmetrics],
  promapi: [promapi],
  'otlp-metrics': [otlp],
};

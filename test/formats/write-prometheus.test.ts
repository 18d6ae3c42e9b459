import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLogs, writePrometheus } from '../../src/formats.ts';
import { Table } from '../../src/index.ts';
import { formatLaws } from '../kit/formats/index.ts';
import { rowsOf } from '../kit/read.ts';
import { runs } from '../kit/thorough.ts';

const read = (input: string, more = {}) => readLogs({ name: 'x.prom', input }, { format: 'prometheus', ...more });
// A document with its families in another order says the same.
const order = (rows: Record<string, unknown>[]) =>
  rows.toSorted((a, b) => (String(a.__name__) < String(b.__name__) ? -1 : String(a.__name__) > String(b.__name__) ? 1 : 0));

describe('metrics as text', () => {
  it('are read again as they were', () =>
    fc.assert(
      fc.asyncProperty(formatLaws.prometheus![0]!.written, async ({ text }) => {
        const table = await read(text);
        expect(order(rowsOf(await read(writePrometheus(table))))).toEqual(order(rowsOf(table)));
      }),
      { numRuns: runs(200) },
    ));

  it('keep the lines of a family together, below its type', async () => {
    const text = [
      '# TYPE http_requests_total counter',
      'http_requests_total{verb="GET"} 3 1000',
      'http_requests_total{verb="LIST"} 4 1000',
      '# TYPE latency histogram',
      'latency_bucket{le="0.1"} 2 1000',
      'latency_bucket{le="+Inf"} 3 1000',
      'latency_sum 0.5 1000',
      'latency_count 3 1000',
      '',
    ].join('\n');
    const samples = await read(text);
    const reversed = Table.fromBatches(samples.schema, [{ schema: samples.schema, columns: samples.columns, length: samples.rowCount }]);
    expect(writePrometheus(reversed)).toBe(text);
    // A histogram that was read as one row gives the same lines.
    expect(writePrometheus(await read(text, { histogram: 'rows' }))).toBe(text);
  });

  it('write what no name or label may have as it may be', async () => {
    const table = Table.from(
      [
        { __name__: 'http.server.duration', __labels__: { 'k8s.pod': 'a"\\\n' }, __value__: Number.POSITIVE_INFINITY },
        { __name__: '9lives', __labels__: null, __value__: -0 },
        { __name__: null, __labels__: null, __value__: 1 },
        { __name__: 'unknown', __labels__: null, __value__: null },
      ],
      {
        schema: [
          { name: '__name__', type: 'varchar' },
          { name: '__labels__', type: 'map(varchar, varchar)' },
          { name: '__value__', type: 'double' },
        ],
      },
    );
    expect(writePrometheus(table)).toBe('http_server_duration{k8s_pod="a\\"\\\\\\n"} +Inf\n_9lives -0\n');
    expect(() => writePrometheus(Table.from([{ x: 1 }]))).toThrow("metrics have a column '__name__'");
  });

  it('give the lines of summaries of OpenTelemetry', async () => {
    const point = {
      timeUnixNano: '1700000000000000000',
      count: '4',
      sum: 10,
      quantileValues: [
        { quantile: 0.5, value: 2 },
        { quantile: 0.99, value: 4 },
      ],
    };
    const document = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'latency', summary: { dataPoints: [point] } }] }] }] };
    const table = await readLogs({ name: 'x.json', input: JSON.stringify(document) });
    expect(rowsOf(table)[0]).toMatchObject({
      __name__: 'latency',
      __type__: 'summary',
      __count__: 4,
      __sum__: 10,
      quantiles: [0.5, 0.99],
      quantileValues: [2, 4],
    });
    expect(writePrometheus(table)).toBe(
      [
        '# TYPE latency summary',
        'latency{quantile="0.5"} 2 1700000000000',
        'latency{quantile="0.99"} 4 1700000000000',
        'latency_sum 10 1700000000000',
        'latency_count 4 1700000000000',
        '',
      ].join('\n'),
    );
  });
});

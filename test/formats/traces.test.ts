import { describe, expect, it } from 'vitest';
import { readLogs } from '../../src/formats.ts';
import { rowsOf, sample } from '../kit/read.ts';

const idOf = (row: object): string => (row as { readonly spanId: string }).spanId;

const read = async (path: string) => rowsOf(await readLogs(sample(path)));

describe('traces', () => {
  it('of Jaeger and of OTLP are the same table, but for nanoseconds', async () => {
    const cut = (rows: Record<string, unknown>[]) =>
      rows
        .map(({ startTime, endTime, duration, ...row }) => ({
          ...row,
          __time_ns_part__: Math.trunc(Number(row.__time_ns_part__) / 1000),
          startTime: BigInt(startTime as bigint) / 1000n,
          duration: Math.trunc(Number(duration) / 1000),
          ends: Number(endTime) > Number(startTime),
        }))
        .toSorted((a, b) => idOf(a).localeCompare(idOf(b)));
    const jaeger = cut(await read('jaeger/multi.json'));
    const otlp = cut(await read('otlp/traces.jsonl'));
    expect(jaeger).toHaveLength(4);
    expect(jaeger).toEqual(otlp);
    for (const { traceId, spanId } of jaeger as unknown as { traceId: string; spanId: string }[]) {
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^[0-9a-f]{16}$/);
    }
    expect((jaeger as unknown as { parentSpanId: string }[]).filter(({ parentSpanId }) => parentSpanId === '')).toHaveLength(1);
  });

  it('keep spans that are there twice, and say so', async () => {
    const table = await readLogs(sample('jaeger/one.json'));
    expect(table.rowCount).toBe(2);
    expect(table.notes).toEqual(['1 span is there more than once, as retries of a client leave them; all are kept']);
    expect(rowsOf(table)).toEqual(await read('jaeger/one-otlp-in.json'));
  });

  it('of old exports have whole identifiers, tags of every type and references to other traces', async () => {
    const rows = await read('jaeger/ui_01.json');
    expect(rows[0]).toMatchObject({
      traceId: '00000000000000000000000000000001',
      spanId: '0000000000000002',
      service: 'service-x',
      duration: 5000,
    });
    expect(JSON.parse(rows[1]!.attributes as string)).toEqual({
      'peer.service': 'service-y',
      'peer.ipv4': 23456,
      error: true,
      temperature: 72.5,
      javascript_limit: '9223372036854775222',
      blob: 'AAAwOQ==',
    });
    expect(rows[1]).toMatchObject({ statusCode: 2 });
    expect(rows[3]).toMatchObject({ parentSpanId: '0000000000000002', service: 'service-y' });
    expect(JSON.parse(rows[3]!.links as string)).toEqual([
      { traceId: '000000000000000000000000000000ff', spanId: '00000000000000ff', attributes: {} },
    ]);
    expect(JSON.parse(rows[0]!.events as string)[0]).toEqual({ time: '1485467191639875000', name: 'some-event', attributes: {} });
  });
});

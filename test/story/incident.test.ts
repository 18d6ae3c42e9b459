import { beforeAll, describe, expect, it } from 'vitest';
import { durationQuery, partRateQuery, pathQuery, totalRateQuery } from '../../examples/incident/questions.mjs';
import { generateSignals } from '../../examples/incident/signals.mjs';
import { leaseSurge } from '../../examples/story/generate.mjs';
import { tellStory } from '../../examples/story/story.mjs';
import { readLogs } from '../../src/formats.ts';
import { createEngine, type Engine } from '../../src/index.ts';

describe('one fault in the log, the metrics and the traces', () => {
  let engine: Engine;
  let stretch: { begin: bigint; end: bigint };
  beforeAll(async () => {
    const lines = { log: [] as string[], metrics: [] as string[], traces: [] as string[] };
    for (const { signal, line } of generateSignals({ lines: 40_000, sampled: 40, faults: [{ ...leaseSurge, factor: 20 }] }))
      lines[signal].push(line);
    const read = (signal: keyof typeof lines) => readLogs({ name: signal, input: `${lines[signal].join('\n')}\n` });
    const tables = { logs: await read('log'), metrics: await read('metrics'), traces: await read('traces') };
    expect(Object.values(tables).map((table) => table.files[0]!.format)).toEqual(['ndjson', 'prometheus', 'otlp-traces']);
    engine = createEngine({ tables });
    const told = await tellStory(engine, { from: 'logs' });
    expect(told.cause.causes.map(({ filter }: { filter: string }) => filter)).toEqual(["verb = 'GET' and resource = 'leases'"]);
    stretch = told.stretch;
  });
  const rows = async (query: string, from: string) => (await engine.query(query, { from })).toArray();

  it('stands out of the total rate', async () => {
    const [{ ts, per_second }] = (await engine.query(totalRateQuery, { from: 'metrics' })).toArray({ bigint: 'bigint' }) as unknown as [
      { ts: bigint[]; per_second: (number | null)[] },
    ];
    const inside = per_second.filter((_, i) => ts[i]! >= stretch.begin && ts[i]! + 360_000_000_000n <= stretch.end);
    const outside = per_second.filter((rate, i) => rate !== null && (ts[i]! + 360_000_000_000n < stretch.begin || ts[i]! > stretch.end));
    expect(inside.length).toBeGreaterThan(0);
    expect(Math.min(...(inside as number[]))).toBeGreaterThan(Math.max(...(outside as number[])));
  });

  it('moved the counter of GET leases most', async () => {
    const [first, second] = (await rows(partRateQuery(stretch.begin, stretch.end), 'metrics')) as {
      verb: string;
      resource: string;
      times: number;
    }[];
    expect(first).toMatchObject({ verb: 'GET', resource: 'leases' });
    expect(first!.times).toBeGreaterThan(10);
    expect(second!.times).toBeLessThan(5);
  });

  it('slowed requests down, and the critical path ends in etcd', async () => {
    const [during, rest] = (await rows(durationQuery(stretch.begin, stretch.end), 'traces')) as {
      during: string;
      traces: number;
      p50: number;
    }[];
    expect([during!.during, rest!.during]).toEqual(['the stretch', 'the rest']);
    expect(during!.p50 / rest!.p50).toBeGreaterThan(1.4);
    const path = (await rows(pathQuery(stretch.begin, stretch.end), 'traces')) as { service: string; usual: number; during: number }[];
    expect(path[0]!.service).toBe('etcd');
    expect(path[0]!.during).toBeGreaterThan(path[0]!.usual * 1.5);
    const own = path.filter(({ service }) => service === 'kube-apiserver');
    expect(Math.max(...own.map((part) => part.during - part.usual))).toBeLessThan(path[0]!.during - path[0]!.usual);
  });
});

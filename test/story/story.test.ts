import { describe, expect, it } from 'vitest';
import { type Fault, generateLog, leaseSurge, userAgents } from '../../examples/story/generate.mjs';
import { tellStory } from '../../examples/story/story.mjs';
import { readNdjson } from '../../src/formats.ts';
import { createEngine } from '../../src/index.ts';
import { thorough } from '../kit/thorough.ts';

async function tell(seed: number, faults: readonly Fault[]) {
  const text = [...generateLog({ lines: 120_000, seed, faults: [...faults] })].join('\n');
  const engine = createEngine({ tables: { logs: await readNdjson(text) } });
  return { engine, ...(await tellStory(engine)) };
}

const told = new Map<string, ReturnType<typeof tell>>();

/** Writes a log with faults in it, reads it through the reader, and lets the queries find out; once for all tests that ask for it. */
function story(seed: number, faults: readonly Fault[]): ReturnType<typeof tell> {
  const key = JSON.stringify([seed, faults]);
  if (!told.has(key)) told.set(key, tell(seed, faults));
  return told.get(key)!;
}

const attributesOf = ({ verb, resource, userAgent }: Fault): Record<string, string> => ({
  ...(userAgent ? { userAgent } : {}),
  ...(verb ? { verb } : {}),
  ...(resource ? { resource } : {}),
});

const one: readonly (readonly [string, number, Fault])[] = [
  ['GET leases', 7, { ...leaseSurge, factor: 12 }],
  ['GET leases, another seed', 21, { ...leaseSurge, factor: 12 }],
  ['LIST pods', 3, { verb: 'LIST', resource: 'pods', factor: 40 }],
  ['every verb on nodes', 4, { resource: 'nodes', factor: 12 }],
  ['WATCH on everything', 5, { verb: 'WATCH', factor: 5 }],
  ['one client', 6, { userAgent: userAgents[1]!, factor: 9 }],
  ['one client’s GETs', 8, { userAgent: userAgents[0]!, verb: 'GET', factor: 16 }],
];

describe('the story, from log lines to the root cause', () => {
  for (const [name, seed, fault] of thorough ? one : one.slice(0, 1)) {
    it(`finds the bad window and names the cause: ${name}`, async () => {
      const { stretch, cause } = await story(seed, [fault]);
      expect(stretch.points).toBeGreaterThanOrEqual(12);
      expect(stretch.points).toBeLessThanOrEqual(30);
      // A broad fault over thousands of sparse series may leave crumbs, which come after it and explain little.
      expect(cause.attrs[0]).toEqual(attributesOf(fault));
      expect(cause.causes[0].explained).toBeGreaterThan(0.75);
      const { real, predict, difference, relative_ratio, support } = cause.statistics;
      // The flagged stretch may be a little longer than the fault, which thins it out.
      expect(real / predict).toBeGreaterThan(fault.factor * 0.6);
      expect(real / predict).toBeLessThan(fault.factor * 1.35);
      expect(difference).toBeCloseTo(predict - real, 9);
      expect(relative_ratio).toBeCloseTo(Math.abs(difference) / Math.max(real, predict), 12);
      expect(support).toBeGreaterThan(0);
    });
  }

  if (thorough)
    it('looks at the parts where the fault drowns in the total', async () => {
      const fault = { verb: 'GET', resource: 'endpoints', factor: 8 };
      const { rate, stretch, cause } = await story(13, [fault]);
      expect(rate.anomalies_score_series.filter((score: number) => score > 0).length).toBeLessThan(3);
      expect(stretch.points).toBeGreaterThanOrEqual(12);
      expect(cause.attrs).toEqual([attributesOf(fault)]);
    });

  if (thorough)
    it('names two causes', async () => {
      const faults = [
        { verb: 'GET', resource: 'leases', factor: 12 },
        { verb: 'LIST', resource: 'secrets', factor: 60 },
      ];
      const { cause } = await story(11, faults);
      expect(new Set(cause.attrs.map((a: unknown) => JSON.stringify(a)))).toEqual(
        new Set(faults.map((f) => JSON.stringify(attributesOf(f)))),
      );
    });

  if (thorough)
    it('finds nothing where nothing happens', async () => {
      const { rate, stretch } = await story(9, []);
      expect(rate.anomalies_score_series.filter((score: number) => score > 0.2)).toEqual([]);
      expect(stretch?.points ?? 0).toBeLessThanOrEqual(3);
    });

  it('gives a filter that runs after where', async () => {
    const { engine, cause } = await story(7, [{ ...leaseSurge, factor: 12 }]);
    const filter = cause.causes[0].filter as string;
    expect(filter).toBe("verb = 'GET' and resource = 'leases'");
    const found = engine.querySync(
      `* | extend resource = json_extract_scalar(objectRef, '$.resource') | where ${filter} | stats n = count(1)`,
    );
    expect(Number(found.toArray()[0]!.n)).toBeGreaterThan(1000);
  });
});

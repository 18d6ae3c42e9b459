import { beforeAll, describe, expect, it } from 'vitest';
import { generateLog, leaseSurge } from '../../examples/story/generate.mjs';
import type { AlertEvent } from '../../src/alerts/event.ts';
import { readRules } from '../../src/alerts/read-rules.ts';
import { replay } from '../../src/alerts/replay.ts';
import type { Rule } from '../../src/alerts/rule.ts';
import { RuleRunner, type RuleState } from '../../src/alerts/rule-runner.ts';
import { readNdjson } from '../../src/formats.ts';
import { Table } from '../../src/index.ts';
import { slice, take } from '../../src/vectors/take.ts';
import { thorough } from '../kit/thorough.ts';

const start = 1_734_382_800;
const faultMinute = 100;
const faultLength = 15;

function ruleOf(more = ''): Rule {
  const { rules, mistakes } = readRules(`rules:
  - name: api
    files: access.log
    query: |
      * | extend t = from_unixtime(__time__), resource = json_extract_scalar(objectRef, '$.resource')
        | make-series requests = count(1) default = 0 on t step 1m
    dimensions: [verb, resource, userAgent]
${more}`);
  expect(mistakes).toEqual([]);
  return rules!.rules[0]!;
}

/** What a rule says of rows. */
async function eventsOf(rule: Rule, rows: Table, state?: RuleState): Promise<{ events: AlertEvent[]; state: RuleState }> {
  const events: AlertEvent[] = [];
  const runner = new RuleRunner(rule, 'UTC', state, (event) => events.push(event));
  await replay(runner, rows);
  await runner.close();
  return { events, state: JSON.parse(JSON.stringify(runner.state)) as RuleState };
}

const minuteOf = (time: string | undefined): number => (Date.parse(time ?? '') / 1000 - start) / 60;

describe('the fault of the story, replayed', () => {
  let logs: Table;
  beforeAll(async () => {
    logs = await readNdjson(
      [...generateLog({ lines: 48_000, hours: 2.2, start, faultMinute, faultLength, faults: [leaseSurge] })].join('\n'),
    );
  });

  it('fires once within three minutes, names the cause, shows lines, and is resolved after it ends', async () => {
    const { events } = await eventsOf(ruleOf(), logs);
    expect(events.map(({ state }) => state)).toEqual(['firing', 'resolved']);
    const [firing, resolved] = events;
    expect(minuteOf(firing!.at)).toBeGreaterThan(faultMinute);
    expect(minuteOf(firing!.at)).toBeLessThanOrEqual(faultMinute + 3);
    expect(minuteOf(firing!.since)).toBe(faultMinute);
    expect(firing!.causes![0]).toMatchObject({
      attributes: { verb: 'GET', resource: 'leases' },
      filter: "verb = 'GET' and resource = 'leases'",
    });
    expect(firing!.samples).toHaveLength(3);
    for (const sample of firing!.samples!) expect(sample).toMatchObject({ verb: 'GET', resource: 'leases' });
    expect(firing!.summary).toMatch(
      /^requests is [\d.]+ per step since 2024-12-16T22:40:00Z, expected [\d.]+ and at most [\d.]+, because of verb = 'GET' and resource = 'leases'$/,
    );
    expect(resolved!.id).toBe(firing!.id);
    expect(minuteOf(resolved!.until)).toBeGreaterThanOrEqual(faultMinute + faultLength - 3);
    expect(minuteOf(resolved!.at)).toBeLessThanOrEqual(faultMinute + faultLength + 8);
  });

  it('is not said again by a later run, which reads the log from its start', async () => {
    const rule = ruleOf();
    const times = logs.column('__time__') as { readonly values: BigInt64Array };
    for (const minute of thorough ? [faultMinute + 1, faultMinute + 5, faultMinute + 25] : [faultMinute + 5]) {
      const count = times.values.findIndex((time) => Number(time) >= start + minute * 60);
      const before = new Table(
        logs.schema,
        logs.columns.map((column) => slice(column, 0, count)),
        count,
      );
      const first = await eventsOf(rule, before);
      const second = await eventsOf(rule, logs, first.state);
      expect(
        [...first.events, ...second.events].map(({ state }) => state),
        `${minute}`,
      ).toEqual(['firing', 'resolved']);
    }
  });

  it('says once that there are no rows', async () => {
    const rows = logs.columns;
    const times = logs.column('__time__') as { readonly values: BigInt64Array };
    const kept = Int32Array.from(times.values.keys()).filter((row) => {
      const minute = (Number(times.values[row]) - start) / 60;
      return minute < 60 || (minute > 80 && minute < 95);
    });
    const gap = new Table(
      logs.schema,
      rows.map((column) => take(column, kept)),
      kept.length,
    );
    const { events } = await eventsOf(ruleOf('    absent: 10m\n    detector: {direction: up}\n'), gap);
    expect(events.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['absent firing', 'absent resolved']);
    expect(minuteOf(events[0]!.at)).toBeCloseTo(70, 0);
    expect(minuteOf(events[1]!.until)).toBeCloseTo(80, 0);
  });
});

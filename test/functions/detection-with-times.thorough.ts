import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createEngine, Table } from '../../src/index.ts';

interface Series {
  readonly name: string;
  readonly ts: readonly number[];
  readonly values: readonly (number | null)[];
  /** Labelled anomalies in seconds, both ends included. */
  readonly windows: readonly (readonly [number, number])[];
}

const file = new URL('../../bench/quality/data/cmd.ndjson.gz', import.meta.url);
const all = gunzipSync(readFileSync(file))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Series);

/** The seconds at which a call flags points. */
function flagged({ ts, values }: Series, call: string): Set<number> {
  const times = ts.map((seconds) => BigInt(seconds) * 1_000_000_000n);
  const engine = createEngine({ tables: { logs: Table.from([{ times, values }]) } });
  const [row] = engine
    .querySync(`* | extend r = series_decompose_anomalies(${call}) | project score = r.anomalies_score_series, error = r.error_msg`)
    .toArray() as { score: number[] | null; error: string | null }[];
  expect(row!.error).toBeNull();
  return new Set(ts.filter((_, i) => row!.score![i]! > 0));
}

interface Tally {
  found: number;
  windows: number;
  right: number;
  flags: number;
  points: number;
}

function count(tally: Tally, { ts, windows }: Series, flags: ReadonlySet<number>): void {
  const inside = (second: number): boolean => windows.some(([from, to]) => second >= from && second <= to);
  tally.points += ts.length;
  tally.windows += windows.length;
  tally.found += windows.filter(([from, to]) => [...flags].some((second) => second >= from && second <= to)).length;
  tally.flags += flags.size;
  tally.right += [...flags].filter(inside).length;
}

/** The harmonic mean of the share of windows that were found and the share of flags that are right. */
function f1Of({ found, windows, right, flags }: Tally): number {
  const [recall, precision] = [found / windows, right / flags];
  return (2 * recall * precision) / (recall + precision);
}

describe('detection on the cloud-monitoring series', () => {
  it('is as good called with their times as without, in any order', { timeout: 120_000 }, () => {
    const plain: Tally = { found: 0, windows: 0, right: 0, flags: 0, points: 0 };
    const timed: Tally = { ...plain };
    let same = 0;
    for (const series of all) {
      const without = flagged(series, 'values');
      const withTimes = flagged(series, 'times, values');
      count(plain, series, without);
      count(timed, series, withTimes);
      if (without.size === withTimes.size && [...without].every((second) => withTimes.has(second))) same++;
    }
    expect(all).toHaveLength(30);
    expect(timed.windows).toBe(plain.windows);
    // The grids of all but two series are regular; a missing hour moves the season there, and a point or two with it.
    expect(same).toBeGreaterThanOrEqual(28);
    expect(f1Of(timed)).toBeGreaterThan(f1Of(plain) - 0.005);
    expect(f1Of(timed)).toBeGreaterThan(0.6);
    expect(timed.flags - timed.right).toBeLessThanOrEqual(plain.flags - plain.right);
  });

  it('does not depend on the order of the rows', { timeout: 120_000 }, () => {
    for (const series of all.slice(0, 6)) {
      const order = series.ts.map((_, i) => (i * 7919) % series.ts.length);
      const shuffled = { ...series, ts: order.map((i) => series.ts[i]!), values: order.map((i) => series.values[i]!) };
      if (new Set(order).size !== order.length) continue;
      expect([...flagged(shuffled, 'times, values')].sort((a, b) => a - b)).toEqual([...flagged(series, 'times, values')]);
    }
  });
});

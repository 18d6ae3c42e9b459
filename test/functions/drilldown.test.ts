import { describe, expect, it } from 'vitest';
import { findFactors, type LeafTable } from '../../src/functions/series/algorithms/common-factors.ts';
import { createEngine, Table } from '../../src/index.ts';
import { printName } from '../../src/parser/printer.ts';
import { formatName } from '../../src/types/data-type.ts';

/** Series over two attributes of which one combination grows, with gaps and NULL values. */
function leaves(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  return Array.from({ length: 60 }, (_, s) => {
    const [verb, host] = [`v${s % 4}`, s % 11 === 0 ? null : `h${s % 5}`];
    const times = Array.from({ length: 40 }, (_, t) => BigInt(t) * 1_000_000_007n + 1_734_382_800_000_000_000n).filter(() => next() > 0.05);
    const values = times.map((_, t) => (next() < 0.05 ? null : Math.round(5 + 10 * next()) * (t > 30 && verb === 'v1' ? 4 : 1)));
    return { verb, host, times, values };
  });
}

/** Counts of 40 × 60 leaves, most of them rare, in a window of some steps and expected from the thirty steps before. */
function scattered(seed: number, steps: number): LeafTable {
  let state = seed * 7919;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const poisson = (mean: number): number => {
    let count = 0;
    for (let product = next(); product > Math.exp(-mean); product *= next()) count++;
    return count;
  };
  const pairs = Array.from({ length: 2400 }, (_, i) => [Math.floor(i / 60), i % 60] as const);
  const rates = pairs.map(([a, b]) => 15 / ((a + 1) * (b + 1)));
  return {
    codes: [Int32Array.from(pairs, ([a]) => a), Int32Array.from(pairs, ([, b]) => b)],
    cardinalities: [40, 60],
    actual: Float64Array.from(rates, (rate) => poisson(rate * steps)),
    expected: Float64Array.from(rates, (rate) => (poisson(rate * 30) / 30) * steps),
    windowRatio: steps / 30,
  };
}

const options = { maxFactors: 5, maxAttributes: 2, minFraction: 0.03, counts: true, expired: () => false };

describe('series_drilldown', () => {
  it('answers the same from vectors and from the values of a row, whatever the type of the times', () => {
    for (const seed of [1, 2, 3]) {
      const rows = leaves(seed);
      const begin = 1_734_382_831_000_000_000n;
      const table = Table.from([
        {
          verb: rows.map(({ verb }) => verb),
          host: rows.map(({ host }) => host),
          times: rows.map(({ times }) => times),
          values: rows.map(({ values }) => values),
        },
      ]);
      const answers = [true, false].flatMap((batchKernels) =>
        ['times, values, ?b, ?e', 'times, cast(values as array(array(double))), ?b, ?e'].map((args) => {
          const engine = createEngine({ tables: { logs: table }, execution: { kernels: batchKernels } });
          const [row] = engine
            .querySync(`* | project r = series_drilldown(verb, host, ${args})`, { params: { b: begin, e: begin + 20_000_000_000n } })
            .toArray({ json: 'text' });
          return row!.r;
        }),
      );
      expect(new Set(answers).size).toBe(1);
      expect(JSON.parse(answers[0] as string).attrs).toEqual([{ verb: 'v1' }]);
    }
  });

  it('does not depend on the order of the series', () => {
    const answer = (rows: ReturnType<typeof leaves>) => {
      const table = Table.from([
        {
          a: rows.map(({ verb }) => verb),
          b: rows.map(({ host }) => host),
          t: rows.map(({ times }) => times),
          v: rows.map(({ values }) => values),
        },
      ]);
      const query = '* | project r = series_drilldown(a, b, t, v, 1734382831000000000, 1734382851000000000)';
      return JSON.parse(
        createEngine({ tables: { logs: table } })
          .querySync(query)
          .toArray({ json: 'text' })[0]!.r as string,
      ).causes.map((c: { filter: string }) => c.filter);
    };
    const rows = leaves(4);
    expect(answer(rows.toReversed())).toEqual(answer(rows));
  });

  it('names nothing where sparse counts only scatter', () => {
    let named = 0;
    for (let seed = 1; seed <= 10; seed++)
      for (const steps of [1, 5, 15]) named += findFactors(scattered(seed, steps), options).factors.length;
    expect(named).toBe(0);
  });

  it('names causes side by side instead of their parent and what does not fit it', () => {
    const rows = Array.from({ length: 5 * 8 * 6 }, (_, i) => [Math.floor(i / 48), Math.floor(i / 6) % 8, i % 6] as const);
    const hit = ([a, b, c]: readonly [number, number, number]): boolean => a === 3 && b === 4 && c < 3;
    const expected = Float64Array.from(rows, ([a, b, c]) => 200 + 37 * ((a * 7 + b * 3 + c * 5) % 4));
    const table: LeafTable = {
      codes: [0, 1, 2].map((k) => Int32Array.from(rows, (row) => row[k]!)),
      cardinalities: [5, 8, 6],
      actual: Float64Array.from(rows, (row, i) => Math.round(expected[i]! * (hit(row) ? 4 : 1) * (1 + 0.03 * Math.sin(i * 12.9)))),
      expected,
      windowRatio: 0,
    };
    const patterns = findFactors(table, { ...options, maxAttributes: 3 }).factors.map(({ pattern }) => [...pattern]);
    expect(patterns.toSorted((x, y) => x[2]! - y[2]!)).toEqual([
      [3, 4, 0],
      [3, 4, 1],
      [3, 4, 2],
    ]);
  });

  it('does not blame a minute on a job that runs every five', () => {
    const times = Array.from({ length: 40 }, (_, t) => BigInt(t));
    const rows = Array.from({ length: 60 }, (_, s) => ({
      verb: `v${s % 4}`,
      host: `h${s % 5}`,
      times,
      values: times.map((_, t) => 20 + ((s * 7 + t * 3) % 5) + (s % 20 === 7 && t % 5 === 0 ? 150 : 0)),
    }));
    const table = Table.from([
      {
        verb: rows.map((row) => row.verb),
        host: rows.map((row) => row.host),
        times: rows.map((row) => row.times),
        values: rows.map((row) => row.values),
      },
    ]);
    const query = '* | project r = series_drilldown(verb, host, times, values, ?t, ?t)';
    const [row] = createEngine({ tables: { logs: table } })
      .querySync(query, { params: { t: 35n } })
      .toArray({ json: 'text' });
    expect(JSON.parse(row!.r as string)).toMatchObject({ attrs: [], error_msg: null });
  });

  it('gives a filter that runs, whatever its attributes are called', () => {
    const groups = ['x', "it's"];
    const times = Array.from({ length: 40 }, (_, t) => BigInt(t));
    for (const name of ['end', 'CASE', 'a b', 'say "hi"']) {
      const column = formatName(name);
      const table = Table.from([
        { [name]: groups, times: groups.map(() => times), values: groups.map((_, s) => times.map((t) => (t >= 35n && s === 1 ? 90 : 10))) },
      ]);
      const [row] = createEngine({ tables: { logs: table } })
        .querySync(`* | project r = series_drilldown(${column}, times, values, 35, 39)`)
        .toArray({ json: 'text' });
      const { filter } = JSON.parse(row!.r as string).causes[0];
      const engine = createEngine({ tables: { logs: Table.from(groups.map((group) => ({ [name]: group }))) } });
      expect(engine.querySync(`* | where ${filter}`).toArray({ json: 'text' })).toEqual([{ [name]: "it's" }]);
      expect(column).toBe(printName(name));
    }
  });
});

import { describe, expect, it, vi } from 'vitest';
import { aggregateFunctions } from '../../src/functions/aggregate/index.ts';
import type { AggregateFunction } from '../../src/functions/declaration.ts';
import { createEngine, dictionary, Table } from '../../src/index.ts';
import type { PlanKind } from '../../src/operators/plan/plan.ts';
import type { RuntimeLimit } from '../../src/runtime/limits.ts';
import { callOf } from '../kit/aggregate-calls.ts';

// When a query last looked at the clock, and the longest time that it did not: of the processor, since other work may keep the test waiting.
const looks = vi.hoisted(() => ({
  last: 0,
  longest: 0,
  now: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
}));
vi.mock('../../src/runtime/limits.ts', async (original) => {
  const real = await original<typeof import('../../src/runtime/limits.ts')>();
  const checkLimit = (name: RuntimeLimit, used: number, limits: Parameters<typeof real.checkLimit>[2]): void => {
    if (name === 'wallTime') {
      const now = looks.now();
      looks.longest = Math.max(looks.longest, now - looks.last);
      looks.last = now;
    }
    real.checkLimit(name, used, limits);
  };
  return { ...real, checkLimit };
});

const many = 200_000;
const long = (i: number, length: number): string =>
  Array.from({ length }, (_, k) => String.fromCharCode(97 + ((i * 31 + k * k) % 26))).join('');
const engine = createEngine({
  tables: {
    // Rows that each take a function some tenths of a millisecond.
    slow: Table.fromColumns({
      k: Float64Array.from({ length: 20_000 }, (_, i) => i),
      s: Array.from({ length: 20_000 }, (_, i) => long(i, 400)),
    }),
    // Rows that are many.
    many: Table.fromColumns({
      n: BigInt64Array.from({ length: many }, (_, i) => BigInt((i * 7919) % many)),
      d: Float64Array.from({ length: many }, (_, i) => (i * 104729) % many),
      c: dictionary(
        Int32Array.from({ length: many }, (_, i) => i % 1000),
        Array.from({ length: 1000 }, (_, i) => `class ${i}`),
      ),
      s: Array.from({ length: many }, (_, i) => `word ${(i * 7919) % many}`),
      b: Array.from({ length: many }, (_, i) => i % 3 === 0),
    }),
  },
});
const slow = 'levenshtein_distance(s, reverse(s))';

/** Queries that would run for many seconds, by the node in which they do; a new kind of node does not compile without its line. */
const slowQueries: Readonly<Record<PlanKind, readonly string[]>> = {
  Remote: [], // needs a backend: test/backends has them
  HostCall: [], // needs a host: test/engine/host-calls.test.ts has them
  Scan: [`$slow | where ${slow} < 0`],
  Filter: [`$slow | where k >= 0 and ${slow} < 0`],
  Project: [`$slow | project r = ${slow}`, '$slow | project r = transform(array[s, s], x -> levenshtein_distance(x, reverse(x)))'],
  Aggregate: [
    `$slow | stats r = max(${slow})`,
    `$slow | stats r = count(1) by ${slow}`,
    `$slow | stats r = count(1) filter (where ${slow} > 1)`,
  ],
  Sort: [`$slow | sort ${slow}`],
  Window: [
    `$slow | extend r = row_number() over (order by ${slow})`,
    '$many | extend r = array_agg(n) over (order by n)',
    '$many | extend r = max(n) over (order by n rows between 5000 preceding and 5000 following)',
  ],
  Limit: [`$slow | extend r = ${slow} | limit 19000 | where r < 0`],
  TopN: [`$slow | sort ${slow} | limit 3`, `$slow | sort ${slow} | limit 15000`],
  MakeSeries: [`$slow | extend t = cast(k as bigint), m = ${slow} | make-series m = m on t`],
  Unnest: [`$slow | extend a = array[${slow}] | unnest a`, '$many | extend a = sequence(1, 1000) | unnest a | stats r = count(1)'],
  Join: [
    `$slow | join kind=left $slow on $slow.k = ${slow}`,
    // A hundred partners for every row.
    '$many | project c | join ($many | project c, d) on c | stats r = max(d)',
    '$many | project c, n | join kind=semi $many on $many.c = c and n + $many.d < 0',
  ],
  Union: [`$slow | union $slow | where ${slow} < 0`],
  Sample: [`$slow | sample -n=3 by x = ${slow}`],
  Dedup: [`$slow | dedup ${slow}`],
  SpreadColumns: ['$many | extend j = concat(\'{"k\', cast(n % 5000 as varchar), \'":"v"}\') | parse-json j'],
  Shared: [`.let x = $slow | extend r = ${slow} | stats m = max(r) by k; $x | join $x on k`],
};

const limits = { bytes: 1e12, groups: 1e9 };
const patience = 250;

/** The least of some attempts, since other work on the machine may come between; one that is small is enough. */
async function best(measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 4 && least >= patience; attempt++) least = Math.min(least, await measure());
  return least;
}

describe('the limit wallTime stops a query that is', () => {
  const wallTime = 40;
  for (const [kind, queries] of Object.entries(slowQueries)) {
    for (const query of queries) {
      it(`in ${kind}: ${query}`, async () => {
        const overrun = await best(async () => {
          const started = performance.now();
          const busy = looks.now();
          await expect(engine.query(query, { from: 'many', limits: { ...limits, wallTime } })).rejects.toThrow(/^SPL4012/);
          return Math.min(performance.now() - started, looks.now() - busy) - wallTime;
        });
        expect(overrun).toBeLessThan(patience);
      });
    }
  }
});

/** The longest time in which a whole run of a query did not look at the clock, in milliseconds. */
async function longestGap(query: string): Promise<number> {
  looks.last = looks.now();
  looks.longest = 0;
  await engine.query(query, { from: 'many', limits });
  return Math.max(looks.longest, looks.now() - looks.last);
}

describe('a query looks at the clock all the time in', () => {
  for (const query of [
    '* | stats r = count(1) by n, d, c',
    '* | distinct n, d',
    '* | sort c desc, d',
    '* | sort s | stats r = max(n)',
    '* | sort d | limit 150000',
    '* | sort d | limit 16000',
    '* | make-series m = d on n by c',
    '* | make-series m = d on n',
    '* | sort s | make-series m = d on n',
    '* | extend a = array[d, d, d, d, d] | unnest a | stats r = max(a)',
    '* | project n, c | join kind=semi (* | project c, d) on c | stats r = count(1)',
    '* | project n, d | join kind=full (* | project n = n + 100000, c) on n | stats r = max(d)',
    '* | union $many, $many | sort n',
    '* | sample -ratio=0.5 by n',
    '* | limit 3000 | extend j = concat(\'{"k\', cast(n as varchar), \'":"v"}\') | parse-json j',
    '.let x = * | extend r = d + 1; $x | join $x on n',
  ]) {
    it(query, async () => expect(await best(() => longestGap(query))).toBeLessThan(patience));
  }
});

describe('a query looks at the clock all the time while it aggregates', () => {
  for (const fn of aggregateFunctions as readonly AggregateFunction[]) {
    for (const overload of fn.overloads) {
      const call = callOf(fn, overload);
      it(call, async () =>
        expect(await best(() => longestGap(`* | limit 60000 | stats r = ${call}, g = count(1) by k = n % 20000`))).toBeLessThan(patience),
      );
      it(`${call} of one group`, async () =>
        expect(await best(() => longestGap(`* | limit 60000 | stats r = ${call}`))).toBeLessThan(patience));
    }
  }
});

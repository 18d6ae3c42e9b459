import { describe, expect, it } from 'vitest';
import { aggregateFunctions } from '../../src/functions/aggregate/index.ts';
import type { AggregateFunction } from '../../src/functions/declaration.ts';
import { createEngine, dictionary, type Limits, QueryError, Table } from '../../src/index.ts';
import type { PlanKind } from '../../src/operators/plan/plan.ts';
import { callOf } from '../kit/aggregate-calls.ts';

const rows = 100_000;
const table = Table.fromColumns(
  {
    n: BigInt64Array.from({ length: rows }, (_, i) => BigInt(i)),
    d: Float64Array.from({ length: rows }, (_, i) => (i * 7919) % rows),
    s: Array.from({ length: rows }, (_, i) => `word number ${(i * 7919) % rows}`),
    c: dictionary(
      Int32Array.from({ length: rows }, (_, i) => i % 100),
      Array.from({ length: 100 }, (_, i) => `class ${i}`),
    ),
    b: Array.from({ length: rows }, (_, i) => i % 3 === 0),
  },
  {},
);
const small = Table.from([{ n: 1 }, { n: 2 }]);
const engine = createEngine({ tables: { logs: table, small } });

/** The code of the diagnostic that a query ends with, or `none`. */
async function codeOf(query: string, limits: Partial<Limits>): Promise<string> {
  try {
    await engine.query(query, { limits });
    return 'none';
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return error.diagnostics[0]!.code;
  }
}

/** Aggregates whose state of one group stays below some kilobytes over any number of rows; every other one must be stopped by `bytes`. */
const constantSize = new Set(
  (
    'count count_if count_null sum avg variance var_pop stddev stddev_pop skewness kurtosis geometric_mean corr covar_pop covar_samp ' +
    'regr_slope regr_intercept bool_and bool_or bitwise_and_agg bitwise_or_agg bitwise_xor_agg entropy arbitrary first last approx_distinct approx_percentile p50 p75 p90 p95 p99 checksum ' +
    'min/1 max/1 min_by/2 max_by/2'
  ).split(' '),
);

describe('the limit bytes and every aggregate', () => {
  for (const fn of aggregateFunctions as readonly AggregateFunction[]) {
    for (const overload of fn.overloads) {
      const call = callOf(fn, overload);
      const constant = constantSize.has(fn.name) || constantSize.has(`${fn.name}/${overload.params.length}`);
      it(`${constant ? 'leaves' : 'bounds'} ${call}`, async () => {
        expect(await codeOf(`* | stats r = ${call}`, { bytes: 200_000 })).toBe(constant ? 'none' : 'SPL4007');
      });
    }
  }
});

interface NodeCase {
  readonly query: string;
  /** Whether rows only pass through, so that any number of them fits a small limit. */
  readonly streams?: boolean;
  readonly bytes?: number;
}

const wide = 'extend a = array[s, s, s, s]';

/** Queries by the node that is their last or holds most; a new kind of node does not compile without its line. */
const nodeCases: Readonly<Record<PlanKind, readonly NodeCase[]>> = {
  Remote: [], // needs a backend: test/backends has them
  HostCall: [], // needs a host: test/engine/host-calls.test.ts has them
  Scan: [{ query: '* | stats r = count(1)', streams: true }, { query: '*' }],
  Filter: [{ query: '* | where n >= 0 and length(s) > 3 | stats r = count(1)', streams: true }],
  Project: [{ query: `* | ${wide} | where cardinality(a) > 0 | stats r = count(a)`, streams: true }],
  Aggregate: [{ query: '* | stats r = count(1) by s' }, { query: '* | stats r = max(n) by n, d' }, { query: '* | distinct s' }],
  Sort: [
    { query: '* | sort d' },
    { query: '* | sort s desc, n | stats r = count(s)' },
    { query: '* | project n | sort repeat(cast(n as varchar), 15) | stats r = count(n)', bytes: 3_000_000 },
  ],
  Window: [
    { query: '* | extend r = row_number() over (order by s) | stats m = max(r)' },
    { query: '* | project a = array_agg(s) over (order by n) | stats r = count(a)' },
    { query: '* | project a = sum(d) over (partition by s) | stats r = count(a)' },
  ],
  Limit: [{ query: '* | limit 99999 | stats r = count(1)', streams: true }],
  TopN: [{ query: '* | sort s | limit 15000 | stats r = count(s)' }, { query: '* | sort s | limit 10', streams: true }],
  MakeSeries: [
    { query: '* | make-series m = max(d) on n by c' },
    { query: "* | limit 2 | extend t = n * 1000000000 * 200000 | make-series m = max(d) on t step '1s'" },
  ],
  Unnest: [
    { query: `* | ${wide} | unnest a as x | stats r = count(1)`, streams: true },
    { query: '* | limit 300 | extend a = sequence(1, 10000) | unnest a as x | stats r = count(1)', streams: true },
    { query: '* | limit 40 | extend a = sequence(1, n + 9000) | unnest a as x' },
  ],
  Join: [
    ...['inner', 'left', 'right', 'full', 'semi', 'anti'].map((kind) => ({
      query: `* | join kind=${kind} (* | project n, r = s) on n | stats r = count(1)`,
    })),
    { query: '$small | join (* | project n, r = s) on n' },
    { query: '* | join $small on n | stats r = count(1)', streams: true },
    { query: '* | limit 1 | extend k = 1 | join (* | extend k = 1) on k | stats r = count(s_right)' },
  ],
  Union: [
    { query: '* | union $small | stats r = count(1)', streams: true },
    { query: '$small | union (* | project n, s) | stats r = count(s)' },
  ],
  Sample: [{ query: '* | sample -n=99000 | stats r = count(s)' }, { query: '* | sample -ratio=0.5 by s | stats r = count(s)' }],
  Dedup: [{ query: '* | dedup s | stats r = count(1)' }, { query: '* | dedup n >= 0 | stats r = count(s)', streams: true, bytes: 700_000 }],
  SpreadColumns: [
    { query: `* | extend j = concat('{"a":"', s, '"}') | parse-json j` },
    { query: `* | limit 1000 | extend j = concat('{"k', cast(n as varchar), '":"v"}') | parse-json j` },
  ],
  Shared: [{ query: '.let x = * | extend u = upper(s); $x | join kind=semi $x on n | stats r = count(1)' }],
};

/** The kinds of the plan that is run. */
function kindsIn(query: string): readonly string[] {
  return [...engine.explain(query).matchAll(/^\s*(?:#\d+ )?(\w+)/gm)].map(([, kind]) => kind!);
}

describe('the limit bytes and every node of a plan', () => {
  for (const [kind, cases] of Object.entries(nodeCases)) {
    for (const { query, streams = false, bytes = 500_000 } of cases) {
      it(`${streams ? 'lets rows pass' : 'bounds'} ${kind}: ${query}`, async () => {
        expect(kindsIn(query)).toContain(kind);
        expect(await codeOf(query, { bytes })).toBe(streams ? 'none' : 'SPL4007');
      });
    }
  }
});

import { describe, expect, it } from 'vitest';
import { createEngine, dictionary, Table } from '../../src/index.ts';

// How many times longer a query takes than a plain loop over the same rows, both measured in turn in one run. The bounds are ten times and more what
// was measured, so that a busy machine does not fail them and what became slower by a class of complexity does.
const rows = 60_000;
/** Rows of the shapes whose loop takes nanoseconds per row, beside which compiling would count. */
const manyRows = 600_000;
const random = (seed: number): ((bound: number) => number) => {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
};
const next = random(1);
const column = (bound: number, length: number): Float64Array => Float64Array.from({ length }, () => next(bound));
const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const addresses = Array.from({ length: 30_000 }, (_, i) => `10.${i % 251}.${(i * 7919) % 256}.${i % 241}/${i}`);
const verbCodes = Int32Array.from({ length: manyRows }, () => next(verbs.length));
const addressCodes = Int32Array.from({ length: rows }, () => next(addresses.length));
const latency = column(1_000_000, manyRows);
const code = column(600, manyRows);
const time = BigInt64Array.from({ length: manyRows }, (_, i) => BigInt(i) * 15_000_000n);
const key = BigInt64Array.from({ length: rows }, () => BigInt(next(50_000)));
const text = Array.from({ length: rows }, (_, i) => `{"user":"system:node:${next(5000)}","ms":${next(900)},"path":"/api/v1/pods/${i}"}`);

const engine = createEngine({
  tables: {
    many: Table.fromColumns({ verb: dictionary(verbCodes, verbs), latency, code, time }),
    logs: Table.fromColumns({
      verb: dictionary(verbCodes.subarray(0, rows), verbs),
      ip: dictionary(addressCodes, addresses),
      latency: latency.subarray(0, rows),
      key,
      text,
    }),
    names: Table.fromColumns({
      key: BigInt64Array.from({ length: 50_000 }, (_, i) => BigInt(i)),
      size: Float64Array.from({ length: 50_000 }, (_, i) => i),
    }),
  },
});
await engine.loadLibraries();

interface Shape {
  readonly query: string;
  /** The same in plain JavaScript. */
  readonly loop: () => unknown;
  /** How many times the time of the loop it took on a quiet machine; `LOGFLUME_SHOW_RATIOS=1` measures again. */
  readonly measured: string;
  /** At most so many times the time of the loop. */
  readonly bound: number;
}

const shapes: Readonly<Record<string, Shape>> = {
  'a filter of numbers': {
    query: '$many | where code >= 400 and latency < 500000 | stats n = count(1)',
    loop: () => {
      let n = 0;
      for (let i = 0; i < manyRows; i++) if (code[i]! >= 400 && latency[i]! < 500_000) n++;
      return n;
    },
    measured: '4',
    bound: 60,
  },
  'groups of a dictionary': {
    query: '$many | stats n = count(1), mean = avg(latency) by verb',
    loop: () => {
      const n = new Float64Array(verbs.length);
      const sums = new Float64Array(verbs.length);
      for (let i = 0; i < manyRows; i++) {
        n[verbCodes[i]!]!++;
        sums[verbCodes[i]!]! += latency[i]!;
      }
      return [n, sums];
    },
    measured: '2.5',
    bound: 40,
  },
  'groups of two keys, many': {
    query: '* | stats n = count(1) by key, verb',
    loop: () => {
      const n = new Map<string, number>();
      for (let i = 0; i < rows; i++) {
        const id = `${key[i]} ${verbCodes[i]}`;
        n.set(id, (n.get(id) ?? 0) + 1);
      }
      return n;
    },
    measured: '2',
    bound: 15,
  },
  'distinct strings': {
    query: '* | distinct text | stats n = count(1)',
    loop: () => new Set(text).size,
    measured: '3',
    bound: 40,
  },
  'the first of an order of many strings': {
    query: '* | sort ip | limit 10',
    loop: () =>
      Array.from(addressCodes, (at) => addresses[at]!)
        .sort()
        .slice(0, 10),
    measured: '0.1',
    bound: 10,
  },
  'a whole sort': {
    query: '* | sort latency desc, key | project key',
    loop: () => Array.from({ length: rows }, (_, i) => i).sort((a, b) => latency[b]! - latency[a]! || Number(key[a]! - key[b]!)),
    measured: '1.5',
    bound: 25,
  },
  'a join': {
    query: '* | join kind=left $names on key | stats total = sum(size)',
    loop: () => {
      const sizes = new Map<bigint, number>();
      for (let i = 0; i < 50_000; i++) sizes.set(BigInt(i), i);
      let total = 0;
      for (let i = 0; i < rows; i++) total += sizes.get(key[i]!) ?? 0;
      return total;
    },
    measured: '3',
    bound: 40,
  },
  'a pattern in strings': {
    query: "* | where text like '%node:123%' | stats n = count(1)",
    loop: () => text.filter((line) => line.includes('node:123')).length,
    measured: '3 to 9',
    bound: 60,
  },
  'members of JSON': {
    query: "* | stats n = count(1) by user = json_extract_scalar(text, '$.user')",
    loop: () => {
      const n = new Map<string, number>();
      for (const line of text) {
        const { user } = JSON.parse(line) as { user: string };
        n.set(user, (n.get(user) ?? 0) + 1);
      }
      return n;
    },
    measured: '1.3',
    bound: 15,
  },
  'series by tag': {
    query: "$many | make-series n = count(1) default = '0' on time step '10s' by verb",
    loop: () => {
      const cells = verbs.map(() => new Float64Array(1001));
      for (let i = 0; i < manyRows; i++) cells[verbCodes[i]!]![Number(time[i]! / 10_000_000_000n)]!++;
      return cells;
    },
    measured: '50',
    bound: 200,
  },
  'distinct values and percentiles': {
    query: '* | stats n = approx_distinct(key), p = approx_percentile(latency, 0.99), exact = count(distinct key) by verb',
    loop: () => {
      const keys = verbs.map(() => new Set<bigint>());
      const values = verbs.map((): number[] => []);
      for (let i = 0; i < rows; i++) {
        keys[verbCodes[i]!]!.add(key[i]!);
        values[verbCodes[i]!]!.push(latency[i]!);
      }
      return [keys, values.map((of) => Float64Array.from(of).sort())];
    },
    measured: '1 to 5',
    bound: 30,
  },
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

describe('a query takes not many times what a plain loop takes', () => {
  for (const [name, { query, loop, bound }] of Object.entries(shapes)) {
    it(name, () => {
      const ratios = Array.from({ length: 3 }, () => {
        const run = (): unknown => engine.querySync(query, { from: 'logs' });
        return Math.min(timed(run), timed(run)) / Math.min(timed(loop), timed(loop));
      });
      if (process.env.LOGFLUME_SHOW_RATIOS) console.log(name, ratios.map((ratio) => ratio.toFixed(1)).join(' '));
      expect(median(ratios)).toBeLessThan(bound);
    });
  }
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, dictionary, Table } from '../../src/index.ts';
import { CountTable } from '../../src/runtime/grouping/count-table.ts';
import { DirectTable } from '../../src/runtime/grouping/direct-table.ts';
import { HashedTable } from '../../src/runtime/grouping/hashed-table.ts';
import { codeBlocksOf } from '../../src/vectors/code-blocks.ts';

// What is done for a block of rows at once, or for an entry of a dictionary, beside a plain loop over the rows.
const rowCount = 6000;
const times = fc.record({
  perSecond: fc.integer({ min: 1, max: 40 }),
  jitter: fc.integer({ min: 0, max: 300 }),
  nulls: fc.constantFrom(0, 0.001, 0.2),
  seed: fc.integer(),
});

function timesOf({
  perSecond,
  jitter,
  nulls,
  seed,
}: {
  perSecond: number;
  jitter: number;
  nulls: number;
  seed: number;
}): (bigint | null)[] {
  let state = seed >>> 0;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return Array.from({ length: rowCount }, (_, i) =>
    random() < nulls ? null : 1_700_000_000n + BigInt(Math.floor(i / perSecond) + Math.floor(random() * jitter)),
  );
}

const counted = (keys: readonly unknown[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(String(key), (counts.get(String(key)) ?? 0) + 1);
  return counts;
};

describe('groups by functions of nearly sorted times', () => {
  const functions: Readonly<Record<string, (t: bigint) => bigint>> = {
    'date_trunc(60, __time__)': (t) => t - (t % 60n),
    '__time__ % 7': (t) => t % 7n,
    '__time__ / 900 % 2': (t) => (t / 900n) % 2n,
  };
  for (const maxBatchRows of [256, 1000, 32_768]) {
    for (const [key, keyOf] of Object.entries(functions)) {
      it(`${key}, batches of ${maxBatchRows}`, () => {
        fc.assert(
          fc.property(times, fc.constantFrom('', '| where __time__ % 5 < 4 ', '| limit 700, 4321 '), (shape, stage) => {
            const column = timesOf(shape);
            const rows = column.filter((t, i) => (stage.includes('where') ? t !== null && t % 5n < 4n : !stage || (i >= 700 && i < 5021)));
            const expected = counted(rows.map((t) => (t === null ? null : keyOf(t))));
            const engine = createEngine({ tables: { logs: Table.fromColumns({ __time__: column }) }, execution: { maxBatchRows } });
            for (const more of ['', ', s = sum(__time__)']) {
              const result = engine.querySync(`* ${stage}| stats c = count(1)${more} by k = ${key}`, { from: 'logs' });
              const found = result.toArray({ bigint: 'bigint' });
              expect(found.map((row) => [String(row.k), Number(row.c)])).toEqual([...expected]);
            }
          }),
          { numRuns: 12 },
        );
      });
    }
  }
});

describe('tables of keys', () => {
  const batches = fc.array(fc.array(fc.integer({ min: 0, max: 63 }), { minLength: 1, maxLength: 700 }), { minLength: 1, maxLength: 6 });
  const expectedOf = (added: readonly number[]): { readonly order: number[]; readonly counts: number[] } => {
    const counts = counted(added);
    return { order: [...counts.keys()].map(Number), counts: [...counts.values()] };
  };
  /** Adds the batches, takes counts after each, and answers the keys by number with their counts. */
  function fill(
    data: readonly (readonly number[])[],
    add: (codes: Int32Array, fresh: Int32Array) => number,
    takeCounts: (counts: Float64Array) => void,
  ): ReturnType<typeof expectedOf> {
    const order: number[] = [];
    const counts = new Float64Array(64);
    for (const batch of data) {
      const codes = Int32Array.from(batch);
      const fresh = new Int32Array(codes.length);
      const count = add(codes, fresh);
      for (const row of fresh.subarray(0, count)) order.push(codes[row]!);
      takeCounts(counts);
    }
    return { order, counts: [...counts.subarray(0, order.length)] };
  }

  for (const sorted of [false, true]) {
    const prepare = (batch: readonly number[]): readonly number[] => (sorted ? [...batch].sort((a, b) => a - b) : batch);
    it(`count, number and hash keys alike, ${sorted ? 'sorted, with blocks' : 'in any order'}`, () => {
      fc.assert(
        fc.property(batches, (drawn) => {
          const data = drawn.map(prepare);
          const expected = expectedOf(data.flat());
          const keysOf = (codes: Int32Array) => ({ codes, ids: undefined, blocks: sorted ? codeBlocksOf(codes) : undefined });
          const counts = new CountTable(6);
          expect(
            fill(
              data,
              (codes, fresh) => counts.addAll(keysOf(codes), 0, codes.length, fresh),
              (to) => counts.takeCounts(to),
            ),
          ).toEqual(expected);
          const direct = new DirectTable(6);
          const number = new Map(expected.order.map((key, i) => [key, i]));
          const numbered = fill(
            data,
            (codes, fresh) => {
              const numbers = new Uint32Array(codes.length);
              const added = direct.addAll(keysOf(codes), 0, codes.length, numbers, fresh);
              expect([...numbers]).toEqual(Array.from(codes, (code) => number.get(code)));
              return added;
            },
            (to) => direct.takeCounts(to),
          );
          expect(numbered).toEqual(expected);
          for (const parts of [1, 2] as const) {
            const hashed = new HashedTable(parts);
            const found = fill(
              data,
              (codes, fresh) => {
                const numbers = new Uint32Array(codes.length);
                const second = parts === 2 ? codes.map((code) => code * 7) : undefined;
                const added = hashed.addAll(codes, second, codes.length, numbers, fresh);
                expect([...numbers]).toEqual(Array.from(codes, (code) => number.get(code)));
                return added;
              },
              (to) => hashed.takeCounts(to),
            );
            expect(found).toEqual(expected);
          }
        }),
        { numRuns: 60 },
      );
    });
  }
});

describe('joins by unique keys', () => {
  const users = ['ann', 'bob', 'cem', 'dea', 'eve'];
  const right = fc.uniqueArray(
    fc.record({
      user: fc.constantFrom(...users),
      team: fc.constantFrom('x', 'y', null),
      n: fc.constantFrom(1n, 2n, null),
      d: fc.constantFrom(0.5, null),
    }),
    { selector: ({ user }) => user },
  );
  const left = fc.array(fc.integer({ min: -1, max: users.length - 1 }), { minLength: 10, maxLength: 300 });
  for (const kind of ['inner', 'left', 'right', 'full'] as const) {
    it(kind, () => {
      fc.assert(
        fc.property(left, right, (codes, dim) => {
          const logs = Table.fromColumns({ id: Float64Array.from(codes.keys()), user: dictionary(Int32Array.from(codes), users) });
          const byUser = new Map(dim.map((row) => [row.user, row]));
          const nothing = { team: null, n: null, d: null };
          const expected = codes.flatMap((code, id) => {
            const match = code < 0 ? undefined : byUser.get(users[code]!);
            if (!match && (kind === 'inner' || kind === 'right')) return [];
            const { team, n, d } = match ?? nothing;
            return [[id, team, n, d]];
          });
          const used = new Set(codes.map((code) => users[code]));
          const alone = kind === 'right' || kind === 'full' ? dim.filter(({ user }) => !used.has(user)) : [];
          const dims = Table.fromColumns({
            user: dim.map(({ user }) => user),
            team: dim.map(({ team }) => team),
            n: dim.map(({ n }) => n),
            d: dim.map(({ d }) => d),
          });
          const engine = createEngine({ tables: { logs, dims } });
          if (dim.length === 0) return;
          const result = engine.querySync(`* | join kind=${kind} $dims on user | project id, team, n, d`, { from: 'logs' });
          const rows = result.toArray({ bigint: 'bigint' }).map(({ id, team, n, d }) => [id, team, n, d]);
          expect(rows).toEqual([...expected, ...alone.map(({ team, n, d }) => [null, team, n, d])]);
        }),
        { numRuns: 60 },
      );
    });
  }
});

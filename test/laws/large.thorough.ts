import { describe, expect, it } from 'vitest';
import { createEngine, type ExecutionOptions } from '../../src/index.ts';
import { compareCells, compareWith, count, expectSame, groupBy, ids, keyOf, once, plain, sortedBy, sum, table } from '../kit/plain-rows.ts';

// Each operator over so many rows that sorts merge, tables of groups grow and sketches leave their exact range, beside a plain loop over plain arrays.
const configurations: Readonly<Record<string, ExecutionOptions>> = {
  default: {},
  'batches of 1000, dictionaries': { maxBatchRows: 1000, dictionaryInputs: true },
  'batches of 65536, no kernels, no optimizer': { maxBatchRows: 65_536, kernels: false, optimize: false },
};

for (const [configuration, execution] of Object.entries(configurations)) {
  const isDefault = configuration === 'default';
  const engine = createEngine({ tables: { logs: table }, execution, now: () => 0, limits: { wallTime: 60_000 } });
  /** The columns of a result. */
  const columnsOf = (query: string, from = 'logs'): readonly (readonly unknown[])[] => {
    const result = engine.querySync(query, { from });
    const rows = result.toArray({ bigint: 'bigint', timestamp: 'nanoseconds' });
    return result.schema.map(({ name }) => rows.map((row) => row[name]));
  };
  /** The ids of the rows of a result, as numbers. */
  const idsOf = (query: string): readonly number[] => columnsOf(`${query} | project id`)[0]!.map(Number);

  describe(`50,000 rows, ${configuration}`, () => {
    describe('sort', () => {
      for (const name of isDefault ? (['n', 'd', 's', 'c', 'b', 'i', 't', 'day', 'list'] as const) : (['d', 's', 'c'] as const)) {
        it(name, () => {
          expectSame(idsOf(`* | sort ${name}`), sortedBy({ name }));
          expectSame(idsOf(`* | sort ${name} desc nulls first`), sortedBy({ name, descending: true, nullsFirst: true }));
        });
      }
      it('several keys', () => {
        expectSame(
          idsOf('* | sort b, c desc, n nulls first'),
          sortedBy({ name: 'b' }, { name: 'c', descending: true }, { name: 'n', nullsFirst: true }),
        );
      });
      it('a computed key', () => {
        const key = (id: number): number | null =>
          plain.n[id] == null || plain.i[id] == null ? null : (Number(plain.n[id]) * plain.i[id]!) % 1000;
        const expected = [...ids].sort((x, y) => compareWith({}, key(x), key(y)));
        expectSame(idsOf('* | sort n * i % 1000'), expected);
      });
    });

    describe('sort and limit', () => {
      for (const name of isDefault ? (['n', 'd', 's', 'c', 't'] as const) : (['s', 'c'] as const)) {
        for (const size of [1, 700, 16_000, 20_000]) {
          it(`${name}, ${size} rows`, () => {
            expectSame(idsOf(`* | sort ${name} desc | limit 10, ${size}`), sortedBy({ name, descending: true }).slice(10, 10 + size));
          });
        }
      }
      it('two keys', () => {
        expectSame(idsOf('* | top 500 by b asc, s desc'), sortedBy({ name: 'b' }, { name: 's', descending: true }).slice(0, 500));
      });
    });

    describe('stats', () => {
      const groupings = [['n'], ['d'], ['s'], ['c'], ['b'], ['t'], ['list'], ['c', 'b'], ['s', 'n'], ['n', 'i', 'c', 'b'], ['id']] as const;
      for (const keys of isDefault ? groupings : [groupings[1], groupings[8], groupings[9]]) {
        it(`by ${keys.join(', ')}`, () => {
          const expected = once(`stats ${keys.join()}`, () => {
            const groups = groupBy(ids, keys);
            return [
              ...keys.map((name) => groups.map(([first]) => plain[name][first!] ?? null)),
              groups.map((rows) => BigInt(rows.length)),
              groups.map((rows) => sum(rows.map((id) => plain.n[id]!))),
              groups.map((rows) =>
                rows.reduce<string | null>(
                  (best, id) => (plain.s[id] != null && (best === null || compareCells(plain.s[id], best) > 0) ? plain.s[id]! : best),
                  null,
                ),
              ),
              groups.map((rows) => BigInt(new Set(rows.map((id) => plain.c[id]).filter((c) => c !== null)).size)),
            ];
          });
          const actual = columnsOf(
            `* | stats count_ = count(1), sum_ = sum(n), max_ = max(s), distinct_ = count(distinct c) by ${keys.join(', ')}`,
          );
          expected.forEach((column, i) => expectSame(actual[i]!, column));
        });
      }
      it('distinct is the keys in order of their first rows', () => {
        const groups = groupBy(ids, ['c', 'i']);
        const [c, i] = columnsOf('* | distinct c, i');
        expectSame(
          c!,
          groups.map(([id]) => plain.c[id!]),
        );
        expectSame(
          i!,
          groups.map(([id]) => plain.i[id!]),
        );
      });
      it('exact percentiles and filtered counts', () => {
        const groups = groupBy(ids, ['b']);
        const expected = groups.map((rows) => {
          const values = rows
            .map((id) => plain.n[id])
            .filter((x) => x != null)
            .map(Number)
            .sort((x, y) => x - y);
          const at = 0.9 * (values.length - 1);
          const low = values[Math.floor(at)]!;
          return low + (values[Math.ceil(at)]! - low) * (at - Math.floor(at));
        });
        const [, percentiles, filtered] = columnsOf('* | stats p = percentile(n, 0.9), f = count(1) filter (where i > 50) by b');
        percentiles!.forEach((p, g) => expect(p).toBeCloseTo(expected[g]!, 9));
        expect(filtered).toEqual(groups.map((rows) => BigInt(rows.filter((id) => (plain.i[id] ?? 0) > 50).length)));
      });
      if (!isDefault) return;
      it('approximate percentiles within 1/256', () => {
        const values = plain.d
          .filter((x) => x !== null && !Number.isNaN(x) && x > 0)
          .map(Number)
          .sort((x, y) => x - y);
        const fractions = [0, 0.01, 0.25, 0.5, 0.9, 0.999, 1];
        const [found] = columnsOf(`* | where d > 0 and not is_nan(d) | stats p = approx_percentile(d, array[${fractions.join(', ')}])`);
        fractions.forEach((p, k) => {
          const exact = values[Math.max(0, Math.ceil(p * values.length) - 1)]!;
          const approximate = (found![0] as readonly number[])[k]!;
          expect(Math.abs(approximate - exact) / exact).toBeLessThan(1 / 256);
        });
      });
      it('dedup keeps the first or last row of every group, in the order of the input or of a column', () => {
        const groups = groupBy(ids, ['c', 'i']);
        /** The best row of each group; of equal ones the first, or the last. */
        const best = (better: (row: number, kept: number) => boolean): readonly number[] =>
          groups.map((rows) => rows.reduce((kept, row) => (better(row, kept) ? row : kept))).sort((x, y) => x - y);
        const order = (x: number, y: number, nullsFirst: boolean): number => compareWith({ nullsFirst }, plain.d[x], plain.d[y]);
        expectSame(
          idsOf('* | dedup c, i'),
          best(() => false),
        );
        expectSame(
          idsOf('* | dedup c, i keep last'),
          best(() => true),
        );
        expectSame(
          idsOf('* | dedup c, i by d'),
          best((row, kept) => order(row, kept, false) < 0),
        );
        expectSame(
          idsOf('* | dedup c, i keep last by d'),
          best((row, kept) => order(row, kept, true) >= 0),
        );
      });
      it('approximate numbers of distinct values within four standard errors', () => {
        for (const name of ['id', 's', 'n', 'd', 'c', 't'] as const) {
          const exact = new Set(plain[name].map((value) => keyOf([value])).filter((key) => key !== keyOf([null]))).size;
          const [wide, narrow] = columnsOf(`* | stats a = approx_distinct(${name}), b = approx_distinct(${name}, 0.005)`);
          expect(Math.abs(Number(wide![0]) / exact - 1), name).toBeLessThan(4 * 0.023);
          expect(Math.abs(Number(narrow![0]) / exact - 1), name).toBeLessThan(4 * 0.005);
        }
      });
    });

    describe('join', () => {
      // Keys with several rows on both sides, keys of one side only, and NULL keys, which never match.
      const leftRows = ids.filter((id) => id % 5 === 0);
      const rightRows = ids.filter((id) => id % 7 === 0 && (plain.n[id] === null || plain.n[id]! > -200n));
      const joins = [
        [['n'], ''],
        [['c', 'i'], ''],
        [['s'], ''],
        [['n'], ' and l % 3 = r % 3'],
      ] as const;
      for (const [keys, condition] of isDefault ? joins : [joins[1], joins[3]]) {
        for (const kind of ['inner', 'left', 'right', 'full', 'semi', 'anti'] as const) {
          it(`${kind} on ${keys.join(', ')}${condition}`, () => {
            const partners = new Map<string, number[]>();
            for (const id of rightRows) {
              if (keys.some((name) => plain[name][id] === null)) continue;
              const key = keyOf(keys.map((name) => plain[name][id]));
              partners.set(key, [...(partners.get(key) ?? []), id]);
            }
            const pairs: [number | null, number | null][] = [];
            const matched = new Set<number>();
            for (const left of leftRows) {
              const known = keys.some((name) => plain[name][left] === null)
                ? []
                : (partners.get(keyOf(keys.map((name) => plain[name][left]))) ?? []);
              const fitting = known.filter((right) => condition === '' || left % 3 === right % 3);
              fitting.forEach((right) => matched.add(right));
              if (kind === 'semi' || kind === 'anti') {
                if (fitting.length > 0 === (kind === 'semi')) pairs.push([left, null]);
              } else for (const right of fitting) pairs.push([left, right]);
              if (fitting.length === 0 && (kind === 'left' || kind === 'full')) pairs.push([left, null]);
            }
            if (kind === 'right' || kind === 'full') for (const right of rightRows) if (!matched.has(right)) pairs.push([null, right]);
            const on = keys.map((name) => `l${name} = $right.r${name}`).join(' and ');
            const side = (letter: string): string => [`${letter} = id`, ...keys.map((name) => `${letter}${name} = ${name}`)].join(', ');
            const query =
              `.let left = * | where id % 5 = 0 | project ${side('l')}; .let right = * | where id % 7 = 0 and (n is null or n > -200) | project ${side('r')}; ` +
              `$left | join kind=${kind} $right on ${on}${condition} | project l${kind === 'semi' || kind === 'anti' ? '' : ', r'}`;
            const [l, r] = columnsOf(query);
            const sideOf = (column: readonly unknown[] | undefined): readonly unknown[] =>
              column?.map((id) => (id === null ? null : Number(id))) ?? [];
            expectSame(
              sideOf(l),
              pairs.map(([left]) => left),
            );
            if (r)
              expectSame(
                sideOf(r),
                pairs.map(([, right]) => right),
              );
          });
        }
      }
    });

    it('union', () => {
      const expected = [...ids.filter((id) => id % 2 === 0), ...ids, ...ids.filter((id) => id % 3 === 0)];
      const [id, c] = columnsOf('* | where id % 2 = 0 | union $logs, ($logs | where id % 3 = 0 | project id) | project id, c');
      expectSame(id!.map(Number), expected);
      expectSame(c!, [
        ...ids.filter((row) => row % 2 === 0).map((row) => plain.c[row]),
        ...plain.c,
        ...ids.filter((row) => row % 3 === 0).map(() => null),
      ]);
    });

    it('unnest', () => {
      for (const outer of [false, true]) {
        const elements = (id: number): readonly (bigint | null)[] => {
          const cells = plain.list[id] ?? [];
          return outer && cells.length === 0 ? [null] : cells;
        };
        const [id, cell] = columnsOf(`* | project id, list | unnest list as cell${outer ? ' -outer' : ''} | project id, cell`);
        expectSame(
          id!,
          ids.flatMap((row) => elements(row).map(() => BigInt(row))),
        );
        expectSame(cell!, ids.flatMap(elements));
      }
    });

    it('sample', () => {
      const sizes = (rows: readonly number[]): Map<unknown, number> => {
        const found = new Map<unknown, number>();
        for (const id of rows) found.set(plain.c[id], (found.get(plain.c[id]) ?? 0) + 1);
        return found;
      };
      const all = sizes(ids);
      const some = idsOf('* | sample -n=100 by c');
      expectSame(
        some,
        [...new Set(some)].sort((x, y) => x - y),
      );
      for (const [c, size] of sizes(some)) expect(size).toBe(Math.min(100, all.get(c)!));
      expect(sizes(some).size).toBe(all.size);
      for (const [c, size] of sizes(idsOf('* | sample -ratio=0.25 by c'))) expect(size).toBe(Math.ceil(all.get(c)! / 4));
      const half = idsOf('* | sample -ratio=0.5');
      expect(half.length).toBe(count / 2);
      // As many from the first half of the rows as from the second, within five standard deviations.
      expect(Math.abs(half.filter((id) => id < count / 2).length - count / 4)).toBeLessThan(5 * Math.sqrt(count / 16));
    });

    it('make-series', () => {
      const groups = groupBy(ids, ['c']);
      const rowsOf = groups.map((rows) =>
        rows.filter((id) => plain.t[id] !== null).sort((x, y) => compareCells(plain.t[x], plain.t[y]) || x - y),
      );
      const [c, , series] = columnsOf('* | make-series m = id on t by c');
      expect(c).toEqual(groups.map(([id]) => plain.c[id!]));
      expectSame(
        series!,
        rowsOf.map((rows) => rows.map(BigInt)),
      );
    });

    it('make-series on an axis', () => {
      const step = 60n * 1_000_000_000n;
      const present = ids.filter((id) => plain.t[id] !== null);
      const cellOf = (id: number): number => Number(plain.t[id]! / step);
      const times = present.map((id) => cellOf(id));
      const first = Math.min(...times);
      const last = Math.max(...times);
      const groups = groupBy(ids, ['i']);
      const expected = groups.map((rows) => {
        const cells = Array.from({ length: last - first + 1 }, () => 0n);
        for (const id of rows) if (plain.t[id] !== null) cells[cellOf(id) - first]! += 1n;
        return cells;
      });
      const [i, , series] = columnsOf("* | make-series m = count(1) default = '0' on t from 'min' to 'max' step '1m' by i");
      expect(i).toEqual(groups.map(([id]) => plain.i[id!]));
      expectSame(series!, expected);
    });
  });
}

import { expect } from 'vitest';
import { dictionary, Table } from '../../src/index.ts';

/** How many rows there are. */
export const count = 50_000;

/** Whole numbers below `bound` that look random and are always the same. */
function numbers(seed: number, bound: number): readonly number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  });
}

const sparse = <V>(values: readonly V[], seed: number): readonly (V | null)[] => {
  const holes = numbers(seed, 20);
  return values.map((value, i) => (holes[i] === 0 ? null : value));
};

/** The numbers of the rows. */
export const ids = Array.from({ length: count }, (_, i) => i);
const codes = numbers(5, 300);
const classes = Array.from({ length: 300 }, (_, i) => (i % 50 === 7 ? '\u{1f600}' : `class ${i % 97}`)).map((name, i) => `${name}/${i}`);
/** The columns as plain arrays. */
export const plain = {
  id: ids.map(BigInt),
  n: sparse(
    numbers(1, 900).map((x) => BigInt(x - 450)),
    11,
  ),
  d: sparse(
    numbers(2, 40_000).map((x) => (x === 7 ? Number.NaN : x === 8 ? -0 : x / 8 - 1000)),
    12,
  ),
  s: sparse(
    numbers(3, 30_000).map((x) => (x % 2 ? `w${x}` : `W\uffee${x}`)),
    13,
  ),
  c: codes.map((code, i) => (i % 17 === 0 ? null : classes[code]!)),
  b: sparse(
    numbers(4, 2).map((x) => x === 1),
    14,
  ),
  i: sparse(numbers(6, 100), 15),
  t: sparse(
    numbers(7, 20_000).map((x) => BigInt(x) * 1_000_000_000n),
    16,
  ),
  day: sparse(
    numbers(8, 5000).map((x) => x - 2000),
    17,
  ),
  list: sparse(
    numbers(9, 1000).map((x) => Array.from({ length: x % 4 }, (_, k) => BigInt(x + k))),
    18,
  ),
} as const;
type Name = keyof typeof plain;

/** The same columns as a table. */
export const table = Table.fromColumns(
  {
    ...plain,
    c: dictionary(
      codes.map((code, i) => (i % 17 === 0 ? -1 : code)),
      classes,
    ),
  },
  {
    schema: Object.entries({
      id: 'bigint',
      n: 'bigint',
      d: 'double',
      s: 'varchar',
      b: 'boolean',
      i: 'integer',
      t: 'timestamp',
      day: 'date',
      list: 'array(bigint)',
    }).map(([name, type]) => ({ name, type })),
  },
);

/** Computes what is expected once for all configurations. */
const known = new Map<string, unknown>();
export function once<V>(what: string, compute: () => V): V {
  if (!known.has(what)) known.set(what, compute());
  return known.get(what) as V; // set by the same call with the same meaning
}

/** The same cells; large arrays are compared by strings, and shown only where they first differ. */
export function expectSame(actual: readonly unknown[], expected: readonly unknown[]): void {
  const at = expected.findIndex((cell, row) => cell !== actual[row] && keyOf([cell]) !== keyOf([actual[row]]));
  if (at >= 0) expect({ row: at, cell: actual[at] }).toEqual({ row: at, cell: expected[at] });
  expect(actual.length).toBe(expected.length);
}

/** The rows in the order of some keys. */
export const sortedBy = (...keys: readonly Key[]): readonly number[] =>
  once(`sort ${JSON.stringify(keys)}`, () => {
    const orders = keys.map(orderBy);
    return [...ids].sort((x, y) => {
      for (const order of orders) {
        const result = order(x, y);
        if (result !== 0) return result;
      }
      return 0;
    });
  });

/** A column that rows are sorted by. */
export interface Key {
  readonly name: Name;
  readonly descending?: boolean;
  readonly nullsFirst?: boolean;
}

/** Compares rows as the language says: NULL last unless asked otherwise, NaN after every number, strings by code point. */
function orderBy({ name, ...key }: Key): (x: number, y: number) => number {
  const values: readonly unknown[] = plain[name];
  return (x, y) => compareWith(key, values[x], values[y]);
}

/** Compares cells. */
export function compareWith({ descending = false, nullsFirst = false }: Omit<Key, 'name'>, a: unknown, b: unknown): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === nullsFirst ? -1 : 1;
  return descending ? compareCells(b, a) : compareCells(a, b);
}

/** Compares cells that are not NULL. */
export function compareCells(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compareCells(a[i], b[i]);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  if (typeof a === 'string' && typeof b === 'string') return byCodePoints(a, b);
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

/** Code units of two that make one code point; without them, the order of units is that of points. */
const surrogate = /[\ud800-\udfff]/;

/** Compares strings by code points. */
function byCodePoints(a: string, b: string): number {
  if (!surrogate.test(a) && !surrogate.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  const x = [...a];
  const y = [...b];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const order = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
    if (order !== 0) return order;
  }
  return x.length - y.length;
}

/** A string that is the same for equal cells: NULL is a value, zero has one sign. */
export function keyOf(cells: readonly unknown[]): string {
  return JSON.stringify(cells, (_, cell: unknown) =>
    typeof cell === 'bigint' ? `n${cell}` : Number.isNaN(cell) ? 'NaN' : typeof cell === 'string' ? `s${cell}` : cell === 0 ? 0 : cell,
  );
}

/** The rows of each group, groups in the order of their first row. */
export function groupBy(rows: readonly number[], keys: readonly Name[]): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  for (const id of rows) {
    const key = keyOf(keys.map((name) => plain[name][id]));
    const known = groups.get(key);
    if (known) known.push(id);
    else groups.set(key, [id]);
  }
  return [...groups.values()];
}

/** The sum of the values that are not NULL, NULL over none. */
export function sum(values: readonly (bigint | null)[]): bigint | null {
  return values.reduce((total, value) => (value === null ? total : (total ?? 0n) + value), null);
}

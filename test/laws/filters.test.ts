import { describe, expect, it } from 'vitest';
import { createEngine, Table } from '../../src/index.ts';

// Conditions find their rows by tests of ranges, in an order that batches teach; the meaning is that of one row after the other.
const cells = {
  bigint: [-(2n ** 63n), -(2n ** 32n), -1n, 0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n - 1n, null],
  double: [Number.NEGATIVE_INFINITY, -1.5, -0, 0, Number.MIN_VALUE, 1, 1e308, Number.POSITIVE_INFINITY, Number.NaN, null],
  integer: [-2_147_483_648, -1, 0, 1, 2_147_483_647, null],
} as const;

const rows = 5000;
const columnOf = (values: readonly unknown[]): unknown[] =>
  Array.from({ length: rows }, (_, row) => values[(row * 7 + (row >> 4)) % values.length]);
const tables = Object.fromEntries(
  Object.entries(cells).map(([type, values]) => [
    type,
    Table.from(
      columnOf(values).map((x, i) => ({ x, i })),
      {
        schema: [
          { name: 'x', type },
          { name: 'i', type: 'bigint' },
        ],
      },
    ),
  ]),
);
const fast = createEngine({ tables });
const plain = createEngine({ tables, execution: { kernels: false, optimize: false } });

describe('a comparison with a constant keeps the rows that it keeps one by one', () => {
  for (const [type, values] of Object.entries(cells)) {
    it.each(['=', '<>', '<', '<=', '>', '>='])(`${type} %s`, (operator) => {
      for (const value of values) {
        if (value === null) continue;
        for (const condition of [`x ${operator} ?v`, `?v ${operator} x`]) {
          const query = `$${type} | where ${condition} | stats n = count(1), s = sum(i)`;
          const options = { params: { v: value } };
          expect(fast.querySync(query, options).toArray(), `${condition}, ${value}`).toEqual(plain.querySync(query, options).toArray());
        }
      }
    });
  }
});

describe('several conditions', () => {
  const log = Table.from(
    Array.from({ length: rows }, (_, i) => ({ i, text: i % 97 === 0 ? 'x' : String(i % 50), verb: ['GET', 'PUT', null][i % 3] })),
  );
  const engines = [{ maxBatchRows: 256 }, { kernels: false, optimize: false, maxBatchRows: 1 }].map((execution) =>
    createEngine({ tables: { log }, execution }),
  );

  it.each([
    "verb = 'GET' and i > 4000 and text like '4%'",
    "text like '%1%' and i % 5 = 2 and verb <> 'PUT'",
    "cast(text as bigint) > 20 and verb = 'GET' and i < 3000",
    'i < 3000 and cast(text as bigint) > 20 and 100 / (i % 4) > 30',
  ])('%s', (condition) => {
    const answers = engines.map((engine) => {
      const result = engine.querySync(`* | where ${condition} | stats n = count(1), s = sum(i)`);
      return [result.toArray(), result.warnings.map(({ message }) => message)];
    });
    expect(answers[0]).toEqual(answers[1]);
  });
});

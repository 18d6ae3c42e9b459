import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SortKey } from '../../src/operators/plan/plan.ts';
import { radixKeys, radixSort } from '../../src/runtime/sorting/radix-sort.ts';
import { type RowOrder, rowOrder } from '../../src/runtime/sorting/row-order.ts';
import { firstRowsOfPartitions } from '../../src/runtime/window/first-rows.ts';
import { BIGINT, BOOLEAN, DATE, type DataType, DOUBLE, TIMESTAMP, VARCHAR } from '../../src/types/data-type.ts';
import { asDictionary } from '../../src/vectors/as-dictionary.ts';
import { buildVector } from '../../src/vectors/builder.ts';
import type { Vector } from '../../src/vectors/vector.ts';

const number = fc.oneof(fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1, -1), fc.double());
const cells: readonly (readonly [DataType, fc.Arbitrary<unknown>])[] = [
  [DOUBLE, number],
  [BIGINT, fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-3n, 3n))],
  [TIMESTAMP, fc.bigInt(0n, 2n ** 62n)],
  [DATE, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })],
  [BOOLEAN, fc.boolean()],
  [VARCHAR, fc.string({ maxLength: 3, unit: 'binary' })],
];

interface Column {
  readonly key: SortKey;
  readonly column: Vector;
}

const columnOf = (length: number): fc.Arbitrary<Column> =>
  fc.constantFrom(...cells).chain(([type, cell]) =>
    fc
      .record({
        values: fc.array(fc.option(cell, { freq: 5 }), { minLength: length, maxLength: length }),
        descending: fc.boolean(),
        nullsFirst: fc.boolean(),
      })
      .map(({ values, descending, nullsFirst }) => {
        const flat = buildVector(type, values);
        const value: SortKey['value'] = { kind: 'column', index: 0, name: 'x', type, span: { start: 0, end: 0 } };
        return { key: { value, descending, nullsFirst }, column: type === VARCHAR ? coded(flat, values) : flat };
      }),
  );

/** Strings by codes into a dictionary of them all. */
function coded(flat: Vector, values: readonly unknown[]): Vector {
  const distinct: readonly unknown[] = [...new Set(values.filter((value) => value !== null))];
  const dictionary = asDictionary(buildVector(VARCHAR, distinct));
  if (!dictionary) throw new Error('strings make a dictionary');
  const codes = Int32Array.from(values, (value) => distinct.indexOf(value));
  return { encoding: 'dictionary', type: VARCHAR, codes, dictionary, length: flat.length };
}

const table = fc.nat(60).chain((length) => fc.tuple(fc.constant(length), fc.array(columnOf(length), { minLength: 1, maxLength: 3 })));

function run<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

describe('rows in order', () => {
  it('by digits are those by comparing', () => {
    let tried = 0;
    fc.assert(
      fc.property(table, ([length, columns]) => {
        const keys = columns.map(({ key }) => key);
        const vectors = columns.map(({ column }) => column);
        const radix = radixKeys(keys, vectors);
        if (!radix) return;
        tried++;
        const order: RowOrder = rowOrder(keys, vectors);
        const expected = Array.from({ length }, (_, row) => row).sort((a, b) => order(a, b) || a - b);
        expect([...run(radixSort(length, radix))]).toEqual(expected);
      }),
    );
    expect(tried).toBeGreaterThan(50);
  });

  it('and the first ones of each partition are those of all its rows', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 4 }), fc.boolean(), ([length, columns], keep, ordered) => {
        const order = ordered
          ? rowOrder(
              columns.map(({ key }) => key),
              columns.map(({ column }) => column),
            )
          : () => 0;
        const partitionOf = Uint32Array.from({ length }, (_, row) => (row * 7) % 3);
        const first = run(firstRowsOfPartitions(partitionOf, 3, keep, ordered ? order : undefined, () => undefined));
        if (!first) return;
        const expected = [0, 1, 2].flatMap((p) =>
          Array.from({ length }, (_, row) => row)
            .filter((row) => partitionOf[row] === p)
            .sort((a, b) => order(a, b) || a - b)
            .slice(0, keep),
        );
        expect([...first]).toEqual(expected.sort((a, b) => a - b));
      }),
    );
  });
});

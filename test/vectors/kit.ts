import fc from 'fast-check';
import type { DataType } from '../../src/types/data-type.ts';
import { buildVector } from '../../src/vectors/builder.ts';
import { dictionaryEncoded } from '../../src/vectors/dictionary.ts';
import { slice } from '../../src/vectors/take.ts';
import { cellReader, constantVector, type Vector } from '../../src/vectors/vector.ts';

/** Cells as plain values and the same cells as a vector of some encoding. */
export interface Sample {
  readonly type: DataType;
  readonly cells: readonly unknown[];
  readonly vector: Vector;
}

const bigint: DataType = { kind: 'bigint' };
const varchar: DataType = { kind: 'varchar' };

/** Types of every storage and nesting, with their values. */
const values: readonly { readonly type: DataType; readonly value: fc.Arbitrary<unknown> }[] = [
  { type: { kind: 'boolean' }, value: fc.boolean() },
  { type: { kind: 'integer' }, value: fc.integer() },
  { type: { kind: 'date' }, value: fc.integer({ min: -100, max: 100 }) },
  { type: bigint, value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { type: { kind: 'timestamp' }, value: fc.bigInt({ min: 0n, max: 10n ** 18n }) },
  { type: { kind: 'double' }, value: fc.double() },
  { type: varchar, value: fc.string({ maxLength: 4 }) },
  { type: { kind: 'varbinary' }, value: fc.uint8Array({ maxLength: 3 }) },
  { type: { kind: 'array', element: bigint }, value: fc.array(fc.option(fc.bigInt({ min: 0n, max: 9n })), { maxLength: 4 }) },
  {
    type: { kind: 'array', element: { kind: 'array', element: varchar } },
    value: fc.array(fc.option(fc.array(fc.option(fc.string({ maxLength: 2 })), { maxLength: 3 })), { maxLength: 3 }),
  },
  {
    type: { kind: 'map', key: varchar, value: { kind: 'double' } },
    value: fc
      .uniqueArray(fc.string({ maxLength: 2 }), { maxLength: 3 })
      .chain((keys) =>
        fc.array(fc.option(fc.double()), { minLength: keys.length, maxLength: keys.length }).map((of) => ({ keys, values: of })),
      ),
  },
  {
    type: {
      kind: 'row',
      fields: [
        { name: 'a', type: bigint },
        { name: 'b', type: { kind: 'array', element: { kind: 'boolean' } } },
      ],
    },
    value: fc.tuple(fc.option(fc.bigInt({ min: 0n, max: 9n })), fc.option(fc.array(fc.option(fc.boolean()), { maxLength: 3 }))),
  },
];

/** Vectors of all types and encodings, with and without NULLs, some of them slices that begin anywhere. */
export const samples: fc.Arbitrary<Sample> = fc
  .constantFrom(...values)
  .chain(({ type, value }) =>
    fc.record({
      type: fc.constant(type),
      cells: fc.array(fc.oneof({ arbitrary: value, weight: 4 }, { arbitrary: fc.constant(null), weight: 1 }), {
        minLength: 1,
        maxLength: 40,
      }),
      encoding: fc.constantFrom('flat', 'dictionary', 'constant', 'no NULLs'),
      from: fc.nat(20),
      to: fc.nat(20),
    }),
  )
  .map(({ type, cells, encoding, from, to }): Sample => {
    if (encoding === 'constant') return { type, cells: cells.map(() => cells[0]), vector: constantVector(type, cells[0], cells.length) };
    const given = encoding === 'no NULLs' ? cells.filter((cell) => cell !== null) : cells;
    const flat = buildVector(type, given);
    const whole = encoding === 'dictionary' ? dictionaryEncoded(flat) : flat;
    const start = Math.min(from, given.length);
    const end = Math.max(start, given.length - to);
    return { type, cells: given.slice(start, end), vector: slice(whole, start, end) };
  });

/** All cells of a vector. */
export function cellsOf(vector: Vector): readonly unknown[] {
  const read = cellReader(vector);
  return Array.from({ length: vector.length }, (_, row) => read(row));
}

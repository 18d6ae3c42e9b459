import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatType } from '../../src/types/data-type.ts';
import { inferSchema } from '../../src/vectors/infer.ts';
import { Table } from '../../src/vectors/table.ts';
import { cellReader } from '../../src/vectors/vector.ts';

const typeOf = (...values: unknown[]): string => formatType(inferSchema(values.map((value) => ({ value })))[0]!.type);

describe('the type that is inferred', () => {
  it.each([
    [[true, false], 'boolean'],
    [[1, 2n], 'bigint'],
    [[1, 2.5], 'double'],
    [[2 ** 53], 'double'],
    [[Number.NaN], 'double'],
    [['1', '2'], 'varchar'],
    [[new Date(0)], 'timestamp'],
    [[Uint8Array.of(1)], 'varbinary'],
    [[[1, 2], [2.5]], 'array(double)'],
    [[Float64Array.of(1)], 'array(bigint)'],
    [[[]], 'array(varchar)'],
    [[{ a: 1 }], 'json'],
    [[{ a: 1 }, [1]], 'json'],
    [[1, 'x'], 'varchar'],
    [[true, 1], 'varchar'],
    [[new Date(0), 1], 'varchar'],
    [[null, undefined], 'varchar'],
  ])('of %s is %s', (values, type) => expect(typeOf(...values)).toBe(type));

  it('does not depend on the order of the rows or on NULLs between them', () => {
    const value = fc.oneof(
      fc.boolean(),
      fc.integer(),
      fc.double(),
      fc.string(),
      fc.constant(null),
      fc.array(fc.integer()),
      fc.object({ maxDepth: 1 }),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), (values) => {
        expect(typeOf(...values.toReversed(), null)).toBe(typeOf(...values));
      }),
    );
  });

  it('has columns in the order in which they appear', () => {
    expect(inferSchema([{ b: 1 }, { a: 'x', b: null }, { c: true }]).map(({ name, type }) => `${name} ${type.kind}`)).toEqual([
      'b bigint',
      'a varchar',
      'c boolean',
    ]);
    expect(inferSchema([JSON.parse('{"__proto__": 1}') as object as Record<string, unknown>]).map(({ name }) => name)).toEqual([
      '__proto__',
    ]);
  });
});

describe('objects of JSON columns', () => {
  const textOf = (value: unknown): unknown => cellReader(Table.from([{ value }]).columns[0]!)(0);

  it('keep the entries of maps and sets, and all digits', () => {
    expect(textOf(new Map<string, unknown>([['k', 'error'], ['n', new Map([['a', 1]])]]))).toBe('{"k":"error","n":{"a":1}}'); // biome-ignore format: one value
    expect(textOf({ s: new Set([1, 2]), id: 9007199254740993n, list: [2n ** 64n, 'bigint 0'] })).toBe(
      '{"s":[1,2],"id":9007199254740993,"list":[18446744073709551616,"bigint 0"]}',
    );
    expect(textOf({ a: undefined, b: null })).toBe('{"b":null}');
  });
});

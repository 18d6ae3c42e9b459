import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Argument, resolveOverload } from '../../src/functions/resolve.ts';
import {
  BIGINT,
  BOOLEAN,
  DATE,
  type DataType,
  DOUBLE,
  INTEGER,
  REAL,
  TIMESTAMP,
  TINYINT,
  UNKNOWN,
  VARCHAR,
} from '../../src/types/data-type.ts';
import {
  any,
  arrayOf,
  bigint,
  double,
  integer,
  json,
  numeric,
  optional,
  real,
  smallint,
  type TypeDescriptor,
  timestamp,
  tinyint,
  typeClass,
  varchar,
} from '../../src/types/type-descriptor.ts';

const value = (type: DataType, text = false): Argument => ({ kind: 'value', type, text });
const resolve = (overloads: Parameters<typeof resolveOverload>[0], ...types: readonly DataType[]) =>
  resolveOverload(
    overloads,
    types.map((type) => value(type)),
    false,
  );

describe('a class of types', () => {
  const members: readonly TypeDescriptor[] = [tinyint, smallint, integer, bigint, real, double];
  const types = [BOOLEAN, TINYINT, INTEGER, BIGINT, REAL, DOUBLE, DATE, TIMESTAMP, VARCHAR, UNKNOWN];

  it('chooses what a signature per member would', () => {
    const argument = fc.record({ type: fc.constantFrom(...types), text: fc.boolean() }).map(({ type, text }) => value(type, text));
    const listed = members.map((member) => ({ params: [member, member, integer], returns: arrayOf(member) }));
    const classed = [{ params: [numeric, numeric, integer], returns: arrayOf(numeric) }];
    fc.assert(
      fc.property(fc.tuple(argument, argument, argument), fc.boolean(), (args, lenient) => {
        const { overload: _, ...expected } = resolveOverload(listed, args, lenient) ?? {};
        const { overload: __, ...found } = resolveOverload(classed, args, lenient) ?? {};
        expect(found).toEqual(expected);
      }),
    );
  });

  it('is one type throughout a signature, inside other types too', () => {
    const instant = typeClass('instant', [bigint, timestamp]);
    const overloads = [{ params: [arrayOf(instant), instant], returns: instant }];
    expect(resolve(overloads, { kind: 'array', element: TIMESTAMP }, DATE)).toMatchObject({
      params: [{ kind: 'array', element: TIMESTAMP }, TIMESTAMP],
      returns: TIMESTAMP,
    });
    expect(resolve(overloads, { kind: 'array', element: TIMESTAMP }, BIGINT)).toBeUndefined();
  });

  it('any takes each argument as it is', () => {
    expect(resolve([{ params: [any, any], returns: json }], DATE, VARCHAR)?.params).toEqual([DATE, VARCHAR]);
  });
});

describe('parameters that repeat or are absent', () => {
  const drill = [{ params: [arrayOf(varchar), arrayOf(bigint), bigint, optional(varchar)], returns: json, maxLeading: 3 }];
  const names: DataType = { kind: 'array', element: VARCHAR };
  const numbers: DataType = { kind: 'array', element: BIGINT };

  it('a leading parameter repeats up to its bound, before fixed and optional ones', () => {
    expect(resolve(drill, names, numbers, BIGINT)?.positions).toEqual([0, 1, 2]);
    expect(resolve(drill, names, names, names, numbers, INTEGER, VARCHAR)).toMatchObject({
      positions: [0, 0, 0, 1, 2, 3],
      params: [names, names, names, numbers, BIGINT, VARCHAR],
    });
    expect(resolve(drill, names, names, numbers, BIGINT)?.positions).toEqual([0, 0, 1, 2]);
    expect(resolve(drill, names, names, names, names, numbers, BIGINT)).toBeUndefined();
    expect(resolve(drill, numbers, BIGINT)).toBeUndefined();
  });

  it('optional parameters may all be absent', () => {
    const overloads = [{ params: [optional(bigint), optional(varchar)], returns: json }];
    expect(resolve(overloads)?.positions).toEqual([]);
    expect(resolve(overloads, INTEGER)?.positions).toEqual([0]);
    expect(resolve(overloads, INTEGER, VARCHAR)?.positions).toEqual([0, 1]);
    expect(resolve(overloads, VARCHAR)).toBeUndefined();
  });

  it('a trailing parameter repeats or is absent', () => {
    const overloads = [{ params: [varchar, bigint], returns: json, variadic: true }];
    expect(resolve(overloads, VARCHAR)?.positions).toEqual([0]);
    expect(resolve(overloads, VARCHAR, BIGINT, INTEGER)).toMatchObject({ positions: [0, 1, 1], params: [VARCHAR, BIGINT, BIGINT] });
  });
});

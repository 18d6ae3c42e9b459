import { invalidArgument } from '../../diagnostics/row-error.ts';
import { compareText } from '../../types/compare-text.ts';
import type { DataType } from '../../types/data-type.ts';
import { bigint, boolean, date, double, integer, T, timestamp, varchar } from '../../types/type-descriptor.ts';
import { comparator, equals, Unordered, valueKey } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';

const parameters = ['left', 'right'];

/** The order of two values of a type as a number, NaN where NaN takes part, NULL where a NULL member decides. */
function order(type: DataType): (a: unknown, b: unknown) => number | null {
  if (type.kind === 'map') return () => invalidArgument('maps have no order');
  const compare = comparator(type, 'throw');
  if (type.kind === 'double' || type.kind === 'real') return (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : compare(a, b));
  return (a, b) => {
    try {
      return compare(a, b);
    } catch (error) {
      if (error instanceof Unordered) return null;
      throw error;
    }
  };
}

export const equal = defineScalar({
  name: '=',
  category: 'operator',
  summary: 'Whether two values are equal; NULL members of arrays, maps and rows leave the answer open.',
  parameters,
  examples: [
    { call: '1 = 1.0', result: 'true' },
    { call: 'array[1, null] = array[1, 2]', result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [bigint, bigint],
      returns: boolean,
      row: (a, b) => a === b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! === b[i]! ? 1 : 0;
      },
      sql: '$1 = $2',
    }),
    overload({
      params: [integer, integer],
      returns: boolean,
      row: (a, b) => a === b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! === b[i]! ? 1 : 0;
      },
      sql: '$1 = $2',
    }),
    overload({
      params: [double, double],
      returns: boolean,
      row: (a, b) => a === b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! === b[i]! ? 1 : 0;
      },
    }),
    overload({ params: [varchar, varchar], returns: boolean, row: (a, b) => a === b }),
    overload({ params: [timestamp, timestamp], returns: boolean, row: (a, b) => a === b }),
    overload({ params: [date, date], returns: boolean, row: (a, b) => a === b }),
    overload({
      params: [T, T],
      returns: boolean,
      prepare: ({ types }) => equals(types[0]!),
    }),
  ],
});

export const notEqual = defineScalar({
  name: '<>',
  category: 'operator',
  summary: 'Whether two values differ.',
  parameters,
  examples: [
    { call: "'a' <> 'b'", result: 'true' },
    { call: 'nan() <> nan()', result: 'true' },
  ],
  overloads: [
    overload({
      params: [bigint, bigint],
      returns: boolean,
      row: (a, b) => a !== b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! !== b[i]! ? 1 : 0;
      },
      sql: '$1 <> $2',
    }),
    overload({
      params: [integer, integer],
      returns: boolean,
      row: (a, b) => a !== b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! !== b[i]! ? 1 : 0;
      },
      sql: '$1 <> $2',
    }),
    overload({
      params: [double, double],
      returns: boolean,
      row: (a, b) => a !== b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! !== b[i]! ? 1 : 0;
      },
    }),
    overload({ params: [varchar, varchar], returns: boolean, row: (a, b) => a !== b }),
    overload({ params: [timestamp, timestamp], returns: boolean, row: (a, b) => a !== b }),
    overload({ params: [date, date], returns: boolean, row: (a, b) => a !== b }),
    overload({
      params: [T, T],
      returns: boolean,
      prepare({ types }) {
        const same = equals(types[0]!);
        return (a, b) => {
          const answer = same(a, b);
          return answer === null ? null : !answer;
        };
      },
    }),
  ],
});

export const less = defineScalar({
  name: '<',
  category: 'operator',
  summary: 'Whether the first value comes before the second; texts by code point, arrays and rows member by member.',
  parameters,
  examples: [
    { call: '1 < 2', result: 'true' },
    { call: "'Z' < 'a'", result: 'true' },
  ],
  overloads: [
    overload({
      params: [bigint, bigint],
      returns: boolean,
      row: (a, b) => a < b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
      },
      sql: '$1 < $2',
    }),
    overload({
      params: [integer, integer],
      returns: boolean,
      row: (a, b) => a < b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
      },
      sql: '$1 < $2',
    }),
    overload({
      params: [double, double],
      returns: boolean,
      row: (a, b) => a < b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
      },
    }),
    overload({ params: [varchar, varchar], returns: boolean, row: (a, b) => compareText(a, b) < 0 }),
    overload({ params: [timestamp, timestamp], returns: boolean, row: (a, b) => a < b }),
    overload({ params: [date, date], returns: boolean, row: (a, b) => a < b }),
    overload({
      params: [T, T],
      returns: boolean,
      prepare({ types }) {
        const compare = order(types[0]!);
        return (a, b) => {
          const sign = compare(a, b);
          return sign === null ? null : sign < 0;
        };
      },
    }),
  ],
});

export const lessOrEqual = defineScalar({
  name: '<=',
  category: 'operator',
  summary: 'Whether the first value comes before the second or equals it.',
  parameters,
  examples: [{ call: '2 <= 2', result: 'true' }],
  overloads: [
    overload({
      params: [bigint, bigint],
      returns: boolean,
      row: (a, b) => a <= b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! <= b[i]! ? 1 : 0;
      },
      sql: '$1 <= $2',
    }),
    overload({
      params: [integer, integer],
      returns: boolean,
      row: (a, b) => a <= b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! <= b[i]! ? 1 : 0;
      },
      sql: '$1 <= $2',
    }),
    overload({
      params: [double, double],
      returns: boolean,
      row: (a, b) => a <= b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! <= b[i]! ? 1 : 0;
      },
    }),
    overload({ params: [varchar, varchar], returns: boolean, row: (a, b) => compareText(a, b) <= 0 }),
    overload({ params: [timestamp, timestamp], returns: boolean, row: (a, b) => a <= b }),
    overload({ params: [date, date], returns: boolean, row: (a, b) => a <= b }),
    overload({
      params: [T, T],
      returns: boolean,
      prepare({ types }) {
        const compare = order(types[0]!);
        return (a, b) => {
          const sign = compare(a, b);
          return sign === null ? null : sign <= 0;
        };
      },
    }),
  ],
});

export const greater = defineScalar({
  name: '>',
  category: 'operator',
  summary: 'Whether the first value comes after the second.',
  parameters,
  examples: [{ call: '3 > 2', result: 'true' }],
  overloads: [
    overload({
      params: [bigint, bigint],
      returns: boolean,
      row: (a, b) => a > b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! > b[i]! ? 1 : 0;
      },
      sql: '$1 > $2',
    }),
    overload({
      params: [integer, integer],
      returns: boolean,
      row: (a, b) => a > b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! > b[i]! ? 1 : 0;
      },
      sql: '$1 > $2',
    }),
    overload({
      params: [double, double],
      returns: boolean,
      row: (a, b) => a > b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! > b[i]! ? 1 : 0;
      },
    }),
    overload({ params: [varchar, varchar], returns: boolean, row: (a, b) => compareText(a, b) > 0 }),
    overload({ params: [timestamp, timestamp], returns: boolean, row: (a, b) => a > b }),
    overload({ params: [date, date], returns: boolean, row: (a, b) => a > b }),
    overload({
      params: [T, T],
      returns: boolean,
      prepare({ types }) {
        const compare = order(types[0]!);
        return (a, b) => {
          const sign = compare(a, b);
          return sign === null ? null : sign > 0;
        };
      },
    }),
  ],
});

export const greaterOrEqual = defineScalar({
  name: '>=',
  category: 'operator',
  summary: 'Whether the first value comes after the second or equals it.',
  parameters,
  examples: [{ call: "date '2025-01-02' >= date '2025-01-01'", result: 'true' }],
  overloads: [
    overload({
      params: [bigint, bigint],
      returns: boolean,
      row: (a, b) => a >= b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! >= b[i]! ? 1 : 0;
      },
      sql: '$1 >= $2',
    }),
    overload({
      params: [integer, integer],
      returns: boolean,
      row: (a, b) => a >= b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! >= b[i]! ? 1 : 0;
      },
      sql: '$1 >= $2',
    }),
    overload({
      params: [double, double],
      returns: boolean,
      row: (a, b) => a >= b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! >= b[i]! ? 1 : 0;
      },
    }),
    overload({ params: [varchar, varchar], returns: boolean, row: (a, b) => compareText(a, b) >= 0 }),
    overload({ params: [timestamp, timestamp], returns: boolean, row: (a, b) => a >= b }),
    overload({ params: [date, date], returns: boolean, row: (a, b) => a >= b }),
    overload({
      params: [T, T],
      returns: boolean,
      prepare({ types }) {
        const compare = order(types[0]!);
        return (a, b) => {
          const sign = compare(a, b);
          return sign === null ? null : sign >= 0;
        };
      },
    }),
  ],
});

export const distinctFrom = defineScalar({
  name: 'is distinct from',
  category: 'operator',
  summary: 'Whether two values differ, where NULL equals NULL and NaN equals NaN; never NULL itself.',
  parameters,
  examples: [
    { call: 'null is distinct from 1', result: 'true' },
    { call: 'null is not distinct from null', result: 'true' },
  ],
  nulls: 'called',
  overloads: [
    overload({
      params: [T, T],
      returns: boolean,
      prepare({ types }) {
        const key = valueKey(types[0]!);
        return (a, b) => !Object.is(key(a), key(b));
      },
    }),
  ],
});

import { invalidArgument } from '../../diagnostics/row-error.ts';
import { compareText } from '../../types/compare-text.ts';
import type { DataType } from '../../types/data-type.ts';
import { joinLocal } from '../../types/time-format.ts';
import { type TimeZone, toInstant } from '../../types/time-zone.ts';
import { boolean, date, T, timestamp, varchar } from '../../types/type-descriptor.ts';
import { comparator, equals, Unordered, valueKey } from '../../types/values.ts';
import { defineScalar, type Example, type Overload, overload, type ScalarFunction } from '../declaration.ts';
import {
  compared,
  equalKernels,
  greaterKernels,
  greaterOrEqualKernels,
  lessKernels,
  lessOrEqualKernels,
  notEqualKernels,
} from './comparison-kernels.ts';

const parameters = { left: 'any value', right: 'a value of the same type, or of one that both sides coerce to' };

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

/** Midnight of a date in the session zone; it may lie outside the range of TIMESTAMP, before or after all of them. */
const midnight = (zone: TimeZone, days: number): bigint => toInstant(zone, joinLocal(days, 0));

/** A date compared with a timestamp is its midnight; a NULL comes only to `is distinct from`. */
function datesBesideTimestamps(test: (a: bigint, b: bigint) => boolean): Overload[] {
  return [
    overload({
      params: [date, timestamp],
      returns: boolean,
      prepare:
        ({ timeZone }) =>
        (a, b) =>
          a === null ? b !== null : test(midnight(timeZone, a), b),
    }),
    overload({
      params: [timestamp, date],
      returns: boolean,
      prepare:
        ({ timeZone }) =>
        (a, b) =>
          b === null ? a !== null : test(a, midnight(timeZone, b)),
    }),
  ];
}

interface Comparison {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly Example[];
  /** Over numbers and times. */
  readonly scalar: (a: number | bigint, b: number | bigint) => boolean;
  readonly batch: typeof equalKernels;
  readonly text: (a: string, b: string) => boolean;
  /** Over values of any other type. */
  readonly general: (type: DataType) => (a: unknown, b: unknown) => boolean | null;
}

function comparison({ name, summary, examples, scalar, batch, text, general }: Comparison): ScalarFunction {
  return defineScalar({
    name,
    category: 'operator',
    notation: { infix: name },
    summary,
    parameters,
    examples,
    overloads: [
      overload({ params: [compared, compared], returns: boolean, row: scalar, batch }),
      overload({ params: [varchar, varchar], returns: boolean, row: text }),
      ...datesBesideTimestamps(scalar),
      overload({ params: [T, T], returns: boolean, prepare: ({ types }) => general(types[0]!) }),
    ],
  });
}

/** A comparison by order. */
function ordering(
  declared: Pick<Comparison, 'name' | 'summary' | 'examples' | 'scalar' | 'batch'>,
  test: (sign: number) => boolean,
): ScalarFunction {
  return comparison({
    ...declared,
    text: (a, b) => test(compareText(a, b)),
    general: (type) => {
      const compare = order(type);
      return (a, b) => {
        const sign = compare(a, b);
        return sign === null ? null : test(sign);
      };
    },
  });
}

export const equal = comparison({
  name: '=',
  summary: 'Whether two values are equal; NULL where a NULL member of an array, map or row decides. NaN equals nothing.',
  examples: [
    { call: '1 = 1.0', result: 'true' },
    { call: 'nan() = nan()', result: 'false' },
    { call: '1 = null', result: 'NULL' },
    { call: 'array[1, null] = array[1, 2]', result: 'NULL' },
  ],
  scalar: (a, b) => a === b,
  batch: equalKernels,
  text: (a, b) => a === b,
  general: (type) => equals(type),
});

export const notEqual = comparison({
  name: '<>',
  summary: 'Whether two values differ; `!=` is the same.',
  examples: [
    { call: "'a' <> 'b'", result: 'true' },
    { call: 'nan() <> nan()', result: 'true' },
    { call: "'a' <> null", result: 'NULL' },
  ],
  scalar: (a, b) => a !== b,
  batch: notEqualKernels,
  text: (a, b) => a !== b,
  general: (type) => {
    const same = equals(type);
    return (a, b) => {
      const answer = same(a, b);
      return answer === null ? null : !answer;
    };
  },
});

export const less = ordering(
  {
    name: '<',
    summary:
      'Whether the first value comes before the second: strings by code point, arrays and rows member by member. NaN is never before or after.',
    examples: [
      { call: '1 < 2', result: 'true' },
      { call: "'Z' < 'a'", result: 'true' },
      { call: 'nan() < 1', result: 'false' },
      { call: 'null < 1', result: 'NULL' },
    ],
    scalar: (a, b) => a < b,
    batch: lessKernels,
  },
  (sign) => sign < 0,
);

export const lessOrEqual = ordering(
  {
    name: '<=',
    summary: 'Whether the first value comes before the second or equals it.',
    examples: [
      { call: '2 <= 2', result: 'true' },
      { call: '2 <= null', result: 'NULL' },
    ],
    scalar: (a, b) => a <= b,
    batch: lessOrEqualKernels,
  },
  (sign) => sign <= 0,
);

export const greater = ordering(
  {
    name: '>',
    summary: 'Whether the first value comes after the second.',
    examples: [
      { call: '3 > 2', result: 'true' },
      { call: "date '9999-12-31' > timestamp '2024-01-01 00:00:00'", result: 'true' },
      { call: '3 > null', result: 'NULL' },
    ],
    scalar: (a, b) => a > b,
    batch: greaterKernels,
  },
  (sign) => sign > 0,
);

export const greaterOrEqual = ordering(
  {
    name: '>=',
    summary: 'Whether the first value comes after the second or equals it.',
    examples: [
      { call: "date '2025-01-02' >= date '2025-01-01'", result: 'true' },
      { call: 'null >= 1', result: 'NULL' },
    ],
    scalar: (a, b) => a >= b,
    batch: greaterOrEqualKernels,
  },
  (sign) => sign >= 0,
);

export const distinctFrom = defineScalar({
  name: 'is distinct from',
  category: 'operator',
  notation: { infix: 'is distinct from' },
  summary: 'Whether two values differ, where NULL equals NULL and NaN equals NaN; never NULL itself.',
  parameters,
  examples: [
    { call: 'null is distinct from 1', result: 'true' },
    { call: 'null is not distinct from null', result: 'true' },
    { call: 'nan() is distinct from nan()', result: 'false' },
  ],
  nulls: 'called',
  overloads: [
    ...datesBesideTimestamps((a, b) => a !== b),
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

import { outOfRange } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, boolean, double, type TypeDescriptor, typeClass, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, type Overload, type ScalarFunction } from '../declaration.ts';

type Cell = number | bigint | string | boolean | null;

/** The element at an index, NULL beyond the end; a value that is not an array is the same at every index. */
const at = <V>(value: V | readonly (V | null)[], i: number): V | null => (isList(value) ? (value[i] ?? null) : value);

const isList = <V>(value: V | readonly (V | null)[]): value is readonly (V | null)[] => Array.isArray(value);

/** The overloads of an operation on two arrays, or on an array and one value for all of its elements. The result has the length of the longer array. */
function pairOverloads<V>(element: TypeDescriptor<V>, returns: TypeDescriptor, operation: (a: V, b: V) => Cell): Overload[] {
  const row = (a: V | readonly (V | null)[], b: V | readonly (V | null)[]): Cell[] => {
    const length = Math.max(isList(a) ? a.length : 0, isList(b) ? b.length : 0);
    return Array.from({ length }, (_, i) => {
      const left = at(a, i);
      const right = at(b, i);
      if (left === null || right === null) return null;
      const result = operation(left, right);
      return Number.isNaN(result) ? null : result;
    });
  };
  const array = arrayOf(element);
  return [
    [array, array],
    [array, element],
    [element, array],
  ].map((params) => ({ params, returns: arrayOf(returns), row }));
}

/** A result that fits into 64 bits. @throws RowError otherwise. */
function inRange(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) outOfRange('the result does not fit into BIGINT');
  return value;
}

function arithmetic(
  name: string,
  summary: string,
  example: string,
  result: string,
  ofDoubles: (a: number, b: number) => number,
  ofIntegers?: (a: bigint, b: bigint) => bigint,
): ScalarFunction {
  return defineScalar({
    name: `series_${name}`,
    category: 'series',
    summary: `${summary} An element that is NULL, or missing in the shorter array, gives NULL.`,
    parameters: { a: 'an array, or a number for all elements', b: 'an array, or a number for all elements' },
    examples: [{ call: `series_${name}(${example})`, result }],
    overloads: [
      ...(ofIntegers ? pairOverloads(bigint, bigint, (a: bigint, b: bigint) => inRange(ofIntegers(a, b))) : []),
      ...pairOverloads(double, double, ofDoubles),
    ],
  });
}

/** What can be compared. */
const comparable = typeClass('bigint|double|varchar', [bigint, double, varchar]);
type Comparable = bigint | number | string;

function comparison(name: string, sign: string, result: string, holds: (a: Comparable, b: Comparable) => boolean): ScalarFunction {
  return defineScalar({
    name: `series_${name}`,
    category: 'series',
    summary: `Whether a ${sign} b, element by element. An element that is NULL, or missing in the shorter array, gives NULL.`,
    parameters: { a: 'an array, or a value for all elements', b: 'an array, or a value for all elements' },
    examples: [{ call: `series_${name}(array[1, 2, 3], 2)`, result }],
    overloads: pairOverloads(comparable, boolean, holds),
  });
}

function unary(name: string, summary: string, example: string, result: string, compute: (x: number) => number): ScalarFunction {
  return defineScalar({
    name: `series_${name}`,
    category: 'series',
    summary: `${summary} NULL stays NULL, and an undefined result is NULL.`,
    parameters: { series: 'an array of numbers' },
    examples: [{ call: `series_${name}(${example})`, result }],
    overloads: [
      {
        params: [arrayOf(double)],
        returns: arrayOf(double),
        row: (values: readonly (number | null)[]) =>
          values.map((value) => {
            const found = value === null ? Number.NaN : compute(value);
            return Number.isNaN(found) ? null : found;
          }),
      },
    ],
  });
}

/** Operations on every element, after the KQL functions of these names (Kusto documentation). */
export const elementwise: readonly ScalarFunction[] = [
  arithmetic(
    'add',
    'Adds element by element.',
    'array[1, 2, 4], array[4, 2, 1]',
    '[5, 4, 5]',
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  arithmetic(
    'subtract',
    'Subtracts element by element.',
    'array[1, 2, 4], 1',
    '[0, 1, 3]',
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  arithmetic(
    'multiply',
    'Multiplies element by element.',
    'array[1, 2, 4], array[4, 2]',
    '[4, 4, NULL]',
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  arithmetic(
    'divide',
    'Divides element by element, as DOUBLE; division by zero is infinite.',
    'array[1, 2, 4], array[4, 2, 1]',
    '[0.25, 1.0, 4.0]',
    (a, b) => a / b,
  ),
  arithmetic('pow', 'Raises to a power, element by element.', 'array[1, 2, 4], 2', '[1.0, 4.0, 16.0]', (a, b) => a ** b),
  comparison('equals', '=', '[false, true, false]', (a, b) => a === b),
  comparison('not_equals', '<>', '[true, false, true]', (a, b) => a !== b),
  comparison('less', '<', '[true, false, false]', (a, b) => a < b),
  comparison('less_equals', '<=', '[true, true, false]', (a, b) => a <= b),
  comparison('greater', '>', '[false, false, true]', (a, b) => a > b),
  comparison('greater_equals', '>=', '[false, true, true]', (a, b) => a >= b),
  unary('abs', 'The absolute value of each element.', 'array[-1.5, 2]', '[1.5, 2.0]', Math.abs),
  unary('sign', 'The sign of each element: -1, 0 or 1.', 'array[-6, 0, 8]', '[-1.0, 0.0, 1.0]', Math.sign),
  unary('floor', 'Rounds each element down.', 'array[-1.5, 2.5]', '[-2.0, 2.0]', Math.floor),
  unary('ceiling', 'Rounds each element up.', 'array[-1.5, 2.5]', '[-1.0, 3.0]', Math.ceil),
  unary('exp', 'Raises e to the power of each element.', 'array[0, null]', '[1.0, NULL]', Math.exp),
  unary('log', 'The natural logarithm of each element.', 'array[1, -1]', '[0.0, NULL]', Math.log),
  unary('sin', 'The sine of each element, in radians.', 'array[0]', '[0.0]', Math.sin),
  unary('cos', 'The cosine of each element, in radians.', 'array[0]', '[1.0]', Math.cos),
  unary('tan', 'The tangent of each element, in radians.', 'array[0]', '[0.0]', Math.tan),
  unary('asin', 'The arc sine of each element, in radians.', 'array[0, 2]', '[0.0, NULL]', Math.asin),
  unary('acos', 'The arc cosine of each element, in radians.', 'array[1, 2]', '[0.0, NULL]', Math.acos),
  unary('atan', 'The arc tangent of each element, in radians.', 'array[0]', '[0.0]', Math.atan),
  defineScalar({
    name: 'series_not',
    category: 'series',
    summary: 'Negates each element; NULL stays NULL.',
    parameters: { series: 'an array of booleans' },
    examples: [{ call: 'series_not(array[true, false, null])', result: '[false, true, NULL]' }],
    overloads: [
      {
        params: [arrayOf(boolean)],
        returns: arrayOf(boolean),
        row: (values: readonly (boolean | null)[]) => values.map((value) => (value === null ? null : !value)),
      },
    ],
  }),
];

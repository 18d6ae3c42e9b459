import { spelledBytes } from '../../types/spelled-bytes.ts';
import { arrayOf, bigint, boolean, lambdaOf, T, typeVariable, U } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

const S = typeVariable('S');
const R = typeVariable('R');

/** Accounts for the large results of a lambda while they are gathered: a thousand of them may not fit. */
const keeping =
  (reserve: (bytes: number) => void) =>
  <V>(value: V): V => {
    if (typeof value === 'string' ? value.length > 100 : typeof value === 'object' && value !== null) reserve(spelledBytes(value));
    return value;
  };

export const transform = defineScalar({
  name: 'transform',
  category: 'array',
  summary: 'What a lambda makes of every element.',
  parameters: { array: 'the elements', lambda: 'a function of one element' },
  examples: [
    { call: 'transform(array[1, 2], x -> x * 10)', result: '[10, 20]' },
    { call: 'transform(array[1, null], x -> coalesce(x, 0))', result: '[1, 0]' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), lambdaOf([T], U)],
      returns: arrayOf(U),
      prepare({ reserveCell }) {
        const kept = keeping(reserveCell);
        return (array, f) => array.map((x) => kept(f(x)));
      },
    }),
  ],
});

export const filter = defineScalar({
  name: 'filter',
  category: 'array',
  summary: 'The elements for which a lambda is true.',
  parameters: { array: 'the elements', lambda: 'a condition on one element; where it is NULL the element is left out' },
  examples: [
    { call: 'filter(array[1, 2, 3], x -> x > 1)', result: '[2, 3]' },
    { call: 'filter(array[1, null], x -> x > 0)', result: '[1]' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), lambdaOf([T], boolean)],
      returns: arrayOf(T),
      row: (array, f) => array.filter((x) => f(x) === true),
    }),
  ],
});

export const reduce = defineScalar({
  name: 'reduce',
  category: 'array',
  summary: 'Takes the elements into a state one after the other, and makes the result of the last state.',
  parameters: {
    array: 'the elements',
    state: 'the state to begin with',
    add: 'a function of the state and an element that gives the next state',
    'finish?': { description: 'a function of the last state that gives the result', default: 'the state itself' },
  },
  examples: [
    { call: 'reduce(array[1, 2, 3], 0, (s, x) -> s + x, s -> s * 10)', result: '60' },
    { call: 'reduce(cast(null as array(bigint)), 0, (s, x) -> s + x)', result: 'NULL' },
  ],
  nulls: 'called',
  overloads: [
    overload({
      params: [arrayOf(T), S, lambdaOf([S, T], S), lambdaOf([S], R)],
      returns: R,
      row: (array: readonly unknown[] | null, state, add, finish) =>
        array === null ? null : finish(array.reduce((s: unknown, x) => add(s, x), state)),
    }),
    overload({
      params: [arrayOf(T), S, lambdaOf([S, T], S)],
      returns: S,
      row: (array: readonly unknown[] | null, state, add) => (array === null ? null : array.reduce((s: unknown, x) => add(s, x), state)),
    }),
  ],
});

function matchFunction(
  name: string,
  summary: string,
  result: string,
  decide: (verdicts: readonly (boolean | null)[]) => boolean | null,
): ScalarFunction {
  return defineScalar({
    name,
    category: 'array',
    summary,
    parameters: { array: 'the elements', lambda: 'a condition on one element' },
    examples: [{ call: `${name}(array[1, 2, 3], x -> x > 1)`, result }],
    overloads: [
      overload({
        params: [arrayOf(T), lambdaOf([T], boolean)],
        returns: boolean,
        row: (array, f) => decide(array.map((x) => f(x))),
      }),
    ],
  });
}

const anyOf = (verdicts: readonly (boolean | null)[]): boolean | null =>
  verdicts.includes(true) ? true : verdicts.includes(null) ? null : false;

export const anyMatch = matchFunction('any_match', 'Whether a lambda is true for any element.', 'true', anyOf);
export const allMatch = matchFunction('all_match', 'Whether a lambda is true for all elements.', 'false', (v) =>
  v.includes(false) ? false : v.includes(null) ? null : true,
);
export const noneMatch = matchFunction('none_match', 'Whether a lambda is true for no element.', 'false', (v) => {
  const any = anyOf(v);
  return any === null ? null : !any;
});

export const zipWith = defineScalar({
  name: 'zip_with',
  category: 'array',
  summary: 'What a lambda makes of the elements at the same place of two arrays; the shorter is filled up with NULL.',
  parameters: { a: 'an array', b: 'another, of any type', lambda: 'a function of one element of each' },
  examples: [
    { call: 'zip_with(array[1, 2], array[10, 20], (x, y) -> x + y)', result: '[11, 22]' },
    { call: 'zip_with(array[1], array[2, 3], (x, y) -> x + y)', result: '[3, NULL]' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), arrayOf(U), lambdaOf([T, U], R)],
      returns: arrayOf(R),
      prepare({ reserveCell }) {
        const kept = keeping(reserveCell);
        return (a, b, f) => Array.from({ length: Math.max(a.length, b.length) }, (_, i) => kept(f(a[i] ?? null, b[i] ?? null)));
      },
    }),
  ],
});

export const findFirstIndex = defineScalar({
  name: 'find_first_index',
  category: 'array',
  summary: 'The position of the first element for which a lambda is true; NULL where there is none.',
  parameters: { array: 'the elements', lambda: 'a condition on one element' },
  examples: [
    { call: 'find_first_index(array[5, 7, 9], x -> x > 6)', result: '2' },
    { call: 'find_first_index(array[5], x -> x > 6)', result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), lambdaOf([T], boolean)],
      returns: bigint,
      row(array, f) {
        const at = array.findIndex((x) => f(x) === true);
        return at < 0 ? null : BigInt(at + 1);
      },
    }),
  ],
});

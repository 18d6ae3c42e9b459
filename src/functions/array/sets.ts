import type { DataType } from '../../types/data-type.ts';
import { arrayOf, boolean, T } from '../../types/type-descriptor.ts';
import { valueKey } from '../../types/values.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';

function keyOfElements(call: CallSite): (value: unknown) => unknown {
  return valueKey((call.types[0] as { readonly element: DataType }).element);
}

/** The elements whose key is new, in the order they first come. */
function distinctElements(array: readonly unknown[], keyOf: (value: unknown) => unknown): unknown[] {
  const seen = new Set<unknown>();
  return array.filter((element) => {
    const key = element === null ? null : keyOf(element);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export const arrayDistinct = defineScalar({
  name: 'array_distinct',
  category: 'array',
  summary: 'The elements without repeats, in the order they first come; NULL counts as one value.',
  parameters: { array: 'the elements' },
  examples: [{ call: 'array_distinct(array[2, 1, 2, null, null])', result: '[2, 1, NULL]' }],
  overloads: [
    overload({
      params: [arrayOf(T)],
      returns: arrayOf(T),
      prepare(call) {
        const keyOf = keyOfElements(call);
        return (array) => distinctElements(array, keyOf);
      },
    }),
  ],
});

function setFunction(
  name: string,
  summary: string,
  result: string,
  combine: (a: readonly unknown[], b: readonly unknown[], has: (set: readonly unknown[]) => (value: unknown) => boolean) => unknown[],
) {
  return defineScalar({
    name,
    category: 'array',
    summary,
    parameters: { a: 'an array', b: 'another of the same type' },
    examples: [{ call: `${name}(array[1, 2], array[2, 3])`, result }],
    overloads: [
      overload({
        params: [arrayOf(T), arrayOf(T)],
        returns: arrayOf(T),
        prepare(call) {
          const keyOf = keyOfElements(call);
          const has = (set: readonly unknown[]): ((value: unknown) => boolean) => {
            const keys = new Set(set.map((v) => (v === null ? null : keyOf(v))));
            return (value) => keys.has(value === null ? null : keyOf(value));
          };
          return (a, b) => distinctElements(combine(a, b, has), keyOf);
        },
      }),
    ],
  });
}

export const arrayUnion = setFunction('array_union', 'The distinct elements of two arrays.', '[1, 2, 3]', (a, b) => [...a, ...b]);
/** The elements of the longer array that the other has too, as Presto orders them. */
function shared(a: readonly unknown[], b: readonly unknown[], keyOf: (value: unknown) => unknown): unknown[] {
  const [long, short] = b.length > a.length ? [b, a] : [a, b];
  const keys = new Set(short.map((v) => (v === null ? null : keyOf(v))));
  return distinctElements(
    long.filter((v) => keys.has(v === null ? null : keyOf(v))),
    keyOf,
  );
}

export const arrayIntersect = defineScalar({
  name: 'array_intersect',
  category: 'array',
  summary: 'The distinct elements that two arrays, or all arrays of an array, share.',
  parameters: { a: 'an array, or an array of arrays', 'b?': 'another of the same type' },
  examples: [
    { call: 'array_intersect(array[1, 2], array[2, 3])', result: '[2]' },
    { call: 'array_intersect(array[array[1, 2], array[2, 3]])', result: '[2]' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), arrayOf(T)],
      returns: arrayOf(T),
      prepare(call) {
        const keyOf = keyOfElements(call);
        return (a, b) => shared(a, b, keyOf);
      },
    }),
    overload({
      params: [arrayOf(arrayOf(T))],
      returns: arrayOf(T),
      prepare({ returns }) {
        const keyOf = valueKey((returns as { readonly element: DataType }).element);
        return (arrays) => (arrays.length === 0 || arrays.includes(null) ? null : arrays.reduce((a, b) => shared(a!, b!, keyOf)));
      },
    }),
  ],
});

export const arrayExcept = setFunction(
  'array_except',
  'The distinct elements of the first array that the second lacks.',
  '[1]',
  (a, b, has) => {
    const inB = has(b);
    return a.filter((element) => !inB(element));
  },
);

export const arraysOverlap = defineScalar({
  name: 'arrays_overlap',
  category: 'array',
  summary: 'Whether two arrays share an element; NULL where only NULLs leave it open.',
  parameters: { a: 'an array', b: 'another of the same type' },
  examples: [
    { call: 'arrays_overlap(array[1, 2], array[2, 3])', result: 'true' },
    { call: 'arrays_overlap(array[1, null], array[2])', result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), arrayOf(T)],
      returns: boolean,
      prepare(call) {
        const keyOf = keyOfElements(call);
        return (a, b) => {
          const keys = new Set(b.filter((v) => v !== null).map(keyOf));
          if (a.some((v) => v !== null && keys.has(keyOf(v)))) return true;
          return a.length > 0 && b.length > 0 && (a.includes(null) || b.includes(null)) ? null : false;
        };
      },
    }),
  ],
});

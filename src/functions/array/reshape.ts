import { invalidArgument } from '../../diagnostics/row-error.ts';
import { type DataType, formatType, VARCHAR } from '../../types/data-type.ts';
import {
  arrayOf,
  bigint,
  date,
  intervalDay,
  intervalMonth,
  lambdaOf,
  rowOf,
  T,
  timestamp,
  typeVariable,
  varchar,
} from '../../types/type-descriptor.ts';
import { comparator, hasNullMember, nullsLast, Unordered, valueKey } from '../../types/values.ts';
import { conversion } from '../cast/cast.ts';
import { addMonths, nanosPerDay, shiftByInterval, shiftByMonths } from '../datetime/calendar.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';

const largest = 10_000;

function elementType(call: CallSite): DataType {
  return (call.types[0] as { readonly element: DataType }).element;
}

export const slice = defineScalar({
  name: 'slice',
  category: 'array',
  summary: 'A part of an array from a position (1 is the first, negative counts from the end).',
  parameters: ['array', 'start', 'length'],
  examples: [{ call: 'slice(array[1, 2, 3, 4], 2, 2)', result: '[2, 3]' }],
  overloads: [
    overload({
      params: [arrayOf(T), bigint, bigint],
      returns: arrayOf(T),
      row(array, start, length) {
        if (start === 0n) invalidArgument('array positions start at 1');
        if (length < 0n) invalidArgument('the length is negative');
        const from = start > 0n ? Number(start) - 1 : array.length + Number(start);
        return from < 0 ? [] : array.slice(from, from + Number(length));
      },
    }),
  ],
});

export const arraySort = defineScalar({
  name: 'array_sort',
  category: 'array',
  summary: 'The elements in order, NULLs last, or in the order of a lambda that answers -1, 0 or 1 for two of them.',
  parameters: ['array', 'order?'],
  examples: [
    { call: 'array_sort(array[3, null, 1])', result: '[1, 3, NULL]' },
    { call: 'array_sort(array[1, 3, 2], (a, b) -> b - a)', result: '[3, 2, 1]' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T)],
      returns: arrayOf(T),
      prepare(call) {
        const order = nullsLast(comparator(elementType(call), 'throw'));
        return (array) => {
          try {
            return [...array].sort(order);
          } catch (error) {
            if (error instanceof Unordered) return invalidArgument('elements with a NULL inside have no order');
            throw error;
          }
        };
      },
    }),
    overload({
      params: [arrayOf(T), lambdaOf([T, T], bigint)],
      returns: arrayOf(T),
      row: (array, order) => [...array].sort((a, b) => Number(order(a, b) ?? invalidArgument('the order of two elements is NULL'))),
    }),
  ],
});

function extremeOf(name: 'array_max' | 'array_min', sign: number, result: string) {
  return defineScalar({
    name,
    category: 'array',
    summary: `The ${sign > 0 ? 'largest' : 'smallest'} element; NULL where one is NULL or there is none.`,
    parameters: ['array'],
    examples: [{ call: `${name}(array[2, 3, 1])`, result }],
    overloads: [
      overload({
        params: [arrayOf(T)],
        returns: T,
        prepare(call) {
          // NaN and NULL members lose: they come first for the largest, last for the smallest.
          const compare = comparator(elementType(call), sign > 0 ? 'first' : 'last');
          return (array) => {
            if (array.length === 0 || array.includes(null)) return null;
            return array.reduce((best, element) => {
              return sign * compare(element, best) > 0 ? element : best;
            });
          };
        },
      }),
    ],
  });
}

export const arrayMax = extremeOf('array_max', 1, '3');
export const arrayMin = extremeOf('array_min', -1, '1');

export const arrayRemove = defineScalar({
  name: 'array_remove',
  category: 'array',
  summary: 'The elements that differ from a value.',
  parameters: ['array', 'element'],
  examples: [{ call: 'array_remove(array[1, 2, 1], 1)', result: '[2]' }],
  overloads: [
    overload({
      params: [arrayOf(T), T],
      returns: arrayOf(T),
      prepare(call) {
        const keyOf = valueKey(elementType(call));
        return (array, element) => {
          const key = keyOf(element);
          if (hasNullMember(element) || array.some(hasNullMember)) invalidArgument('elements with a NULL inside cannot be compared');
          return Number.isNaN(element) ? array : array.filter((candidate) => candidate === null || keyOf(candidate) !== key);
        };
      },
    }),
  ],
});

export const flatten = defineScalar({
  name: 'flatten',
  category: 'array',
  summary: 'Joins the arrays of an array; NULL arrays are left out.',
  parameters: ['arrays'],
  examples: [{ call: 'flatten(array[array[1], array[2, 3]])', result: '[1, 2, 3]' }],
  overloads: [
    overload({
      params: [arrayOf(arrayOf(T))],
      returns: arrayOf(T),
      row: (arrays) => arrays.flatMap((array) => array ?? []),
    }),
  ],
});

export const repeat = defineScalar({
  name: 'repeat',
  category: 'array',
  summary: 'An array of a value repeated.',
  parameters: ['value', 'count'],
  examples: [{ call: "repeat('a', 2)", result: "['a', 'a']" }],
  nulls: 'called',
  overloads: [
    overload({
      params: [T, bigint],
      returns: arrayOf(T),
      row(value, count: bigint | null) {
        if (count === null) return null;
        if (count > BigInt(largest)) invalidArgument(`at most ${largest} elements`);
        return new Array<unknown>(Math.max(0, Number(count))).fill(value);
      },
    }),
  ],
});

function sequenceOf(from: bigint, to: bigint, step: bigint): bigint[] {
  if (step === 0n) invalidArgument('the step is zero');
  if (step > 0n ? from > to : from < to) invalidArgument('the step leads away from the end');
  const count = (to - from) / step + 1n;
  if (count > BigInt(largest)) invalidArgument(`at most ${largest} elements`);
  return Array.from({ length: Number(count) }, (_, i) => from + BigInt(i) * step);
}

/** Times from one to another in steps of days or months of the calendar, each counted from the first. */
function stepsFrom<V extends bigint | number>(from: V, to: V, step: number, at: (count: number) => V): V[] {
  if (step === 0) invalidArgument('the step is zero');
  if (step > 0 ? from > to : from < to) invalidArgument('the step leads away from the end');
  const found: V[] = [];
  for (let next = from; step > 0 ? next <= to : next >= to; next = at(found.length * step)) {
    if (found.length >= largest) invalidArgument(`more than ${largest} elements`);
    found.push(next);
  }
  return found;
}

export const sequence = defineScalar({
  name: 'sequence',
  category: 'array',
  summary: 'The whole numbers, days or times from one to another, both included, in steps of numbers or intervals.',
  parameters: ['from', 'to', 'step?'],
  examples: [
    { call: 'sequence(1, 4)', result: '[1, 2, 3, 4]' },
    { call: 'sequence(5, 1, -2)', result: '[5, 3, 1]' },
  ],
  overloads: [
    overload({
      params: [bigint, bigint],
      returns: arrayOf(bigint),
      row: (from, to) => sequenceOf(from, to, from <= to ? 1n : -1n),
    }),
    overload({ params: [bigint, bigint, bigint], returns: arrayOf(bigint), row: sequenceOf }),
    overload({
      params: [date, date],
      returns: arrayOf(date),
      row: (from, to) => sequenceOf(BigInt(from), BigInt(to), from <= to ? 1n : -1n).map(Number),
    }),
    overload({
      params: [timestamp, timestamp, intervalDay],
      returns: arrayOf(timestamp),
      prepare:
        ({ timeZone }) =>
        (from, to, step) =>
          step % nanosPerDay === 0n
            ? stepsFrom(from, to, Number(step / nanosPerDay), (count) => shiftByInterval(from, BigInt(count) * nanosPerDay, timeZone))
            : sequenceOf(from, to, step),
    }),
    overload({
      params: [timestamp, timestamp, intervalMonth],
      returns: arrayOf(timestamp),
      prepare:
        ({ timeZone }) =>
        (from, to, step) =>
          stepsFrom(from, to, step, (count) => shiftByMonths(from, count, timeZone)),
    }),
    overload({
      params: [date, date, intervalDay],
      returns: arrayOf(date),
      row(from, to, step) {
        if (step % nanosPerDay !== 0n) invalidArgument('dates go in steps of whole days');
        return sequenceOf(BigInt(from), BigInt(to), step / nanosPerDay).map(Number);
      },
    }),
    overload({
      params: [date, date, intervalMonth],
      returns: arrayOf(date),
      row: (from, to, step) => stepsFrom(from, to, step, (count) => addMonths(from, count)),
    }),
  ],
});

export const arrayJoin = defineScalar({
  name: 'array_join',
  category: 'array',
  summary: 'The elements as one text with a delimiter; NULLs are left out, or replaced by a text.',
  parameters: ['array', 'delimiter', 'nulls?'],
  examples: [
    { call: "array_join(array[1, null, 3], '-')", result: "'1-3'" },
    { call: "array_join(array[1, null], '-', '?')", result: "'1-?'" },
  ],
  overloads: [false, true].map((replaced) => ({
    params: replaced ? [arrayOf(T), varchar, varchar] : [arrayOf(T), varchar],
    returns: varchar,
    prepare(call: CallSite) {
      const type = elementType(call);
      const convert = conversion(type, VARCHAR, call.timeZone) ?? invalidArgument(`elements of type ${formatType(type)} have no text`);
      const text = (element: unknown): string => convert(element) as string;
      return ((array: readonly unknown[], delimiter: string, nulls?: string) => {
        const texts = array.flatMap((element) => (element === null ? (nulls === undefined ? [] : [nulls]) : [text(element)]));
        return texts.join(delimiter);
      }) as never;
    },
  })),
});

export const combinations = defineScalar({
  name: 'combinations',
  category: 'array',
  summary: 'All ways to pick n (at most 5) elements of an array, each in the order of the array.',
  parameters: ['array', 'n'],
  examples: [{ call: 'combinations(array[1, 2, 3], 2)', result: '[[1, 2], [1, 3], [2, 3]]' }],
  overloads: [
    overload({
      params: [arrayOf(T), bigint],
      returns: arrayOf(arrayOf(T)),
      row(array, n) {
        if (n < 0n || n > 5n) invalidArgument('n must be 0 to 5');
        const size = Number(n);
        const found: number[][] = [];
        const places = Array.from({ length: size }, (_, i) => i);
        if (size > array.length) return [];
        for (;;) {
          found.push([...places]);
          if (found.length > 100_000) invalidArgument('more than 100000 combinations');
          let i = size - 1;
          while (i >= 0 && places[i] === array.length - size + i) i--;
          if (i < 0) break;
          places[i]!++;
          for (let j = i + 1; j < size; j++) places[j] = places[j - 1]! + 1;
        }
        // Presto's order: the last place counts most.
        found.sort((a, b) => {
          for (let i = size - 1; i >= 0; i--) if (a[i] !== b[i]) return a[i]! - b[i]!;
          return 0;
        });
        return found.map((chosen) => chosen.map((place) => array[place]));
      },
    }),
  ],
});

export const ngrams = defineScalar({
  name: 'ngrams',
  category: 'array',
  summary: 'All runs of n neighbouring elements; the whole array where it is shorter.',
  parameters: ['array', 'n'],
  examples: [{ call: 'ngrams(array[1, 2, 3], 2)', result: '[[1, 2], [2, 3]]' }],
  overloads: [
    overload({
      params: [arrayOf(T), bigint],
      returns: arrayOf(arrayOf(T)),
      row(array, n) {
        if (n <= 0n) invalidArgument('n must be positive');
        const size = Number(n);
        if (array.length <= size) return [array];
        return Array.from({ length: array.length - size + 1 }, (_, i) => array.slice(i, i + size));
      },
    }),
  ],
});

const lanes = Array.from({ length: 8 }, (_, i) => typeVariable(`T${i}`));

export const zip = defineScalar({
  name: 'zip',
  category: 'array',
  summary: 'An array of ROWs with the elements at the same place of several arrays; shorter arrays are filled up with NULL.',
  parameters: ['array', 'array', '…'],
  examples: [{ call: "zip(array[1, 2], array['a'])[2].field0", result: '2' }],
  overloads: [2, 3, 4, 5, 6, 7, 8].map((count) => ({
    params: lanes.slice(0, count).map((lane) => arrayOf(lane)),
    returns: arrayOf(rowOf(Object.fromEntries(lanes.slice(0, count).map((lane, i) => [`field${i}`, lane])))),
    row: ((...arrays: (readonly unknown[])[]) => {
      const length = Math.max(...arrays.map((array) => array.length));
      return Array.from({ length }, (_, i) => arrays.map((array) => array[i] ?? null));
    }) as never,
  })),
});

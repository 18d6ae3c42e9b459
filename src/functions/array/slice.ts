import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, T } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const trimArray = defineScalar({
  name: 'trim_array',
  category: 'array',
  summary: 'The array without its last elements.',
  parameters: { array: 'the array', count: 'how many elements to take away at the end' },
  examples: [
    { call: 'trim_array(array[1, 2, 3], 2)', result: '[1]' },
    { call: 'trim_array(array[1], 2)', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), bigint],
      returns: arrayOf(T),
      row(array, count) {
        if (count < 0n || count > BigInt(array.length)) invalidArgument(`there are ${array.length} elements to take away`);
        return array.slice(0, array.length - Number(count));
      },
    }),
  ],
});

export const slice = defineScalar({
  name: 'slice',
  category: 'array',
  summary: 'A part of an array from a position (1 is the first, negative counts from the end).',
  parameters: {
    array: 'the array',
    start: 'the position of the first element, from 1; negative from the end',
    length: 'how many elements at most',
  },
  examples: [
    { call: 'slice(array[1, 2, 3, 4], 2, 2)', result: '[2, 3]' },
    { call: 'slice(array[1, 2, 3], -2, 9)', result: '[2, 3]' },
    { call: 'slice(array[1], 0, 1)', error: 'SPL2107' },
  ],
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

import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, T } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const combinations = defineScalar({
  name: 'combinations',
  category: 'array',
  summary: 'All ways to pick n (at most 5) elements of an array, each in the order of the array.',
  parameters: { array: 'the elements to pick from', n: 'how many of them, from 0 to 5' },
  examples: [
    { call: 'combinations(array[1, 2, 3], 2)', result: '[[1, 2], [1, 3], [2, 3]]' },
    { call: 'combinations(array[1], 6)', error: 'SPL2107' },
  ],
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

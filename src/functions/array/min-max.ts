import { arrayOf, T } from '../../types/type-descriptor.ts';
import { comparator } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';
import { elementType } from './element-type.ts';

function extremeOf(name: 'array_max' | 'array_min', sign: number, result: string) {
  return defineScalar({
    name,
    category: 'array',
    summary: `The ${sign > 0 ? 'largest' : 'smallest'} element; NULL where one is NULL or there is none. NaN is passed over, where \`${name.slice(6)}\` and sorting take it as the largest.`,
    parameters: { array: 'the elements' },
    examples: [
      { call: `${name}(array[2, 3, 1])`, result },
      { call: `${name}(array[2, null])`, result: 'NULL' },
      { call: `${name}(array[nan(), 2e0])`, result: '2.0' },
    ],
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

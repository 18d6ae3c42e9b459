import { varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

const white = /[\t-\r\u001c-\u0020\u0085\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]/;

/** Removes characters from the ends for as long as a test holds. */
function strip(text: string, drop: (point: string) => boolean, left: boolean, right: boolean): string {
  const points = [...text];
  let from = 0;
  let to = points.length;
  if (left) while (from < to && drop(points[from]!)) from++;
  if (right) while (to > from && drop(points[to - 1]!)) to--;
  return points.slice(from, to).join('');
}

function trimFunction(name: string, where: string, left: boolean, right: boolean, result: string): ScalarFunction {
  return defineScalar({
    name,
    category: 'string',
    summary: `Removes white space, or the given characters, from ${where} of a string.`,
    parameters: { string: 'any string', 'characters?': { description: 'the characters to remove, in any order', default: 'white space' } },
    examples: [{ call: `${name}('  a  ')`, result }],
    overloads: [
      overload({
        params: [varchar],
        returns: varchar,
        row: (text) => strip(text, (point) => white.test(point), left, right),
      }),
      overload({
        params: [varchar, varchar],
        returns: varchar,
        row(text, characters) {
          const set = new Set(characters);
          return strip(text, (point) => set.has(point), left, right);
        },
      }),
    ],
  });
}

export const trim = trimFunction('trim', 'both ends', true, true, "'a'");
export const ltrim = trimFunction('ltrim', 'the start', true, false, "'a  '");
export const rtrim = trimFunction('rtrim', 'the end', false, true, "'  a'");

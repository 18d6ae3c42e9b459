import { invalidArgument } from '../../diagnostics/row-error.ts';
import { findsText } from '../../regex/text-search.ts';
import { arrayOf, bigint, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

/** The largest limit: the most elements that an array of Presto has. */
const maxLimit = 2n ** 31n - 1n;

/** Splits at a delimiter into at most `limit` parts; the last keeps the rest. */
export function splitText(text: string, delimiter: string, tick: (steps?: number) => void, limit = Number.POSITIVE_INFINITY): string[] {
  if (delimiter === '') invalidArgument('the delimiter is empty');
  const find = findsText(delimiter);
  const parts: string[] = [];
  let at = 0;
  while (parts.length + 1 < limit) {
    const found = find(text, at);
    if (found < 0) break;
    parts.push(text.slice(at, found));
    at = found + delimiter.length;
    tick();
  }
  parts.push(text.slice(at));
  return parts;
}

export const split = defineScalar({
  name: 'split',
  category: 'string',
  summary: 'The parts of a string between a delimiter, the empty ones included.',
  parameters: {
    string: 'any string',
    delimiter: 'what separates two parts, not empty',
    'limit?': { description: 'the most parts, 1 to 2147483647; the last keeps the rest', default: 'no limit' },
  },
  examples: [
    { call: "split('a/b/c', '/')", result: "['a', 'b', 'c']" },
    { call: "split('a/b/c', '/', 2)", result: "['a', 'b/c']" },
    { call: "split('a/b/c', '')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: arrayOf(varchar),
      prepare:
        ({ tick }) =>
        (text, delimiter) =>
          splitText(text, delimiter, tick),
    }),
    overload({
      params: [varchar, varchar, bigint],
      returns: arrayOf(varchar),
      prepare:
        ({ tick }) =>
        (text, delimiter, limit) =>
          limit >= 1n && limit <= maxLimit
            ? splitText(text, delimiter, tick, Number(limit))
            : invalidArgument(`the limit must be 1 to ${maxLimit}, not ${limit}`),
    }),
  ],
});

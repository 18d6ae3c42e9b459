import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

/** The most pairs of characters that are compared. */
const maxPairs = 1_000_000;

export const levenshteinDistance = defineScalar({
  name: 'levenshtein_distance',
  category: 'string',
  summary: 'The number of single-character edits that turn one string into the other.',
  parameters: { a: 'a string', b: 'another; their lengths multiplied are at most a million' },
  examples: [{ call: "levenshtein_distance('kitten', 'sitting')", result: '3' }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: bigint,
      prepare:
        ({ tick }) =>
        (a, b) => {
          const x = [...a];
          const y = [...b];
          if (x.length * y.length > maxPairs)
            invalidArgument(`the strings are too long to compare: ${x.length} times ${y.length} characters are more than ${maxPairs}`);
          let last = Array.from({ length: y.length + 1 }, (_, j) => j);
          for (let i = 1; i <= x.length; i++) {
            const row = [i];
            for (let j = 1; j <= y.length; j++)
              row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (x[i - 1] === y[j - 1] ? 0 : 1)));
            last = row;
            tick(y.length);
          }
          return BigInt(last[y.length]!);
        },
    }),
  ],
});

export const hammingDistance = defineScalar({
  name: 'hamming_distance',
  category: 'string',
  summary: 'The number of places in which two strings of equal length differ.',
  parameters: { a: 'a string', b: 'another of the same length' },
  examples: [
    { call: "hamming_distance('abc', 'axc')", result: '1' },
    { call: "hamming_distance('abc', 'ab')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: bigint,
      prepare:
        ({ tick }) =>
        (a, b) => {
          tick(a.length);
          const x = [...a];
          const y = [...b];
          if (x.length !== y.length) invalidArgument('the strings must have the same length');
          return BigInt(x.filter((point, i) => point !== y[i]).length);
        },
    }),
  ],
});

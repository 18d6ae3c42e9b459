import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

const largest = 1_000_000;

export const levenshteinDistance = defineScalar({
  name: 'levenshtein_distance',
  category: 'string',
  summary: 'How many single-character edits turn one text into the other.',
  parameters: ['a', 'b'],
  examples: [{ call: "levenshtein_distance('kitten', 'sitting')", result: '3' }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: bigint,
      row(a, b) {
        const x = [...a];
        const y = [...b];
        if (x.length * y.length > largest) invalidArgument('the texts are too long to compare');
        let last = Array.from({ length: y.length + 1 }, (_, j) => j);
        for (let i = 1; i <= x.length; i++) {
          const row = [i];
          for (let j = 1; j <= y.length; j++)
            row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (x[i - 1] === y[j - 1] ? 0 : 1)));
          last = row;
        }
        return BigInt(last[y.length]!);
      },
    }),
  ],
});

export const hammingDistance = defineScalar({
  name: 'hamming_distance',
  category: 'string',
  summary: 'In how many places two texts of equal length differ.',
  parameters: ['a', 'b'],
  examples: [{ call: "hamming_distance('abc', 'axc')", result: '1' }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: bigint,
      row(a, b) {
        const x = [...a];
        const y = [...b];
        if (x.length !== y.length) invalidArgument('the texts must have the same length');
        return BigInt(x.filter((point, i) => point !== y[i]).length);
      },
    }),
  ],
});

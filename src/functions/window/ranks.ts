import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, double } from '../../types/type-descriptor.ts';
import { defineWindow, type WindowFunction, type WindowRows } from '../declaration.ts';

function rank(
  name: string,
  summary: string,
  result: string,
  returns: typeof bigint | typeof double,
  values: (rows: WindowRows) => (row: number) => unknown,
): WindowFunction {
  return defineWindow({
    name,
    category: 'window',
    summary,
    parameters: {},
    examples: [{ call: `${name}() over (order by x desc)`, result }],
    overloads: [{ params: [], returns, values }],
  });
}

/** The number of a row in its partition. */
export const rowNumber = defineWindow({
  name: 'row_number',
  category: 'window',
  summary: 'The number of the row in its partition, from 1.',
  parameters: {},
  examples: [{ call: 'row_number() over (order by x desc)', result: '3' }],
  overloads: [{ params: [], returns: bigint, values: () => (row) => BigInt(row + 1) }],
});

export const rankOf = rank(
  'rank',
  'The number of rows before the row in the order, plus 1; equal rows have the same rank, and ranks after them are left out.',
  '3',
  bigint,
  (rows) => (row) => BigInt(rows.peers(row).start + 1),
);

export const denseRank = rank(
  'dense_rank',
  'The number of different rows before the row in the order, plus 1.',
  '3',
  bigint,
  (rows) => (row) => BigInt(rows.peerGroup(row) + 1),
);

export const percentRank = rank(
  'percent_rank',
  'The rank less 1, divided by the rows of the partition less 1: 0 for the first, 1 for the last.',
  '1.0',
  double,
  (rows) => (row) => (rows.length < 2 ? 0 : rows.peers(row).start / (rows.length - 1)),
);

export const cumeDist = rank(
  'cume_dist',
  'The fraction of the rows of the partition that are before the row in the order or equal to it.',
  '1.0',
  double,
  (rows) => (row) => rows.peers(row).end / rows.length,
);

export const ntile = defineWindow({
  name: 'ntile',
  category: 'window',
  summary:
    'The number, from 1, of the part in which the row lies when its partition is cut into n parts of equal size; the first parts take what is left over.',
  parameters: { n: 'the number of parts, at least 1' },
  examples: [
    { call: 'ntile(2) over (order by x)', result: '1' },
    { call: 'ntile(0) over (order by x)', error: 'SPL2107' },
  ],
  overloads: [
    {
      params: [bigint],
      returns: bigint,
      values: (rows) => (row) => {
        const parts = rows.arg(0, row) as bigint | null;
        if (parts === null) return null;
        if (parts < 1n) invalidArgument('the number of parts must be at least 1');
        const count = Number(parts);
        const size = Math.floor(rows.length / count);
        const larger = rows.length % count;
        const boundary = larger * (size + 1);
        return BigInt(row < boundary ? Math.floor(row / (size + 1)) + 1 : larger + Math.floor((row - boundary) / size) + 1);
      },
    },
  ],
});

import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, T } from '../../types/type-descriptor.ts';
import { defineWindow, type WindowFunction, type WindowOverload, type WindowRows } from '../declaration.ts';

/** The value of a row some rows away, in the direction of `sign`. */
function neighbour(name: 'lag' | 'lead', sign: -1 | 1, summary: string, result: string): WindowFunction {
  const values =
    (rows: WindowRows) =>
    (row: number): unknown => {
      const given = rows.arg(1, row);
      const distance = given === undefined ? 1 : given === null ? Number.NaN : Number(given);
      if (distance < 0) invalidArgument('the distance must not be negative');
      const at = row + sign * distance;
      if (at >= 0 && at < rows.length) return rows.arg(0, at);
      return rows.arg(2, row) ?? null;
    };
  return defineWindow({
    name,
    category: 'window',
    summary,
    parameters: {
      value: 'what is read there',
      'distance?': { description: 'how many rows away', unit: 'rows', default: '1' },
      'default?': { description: 'the value where there is no such row', default: 'null' },
    },
    examples: [{ call: `${name}(y) over (order by x)`, result }],
    overloads: [
      { params: [T], returns: T, values },
      { params: [T, bigint], returns: T, values },
      { params: [T, bigint, T], returns: T, values },
    ],
  });
}

export const lag = neighbour(
  'lag',
  -1,
  'The value in the row before, or some rows before; NULL or the default where there is none.',
  'NULL',
);
export const lead = neighbour('lead', 1, 'The value in the row after, or some rows after; NULL or the default where there is none.', "'b'");

/** The value of one row of the frame. */
function inFrame(
  name: string,
  summary: string,
  pick: (frame: { readonly start: number; readonly end: number }, rows: WindowRows, row: number) => number,
  more: Pick<WindowOverload, 'params'> & { readonly parameters: Readonly<Record<string, string>> } & Pick<WindowFunction, 'examples'>,
): WindowFunction {
  return defineWindow({
    name,
    category: 'window',
    summary,
    parameters: { value: 'what is read there', ...more.parameters },
    examples: more.examples,
    overloads: [
      {
        params: more.params,
        returns: T,
        values: (rows) => (row) => {
          const frame = rows.frame(row);
          const at = pick(frame, rows, row);
          return at >= frame.start && at < frame.end ? rows.arg(0, at) : null;
        },
      },
    ],
  });
}

export const firstValue = inFrame('first_value', 'The value in the first row of the frame.', ({ start }) => start, {
  params: [T],
  parameters: {},
  examples: [{ call: 'first_value(y) over (order by x)', result: "'a'" }],
});

export const lastValue = inFrame(
  'last_value',
  'The value in the last row of the frame, which ends with the row itself and its equals unless said otherwise.',
  ({ end }) => end - 1,
  { params: [T], parameters: {}, examples: [{ call: 'last_value(y) over (order by x)', result: "'a'" }] },
);

export const nthValue = inFrame(
  'nth_value',
  'The value in the n-th row of the frame, from 1; NULL where the frame is shorter.',
  ({ start }, rows, row) => {
    const n = rows.arg(1, row) as bigint | null;
    if (n === null) return -1;
    if (n < 1n) invalidArgument('the position must be at least 1');
    return start + Number(n) - 1;
  },
  {
    params: [T, bigint],
    parameters: { n: 'the position in the frame, from 1' },
    examples: [{ call: 'nth_value(y, 2) over (order by x rows between unbounded preceding and unbounded following)', result: "'b'" }],
  },
);

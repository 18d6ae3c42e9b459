import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, integer, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const chr = defineScalar({
  name: 'chr',
  category: 'string',
  summary: 'The character of a Unicode code point.',
  parameters: { code: 'a Unicode code point, 0 to 1114111' },
  examples: [
    { call: 'chr(65)', result: "'A'" },
    { call: 'chr(-1)', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [bigint],
      returns: varchar,
      row: (code) =>
        code >= 0n && code <= 0x10ffffn ? String.fromCodePoint(Number(code)) : invalidArgument(`${code} is not a code point`),
    }),
  ],
});

export const codepoint = defineScalar({
  name: 'codepoint',
  category: 'string',
  summary: 'The Unicode code point of a string of one character.',
  parameters: { character: 'a string of exactly one character' },
  examples: [
    { call: "codepoint('A')", result: '65' },
    { call: "codepoint('AB')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar],
      returns: integer,
      row(text) {
        const points = [...text];
        return points.length === 1 ? points[0]!.codePointAt(0)! : invalidArgument('the string must be one character');
      },
    }),
  ],
});

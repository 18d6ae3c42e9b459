import type { RE2JS } from 're2js';
import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, boolean, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { pointLength } from '../string/code-points.ts';
import { withPattern } from './pattern.ts';

/** The group number, if the pattern has it. */
function groupOf(program: RE2JS, group: bigint): number {
  const number = Number(group);
  if (number < 0) invalidArgument('a group number cannot be negative');
  return number <= program.groupCount() ? number : invalidArgument(`the pattern has ${program.groupCount()} groups, not ${number}`);
}

function extractOne(program: RE2JS, text: string, group: number): string | null {
  const matcher = program.matcher(text);
  return matcher.find() ? (matcher.group(group) ?? null) : null;
}

function extractAll(program: RE2JS, text: string, group: number): (string | null)[] {
  const matcher = program.matcher(text);
  const found: (string | null)[] = [];
  while (matcher.find()) found.push(matcher.group(group) ?? null);
  return found;
}

const parameters = ['text', 'pattern'];

export const regexpLike = defineScalar({
  name: 'regexp_like',
  category: 'regexp',
  summary: 'Whether a pattern (RE2 syntax) matches somewhere in a text.',
  parameters,
  examples: [{ call: "regexp_like('/path-3/', 'path-\\d+')", result: 'true' }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: boolean,
      prepare: withPattern((program, text) => program.matcher(text).find()),
    }),
  ],
});

export const regexpExtract = defineScalar({
  name: 'regexp_extract',
  category: 'regexp',
  summary: 'The first match of a pattern, or a group of it; NULL where nothing matches or the group took no part.',
  parameters: ['text', 'pattern', 'group?'],
  examples: [{ call: "regexp_extract('/request/file-17', 'file-(\\d+)', 1)", result: "'17'" }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: varchar,
      prepare: withPattern((program, text) => extractOne(program, text, 0)),
    }),
    overload({
      params: [varchar, varchar, bigint],
      returns: varchar,
      prepare: withPattern((program, text, group: bigint) => extractOne(program, text, groupOf(program, group))),
    }),
  ],
});

export const regexpExtractAll = defineScalar({
  name: 'regexp_extract_all',
  category: 'regexp',
  summary: 'All matches of a pattern, or a group of each.',
  parameters: ['text', 'pattern', 'group?'],
  examples: [{ call: "regexp_extract_all('1a 2b 14m', '\\d+')", result: "['1', '2', '14']" }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: arrayOf(varchar),
      prepare: withPattern((program, text) => extractAll(program, text, 0)),
    }),
    overload({
      params: [varchar, varchar, bigint],
      returns: arrayOf(varchar),
      prepare: withPattern((program, text, group: bigint) => extractAll(program, text, groupOf(program, group))),
    }),
  ],
});

export const regexpCount = defineScalar({
  name: 'regexp_count',
  category: 'regexp',
  summary: 'How many times a pattern matches.',
  parameters,
  examples: [{ call: "regexp_count('1a 2b 14m', '[a-z]')", result: '3' }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: bigint,
      prepare: withPattern((program, text) => BigInt(extractAll(program, text, 0).length)),
    }),
  ],
});

export const regexpPosition = defineScalar({
  name: 'regexp_position',
  category: 'regexp',
  summary: 'The position of the first match, or of the n-th from a start, counted from 1; -1 where there is none.',
  parameters: ['text', 'pattern', 'start?', 'n?'],
  examples: [{ call: "regexp_position('ab12', '\\d')", result: '3' }],
  overloads: [1, 2, 3].map((count) => ({
    params: [varchar, varchar, ...[bigint, bigint].slice(0, count - 1)],
    returns: bigint,
    prepare: withPattern((program, text, start: bigint = 1n, n: bigint = 1n) => positionOf(program, text, start, n)) as never,
  })),
});

function positionOf(program: RE2JS, text: string, start: bigint, n: bigint): bigint {
  if (start <= 0n) invalidArgument('the start must be positive');
  if (n <= 0n) invalidArgument('the occurrence must be positive');
  if (start > BigInt(pointLength(text))) return -1n;
  const offset = [...text].slice(0, Number(start) - 1).join('').length;
  const matcher = program.matcher(text);
  let from = offset;
  for (let i = 1n; matcher.find(from); i++) {
    const at = matcher.start();
    if (i === n) return BigInt(pointLength(text.slice(0, at)) + 1);
    from = Math.max(matcher.end(), at + 1);
    if (from > text.length) break;
  }
  return -1n;
}

export const regexpSplit = defineScalar({
  name: 'regexp_split',
  category: 'regexp',
  summary: 'The parts of a text between the matches of a pattern, empty ones included.',
  parameters,
  examples: [{ call: "regexp_split('a1b22c', '\\d+')", result: "['a', 'b', 'c']" }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: arrayOf(varchar),
      prepare: withPattern((program, text) => {
        const matcher = program.matcher(text);
        const parts: string[] = [];
        let at = 0;
        while (matcher.find()) {
          parts.push(text.slice(at, matcher.start()));
          at = matcher.end();
        }
        parts.push(text.slice(at));
        return parts;
      }),
    }),
  ],
});

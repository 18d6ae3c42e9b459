import { invalidArgument } from '../../diagnostics/row-error.ts';
import type { Regex } from '../../regex/regex.ts';
import { arrayOf, bigint, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { checkPattern, forEachMatch, groupText, type Match, patternParameter, withPattern } from './pattern.ts';

/** The group number, if the pattern has it. */
function groupOf({ groupCount }: Regex, group: bigint): number {
  const number = Number(group);
  if (number < 0) invalidArgument('a group number cannot be negative');
  return number <= groupCount ? number : invalidArgument(`the pattern has ${groupCount} groups, not ${number}`);
}

function extractOne({ regex, string, slots, bounds, call }: Match, group: number): string | null {
  const room = group === 0 ? bounds : slots;
  return regex.find(string, 0, room, call.tick) ? groupText(string, room, group) : null;
}

function extractAll(match: Match, group: number): (string | null)[] {
  const found: (string | null)[] = [];
  forEachMatch(match, group === 0 ? match.bounds : match.slots, (slots) => {
    found.push(groupText(match.string, slots, group));
    return undefined;
  });
  return found;
}

const parameters = {
  string: 'what is searched',
  pattern: patternParameter,
  'group?': { description: 'the number of a group in parentheses; 0 is the whole match', default: '0' },
};

export const regexpExtract = defineScalar({
  name: 'regexp_extract',
  category: 'regexp',
  summary: 'The first match of a pattern, or a group of it; NULL where nothing matches or the group took no part.',
  parameters,
  examples: [
    { call: "regexp_extract('/request/file-17', 'file-(\\d+)', 1)", result: "'17'" },
    { call: "regexp_extract('/request', 'file-(\\d+)', 1)", result: 'NULL' },
    { call: "regexp_extract('/request', 'file-(\\d+)', 2)", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: varchar,
      checks: [undefined, checkPattern],
      prepare: withPattern((match) => extractOne(match, 0)),
    }),
    overload({
      params: [varchar, varchar, bigint],
      returns: varchar,
      checks: [undefined, checkPattern],
      prepare: withPattern((match, group: bigint) => extractOne(match, groupOf(match.regex, group))),
    }),
  ],
});

export const regexpExtractAll = defineScalar({
  name: 'regexp_extract_all',
  category: 'regexp',
  summary: 'All matches of a pattern, or a group of each; NULL for a group that took no part.',
  parameters,
  examples: [
    { call: "regexp_extract_all('1a 2b 14m', '\\d+')", result: "['1', '2', '14']" },
    { call: "regexp_extract_all('abc', '\\d+')", result: '[]' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: arrayOf(varchar),
      checks: [undefined, checkPattern],
      prepare: withPattern((match) => extractAll(match, 0)),
    }),
    overload({
      params: [varchar, varchar, bigint],
      returns: arrayOf(varchar),
      checks: [undefined, checkPattern],
      prepare: withPattern((match, group: bigint) => extractAll(match, groupOf(match.regex, group))),
    }),
  ],
});

import { invalidArgument } from '../../diagnostics/row-error.ts';
import type { Regex } from '../../regex/regex.ts';
import { arrayOf, lambdaOf, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { checkPattern, forEachMatch, groupText, type Match, patternParameter, withPattern } from './pattern.ts';

type Piece = string | number;

/** Reads a replacement: `$1` and `${name}` are groups, a backslash takes the next character as it is. */
function readReplacement({ groupCount, groupNames }: Regex, text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]!;
    if (unit === '\\') {
      if (i + 1 >= text.length) invalidArgument('the replacement ends in a backslash');
      pieces.push(text[++i]!);
    } else if (unit !== '$') pieces.push(unit);
    else {
      const named = /^\{([A-Za-z_]\w*)\}/.exec(text.slice(i + 1));
      const digits = /^\d{1,9}/.exec(text.slice(i + 1));
      if (named) {
        pieces.push(groupNames.get(named[1]!) ?? invalidArgument(`the pattern has no group '${named[1]}'`));
        i += named[0].length;
      } else if (digits) {
        // As many digits as still name a group: $12 is group 1 and a 2 where there are fewer than twelve.
        let length = digits[0].length;
        while (length > 1 && Number(digits[0].slice(0, length)) > groupCount) length--;
        const group = Number(digits[0].slice(0, length));
        if (group > groupCount) invalidArgument(`the pattern has ${groupCount} groups, not ${group}`);
        pieces.push(group);
        i += length;
      } else invalidArgument("a '$' in the replacement must name a group");
    }
  }
  return pieces;
}

/** Replaces every match by what a function makes of it and the groups, if it reads them. */
function replaceMatches(match: Match, slots: Int32Array, by: (group: (number: number) => string | null) => string | null): string | null {
  let out = '';
  let at = 0;
  let isNull = false;
  forEachMatch(match, slots, () => {
    const start = slots[0]!;
    const end = slots[1]!;
    const replacement = by((number) => groupText(match.string, slots, number));
    if (replacement === null) {
      isNull = true;
      return false;
    }
    out += match.string.slice(at, start) + replacement;
    at = end;
    // A cell that is too large fails; the rest of it need not be made.
    return out.length <= match.call.cellSize;
  });
  return isNull ? null : out + match.string.slice(at);
}

export const regexpReplace = defineScalar({
  name: 'regexp_replace',
  category: 'regexp',
  summary: 'Removes the matches of a pattern, or replaces each by a string or by what a lambda makes of its groups.',
  parameters: {
    string: 'any string',
    pattern: patternParameter,
    'replacement?': {
      description:
        'a string in which $1 and ${name} are groups and a backslash takes the next character as it is, or a lambda of the array of groups',
      default: "''",
    },
  },
  examples: [
    { call: "regexp_replace('1a 2b 14m', '(\\d+)([ab]) ', '3c$2 ')", result: "'3ca 3cb 14m'" },
    { call: "regexp_replace('new york', '(\\w)(\\w*)', x -> upper(x[1]) || x[2])", result: "'New York'" },
    { call: "regexp_replace('abc', 'b')", result: "'ac'" },
    { call: "regexp_replace('abc', '(b)', '$2')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: varchar,
      checks: [undefined, checkPattern],
      prepare: withPattern((match) => replaceMatches(match, match.bounds, () => '')),
    }),
    overload({
      params: [varchar, varchar, varchar],
      returns: varchar,
      checks: [undefined, checkPattern],
      prepare(call) {
        let known: { readonly regex: Regex; readonly replacement: string; readonly pieces: readonly Piece[] } | undefined;
        return withPattern((match, replacement: string) => {
          const { regex } = match;
          if (known?.regex !== regex || known.replacement !== replacement)
            known = { regex, replacement, pieces: readReplacement(regex, replacement) };
          const { pieces } = known;
          return replaceMatches(match, pieces.every((piece) => typeof piece === 'string') ? match.bounds : match.slots, (group) =>
            pieces.map((piece) => (typeof piece === 'string' ? piece : (group(piece) ?? ''))).join(''),
          );
        })(call);
      },
    }),
    overload({
      params: [varchar, varchar, lambdaOf([arrayOf(varchar)], varchar)],
      returns: varchar,
      checks: [undefined, checkPattern],
      prepare: withPattern((match, lambda: (...args: unknown[]) => string | null) =>
        replaceMatches(match, match.slots, (group) => lambda(Array.from({ length: match.regex.groupCount }, (_, i) => group(i + 1)))),
      ),
    }),
  ],
});

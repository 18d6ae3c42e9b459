import type { RE2JS } from 're2js';
import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, lambdaOf, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { withPattern } from './pattern.ts';

type Piece = string | number;

/** Reads a replacement: `$1` and `${name}` are groups, a backslash takes the next character as it is. */
function readReplacement(program: RE2JS, text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const groups = program.namedGroups() as Readonly<Record<string, number>>;
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]!;
    if (unit === '\\') {
      if (i + 1 >= text.length) invalidArgument('the replacement ends in a backslash');
      pieces.push(text[++i]!);
    } else if (unit !== '$') pieces.push(unit);
    else {
      const named = /^\{([A-Za-z_]\w*)\}/.exec(text.slice(i + 1));
      const digits = /^\d+/.exec(text.slice(i + 1));
      if (named) {
        const group = Object.hasOwn(groups, named[1]!) ? groups[named[1]!] : undefined;
        pieces.push(group ?? invalidArgument(`the pattern has no group '${named[1]}'`));
        i += named[0].length;
      } else if (digits) {
        // As many digits as still name a group: $12 is group 1 and a 2 where there are fewer than twelve.
        let length = digits[0].length;
        while (length > 1 && Number(digits[0].slice(0, length)) > program.groupCount()) length--;
        const group = Number(digits[0].slice(0, length));
        if (group > program.groupCount()) invalidArgument(`the pattern has ${program.groupCount()} groups, not ${group}`);
        pieces.push(group);
        i += length;
      } else invalidArgument("a '$' in the replacement must name a group");
    }
  }
  return pieces;
}

/** Replaces every match by what a function makes of it. */
function replaceMatches(program: RE2JS, text: string, by: (group: (number: number) => string | null) => string | null): string | null {
  const matcher = program.matcher(text);
  let out = '';
  let at = 0;
  while (matcher.find()) {
    const replacement = by((number) => matcher.group(number) ?? null);
    if (replacement === null) return null;
    out += text.slice(at, matcher.start()) + replacement;
    at = matcher.end();
  }
  return out + text.slice(at);
}

export const regexpReplace = defineScalar({
  name: 'regexp_replace',
  category: 'regexp',
  summary:
    'Removes the matches of a pattern, replaces them by a text in which $1 and ${name} are groups, or by what a lambda makes of the groups.',
  parameters: ['text', 'pattern', 'replacement?'],
  examples: [
    { call: "regexp_replace('1a 2b 14m', '(\\d+)([ab]) ', '3c$2 ')", result: "'3ca 3cb 14m'" },
    { call: "regexp_replace('new york', '(\\w)(\\w*)', x -> upper(x[1]) || x[2])", result: "'New York'" },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: varchar,
      prepare: withPattern((program, text) => replaceMatches(program, text, () => '')),
    }),
    overload({
      params: [varchar, varchar, varchar],
      returns: varchar,
      prepare(call) {
        let known: { program: RE2JS; replacement: string; pieces: readonly Piece[] } | undefined;
        return withPattern((program, text, replacement: string) => {
          if (known?.program !== program || known.replacement !== replacement)
            known = { program, replacement, pieces: readReplacement(program, replacement) };
          const { pieces } = known;
          return replaceMatches(program, text, (group) =>
            pieces.map((piece) => (typeof piece === 'string' ? piece : (group(piece) ?? ''))).join(''),
          );
        })(call);
      },
    }),
    overload({
      params: [varchar, varchar, lambdaOf([arrayOf(varchar)], varchar)],
      returns: varchar,
      prepare: withPattern((program, text, lambda: (...args: unknown[]) => string | null) =>
        replaceMatches(program, text, (group) => lambda(Array.from({ length: program.groupCount() }, (_, i) => group(i + 1)))),
      ),
    }),
  ],
});

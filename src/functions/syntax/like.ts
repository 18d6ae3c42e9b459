import { invalidArgument } from '../../diagnostics/row-error.ts';
import { anyOne, anyRun, compileWildcards, type WildcardTest } from '../../regex/wildcard.ts';
import { boolean, optional, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';

/** Compiles a LIKE pattern: `%` is any run, `_` any one code point. */
export function compileLike(pattern: string, escapeText: string | undefined): WildcardTest {
  const escape = escapeText === '' ? undefined : escapeText;
  if (escape !== undefined && [...escape].length !== 1) invalidArgument('ESCAPE must be one character');
  const points = [...pattern];
  const parts: number[] = [];
  for (let i = 0; i < points.length; i++) {
    const point = points[i]!;
    if (point === escape) {
      const next = points[++i];
      if (next !== '%' && next !== '_' && next !== escape) invalidArgument("the escape character must stand before '%', '_' or itself");
      parts.push(next!.codePointAt(0)!);
    } else parts.push(point === '%' ? anyRun : point === '_' ? anyOne : point.codePointAt(0)!);
  }
  return compileWildcards(parts);
}

function prepareLike({ constants, tick }: CallSite): (text: string, pattern: string, escape?: string) => boolean {
  const [, pattern, escape] = constants as readonly (string | null | undefined)[];
  if (typeof pattern !== 'string' || (constants.length > 2 && typeof escape !== 'string'))
    return (text, p, e) => compileLike(p, e)(text, tick);
  let matches: WildcardTest | undefined;
  return (text) => (matches ??= compileLike(pattern, escape ?? undefined))(text, tick);
}

export const like = defineScalar({
  name: 'like',
  category: 'operator',
  notation: { infix: 'like' },
  summary: 'Whether a whole string matches a pattern; case matters.',
  parameters: {
    string: 'the string',
    pattern: 'the pattern: % stands for any run of characters, _ for any one character',
    'escape?': { description: 'the character before a %, _ or itself that is meant literally', default: 'none' },
  },
  examples: [
    { call: "'kube-apiserver' like 'kube%'", result: 'true' },
    { call: "'10%' like '10!%' escape '!'", result: 'true' },
    { call: "null like '%'", result: 'NULL' },
    { call: "'a' like 'a!' escape '!'", error: 'SPL2107' },
  ],
  overloads: [overload({ params: [varchar, varchar, optional(varchar)], returns: boolean, prepare: prepareLike })],
});

import { invalidArgument } from '../../diagnostics/row-error.ts';
import { boolean, optional, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';

type Part = { readonly any: false; readonly points: readonly string[] } | { readonly any: true };

/** A matcher for a LIKE pattern: `%` is any run, `_` any one code point; linear in text × pattern at worst. */
export function compileLike(pattern: string, escapeText: string | undefined): (text: string) => boolean {
  const escape = escapeText === '' ? undefined : escapeText;
  if (escape !== undefined && [...escape].length !== 1) invalidArgument('ESCAPE must be one character');
  const points = [...pattern];
  const parts: Part[] = [];
  let run: string[] = [];
  let plain = true;
  for (let i = 0; i < points.length; i++) {
    const point = points[i]!;
    if (point === escape) {
      const next = points[++i];
      if (next !== '%' && next !== '_' && next !== escape) invalidArgument("the escape character must stand before '%', '_' or itself");
      run.push(next!);
    } else if (point === '%') {
      if (run.length > 0) parts.push({ any: false, points: run });
      if (!parts.at(-1)?.any) parts.push({ any: true });
      run = [];
    } else if (point === '_') {
      plain = false;
      run.push('');
    } else run.push(point);
  }
  if (run.length > 0) parts.push({ any: false, points: run });
  return plain ? plainMatcher(parts) : pointMatcher(parts);
}

/** Without `_` a pattern is a list of texts to find in order. */
function plainMatcher(parts: readonly Part[]): (text: string) => boolean {
  const texts = parts.flatMap((part) => (part.any ? [] : [part.points.join('')]));
  if (parts.length === 0) return (text) => text === '';
  const [first] = parts;
  const anchoredStart = !first!.any;
  const anchoredEnd = !parts.at(-1)!.any;
  if (parts.length === 1) return anchoredStart ? (text) => text === texts[0] : () => true;
  const head = anchoredStart ? texts[0]! : '';
  const tail = anchoredEnd ? texts.at(-1)! : '';
  const middle = texts.slice(anchoredStart ? 1 : 0, anchoredEnd ? -1 : undefined);
  return (text) => {
    if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
    let at = head.length;
    for (const piece of middle) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= text.length - tail.length;
  };
}

/** With `_` the text is taken by code points; a mismatch goes back to the last `%` only. */
function pointMatcher(parts: readonly Part[]): (text: string) => boolean {
  const pattern = parts.flatMap((part): readonly string[] => (part.any ? ['%any'] : part.points));
  return (text) => {
    const points = [...text];
    let p = 0;
    let i = 0;
    let star = -1;
    let resume = 0;
    while (i < points.length) {
      if (p < pattern.length && (pattern[p] === '' || pattern[p] === points[i])) {
        p++;
        i++;
      } else if (p < pattern.length && pattern[p] === '%any') {
        star = p++;
        resume = i;
      } else if (star >= 0) {
        p = star + 1;
        i = ++resume;
      } else return false;
    }
    while (pattern[p] === '%any') p++;
    return p === pattern.length;
  };
}

function prepareLike({ constants }: CallSite): (text: string, pattern: string, escape?: string) => boolean {
  const [, pattern, escape] = constants as readonly (string | null | undefined)[];
  if (typeof pattern !== 'string' || (constants.length > 2 && typeof escape !== 'string')) return (text, p, e) => compileLike(p, e)(text);
  let matches: ((text: string) => boolean) | undefined;
  return (text) => (matches ??= compileLike(pattern, escape ?? undefined))(text);
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

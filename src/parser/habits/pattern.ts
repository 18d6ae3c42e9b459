import { closerOf, type Word } from './words.ts';

/** A part of a pattern: a word that is written so, a capture, or a group that may be absent. */
type Part =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'capture'; readonly name: string; readonly as: string }
  | { readonly kind: 'optional'; readonly parts: readonly Part[] };

/** The words that each capture of a pattern took, and how they are to be rewritten. */
export type Captures = ReadonlyMap<string, { readonly words: readonly Word[]; readonly as: string }>;

/**
 * Reads a pattern such as `summarize <outputs:aggregates> [by <keys:groups>]`: words in any case, `<name:kind>` for one or more words up to what follows,
 * and brackets around what may be absent.
 */
function partsOf(pattern: string): readonly Part[] {
  const stack: Part[][] = [[]];
  for (const [piece] of pattern.matchAll(/<(\w+):(\w+)>|\[|\]|[^\s<>[\]]+/g)) {
    const top = stack.at(-1)!;
    const capture = /^<(\w+):(\w+)>$/.exec(piece);
    if (capture) top.push({ kind: 'capture', name: capture[1]!, as: capture[2]! });
    else if (piece === '[') stack.push([]);
    else if (piece === ']') stack.at(-2)!.push({ kind: 'optional', parts: stack.pop()! });
    else top.push({ kind: 'word', word: piece });
  }
  return stack[0]!;
}

const known = new Map<string, readonly Part[]>();

/** The captures of a pattern that matches all of the words; undefined if it does not. Captures take as few words as they can. */
export function matchPattern(pattern: string, words: readonly Word[]): Captures | undefined {
  let parts = known.get(pattern);
  if (!parts) known.set(pattern, (parts = partsOf(pattern)));
  let steps = 0;
  const match = (
    rest: readonly Part[],
    at: number,
    found: ReadonlyMap<string, { words: readonly Word[]; as: string }>,
  ): Captures | undefined => {
    const [part, ...after] = rest;
    if (++steps > 20_000) return undefined;
    if (!part) return at === words.length ? found : undefined;
    switch (part.kind) {
      case 'word':
        return words[at]?.lower === part.word ? match(after, at + 1, found) : undefined;
      case 'optional':
        return match([...part.parts, ...after], at, found) ?? match(after, at, found);
      case 'capture':
        for (let end = step(words, at); end <= words.length && end > at; end = step(words, end)) {
          const result = match(after, end, new Map([...found, [part.name, { words: words.slice(at, end), as: part.as }]]));
          if (result) return result;
          if (end === words.length) break;
        }
        return undefined;
    }
  };
  return match(parts, 0, new Map());
}

/** The index after a word, or after the bracket that it opens. */
function step(words: readonly Word[], at: number): number {
  if (at >= words.length) return at;
  return /^[([{]$/.test(words[at]!.image) ? Math.min(words.length, closerOf(words, at) + 1) : at + 1;
}

/** Fills in a template: `{name}`, `{name|default}`, and brackets around what is left out with its capture. */
export function fillTemplate(template: string, values: ReadonlyMap<string, string>): string {
  return template
    .replace(/\[\[((?:(?!\]\]).)*)\]\]/g, (_, inner: string) =>
      /\{(\w+)\}/.exec(inner)?.[1] && !values.has(/\{(\w+)\}/.exec(inner)![1]!) ? '' : inner,
    )
    .replace(/\{(\w+)(?:\|([^}]*))?\}/g, (_, name: string, otherwise: string | undefined) => values.get(name) ?? otherwise ?? '');
}

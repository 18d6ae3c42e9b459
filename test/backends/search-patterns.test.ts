import fc from 'fast-check';
import { expect, it } from 'vitest';
import { searchPatterns } from '../../src/backends/sql/search.ts';
import { searchTest } from '../../src/functions/search/search-term.ts';

/** A pattern of RE2 as one of JavaScript; the patterns use nothing that differs. */
const inJavaScript = (pattern: string): RegExp => new RegExp(pattern.replace(/\\x\{/g, '\\u{'), 'u');

/** What a database makes of the patterns: undefined where it does not know, and its statement fails. */
function found(term: string, match: string, text: string, lowerCase: (text: string) => string): boolean | undefined {
  const search = searchPatterns(term, match);
  if (!search || !inJavaScript(search.known).test(text)) return undefined;
  return search.patterns?.every((pattern) => inJavaScript(pattern).test(lowerCase(text))) ?? false;
}

const ofAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const ofUnicode = (text: string): string => Array.from(text, (point) => point.toLowerCase()).join('');

const pieces = [
  'get',
  'GET',
  'a',
  'b',
  '*',
  '?',
  ' ',
  ',',
  '.',
  ':',
  '"',
  '\t',
  'k',
  '\u212a',
  '\u0130',
  'é',
  'Σ',
  '…',
  '连',
  '接',
  '。',
  '\u3000',
  '\u00a0',
  '😀',
  'ï',
];
const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join(''));

it.each([ofAscii, ofUnicode])('patterns find what the search finds, in whichever way a database lowers case: %o', (lowerCase) => {
  fc.assert(
    fc.property(texts, texts, fc.constantFrom('word', 'quoted', 'phrase'), (term, text, match) => {
      const there = found(term, match, text, lowerCase);
      if (there !== undefined) expect(there).toBe(searchTest(term, match, () => {})(text));
    }),
    { numRuns: 20_000 },
  );
});

it('what is known of characters is so for each of them', () => {
  const { known, patterns } = searchPatterns('a b', 'word')!;
  const [isKnown, compiled] = [inJavaScript(known), patterns!.map(inJavaScript)];
  const here = searchTest('a b', 'word', () => {});
  let count = 0;
  const different: string[] = [];
  for (let point = 0; point < 0x1_fb00; point++) {
    if (point >= 0xd800 && point < 0xe000) continue;
    const character = String.fromCodePoint(point);
    if (!isKnown.test(character)) continue;
    count++;
    for (const text of [`a${character}b`, `a ${character}b`, `${character}a b`])
      if (compiled.every((pattern) => pattern.test(ofAscii(text))) !== here(text)) different.push(text);
  }
  expect(different).toEqual([]);
  expect(count).toBeGreaterThan(35_000);
});

it('letters beyond ASCII, whose lower case databases do not agree on, are not searched there', () => {
  expect(searchPatterns('É', 'word')).toBeUndefined();
  expect(found('k', 'word', '\u212a', ofAscii)).toBeUndefined();
  expect(searchPatterns('a', 'prefix')).toBeUndefined();
});

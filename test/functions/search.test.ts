import fc from 'fast-check';
import { expect, it } from 'vitest';
import { searchTest } from '../../src/functions/search/search-term.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'B', ' ', ',', '-'), maxLength: 12 });
const tokensOf = (string: string): string[] => string.toLowerCase().split(/[ ,]+/);

it('a plain word is one of the words between delimiters', () => {
  fc.assert(
    fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 3 }), (string, word) => {
      expect(searchTest(word, 'word', () => {})(string)).toBe(tokensOf(string).includes(word));
    }),
  );
});

it('a word with wildcards matches as its regular expression does', () => {
  fc.assert(
    fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 6 }), (string, word) => {
      fc.pre(/[^?]/.test(word));
      const pattern = new RegExp(`^${word.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect(searchTest(word, 'word', () => {})(string)).toBe(tokensOf(string).some((token) => token !== '' && pattern.test(token)));
    }),
  );
});

it('takes linear time for many stars', () => {
  const test = searchTest(`${'a*'.repeat(50)}b`, 'word', () => {});
  expect(test('a'.repeat(200_000))).toBe(false);
});

it('finds words of scripts without blanks anywhere, but Latin words only whole', () => {
  const found = (term: string, string: string): boolean => searchTest(term, 'word', () => {})(string);
  expect([
    found('エラー', '接続エラーが'),
    found('𠮷野', '大𠮷野家'),
    found('time', '失败timeout'),
    found('timeout', '失败timeout🔥'),
  ]).toEqual([true, true, false, false]);
});

import type { Tick } from '../../regex/lazy-dfa.ts';
import { visitOccurrences } from '../../regex/text-search.ts';

/** The characters that separate words: blanks, quotes and the punctuation of the documented default. */
const delimiters = /[,\s'";=()[\]{}?@&<>/:]+/;
const wildcardDelimiters = /[,\s'";=()[\]{}@&<>/:]+/;

/** Characters of scripts that put no blanks between words, and their punctuation: a word begins and ends at each of them. */
const unspaced =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/u;

function tokensOf(text: string, by = delimiters): string[] {
  return text
    .toLowerCase()
    .split(by)
    .filter((token) => token !== '');
}

/** Whether a word may begin or end at an offset of a string, between the character before it and the one after it. */
function isBoundary(text: string, at: number): boolean {
  if (at === 0 || at === text.length) return true;
  const low = /[\udc00-\udfff]/.test(text[at - 1]!) ? 2 : 1;
  const before = text.slice(at - low, at);
  const after = String.fromCodePoint(text.codePointAt(at)!);
  return delimiters.test(before) || delimiters.test(after) || unspaced.test(before) || unspaced.test(after);
}

/** Whether a string has a word, or a phrase, from one boundary to another. */
function hasWord(text: string, word: string): boolean {
  let found = word === '';
  if (!found)
    visitOccurrences(text, word, 1, (at) => {
      found = isBoundary(text, at) && isBoundary(text, at + word.length);
      return !found;
    });
  return found;
}

/** Steps between two reports to the budget. */
const stepsPerReport = 4096;

/** A test for tokens by a word in which `*` is any run and `?` any one character. O(token × word), reported to the budget. */
function wildcardTest(word: string, tick: Tick): (token: string) => boolean {
  const parts = word.split(/\*+/);
  let steps = 0;
  const matchesAt = (token: string, part: string, at: number): boolean => {
    let i = 0;
    while (i < part.length && (part[i] === '?' || part[i] === token[at + i])) i++;
    steps += i + 1;
    if (steps > stepsPerReport) {
      tick(steps >> 2);
      steps = 0;
    }
    return i === part.length;
  };
  return (token) => {
    let from = 0;
    // The leftmost place of each part leaves the most room for the others.
    for (const [i, part] of parts.entries()) {
      const fits = (at: number): boolean =>
        (i > 0 || isBoundary(token, at)) && (i < parts.length - 1 || isBoundary(token, at + part.length)) && matchesAt(token, part, at);
      if (part === '') continue; // a star at an end
      while (from + part.length <= token.length && !fits(from)) from++;
      if (from + part.length > token.length) return false;
      from += part.length;
    }
    return true;
  };
}

/** A test of strings by a term of the search language: all its words must occur; a phrase must occur as it is. Case does not matter. */
export function searchTest(term: string, match: string, tick: Tick): (text: string) => boolean {
  if (match === 'phrase') {
    const phrase = term.toLowerCase();
    return (text) => hasWord(text.toLowerCase(), phrase);
  }
  const words =
    match === 'word'
      ? tokensOf(term, wildcardDelimiters)
          .map((w) => (/^\?+$/.test(w) ? '' : w))
          .filter((w) => w !== '')
      : tokensOf(term);
  if (words.length === 0) return () => match === 'word';
  if (match === 'quoted' || words.every((word) => !/[*?]/.test(word))) {
    return (text) => {
      const lower = text.toLowerCase();
      return words.every((word) => hasWord(lower, word));
    };
  }
  const tests = words.map((word) => wildcardTest(word, tick));
  return (text) => {
    const tokens = tokensOf(text);
    return tests.every((test) => tokens.some(test));
  };
}

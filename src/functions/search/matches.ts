import { boolean, json, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';

/** The characters that part words: blanks, quotes and the punctuation of the documented default. */
const delimiters = /[,\s'";=()[\]{}?@&<>/:]+/;
const wildcardDelimiters = /[,\s'";=()[\]{}@&<>/:]+/;

function tokensOf(text: string, by = delimiters): string[] {
  return text
    .toLowerCase()
    .split(by)
    .filter((token) => token !== '');
}

/** A test for one word in which `*` is any run and `?` any one character. */
function wordTest(word: string): (token: string) => boolean {
  if (!/[*?]/.test(word)) return (token) => token === word;
  const pattern = [...word].map((c) => (c === '*' ? '.*' : c === '?' ? '.' : c.replace(/[\\^$.+()[\]{}|]/g, '\\$&'))).join('');
  // One run between literals at a time keeps this linear: the pattern has no nested repetition.
  const test = new RegExp(`^${pattern.replace(/(?:\.\*)+/g, '.*')}$`, 's');
  return (token) => test.test(token);
}

/** Compiles a search term: all its words must occur; a phrase must occur as it is. */
function compileSearch(term: string, match: string): (text: string) => boolean {
  if (match === 'phrase') {
    const phrase = term.toLowerCase();
    return (text) => {
      const lower = text.toLowerCase();
      for (let at = lower.indexOf(phrase); at >= 0; at = lower.indexOf(phrase, at + 1)) {
        const before = lower[at - 1] ?? ' ';
        const after = lower[at + phrase.length] ?? ' ';
        if (delimiters.test(before) && delimiters.test(after)) return true;
      }
      return false;
    };
  }
  const words =
    match === 'word'
      ? tokensOf(term, wildcardDelimiters)
          .map((w) => (/^\?+$/.test(w) ? '' : w))
          .filter((w) => w !== '')
      : tokensOf(term);
  if (words.length === 0) return () => match === 'word';
  const plain = words.every((word) => !/[*?]/.test(word));
  if (match === 'quoted' || plain) {
    return (text) => {
      const lower = text.toLowerCase();
      if (!words.every((word) => lower.includes(word))) return false;
      const tokens = new Set(tokensOf(lower));
      return words.every((word) => tokens.has(word));
    };
  }
  const tests = words.map(wordTest);
  return (text) => {
    const tokens = tokensOf(text);
    return tests.every((test) => tokens.some(test));
  };
}

function prepare({ constants }: CallSite): (text: string, term: string, match: string) => boolean {
  const [, term, match] = constants;
  if (typeof term !== 'string' || typeof match !== 'string') return (text, t, m) => compileSearch(t, m)(text);
  return compileSearch(term, match);
}

export const searchMatches = defineScalar({
  name: 'search_matches',
  category: 'search',
  summary: 'Whether a string matches a term of the search language; case does not matter.',
  parameters: {
    string: 'the string, or the text of a JSON value',
    term: 'the words that must occur',
    match:
      "'word': whole words, * and ? as wildcards; 'quoted': whole words without wildcards; 'phrase': the words in this order, next to each other",
  },
  examples: [
    { call: "search_matches('GET /api/v1/pods', 'pods get', 'word')", result: 'true' },
    { call: "search_matches('kube-system', 'kube*', 'word')", result: 'true' },
    { call: "search_matches('a b c', 'a c', 'phrase')", result: 'false' },
    { call: "search_matches(null, 'a', 'word')", result: 'NULL' },
  ],
  overloads: [
    overload({ params: [varchar, varchar, varchar], returns: boolean, prepare }),
    overload({ params: [json, varchar, varchar], returns: boolean, prepare }),
  ],
});

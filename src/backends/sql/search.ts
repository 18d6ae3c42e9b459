/** The characters that separate words, in a class of RE2: those of `search_matches` in ASCII, and the blanks beyond it that {@link knownCharacters} has. */
const separators = String.raw`,\x{9}-\x{d} '";=()\[\]{}?@&<>/:\x{a0}\x{3000}`;

/** Characters at each of which a word begins and ends: main blocks of Chinese, Japanese and Korean, and their punctuation. */
const unspaced = String.raw`\x{3001}-\x{303f}\x{3041}-\x{3096}\x{3099}-\x{30ff}\x{4e00}-\x{9fff}\x{ac00}-\x{d7a3}\x{ff01}-\x{ff0f}\x{ff1a}-\x{ff20}\x{ff3b}-\x{ff40}\x{ff5b}-\x{ff65}`;

/** Characters within words: Latin, Greek, Cyrillic, signs and arrows; none of them is an ASCII letter in lower case. */
const ofWords = String.raw`\x{a1}-\x{b6}\x{b8}-\x{12f}\x{131}-\x{2c6}\x{2cc}-\x{2d8}\x{370}-\x{52f}\x{2010}-\x{2027}\x{2030}-\x{205e}\x{2070}-\x{2129}\x{212b}-\x{2e7f}\x{ff10}-\x{ff19}`;

const emoji = String.raw`\x{1f300}-\x{1faff}`;

/** How a search is asked of a string in SQL. */
export interface SearchPatterns {
  /** What the whole string must match in RE2; of others it is not known here what separates their words. */
  readonly known: string;
  /** What must be found in its lower case, all of them; undefined: no string is found. */
  readonly patterns: readonly string[] | undefined;
}

/** The patterns of a term of `search_matches`, or undefined: for letters beyond ASCII, whose lower case databases do not know alike. */
export function searchPatterns(term: string, match: string): SearchPatterns | undefined {
  const lower = term.toLowerCase();
  if (!isKnown(lower)) return undefined;
  const known = `^[\\x{0}-\\x{7f}\\x{a0}\\x{3000}${ofWords}${unspaced}${lower.includes('?') ? '' : emoji}]*$`;
  const of = (patterns: readonly string[] | undefined): SearchPatterns => ({ known, patterns });
  if (match === 'phrase') return of(lower === '' ? [] : [bounded(lower)]);
  if (match !== 'word' && match !== 'quoted') return undefined;
  const words = lower.split(match === 'word' ? /[,\s'";=()[\]{}@&<>/:]+/ : /[,\s'";=()[\]{}?@&<>/:]+/);
  const kept = words.filter((word) => word !== '' && !(match === 'word' && /^\?+$/.test(word)));
  if (kept.length === 0) return of(match === 'word' ? [] : undefined);
  return of(kept.map((word) => (match === 'word' && /[*?]/.test(word) ? wildcard(word) : bounded(word))));
}

const isKnown = (term: string): boolean => new RegExp(`^[\\x00-\\x7f${inJavaScript(unspaced)}]*$`, 'u').test(term);
const inJavaScript = (ranges: string): string => ranges.replace(/\\x\{/g, '\\u{');
const isEdge = (character: string): boolean => new RegExp(`[${inJavaScript(separators + unspaced)}]`, 'u').test(character);

const literally = (text: string): string =>
  Array.from(text, (point) => (/[a-z0-9]/.test(point) ? point : `\\x{${point.codePointAt(0)!.toString(16)}}`)).join('');

/** A word begins behind a separator, and ends before one, unless it has one there itself. */
function bounded(word: string, body = literally(word)): string {
  const points = Array.from(word);
  const before = isEdge(points[0]!) ? '' : `(?:^|[${separators}${unspaced}])`;
  const after = isEdge(points[points.length - 1]!) ? '' : `(?:[${separators}${unspaced}]|$)`;
  return `${before}${body}${after}`;
}

/** A word in which `*` is any run of characters and `?` any one, none of which separates words. */
function wildcard(word: string): string {
  const any = `[^${separators}]`;
  if (/^\*+$/.test(word)) return any;
  const body = word
    .split(/(\*+|\?)/)
    .map((part) => (part === '?' ? any : part.startsWith('*') ? `${any}*` : literally(part)))
    .join('');
  const framed = bounded(word.replaceAll('?', 'q'), '\n').split('\n');
  const [before, after] = [word.startsWith('*') ? '' : framed[0]!, word.endsWith('*') ? '' : framed[1]!];
  return `${before}${word.startsWith('*') ? body.slice(any.length + 1) : body}${after}`;
}

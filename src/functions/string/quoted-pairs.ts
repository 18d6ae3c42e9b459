import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, mapOf, varchar } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';
import { PairCollector } from '../map/pair-collector.ts';

/** A quoted value of a string. */
interface Quoted {
  readonly value: string;
  /** Where the quote has closed. */
  readonly end: number;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', '/': '/' };

/** Reads the quoted value at a place; undefined where its quote is never closed. A backslash escapes as in JSON; before another character it is itself. */
function quotedAt(text: string, start: number): Quoted | undefined {
  let value = '';
  let from = start + 1;
  for (let i = from; i < text.length; i++) {
    const character = text[i]!;
    if (character === '"') return { value: value + text.slice(from, i), end: i + 1 };
    if (character !== '\\') continue;
    const code = text[i + 1] === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(i + 2, i + 6)) ? text.slice(i + 2, i + 6) : undefined;
    const escaped = code ? String.fromCharCode(Number.parseInt(code, 16)) : escapes[text[i + 1] ?? ''];
    if (escaped !== undefined) {
      value += text.slice(from, i) + escaped;
      from = i + (code ? 6 : 2);
    }
    i = code ? i + 5 : i + 1;
  }
  return undefined;
}

/**
 * The pairs of a string, in one pass: a value that begins with a quote goes to the quote that closes it, if a delimiter or the end follows; every other
 * value, and every key, goes to the next delimiter.
 */
function pairsOf(
  text: string,
  delimiters: readonly (string | null)[],
  separator: string,
  prefix: string,
  keys: readonly (string | null)[] | undefined,
  { tick }: CallSite,
): MapValue<string, string> {
  if (separator === '' || delimiters.includes('')) invalidArgument('a separator is empty');
  const pairs = new PairCollector(prefix, keys);
  const delimiterAt = (at: number): number => {
    for (const delimiter of delimiters) if (delimiter !== null && text.startsWith(delimiter, at)) return delimiter.length;
    return 0;
  };
  /** How far a quote that is never closed was looked for: no later one is closed either. */
  let open = false;
  for (let at = 0; at < text.length; ) {
    tick();
    const start = at;
    while (at < text.length && delimiterAt(at) === 0 && !text.startsWith(separator, at)) at++;
    const key = text.slice(start, at).trimStart();
    if (at < text.length && text.startsWith(separator, at)) {
      at += separator.length;
      const quoted: Quoted | undefined = text[at] === '"' && !open ? quotedAt(text, at) : undefined;
      open ||= text[at] === '"' && quoted === undefined;
      const from = at;
      if (quoted && (quoted.end === text.length || delimiterAt(quoted.end) > 0)) at = quoted.end;
      else while (at < text.length && delimiterAt(at) === 0) at++;
      const value = quoted && at === quoted.end ? quoted.value : text.slice(from, at);
      if (key !== '' && pairs.wants(key)) pairs.add(key, value);
    }
    at += Math.max(1, delimiterAt(at));
  }
  return pairs.finish();
}

const result = mapOf(varchar, varchar);

export const quotedPairs = defineScalar({
  name: 'quoted_pairs',
  category: 'string',
  summary:
    'A map of the pairs in a string such as logfmt, whose values may be in double quotes with the escapes of JSON; words without a separator are left out, and a key that comes again replaces its value.',
  parameters: {
    string: 'pairs such as level=info msg="all is well"',
    delimiters: 'what ends a pair: each of these strings',
    key_separator: 'what separates a key and its value, not empty',
    'prefix?': { description: 'what is put before every key', default: "''" },
    'keys?': { description: 'the keys to keep, with their prefix', default: 'all' },
  },
  examples: [
    {
      call: `quoted_pairs('level=info msg="say \\"hi\\" to=all" x=', array[' '], '=')`,
      result: '{level: info, msg: say "hi" to=all, x: }',
    },
    { call: `quoted_pairs('a: "b, c", d: e', array[','], ': ')`, result: '{a: b, c, d: e}' },
  ],
  overloads: [
    overload({
      params: [varchar, arrayOf(varchar), varchar],
      returns: result,
      prepare: (call) => (text, delimiters, separator) => pairsOf(text, delimiters, separator, '', undefined, call),
    }),
    overload({
      params: [varchar, arrayOf(varchar), varchar, varchar],
      returns: result,
      prepare: (call) => (text, delimiters, separator, prefix) => pairsOf(text, delimiters, separator, prefix, undefined, call),
    }),
    overload({
      params: [varchar, arrayOf(varchar), varchar, varchar, arrayOf(varchar)],
      returns: result,
      prepare: (call) => (text, delimiters, separator, prefix, keys) => pairsOf(text, delimiters, separator, prefix, keys, call),
    }),
  ],
});

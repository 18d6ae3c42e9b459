import fc from 'fast-check';
import { RE2JS, RE2JSException } from 're2js';
import { describe, expect, it } from 'vitest';
import { compileRegex, compileWholeRegex, type Regex } from '../../src/regex/regex.ts';
import { RegexError } from '../../src/regex/syntax.ts';

const tick = (): void => {};
const leaves =
  'a b c ab . \\w \\d \\s [a-c] [^a] \\b \\B ^ $ \\A \\z é 😀 k [b😀] (?m:^) (?m:$) (?s:.) (?i:K) (?i:ß|s) [[:alpha:]] \\pL \\P{Lu} \\x{d83d} \\n \\Qa.\\E [^\\W\\d]'.split(
    ' ',
  );
const counts = ['*', '+', '?', '*?', '+?', '??', '{2}', '{0,2}', '{1,3}?', '{2,}', '{0}', '{1}'];

/** Patterns of everything that the syntax has, short and deeply nested. */
const pattern = fc.letrec<{ node: string; whole: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...leaves),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(?:${a}|${b})`),
    tie('node').map((a) => `(${a})`),
    fc.tuple(tie('node'), fc.constantFrom(...counts)).map(([a, count]) => `(?:${a})${count}`),
  ),
  whole: fc.tuple(fc.constantFrom('', '', '', '(?i)', '(?s)', '(?m)', '(?U)'), tie('node')).map(([flags, a]) => flags + a),
})).whole;

/** Patterns of a head that is looked for and a rest that one character decides, most of them: what `OnePass` matches without a table before it. */
const headed = fc
  .tuple(
    fc.constantFrom('', '', '', '(?i)', '(?s)', '(?m)', '(?U)'),
    fc.constantFrom(
      'a',
      'ab',
      'b=',
      'é',
      '😀',
      'a😀',
      'aba',
      '(a)b',
      '(?:a|b)c',
      '[ab]b',
      '^',
      '^a',
      '\\Aab',
      '\\ba',
      '\\Ba',
      '(?m:^)a',
      '(a+)b',
      'a{2}',
      'a(?:$)',
    ),
    fc.array(
      fc.oneof(
        fc
          .tuple(
            fc.constantFrom(
              '[^/b]',
              '[^b]',
              '[^b\\n]',
              '\\w',
              '\\d',
              '\\s',
              '[a-c]',
              '[^\\x{ffff}]',
              '[é-😀]',
              'c',
              '😀',
              '\\x{d83d}',
              '(?:ab)',
              '(?:b|c)',
              '(?:a(c))',
            ),
            fc.constantFrom('', '+', '*', '?', '+?', '*?', '??', '{2}', '{1,2}'),
            fc.constantFrom('', '', '()', '(*)', '?'),
          )
          .map(([set, count, group]) =>
            group === '()'
              ? `(${set}${count})`
              : group === '(*)'
                ? `(${set})${count}`
                : group === '?'
                  ? `(?:(${set}${count})=)?`
                  : set + count,
          ),
        fc.constantFrom('/', 'b', '=', 'c', '$', '\\b', '\\B', '(?m:$)', '\\z', '()', '(b)?', '(b)??'),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([flags, head, rest]) => flags + head + rest.join(''));

/** Strings in which heads occur again and again, one in another and with halves of pairs around them. */
const headedText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'a',
        'ab',
        'aba',
        'aab',
        'b=',
        'ac',
        'bc',
        'a😀',
        '😀',
        'é',
        '=',
        '/',
        '\n',
        ' ',
        '1',
        'c',
        '\ud83d',
        '\ude00',
        'ſ',
        'K',
      ),
      fc
        .tuple(fc.constantFrom('a', 'ab', 'c', '😀', 'ac', '\ud83d'), fc.integer({ min: 2, max: 6 }))
        .map(([part, times]) => part.repeat(times)),
    ),
    { maxLength: 10 },
  )
  .map((parts) => parts.join(''));

const text = fc
  .array(fc.constantFrom(...'abckK1 \n_é😀\u212aſß', '\ud83d', '\ude00', 'a.'), { maxLength: 14 })
  .map((parts) => parts.join(''));

/** The ends of all matches and their groups. */
function matches(regex: Regex, string: string, wasted: number): number[][] {
  const memo = { ...regex.newMemo(), wasted };
  const found: number[][] = [];
  const slots = regex.newSlots();
  for (let from = 0; from <= string.length && regex.find(string, from, slots, tick, memo); ) {
    found.push([...slots]);
    const [start, end] = slots as unknown as [number, number]; // the first two slots
    from = end > start ? end : end + (string.codePointAt(end)! > 0xffff ? 2 : 1);
  }
  return found;
}

function oracleMatches(oracle: RE2JS, string: string): number[][] {
  const found: number[][] = [];
  const matcher = oracle.matcher(string);
  while (matcher.find()) {
    const groups = Array.from({ length: oracle.groupCount() + 1 }, (_, i) => i);
    found.push(groups.flatMap((i) => (matcher.group(i) === null ? [-1, -1] : [matcher.start(i), matcher.end(i)])));
  }
  return found;
}

function expectAsOracle(source: string, strings: readonly string[]): void {
  const regex = compileRegex(source);
  const whole = compileWholeRegex(source);
  const oracle = RE2JS.compile(source);
  const bounds = new Int32Array(2);
  for (const string of strings) {
    const expected = oracleMatches(oracle, string);
    // With a memo from the start, as behind many characters read in vain, and with none.
    expect(matches(regex, string, 1_000_000)).toEqual(expected);
    expect(matches(regex, string, 0), `${source} on ${JSON.stringify(string)}`).toEqual(expected);
    expect(regex.test(string, tick)).toBe(expected.length > 0);
    expect(regex.find(string, 0, bounds, tick) ? [...bounds] : undefined).toEqual(expected[0]?.slice(0, 2));
    expect(whole.test(string, tick)).toBe(oracle.matches(string));
  }
}

describe('regular expressions', () => {
  it('match as re2js does: the ends of every match and of all its groups', () => {
    fc.assert(fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 12 }), expectAsOracle), { numRuns: 1500 });
  });

  it('match as re2js does where a head is followed by what one character decides', () => {
    fc.assert(fc.property(headed, fc.array(headedText, { minLength: 1, maxLength: 16 }), expectAsOracle), { numRuns: 3000 });
  });

  it('match the same wherever the attempts from a head give way to the table', () => {
    fc.assert(
      fc.property(headed, headedText, fc.nat(60), (source, string, before) => {
        const regex = compileRegex(source);
        const expected = oracleMatches(RE2JS.compile(source), string);
        const limit = 4 * (string.length + 1024);
        expect(matches(regex, string, limit - before), `${source} on ${JSON.stringify(string)}`).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('match as the host does, for patterns that both read alike', () => {
    const simple = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('a', 'b', 'c', '[ab]', '[^a]', '\\d', '\\w', '\\b', '^', '$', '1'),
        fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
        fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(?:${a}|${b})`),
        fc.tuple(fc.constantFrom('a', 'b', '[ab]', '\\w'), fc.constantFrom(...counts)).map(([a, count]) => `(${a})${count}`),
      ),
    })).node;
    fc.assert(
      fc.property(simple, fc.array(fc.stringMatching(/^[abc1 ]{0,12}$/), { minLength: 1, maxLength: 10 }), (source, strings) => {
        const host = new RegExp(source, 'd');
        const regex = compileRegex(source);
        const slots = regex.newSlots();
        for (const string of strings) {
          const expected = host.exec(string)?.indices?.flatMap((ends) => ends ?? [-1, -1]);
          expect(regex.find(string, 0, slots, tick) ? [...slots] : undefined).toEqual(expected);
        }
      }),
    );
  });

  it('are refused with the message of re2js, but for what is explained better', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'ab()[]{}?*+|^-\\,1:Pi<>$.'), { maxLength: 8 }), (parts) => {
        const source = parts.join('');
        const outcome = (compile: () => unknown): string => {
          try {
            compile();
            return 'compiled';
          } catch (error) {
            if (error instanceof RegexError || error instanceof RE2JSException) return error.message;
            throw error;
          }
        };
        const ours = outcome(() => compileRegex(source));
        fc.pre(!ours.includes('not supported'));
        expect(ours, source).toBe(outcome(() => RE2JS.compile(source)));
      }),
      { numRuns: 3000 },
    );
  });
});

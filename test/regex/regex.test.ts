import { describe, expect, it } from 'vitest';
import { compileRegex, type Regex } from '../../src/regex/regex.ts';
import { RegexError } from '../../src/regex/syntax.ts';

const ignore = (): void => {};

/** Steps reported to the budget by a search that must not match. */
function stepsToMiss(regex: Regex, text: string): number {
  let steps = 0;
  const found = regex.find(text, 0, regex.newSlots(), (n = 1) => {
    steps += n;
  });
  expect(found).toBe(false);
  return steps;
}

function find(pattern: string, text: string): number[] | undefined {
  const regex = compileRegex(pattern);
  const slots = regex.newSlots();
  return regex.find(text, 0, slots, ignore) ? [...slots] : undefined;
}

/** Milliseconds, the best of three. */
function timeOf(run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const classes = Array.from({ length: 400 }, (_, i) => `[\\x{${(0x4e00 + 3 * i).toString(16)}}-\\x{${(0x9000 + 7 * i).toString(16)}}]`);

describe('a hostile pattern', () => {
  const patterns: Readonly<Record<string, string>> = {
    'nested stars': '(a*)*b',
    'alternatives that overlap': '^(a|aa)+$x',
    'stars in a row': '(.*)(.*)(.*)x',
    'counts in counts': '(?:(?:a{0,30}){0,30})b',
    'many optional characters': '(a?){500}(a?){500}b',
    'an automaton with exponentially many states': '[ab]*a[ab]{20}c',
    'many classes': `(?:${classes.join('|')})+b`,
    'a class of everything in groups': '((.)(.)|(.))*x',
    'word boundaries': '(?:\\b|\\B|a)*x',
    'a head within its own rest': 'a([ab]*)z',
    'a long head within itself': 'a{200}([ab]{200})z',
    'a head and optional rests': 'a(?:[^z]*(z))?\\d',
  };
  for (const [name, pattern] of Object.entries(patterns)) {
    // Other work on the machine may disturb one measurement, not three.
    it(`is linear in the string: ${name}`, { retry: 2 }, () => {
      const regex = compileRegex(pattern);
      const short = 'a'.repeat(10_000);
      const long = 'a'.repeat(40_000);
      stepsToMiss(regex, short);
      const factor =
        timeOf(() => stepsToMiss(regex, long)) /
        Math.max(
          0.5,
          timeOf(() => stepsToMiss(regex, short)),
        );
      expect(factor).toBeLessThan(12);
      expect(stepsToMiss(regex, long)).toBeGreaterThan(0);
      expect(regex.byteSize).toBeLessThan(10_000_000);
    });
  }

  it('is linear in the string: what a match contains is far behind many heads', () => {
    const regex = compileRegex('a(\\d+)zzz');
    const timeAt = (length: number): number => timeOf(() => stepsToMiss(regex, `${'a'.repeat(length)}zzz`));
    timeAt(50_000);
    expect(timeAt(400_000) / Math.max(0.5, timeAt(50_000))).toBeLessThan(32);
  });

  it('finds all matches in linear time, where each is certain only at the end of the string', () => {
    for (const pattern of ['a.*z|a', '(?:a.*?y)?a', 'a(?:.*z)?|b', 'a(?:[^z]*z)?', 'a(?:([ab]{1,30})z)?']) {
      const regex = compileRegex(pattern);
      const text = 'a'.repeat(200_000);
      const slots = new Int32Array(2);
      const memo = regex.newMemo();
      let steps = 0;
      let count = 0;
      for (let from = 0; regex.find(text, from, slots, (n = 1) => (steps += n), memo); from = slots[1]!) count++;
      expect(count).toBe(200_000);
      expect(steps).toBeLessThan(500_000);
    }
  });

  it('does not keep more states than its bound', () => {
    const regex = compileRegex('[ab]*a[ab]{14}c|[ab]*b[ab]{13}d');
    let text = '';
    for (let i = 0, seed = 1; i < 200_000; i++) {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      text += seed & 0x10000 ? 'a' : 'b';
    }
    expect(find('[ab]*a[ab]{14}c|[ab]*b[ab]{13}d', `${text}aaaaaaaaaaaaaaaac`)?.slice(0, 2)).toEqual([0, text.length + 17]);
    stepsToMiss(regex, text);
    expect(regex.byteSize).toBeLessThan(5_000_000);
  });

  it('of 64 kB compiles and matches', () => {
    const words = Array.from({ length: 8000 }, (_, i) => `word${i}`).join('|');
    expect(words.length).toBeGreaterThan(64_000);
    expect(find(words, `${'-'.repeat(1000)}word7999`)).toEqual([1000, 1005]);
    const literal = 'ab'.repeat(32_000);
    expect(find(literal, `a${literal}`)).toEqual([1, 64_001]);
    const long = words.replaceAll('|', ' ');
    expect(find(`(?i)${long}`, `a${long.toUpperCase()}`)).toEqual([1, long.length + 1]);
  });

  it('is refused where it is too large, before the memory is taken', () => {
    expect(() => compileRegex('(?:x{1,1000}){1,1000}')).toThrow('invalid repeat count');
    expect(() => compileRegex(`${'(?:a?b?c?d?e?){1000}'.repeat(3)}x`)).toThrow('expression too large');
    expect(() => compileRegex('('.repeat(300) + ')'.repeat(300))).toThrow('expression nests too deeply');
    expect(() => compileRegex('()'.repeat(1001))).toThrow('more than 1000 groups');
    expect(() => compileRegex(`${'(a)'.repeat(900)}(?:b?c?){1000}`)).toThrow('it has 900 groups');
    const letters = Array.from({ length: 400 }, (_, i) => `[\\pL\\x{${(0x2500 + i).toString(16)}}]`).join('');
    expect(() => compileRegex(letters)).toThrow('its classes have more than 50000 ranges');
    expect(() => compileRegex('[')).toThrow(RegexError);
  });

  it('reports its work to the budget, which stops it in the middle', () => {
    const stop = new Error('stop');
    for (const pattern of ['a*b', '[ab]*a[ab]{20}c', '(a?){500}(a?){500}b']) {
      const regex = compileRegex(pattern);
      let looks = 0;
      const tick = (): void => {
        if (++looks > 3) throw stop;
      };
      expect(() => regex.find('a'.repeat(1_000_000), 0, regex.newSlots(), tick)).toThrow(stop);
      // What was interrupted does no harm to the next search.
      expect(regex.test('ab', ignore)).toBe(pattern === 'a*b' || pattern.startsWith('(a?)'));
    }
  });
});

describe('a long string', () => {
  it('of 1 MB is searched, with its groups', () => {
    const text = `${'x'.repeat(500_000)} status=503 ${'y'.repeat(500_000)}`;
    expect(find('\\bstatus=(\\d{3})\\b', text)).toEqual([500_001, 500_011, 500_008, 500_011]);
    expect(find('(x+) (?:[^ ]+) (y+)$', text)).toEqual([0, text.length, 0, 500_000, 500_012, text.length]);
    expect(find('(?:(x)|(y)|.)*', text)).toEqual([0, text.length, 499_999, 500_000, text.length - 1, text.length]);
  });
});

describe('characters', () => {
  it('are code points; half a surrogate pair is one only where the other half is missing', () => {
    expect(find('^.$', '😀')).toEqual([0, 2]);
    expect(find('\\x{d83d}', '😀')).toBeUndefined();
    expect(find('\\x{d83d}', 'a\ud83db')).toEqual([1, 2]);
    expect(find('[^a]', '\ude00')).toEqual([0, 1]);
    expect(find('.{2}$', '\ud83d😀')).toEqual([0, 3]);
  });

  it('fold by Unicode without case', () => {
    expect(find('(?i)straſſe', 'STRASSE')).toEqual([0, 7]);
    expect(find('(?i)k', '\u212a')).toEqual([0, 1]);
    expect(find('(?i)[α-ω]+', 'ΑΣΩς')).toEqual([0, 4]);
    expect(find('(?i)İ', 'i')).toBeUndefined();
  });

  it('have the properties of Unicode', () => {
    expect(find('\\p{Greek}+', 'abc αβγ')).toEqual([4, 7]);
    expect(find('\\p{^Lu}+', 'ABcd')).toEqual([2, 4]);
    expect(find('[\\p{Cyrillic}\\d]+', 'x Ж9')).toEqual([2, 4]);
    expect(find('\\p{Cs}', 'a\ud800')).toEqual([1, 2]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileLike } from '../../src/functions/syntax/like.ts';
import { createEngine, Table } from '../../src/index.ts';
import { findLastText, findText, splitAt, trimEndOf, visitOccurrences } from '../../src/regex/text-search.ts';
import { compileWildcards, readWildcards } from '../../src/regex/wildcard.ts';

const ignore = (): void => {};
const letters = (maxLength: number) => fc.array(fc.constantFrom('a', 'b'), { maxLength }).map((parts) => parts.join(''));
/** Needles on both sides of the length from which the host does not search, which occur often. */
const needle = fc.tuple(letters(3), fc.integer({ min: 1, max: 20 }), letters(3)).map(([a, n, b]) => a.repeat(n) + b);
const text = fc.tuple(needle, needle, needle).map((parts) => parts.join(''));

describe('the search for a string', () => {
  it('finds what the host finds', () => {
    fc.assert(
      fc.property(text, needle, fc.nat(40), (string, part, from) => {
        fc.pre(part !== '');
        expect(findText(string, part, from)).toBe(string.indexOf(part, from));
        expect(findLastText(string, part)).toBe(string.lastIndexOf(part));
        expect(splitAt(string, part)).toEqual(string.split(part));
        const expected: number[] = [];
        for (let at = string.indexOf(part); at >= 0; at = string.indexOf(part, at + 1)) expected.push(at);
        for (const direction of [1, -1] as const) {
          const found: number[] = [];
          visitOccurrences(string, part, direction, (at) => found.push(at) > 0);
          expect(found).toEqual(direction > 0 ? expected : expected.toReversed());
        }
        expect(trimEndOf(string, 'a')).toBe(string.replace(/a+$/, ''));
      }),
      { numRuns: 500 },
    );
  });

  it('tests wildcards as a regular expression would', () => {
    const pattern = fc.array(fc.constantFrom('*', '?', 'a', 'b', '😀'), { maxLength: 7 }).map((parts) => parts.join(''));
    const string = fc.array(fc.constantFrom('a', 'b', '😀'), { maxLength: 9 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, string, (wildcards, s) => {
        const expected = new RegExp(`^${wildcards.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'su').test(s);
        expect(compileWildcards(readWildcards(wildcards, true))(s, ignore)).toBe(expected);
        expect(compileLike(wildcards.replaceAll('*', '%').replaceAll('?', '_'), undefined)(s, ignore)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('hostile needles, patterns and strings', () => {
  const a = 'a'.repeat(1_000_000);
  const part = `${'a'.repeat(250_000)}b${'a'.repeat(250_000)}`;
  const calls: Readonly<Record<string, string>> = {
    strpos: 'strpos(s, p) = 0',
    'strpos, n-th': 'strpos(s, p, 2) = 0',
    strrpos: 'strrpos(s, p) = 0',
    'strpos from the end': 'strpos(s, p, -2) = 0',
    replace: "length(replace(s, p, 'x')) > 0",
    split: 'cardinality(split(s, p)) = 1',
    split_part: 'split_part(s, p, 2) is null',
    like: "not s like concat('%', p, '%')",
    'many stars': "not search_matches(s, 'a*a*a*a*a*a*a*a*b', 'word')",
    'a phrase': "not search_matches(s, p, 'phrase')",
    'quoted words': "not search_matches(s, p, 'quoted')",
    split_csv: 'cardinality(split_csv(s, p, p)) = 1',
    split_pairs: 'cardinality(split_pairs(s, p, p)) = 0',
    base32: "try(from_base32(concat(rpad('', 900000, '='), 'A', substr(s, 1, 1)))) is null",
    base64: "try(from_base64(concat(rpad('', 900000, '='), 'A-', substr(s, 1, 1)))) is null",
  };
  const engine = createEngine({ tables: { t: Table.from([{ s: a, p: part }]) }, limits: { wallTime: 20_000 } });
  for (const [name, call] of Object.entries(calls)) {
    // Other work on the machine may take the time of one try, not of three.
    it(`takes less than a second: ${name}`, { retry: 2 }, () => {
      const start = performance.now();
      expect(engine.querySync(`* | project yes = ${call}`).toArray()).toEqual([{ yes: true }]);
      expect(performance.now() - start).toBeLessThan(1000);
    });
  }

  it('is stopped by the clock where LIKE takes string × pattern steps', () => {
    const bounded = createEngine({ tables: { t: Table.from([{ s: a }]) }, limits: { wallTime: 200 } });
    const start = performance.now();
    expect(() => bounded.querySync("* | where s like concat('%', rpad(substr(s, 1, 500000), 500000, 'a'), '_b')")).toThrow('200 ms');
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it('finds columns by a name of many stars when it compiles', () => {
    const wide = createEngine({ tables: { t: Table.from([{ ['a'.repeat(200)]: 1, b: 2 }]) } });
    expect(wide.querySync('* | project -wildcard "a*a*a*a*a*a*a*a*b", b').toArray()).toEqual([{ b: 2 }]);
  });
});

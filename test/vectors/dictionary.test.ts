import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText } from '../../src/types/compare-text.ts';
import { buildVector } from '../../src/vectors/builder.ts';
import { DictionaryBuilder, dictionary, dictionaryEncoded, encodeStrings, knownRanks, ranksOf } from '../../src/vectors/dictionary.ts';
import { cellsOf } from './kit.ts';

const varchar = { kind: 'varchar' } as const;
const texts = fc.array(fc.option(fc.constantFrom('', 'a', 'b', 'ab', '\u{1f600}', '\uffee', 'é'), { freq: 5 }), { maxLength: 40 });

describe('a dictionary', () => {
  it('encodes strings so that each is in it once and reads back the same', () => {
    fc.assert(
      fc.property(texts, (cells) => {
        for (const vector of [encodeStrings(varchar, cells)!, dictionaryEncoded(buildVector(varchar, cells))]) {
          expect(cellsOf(vector)).toEqual(cells);
          if (vector.encoding === 'dictionary') expect(new Set(vector.dictionary.values).size).toBe(vector.dictionary.values.length);
        }
      }),
    );
  });

  it('gives equal values of a dictionary with repeats one rank', () => {
    expect([...ranksOf({ values: ['b', 'a', 'b', 'c', 'a'], repeats: true })]).toEqual([2, 0, 2, 4, 0]);
  });

  it('is given up where most strings differ, and kept where they repeat', () => {
    const distinct = Array.from({ length: 3000 }, (_, i) => `text ${i}`);
    expect(encodeStrings(varchar, distinct)).toBeUndefined();
    expect(
      encodeStrings(
        varchar,
        distinct.map((_, i) => `text ${i % 100}`),
      )?.dictionary.values.length,
    ).toBe(100);
    expect(dictionaryEncoded(buildVector(varchar, distinct)).encoding).toBe('dictionary');
  });

  it('leaves columns that are no strings alone', () => {
    const numbers = buildVector({ kind: 'bigint' }, [1n, 2n]);
    expect(dictionaryEncoded(numbers)).toBe(numbers);
  });

  it('numbers values in the order they come, and finds them again', () => {
    const builder = new DictionaryBuilder();
    expect(['x', 'y', 'x', 'z'].map((value) => builder.add(value))).toEqual([0, 1, 0, 2]);
    expect([builder.find('z'), builder.find('w')]).toEqual([2, undefined]);
    const before = builder.byteSize();
    builder.add('x');
    expect(builder.byteSize()).toBe(before);
    builder.add('a longer value');
    expect(builder.byteSize()).toBeGreaterThan(before + 28);
  });

  it('has ranks in the order of strings, which are found again until it grows', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 4 }), { maxLength: 30 }), (values) => {
        const builder = new DictionaryBuilder();
        for (const value of values) builder.add(value);
        const ranks = ranksOf(builder);
        const byRank = [...values.keys()].sort((a, b) => ranks[a]! - ranks[b]!).map((code) => values[code]!);
        expect(byRank).toEqual([...values].sort(compareText));
        expect(ranksOf(builder)).toBe(ranks);
        builder.add('one more than there were before');
        expect(knownRanks(builder)).toBeUndefined();
        expect(ranksOf(builder).length).toBe(values.length + 1);
      }),
    );
  });

  it('describes a column by any list of codes', () => {
    expect(dictionary([0, -1], ['a'])).toEqual({ codes: Int32Array.of(0, -1), values: ['a'] });
    const codes = Int32Array.of(0);
    expect(dictionary(codes, ['a']).codes).toBe(codes);
  });
});

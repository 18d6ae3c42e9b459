import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowError } from '../../src/diagnostics/row-error.ts';
import { buildVector } from '../../src/vectors/builder.ts';
import { dictionaryEncoded } from '../../src/vectors/dictionary.ts';
import { concatenate, slice, take } from '../../src/vectors/take.ts';
import { byteSize, mayHaveNulls, nullReader, type Vector } from '../../src/vectors/vector.ts';
import { cellsOf, samples } from './kit.ts';

const rounds = { numRuns: 400 };

describe('slice', () => {
  it('has the cells of a slice of an array, however often it is sliced', () => {
    fc.assert(
      fc.property(samples, fc.nat(40), fc.nat(40), fc.nat(40), ({ cells, vector }, a, b, c) => {
        const from = Math.min(a, cells.length);
        const to = Math.min(cells.length, from + b);
        const part = slice(vector, from, to);
        expect(cellsOf(part)).toEqual(cells.slice(from, to));
        const again = Math.min(c, part.length);
        expect(cellsOf(slice(part, again, part.length))).toEqual(cells.slice(from + again, to));
      }),
      rounds,
    );
  });

  it('keeps failures with their rows', () => {
    const failure = new RowError('INVALID_FUNCTION_ARGUMENT', 'a test');
    const vector: Vector = {
      ...buildVector({ kind: 'bigint' }, [1n, null, 3n, null]),
      errors: new Map([
        [1, failure],
        [3, failure],
      ]),
    };
    expect([...(slice(vector, 1, 3).errors ?? [])]).toEqual([[0, failure]]);
    expect(slice(vector, 2, 3).errors).toBeUndefined();
    expect(slice(vector, 0, 4)).toBe(vector);
  });
});

describe('take', () => {
  it('has the cells that were picked, in the order wanted, NULL for -1', () => {
    fc.assert(
      fc.property(samples, fc.array(fc.integer({ min: -1, max: 39 }), { maxLength: 60 }), ({ cells, vector }, wanted) => {
        const rows = Int32Array.from(wanted.map((row) => (row < cells.length ? row : -1)));
        const picked = take(vector, rows);
        expect(picked.length).toBe(rows.length);
        expect(picked.type).toEqual(vector.type);
        expect(cellsOf(picked)).toEqual(Array.from(rows, (row) => (row < 0 ? null : cells[row])));
      }),
      rounds,
    );
  });
});

describe('concatenate', () => {
  it('has the cells of all parts, whatever their encodings', () => {
    fc.assert(
      fc.property(
        samples,
        fc.array(fc.tuple(fc.nat(40), fc.constantFrom('as it is', 'taken', 'dictionary')), { maxLength: 5 }),
        ({ type, cells, vector }, cuts) => {
          const parts: Vector[] = [];
          const expected: unknown[] = [];
          for (const [cut, how] of cuts) {
            const from = Math.min(cut, cells.length);
            const part = slice(vector, from, cells.length);
            parts.push(
              how === 'taken'
                ? take(
                    part,
                    Int32Array.from({ length: part.length }, (_, row) => row),
                  )
                : how === 'dictionary'
                  ? dictionaryEncoded(part)
                  : part,
            );
            expected.push(...cells.slice(from));
          }
          const all = concatenate(type, parts);
          expect(all.length).toBe(expected.length);
          expect(cellsOf(all)).toEqual(expected);
        },
      ),
      rounds,
    );
  });

  it('keeps a dictionary that all parts share', () => {
    const whole = dictionaryEncoded(buildVector({ kind: 'varchar' }, ['a', 'b', null, 'a']));
    const all = concatenate({ kind: 'varchar' }, [slice(whole, 0, 1), slice(whole, 1, 4)]);
    expect(all).toMatchObject({ encoding: 'dictionary', codes: Int32Array.of(0, 1, -1, 0) });
    expect(all.encoding === 'dictionary' && whole.encoding === 'dictionary' && all.dictionary === whole.dictionary).toBe(true);
  });
});

describe('what a vector says of itself', () => {
  it('nullReader and mayHaveNulls agree with the cells', () => {
    fc.assert(
      fc.property(samples, ({ cells, vector }) => {
        const isNull = nullReader(vector);
        expect(cells.map((_, row) => isNull(row))).toEqual(cells.map((cell) => cell === null));
        if (!mayHaveNulls(vector)) expect(cells).not.toContain(null);
      }),
      rounds,
    );
  });

  it('byteSize counts the elements of a slice and not of the whole', () => {
    fc.assert(
      fc.property(samples, fc.nat(40), ({ cells, vector }, cut) => {
        if (vector.encoding === 'constant') return;
        const at = Math.min(cut, cells.length);
        const parts = byteSize(slice(vector, 0, at)) + byteSize(slice(vector, at, cells.length));
        // Each part of a nested vector has an end of its own, at every level.
        expect(parts).toBeGreaterThanOrEqual(byteSize(vector));
        expect(parts).toBeLessThanOrEqual(byteSize(vector) + 16);
      }),
      rounds,
    );
  });
});

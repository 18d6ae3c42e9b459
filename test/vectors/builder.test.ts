import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataType } from '../../src/types/data-type.ts';
import { buildVector, createBuilder } from '../../src/vectors/builder.ts';
import { allocate } from '../../src/vectors/fixed-width.ts';
import { cellsOf, samples } from './kit.ts';

describe('a builder', () => {
  it('gives back every cell, whatever room it began with', () => {
    fc.assert(
      fc.property(samples, fc.constantFrom(0, 1, 7, 64), ({ type, cells }, capacity) => {
        const builder = createBuilder(type, capacity);
        for (const cell of cells) builder.append(cell);
        const vector = builder.finish();
        expect(vector.length).toBe(cells.length);
        expect(cellsOf(vector)).toEqual(cells);
      }),
      { numRuns: 400 },
    );
  });

  it('grows over many doublings, with NULLs that begin late', () => {
    for (const type of [
      { kind: 'bigint' },
      { kind: 'varchar' },
      { kind: 'array', element: { kind: 'bigint' } },
    ] as const satisfies readonly DataType[]) {
      const cells = Array.from({ length: 5000 }, (_, i) =>
        i > 4000 && i % 3 === 0 ? null : type.kind === 'array' ? [BigInt(i)] : type.kind === 'varchar' ? `${i}` : BigInt(i),
      );
      expect(cellsOf(buildVector(type, cells))).toEqual(cells);
    }
  });

  it('takes undefined for NULL, and has a bitmap only where something is missing', () => {
    expect(buildVector({ kind: 'double' }, [1, undefined])).toMatchObject({ validity: Uint8Array.of(0b11111101) });
    expect(buildVector({ kind: 'double' }, [1, 2])).toMatchObject({ validity: undefined });
  });

  it('allocates the storage of each type', () => {
    const storages = (['boolean', 'integer', 'date', 'bigint', 'timestamp', 'double', 'real'] as const).map(
      (kind) => allocate({ kind }, 2).constructor,
    );
    expect(storages).toEqual([Uint8Array, Int32Array, Int32Array, BigInt64Array, BigInt64Array, Float64Array, Float64Array]);
  });
});

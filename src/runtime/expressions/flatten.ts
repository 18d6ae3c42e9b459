import { allocate, fillCells } from '../../vectors/storage.ts';
import type { CellArray, Vector } from '../../vectors/vector.ts';

interface ConstantBuffer {
  readonly value: unknown;
  readonly values: CellArray;
}

/** Constants as arrays, kept between batches: the same few literals are used in every batch. */
const constantBuffers: ConstantBuffer[] = [];
const maxConstantBuffers = 16;

/** The arrays of flat vectors; constants are broadcast, NULL constants as zero. */
export function flatten(vectors: readonly Vector[], length: number): unknown[] {
  return vectors.map((vector) => {
    if (vector.encoding === 'flat') return vector.values;
    const value = vector.encoding === 'constant' ? vector.value : null;
    const sample = allocate(vector.type, 0);
    for (const known of constantBuffers) {
      if (Object.is(known.value, value) && known.values.constructor === sample.constructor && known.values.length >= length)
        return known.values.subarray(0, length);
    }
    const values = allocate(vector.type, length);
    if (value !== null) fillCells(values, value);
    constantBuffers.unshift({ value, values });
    constantBuffers.length = Math.min(constantBuffers.length, maxConstantBuffers);
    return values;
  });
}

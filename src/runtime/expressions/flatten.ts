import { allocate, fillCells } from '../../vectors/fixed-width.ts';
import type { FixedWidthArray, Vector } from '../../vectors/vector.ts';

interface ConstantBuffer {
  readonly value: unknown;
  readonly values: FixedWidthArray;
}

/** Makes a function that gives the arrays of a call's flat arguments; constants are broadcast, NULL constants as zero, and kept between batches. */
export function createFlattener(): (vectors: readonly Vector[], length: number) => unknown[] {
  const buffers: (ConstantBuffer | undefined)[] = [];
  return (vectors, length) =>
    vectors.map((vector, i) => {
      if (vector.encoding === 'flat') return vector.values;
      const value = vector.encoding === 'constant' ? vector.value : null;
      const known = buffers[i];
      if (known && Object.is(known.value, value) && known.values.length >= length) return known.values.subarray(0, length);
      const values = allocate(vector.type, length);
      if (value !== null) fillCells(values, value);
      buffers[i] = { value, values };
      return values;
    });
}

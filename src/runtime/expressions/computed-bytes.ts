import type { Expression } from '../../operators/expressions/expression.ts';
import { stringBytes } from '../../types/spelled-bytes.ts';
import { isFixedWidth, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';

/** Whether the column of an expression has cells of its own, and not those of its input or one cell for all rows. */
export const isComputed = ({ kind }: Expression): boolean => kind !== 'column' && kind !== 'literal';

/** A larger cell is reserved by the call that makes it, before the column is complete. */
export const largeCell = 200;

/**
 * About the bytes of a column that an expression computed, cells of more than `maxCell` bytes left out. Strings are looked at one by one, as each was made just
 * before; the entries of a dictionary are those of whoever made it.
 */
export function computedBytes(vector: Vector, maxCell = Number.POSITIVE_INFINITY): number {
  const { length } = vector;
  switch (vector.encoding) {
    case 'constant':
      return 16;
    case 'dictionary':
      return 4 * length;
    case 'flat': {
      const { values } = vector;
      if (isFixedWidth(values)) return values.byteLength;
      let bytes = 8 * length;
      for (let row = 0; row < length; row++) {
        const value: unknown = values[row];
        const size = typeof value === 'string' ? stringBytes(value.length) : value instanceof Uint8Array ? value.byteLength : 0;
        if (size <= maxCell) bytes += size;
      }
      return bytes;
    }
    case 'list':
      return 4 * (length + 1) + computedBytes(vector.child, maxCell);
    case 'map':
      return 4 * (length + 1) + computedBytes(vector.keys, maxCell) + computedBytes(vector.values, maxCell);
    case 'row':
      return vector.children.reduce((bytes, child) => bytes + computedBytes(child, maxCell), 0);
  }
}

/** Reserves what a computed column takes until the batch was passed on. @throws ExecutionAbort if the query uses too much. */
export function reserveComputed(column: Vector, context: ExecutionContext): Vector {
  context.cells.grow(computedBytes(column, largeCell));
  return column;
}

import type { DataType } from '../types/data-type.ts';
import { buildVector } from './builder.ts';
import { allocate, fillCells, growCells, setCell } from './fixed-width.ts';
import { take } from './take.ts';
import { cellReader, type Dictionary, type FixedWidthArray, type FlatVector, type Vector } from './vector.ts';

/** The entries of dictionaries of numbers as typed arrays, which grow with them. */
const typedEntries = new WeakMap<Dictionary, { cells: FixedWidthArray; filled: number }>();

/** A vector of a type of fixed width as flat cells. Where it is flat already, it is returned as it is. */
export function flattened(vector: Vector): FlatVector {
  switch (vector.encoding) {
    case 'flat':
      return vector;
    case 'constant': {
      const { type, value, length, errors } = vector;
      const values = allocate(type, length);
      if (value !== null) fillCells(values, typeof value === 'boolean' ? Number(value) : value);
      return { encoding: 'flat', type, values, validity: value === null ? noneValid(length) : undefined, length, errors };
    }
    case 'dictionary': {
      const { type, codes, dictionary, errors } = vector;
      const values = entriesOf(type, dictionary);
      const entries: FlatVector = { encoding: 'flat', type, values, validity: undefined, length: values.length };
      return { ...(take(entries, codes) as FlatVector), errors }; // rows of a flat vector are flat
    }
    default: {
      const read = cellReader(vector);
      return buildVector(
        vector.type,
        Array.from({ length: vector.length }, (_, row) => read(row)),
      ) as FlatVector; // the callers ask for types of fixed width only
    }
  }
}

/** The entries of a dictionary of numbers as a typed array, of at least as many cells. */
function entriesOf(type: DataType, dictionary: Dictionary): FixedWidthArray {
  if (dictionary.cells) return dictionary.cells;
  const { values } = dictionary;
  const known = typedEntries.get(dictionary) ?? { cells: allocate(type, values.length), filled: 0 };
  if (known.cells.length < values.length) known.cells = growCells(known.cells, Math.max(values.length, 2 * known.cells.length));
  for (; known.filled < values.length; known.filled++) setCell(known.cells, known.filled, values[known.filled]);
  typedEntries.set(dictionary, known);
  return known.cells;
}

const noneValid = (length: number): Uint8Array => new Uint8Array((length + 7) >> 3);

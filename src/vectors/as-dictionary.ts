import { storageOf } from '../types/storage.ts';
import { CellDictionary } from './dictionary.ts';
import { flattened } from './flatten.ts';
import { cellReader, type Dictionary, nullReader, type Vector } from './vector.ts';

/** The cells of a vector as the entries of a dictionary, in their order; undefined where some are NULL or failed, or are of a type that is not kept in dictionaries. */
export function asDictionary(vector: Vector): Dictionary | undefined {
  const { type, length, errors } = vector;
  const storage = storageOf(type);
  const strings = type.kind === 'varchar' || type.kind === 'json';
  if (errors || !(strings || storage === 'int64' || storage === 'int32')) return undefined;
  const isNull = nullReader(vector);
  for (let row = 0; row < length; row++) if (isNull(row)) return undefined;
  if (!strings) return new CellDictionary((flattened(vector).values as BigInt64Array).subarray(0, length), true); // or Int32Array
  const read = cellReader(vector);
  return { values: Array.from({ length }, (_, row) => read(row)), repeats: true };
}

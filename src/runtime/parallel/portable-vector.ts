import type { DataType } from '../../types/data-type.ts';
import type { Bitmap } from '../../vectors/bitmap.ts';
import { type Dictionary, type FixedWidthArray, type FlatValues, isFixedWidth, type Vector } from '../../vectors/vector.ts';

/** A dictionary that both threads have, by its number, or the values of one that only the sender has. */
export type PortableDictionary = number | { readonly values: readonly unknown[]; readonly repeats: boolean };

/** A vector as data that crosses threads. */
export type PortableVector = { readonly type: DataType; readonly length: number } & (
  | { readonly encoding: 'flat'; readonly values: FlatValues; readonly validity: Bitmap | undefined }
  | { readonly encoding: 'constant'; readonly value: unknown }
  | { readonly encoding: 'dictionary'; readonly codes: Int32Array; readonly dictionary: PortableDictionary }
  | { readonly encoding: 'list'; readonly offsets: Int32Array; readonly child: PortableVector; readonly validity: Bitmap | undefined }
  | {
      readonly encoding: 'map';
      readonly offsets: Int32Array;
      readonly keys: PortableVector;
      readonly values: PortableVector;
      readonly validity: Bitmap | undefined;
    }
  | { readonly encoding: 'row'; readonly children: readonly PortableVector[]; readonly validity: Bitmap | undefined }
);

/** What is done with the parts of vectors on their way. */
export interface Packing {
  readonly array: <A extends FixedWidthArray>(cells: A) => A;
  /** Undefined where a dictionary cannot cross. */
  readonly dictionary: (dictionary: Dictionary) => PortableDictionary | undefined;
  /** Whether cells that are JavaScript values may cross; they are copied. */
  readonly objects: boolean;
}

/** A vector as data that crosses threads; undefined where it cannot. Failures are never on their way: they were reported before. */
export function packVector(vector: Vector, packing: Packing): PortableVector | undefined {
  const { type, length } = vector;
  const bits = (validity: Bitmap | undefined): Bitmap | undefined => validity && packing.array(validity);
  if (vector.errors) return undefined;
  switch (vector.encoding) {
    case 'constant':
      return { encoding: 'constant', type, length, value: vector.value };
    case 'dictionary': {
      const dictionary = packing.dictionary(vector.dictionary);
      return dictionary === undefined
        ? undefined
        : { encoding: 'dictionary', type, length, codes: packing.array(vector.codes), dictionary };
    }
    case 'flat': {
      const { values, validity } = vector;
      if (isFixedWidth(values)) return { encoding: 'flat', type, length, values: packing.array(values), validity: bits(validity) };
      return packing.objects ? { encoding: 'flat', type, length, values, validity: undefined } : undefined;
    }
    case 'list': {
      const child = packVector(vector.child, packing);
      return child && { encoding: 'list', type, length, offsets: packing.array(vector.offsets), child, validity: bits(vector.validity) };
    }
    case 'map': {
      const [keys, values] = [packVector(vector.keys, packing), packVector(vector.values, packing)];
      if (!keys || !values) return undefined;
      return { encoding: 'map', type, length, offsets: packing.array(vector.offsets), keys, values, validity: bits(vector.validity) };
    }
    case 'row': {
      const children: PortableVector[] = [];
      for (const child of vector.children) {
        const packed = packVector(child, packing);
        if (!packed) return undefined;
        children.push(packed);
      }
      return { encoding: 'row', type, length, children, validity: bits(vector.validity) };
    }
  }
}

/** The vector that was packed; `dictionaryOf` gives the dictionaries that both threads have. */
export function unpackVector(packed: PortableVector, dictionaryOf: (id: number) => Dictionary): Vector {
  switch (packed.encoding) {
    case 'dictionary': {
      const { dictionary } = packed;
      return { ...packed, dictionary: typeof dictionary === 'number' ? dictionaryOf(dictionary) : dictionary };
    }
    case 'list':
      return { ...packed, child: unpackVector(packed.child, dictionaryOf) };
    case 'map':
      return { ...packed, keys: unpackVector(packed.keys, dictionaryOf), values: unpackVector(packed.values, dictionaryOf) };
    case 'row':
      return { ...packed, children: packed.children.map((child) => unpackVector(child, dictionaryOf)) };
    default:
      return packed;
  }
}

/** An array that shares no memory with others, as a copy takes all of the memory that an array is a part of. */
export const compact = <A extends FixedWidthArray>(cells: A): A =>
  cells.byteLength === cells.buffer.byteLength ? cells : (cells.slice() as A);

/** The cells, if they are in memory that threads share; otherwise as many of zero in such memory, to be copied to. */
export function shared<A extends FixedWidthArray>(cells: A): A {
  if (cells.buffer instanceof SharedArrayBuffer) return cells;
  return new (cells.constructor as new (buffer: SharedArrayBuffer) => A)(new SharedArrayBuffer(cells.byteLength));
}

/** The bytes of what crosses, about. */
export function portableBytes(packed: PortableVector): number {
  switch (packed.encoding) {
    case 'constant':
      return 16;
    case 'dictionary':
      return packed.codes.byteLength + (typeof packed.dictionary === 'number' ? 0 : 40 * packed.dictionary.values.length);
    case 'flat':
      return isFixedWidth(packed.values) ? packed.values.byteLength : 40 * packed.length;
    case 'list':
      return packed.offsets.byteLength + portableBytes(packed.child);
    case 'map':
      return packed.offsets.byteLength + portableBytes(packed.keys) + portableBytes(packed.values);
    case 'row':
      return packed.children.reduce((bytes, child) => bytes + portableBytes(child), 0);
  }
}

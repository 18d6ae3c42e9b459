import { hasBit } from './bitmap.ts';
import type { FlatVector, Vector } from './vector.ts';
import { wordsOf } from './words.ts';

/** The elements of a list cell as doubles, NaN for NULL. */
export interface NumberRange {
  readonly values: Float64Array;
  /** The start of each inner list in `values`, and the end of the last one. */
  readonly offsets: Int32Array;
}

const high = 4294967296;

/** Int64 cells as doubles, offset by a base: exact if the difference is below 2^53. Reads 32-bit halves, which allocates no bigint per cell. */
function differences(values: BigInt64Array, base: bigint, out: Float64Array, from: number): void {
  const halves = wordsOf(values);
  const baseLow = Number(BigInt.asUintN(32, base));
  const baseHigh = Number(base >> 32n);
  for (let i = 0; i < out.length; i++) {
    const at = 2 * (from + i);
    out[i] = (halves[at + 1]! - baseHigh) * high + ((halves[at]! >>> 0) - baseLow);
  }
}

function floats({ values, validity }: FlatVector, from: number, to: number, base: bigint): Float64Array | undefined {
  const out = new Float64Array(to - from);
  if (values instanceof BigInt64Array) differences(values, base, out, from);
  else if (base !== 0n) return undefined;
  else if (values instanceof Float64Array || values instanceof Int32Array) out.set(values.subarray(from, to));
  else return undefined;
  if (validity) for (let i = from; i < to; i++) if (!hasBit(validity, i)) out[i - from] = Number.NaN;
  return out;
}

/** The elements of a nested array cell as doubles, offset by `base`, without a JavaScript value per element; undefined if the vector has another layout. */
export function nestedNumbers(vector: Vector, row: number, base = 0n): NumberRange | undefined {
  if (vector.encoding !== 'list' || vector.child.encoding !== 'list' || vector.child.child.encoding !== 'flat') return undefined;
  const { offsets, validity, child } = vector.child;
  if (validity) return undefined;
  const inner = offsets.subarray(vector.offsets[row]!, vector.offsets[row + 1]! + 1);
  const from = inner[0] ?? 0;
  const values = floats(child as FlatVector, from, inner.at(-1) ?? from, base);
  return values && { values, offsets: inner.map((at) => at - from) };
}

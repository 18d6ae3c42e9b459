import type { DataType } from '../../types/data-type.ts';
import { hasBit } from '../../vectors/bitmap.ts';
import { allocate } from '../../vectors/fixed-width.ts';
import { flattened } from '../../vectors/flatten.ts';
import type { Vector } from '../../vectors/vector.ts';
import { wordsOf } from '../../vectors/words.ts';
import type { Accumulator } from '../declaration.ts';
import { overGrowing } from './growing.ts';
import { perColumn } from './per-column.ts';
import { seenValidity, withRoom } from './states.ts';

/** The smallest or largest number of each group; NaN is larger than every number, as in sorting. */
export class NumberExtreme implements Accumulator {
  readonly #type: DataType;
  readonly #largest: boolean;
  /** What every value is at least as good as. */
  readonly #worst: number;
  #best: Float64Array;
  #seen = new Uint8Array(64);

  constructor(type: DataType, largest: boolean) {
    this.#type = type;
    this.#largest = largest;
    this.#worst = largest ? Number.NEGATIVE_INFINITY : Number.NaN;
    this.#best = new Float64Array(64).fill(this.#worst);
  }

  update(groups: Uint32Array, groupCount: number, [vector]: readonly Vector[]): void {
    this.#reserve(groupCount);
    const flat = flattened(vector!);
    const values = flat.values as Float64Array; // or the int32 array, which is read alike
    const { validity } = flat;
    const best = this.#best;
    const seen = this.#seen;
    if (this.#largest) {
      for (let row = 0; row < groups.length; row++) {
        if (validity && !hasBit(validity, row)) continue;
        const group = groups[row]!;
        const value = values[row]!;
        if (!(value <= best[group]!) && best[group] === best[group]) best[group] = value;
        seen[group] = 1;
      }
    } else {
      for (let row = 0; row < groups.length; row++) {
        if (validity && !hasBit(validity, row)) continue;
        const group = groups[row]!;
        const value = values[row]!;
        if (!(value >= best[group]!) && value === value) best[group] = value;
        seen[group] = 1;
      }
    }
  }

  updateAll([vector]: readonly Vector[], length: number): void {
    const flat = flattened(vector!);
    if (flat.validity || length === 0) {
      this.update(new Uint32Array(length), 1, [flat]);
      return;
    }
    const values = flat.values as Float64Array; // or the int32 array, which is read alike
    this.#seen[0] = 1;
    const { smallest, largest } = values instanceof Float64Array ? extremes(values) : extremesOf(values);
    this.#best[0] = this.#largest ? largerOf(this.#best[0]!, largest) : smallerOf(this.#best[0]!, smallest);
  }

  #reserve(groupCount: number): void {
    const before = this.#best.length;
    this.#best = withRoom(this.#best, groupCount);
    if (this.#best.length > before) this.#best.fill(this.#worst, before);
    this.#seen = withRoom(this.#seen, groupCount);
  }

  state(groupCount: number): readonly Vector[] {
    return [this.finish(0, groupCount)];
  }

  mergeState([best]: readonly Vector[], groups: Uint32Array, groupCount: number): void {
    this.update(groups, groupCount, [best!]);
  }

  finish(from: number, to: number): Vector {
    this.#reserve(to);
    const values = allocate(this.#type, to - from) as Float64Array;
    values.set(this.#best.subarray(from, to));
    return { encoding: 'flat', type: this.#type, values, validity: seenValidity(this.#seen, from, to), length: to - from };
  }

  *growing([vector]: readonly Vector[], offsets: Int32Array, ends: Int32Array): Generator<void, Vector> {
    const flat = flattened(vector!);
    const values = flat.values as Float64Array; // or the int32 array, which is read alike
    const { validity } = flat;
    const out = allocate(this.#type, ends.length) as Float64Array;
    const seen = new Uint8Array(ends.length);
    const better = this.#largest ? largerOf : smallerOf;
    let best = this.#worst;
    let any = 0;
    yield* overGrowing(offsets, ends, {
      reset: () => {
        best = this.#worst;
        any = 0;
      },
      add(place) {
        if (validity && !hasBit(validity, place)) return;
        best = any === 0 ? values[place]! : better(best, values[place]!);
        any = 1;
      },
      give(place) {
        out[place] = best;
        seen[place] = any;
      },
    });
    return { encoding: 'flat', type: this.#type, values: out, validity: seenValidity(seen, 0, ends.length), length: ends.length };
  }

  byteSize(): number {
    return 9 * this.#best.length;
  }
}

/** The larger of two numbers; NaN is larger than every number. */
const largerOf = (a: number, b: number): number => (a !== a || a >= b ? a : b);
const smallerOf = (a: number, b: number): number => (a !== a || b < a ? b : a);

interface Extremes {
  readonly smallest: number;
  readonly largest: number;
}

const extremes = perColumn(extremesOf);

/** The extremes of some numbers. New ones are rare, so that four values cost one predicted branch. */
function extremesOf(values: Float64Array | Int32Array): Extremes {
  let smallest = values[0]!;
  let largest = smallest;
  for (let i = 0; i < values.length; i += 4) {
    const end = Math.min(values.length, i + 4);
    if (
      end === i + 4 &&
      values[i]! >= smallest &&
      values[i]! <= largest &&
      values[i + 1]! >= smallest &&
      values[i + 1]! <= largest &&
      values[i + 2]! >= smallest &&
      values[i + 2]! <= largest &&
      values[i + 3]! >= smallest &&
      values[i + 3]! <= largest
    )
      continue;
    for (let j = i; j < end; j++) {
      smallest = smallerOf(smallest, values[j]!);
      largest = largerOf(largest, values[j]!);
    }
  }
  return { smallest, largest };
}

/** The smallest or largest 64-bit integer of each group, compared by halves, so that none becomes an object. */
export class Int64Extreme implements Accumulator {
  readonly #type: DataType;
  readonly #sign: number;
  #best = new BigInt64Array(64);
  #seen = new Uint8Array(64);

  constructor(type: DataType, largest: boolean) {
    this.#type = type;
    this.#sign = largest ? 1 : -1;
  }

  update(groups: Uint32Array, groupCount: number, [vector]: readonly Vector[]): void {
    this.#best = withRoom(this.#best, groupCount);
    this.#seen = withRoom(this.#seen, groupCount);
    const { values, validity } = flattened(vector!);
    const words = wordsOf(values as BigInt64Array); // the type is one of 64-bit integers
    const best = wordsOf(this.#best);
    const seen = this.#seen;
    const sign = this.#sign;
    for (let row = 0; row < groups.length; row++) {
      if (validity && !hasBit(validity, row)) continue;
      const group = groups[row]!;
      const low = words[2 * row]!;
      const high = words[2 * row + 1]!;
      const order = high - best[2 * group + 1]! || (low >>> 0) - (best[2 * group]! >>> 0);
      if (seen[group] === 1 && order * sign <= 0) continue;
      seen[group] = 1;
      best[2 * group] = low;
      best[2 * group + 1] = high;
    }
  }

  state(groupCount: number): readonly Vector[] {
    return [this.finish(0, groupCount)];
  }

  mergeState([best]: readonly Vector[], groups: Uint32Array, groupCount: number): void {
    this.update(groups, groupCount, [best!]);
  }

  finish(from: number, to: number): Vector {
    this.#best = withRoom(this.#best, to);
    const values = this.#best.slice(from, to);
    return { encoding: 'flat', type: this.#type, values, validity: seenValidity(this.#seen, from, to), length: to - from };
  }

  byteSize(): number {
    return 9 * this.#best.length;
  }
}

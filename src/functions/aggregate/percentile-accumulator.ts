import type { DataType } from '../../types/data-type.ts';
import { arrayOf, bigint, double, integer, type TypeDescriptor } from '../../types/type-descriptor.ts';
import { hasBit } from '../../vectors/bitmap.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { flattened } from '../../vectors/flatten.ts';
import type { Vector } from '../../vectors/vector.ts';
import { wordsOf } from '../../vectors/words.ts';
import type { Accumulator } from '../declaration.ts';
import { dropped, highHalf, QuantileSketch, type QuantileState } from './quantile-sketch.ts';
import { eachState, encodeStates, type StateEncoding } from './state-encoding.ts';
import { withRoom } from './states.ts';

/** What a sketch takes beside its values or buckets; measured. */
export const stateBytes = 560;

export interface PercentileState<V extends number | bigint> {
  readonly sketch: QuantileSketch<V>;
  fractions: readonly number[];
}

/** A number type, and how a double that is near to a value becomes one. */
export interface NumberType<V extends number | bigint> {
  readonly token: TypeDescriptor<V>;
  readonly valueOf: (x: number) => V;
}

export const bigints: NumberType<bigint> = { token: bigint, valueOf: (x) => BigInt(Math.round(x)) };
export const doubles: NumberType<number> = { token: double, valueOf: (x) => x };

/** How the state of a group crosses threads. */
export const encodingOf = <V extends number | bigint>({ token, valueOf }: NumberType<V>): StateEncoding<PercentileState<V>> => ({
  fields: [
    { name: 'fractions', type: arrayOf(double).type },
    { name: 'exact', type: arrayOf(token).type },
    { name: 'buckets', type: arrayOf(integer).type },
    { name: 'counts', type: arrayOf(double).type },
    { name: 'count', type: double.type },
    { name: 'min', type: token.type },
    { name: 'max', type: token.type },
  ],
  encode({ sketch, fractions }) {
    const { exact, buckets, counts, count, min, max } = sketch.state();
    return [fractions, exact, buckets, counts, count, min, max];
  },
  decode([fractions, exact, buckets, counts, count, min, max]) {
    const sketch = new QuantileSketch<V>(valueOf);
    sketch.merge({ exact, buckets, counts, count, min, max } as QuantileState<V>);
    return { sketch, fractions: fractions as readonly number[] };
  },
});

/** The percentile for a fraction that is the same for all rows, without a weight: nothing is looked up per row but the sketch of its group. */
export class PercentileAccumulator<V extends number | bigint> implements Accumulator {
  readonly #returns: DataType;
  readonly #type: NumberType<V>;
  readonly #fraction: number;
  readonly #sketches: (QuantileSketch<V> | undefined)[] = [];
  readonly #account = { bytes: 0 };
  #made = 0;
  // Of the sketches that count in buckets, by group: the window, where it begins, and what was counted there that the sketch does not know of.
  readonly #windows: (Float64Array | undefined)[] = [];
  #firsts = new Int32Array(0);
  #counted = new Float64Array(0);
  #smallest = new Float64Array(0);
  #largest = new Float64Array(0);

  constructor(returns: DataType, type: NumberType<V>, fraction: number) {
    this.#returns = returns;
    this.#type = type;
    this.#fraction = fraction;
  }

  update(groups: Uint32Array, groupCount: number, [vector]: readonly Vector[]): void {
    this.#reserve(groupCount);
    const { values, validity } = flattened(vector!);
    if (values instanceof Float64Array && !validity) {
      this.#countDoubles(groups, values);
      return;
    }
    for (let row = 0; row < groups.length; row++) {
      if (validity && !hasBit(validity, row)) continue;
      this.#sketchOf(groups[row]!).add(values[row] as V); // the cells of the accumulator's own type
    }
  }

  #reserve(groupCount: number): void {
    while (this.#sketches.length < groupCount) {
      this.#sketches.push(undefined);
      this.#windows.push(undefined);
    }
    this.#firsts = withRoom(this.#firsts, groupCount);
    this.#counted = withRoom(this.#counted, groupCount);
    this.#smallest = withRoom(this.#smallest, groupCount);
    this.#largest = withRoom(this.#largest, groupCount);
  }

  /** Raises the count of each value's bucket, read from the bits of the value; the sketch itself takes only what falls outside of its window. */
  #countDoubles(groups: Uint32Array, values: Float64Array): void {
    const halves = wordsOf(values);
    const windows = this.#windows;
    const firsts = this.#firsts;
    const counted = this.#counted;
    const smallest = this.#smallest;
    const largest = this.#largest;
    for (let row = 0; row < groups.length; row++) {
      const group = groups[row]!;
      const value = values[row]!;
      const window = windows[group];
      if (window && value === value) {
        const at = (value === 0 ? 0 : halves[2 * row + highHalf]! >> dropped) - firsts[group]!;
        if (at >= 0 && at < window.length) {
          window[at] = window[at]! + 1;
          counted[group] = counted[group]! + 1;
          if (value < smallest[group]!) smallest[group] = value;
          if (value > largest[group]!) largest[group] = value;
          continue;
        }
      }
      this.#sketchOf(group).add(value as V); // the accumulator's own type is DOUBLE
      this.#track(group);
    }
  }

  /** Looks where the window of a sketch is now. */
  #track(group: number): void {
    const window = this.#sketches[group]!.window;
    if (!window || window.counts === this.#windows[group]) return;
    if (!this.#windows[group]) {
      this.#smallest[group] = Number.POSITIVE_INFINITY;
      this.#largest[group] = Number.NEGATIVE_INFINITY;
    }
    this.#windows[group] = window.counts;
    this.#firsts[group] = window.first;
  }

  /** Tells the sketches what was counted in their windows. */
  #settle(): void {
    for (let group = 0; group < this.#sketches.length; group++) {
      if (!((this.#counted[group] ?? 0) > 0)) continue;
      this.#sketches[group]!.settle(this.#counted[group]!, this.#smallest[group] as V, this.#largest[group] as V);
      this.#counted[group] = 0;
    }
  }

  #sketchOf(group: number): QuantileSketch<V> {
    const sketch = this.#sketches[group] ?? new QuantileSketch<V>(this.#type.valueOf, this.#account);
    if (!this.#sketches[group]) this.#made++;
    this.#sketches[group] = sketch;
    return sketch;
  }

  state(groupCount: number): readonly Vector[] {
    this.#settle();
    const fractions = [this.#fraction];
    const stateOf = (group: number): PercentileState<V> | undefined => {
      const sketch = this.#sketches[group];
      return sketch && { sketch, fractions };
    };
    return [encodeStates(encodingOf(this.#type), stateOf, groupCount)];
  }

  mergeState([vector]: readonly Vector[], groups: Uint32Array, groupCount: number): void {
    this.#settle();
    this.#reserve(groupCount);
    const { decode } = encodingOf(this.#type);
    eachState(vector!, (row, cells) => {
      this.#sketchOf(groups[row]!).merge(decode(cells).sketch.state());
      this.#track(groups[row]!);
    });
  }

  finish(from: number, to: number): Vector {
    this.#settle();
    const builder = createBuilder(this.#returns, to - from);
    for (let group = from; group < to; group++) builder.append(this.#sketches[group]?.quantiles([this.#fraction])[0] ?? null);
    return builder.finish();
  }

  byteSize(): number {
    return this.#made * stateBytes + this.#account.bytes + 36 * this.#firsts.length;
  }
}

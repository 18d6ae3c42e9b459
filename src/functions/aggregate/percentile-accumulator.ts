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
  /** The argument that the fractions are from, in the last row. */
  given?: unknown;
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

/** Windows count in 32 bits; sketches take over what they counted before that is too little. */
const maxCounted = 2 ** 30;

/** The percentile for a fraction that is the same for all rows, without a weight: nothing is looked up per row but the sketch of its group. */
export class PercentileAccumulator<V extends number | bigint> implements Accumulator {
  readonly #returns: DataType;
  readonly #type: NumberType<V>;
  readonly #fraction: number;
  readonly #sketches: (QuantileSketch<V> | undefined)[] = [];
  readonly #account = { bytes: 0 };
  #made = 0;
  // Of the sketches that count in buckets, by group: what was counted in their window and they do not know of, where the window begins, and the
  // buckets of their smallest and largest value. Only what lies between these is counted here.
  readonly #windows: (Int32Array | undefined)[] = [];
  #firsts = new Int32Array(0);
  #lows = new Int32Array(0);
  #highs = new Int32Array(0);
  /** The rows since the windows were last settled. */
  #counted = 0;

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
    this.#lows = withRoom(this.#lows, groupCount);
    this.#highs = withRoom(this.#highs, groupCount);
  }

  #countDoubles(groups: Uint32Array, values: Float64Array): void {
    const words = wordsOf(values);
    this.#counted += groups.length;
    if (this.#counted > maxCounted) this.#settle();
    for (let row = 0; row < groups.length; row++) {
      row = countBetween(row, groups, words, this.#windows, this.#firsts, this.#lows, this.#highs);
      if (row === groups.length) return;
      const group = groups[row]!;
      this.#sketchOf(group).add(values[row]! as V); // the accumulator's own type is DOUBLE
      this.#track(group);
    }
  }

  /** Looks where the window of a sketch is now, and between which buckets its values are. */
  #track(group: number): void {
    const sketch = this.#sketches[group]!;
    const { window } = sketch;
    if (!window || window.counts.length === 0) return;
    const known = this.#windows[group];
    if (known?.length !== window.counts.length || this.#firsts[group] !== window.first) {
      if (known) sketch.addCounts(known, this.#firsts[group]!);
      this.#account.bytes += 4 * (window.counts.length - (known?.length ?? 0));
      this.#windows[group] = new Int32Array(window.counts.length);
      this.#firsts[group] = window.first;
    }
    [this.#lows[group], this.#highs[group]] = sketch.between;
  }

  /** Tells the sketches what was counted in their windows. */
  #settle(): void {
    this.#counted = 0;
    for (const [group, counts] of this.#windows.entries()) {
      if (!counts) continue;
      this.#sketches[group]!.addCounts(counts, this.#firsts[group]!);
      counts.fill(0);
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
    return this.#made * stateBytes + this.#account.bytes + 20 * this.#firsts.length;
  }
}

/**
 * Raises the counts of buckets, read from the bits of the values, and answers the first row whose value is not between those that its group
 * knows. A loop of its own, since calls make it slow.
 */
function countBetween(
  from: number,
  groups: Uint32Array,
  words: Int32Array,
  windows: readonly (Int32Array | undefined)[],
  firsts: Int32Array,
  lows: Int32Array,
  highs: Int32Array,
): number {
  const half = highHalf;
  const shift = dropped;
  let row = from;
  for (; row < groups.length; row++) {
    const group = groups[row]!;
    const bucket = words[2 * row + half]! >> shift;
    if (bucket <= lows[group]! || bucket >= highs[group]!) break;
    const window = windows[group];
    if (!window) break;
    const at = bucket - firsts[group]!;
    window[at] = window[at]! + 1;
  }
  return row;
}

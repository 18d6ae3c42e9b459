import type { DataType } from '../../types/data-type.ts';
import { double } from '../../types/type-descriptor.ts';
import { allValid, clearBit, hasBit } from '../../vectors/bitmap.ts';
import { flattened } from '../../vectors/flatten.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import type { Accumulator } from '../declaration.ts';
import { Blocks, squaresOfBlock } from './blocks.ts';
import { stridedState, withRoom } from './states.ts';

// The members of a group's state, side by side: number of values, mean, sum of squared distances to the mean.
const MEAN = 1;
const M2 = 2;
const WIDTH = 3;

/**
 * The second moment of each group: row by row (B. P. Welford 1962), or without groups by blocks that are merged (T. F. Chan, G. H. Golub, R. J. LeVeque
 * 1979).
 */
export class SecondMoment implements Accumulator {
  readonly #type: DataType;
  readonly #finish: (n: number, m2: number) => number | null;
  readonly #blocks = new Blocks((values, from, to, sum) => {
    const mean = sum / (to - from);
    this.#merge(0, to - from, mean, squaresOfBlock(values, from, to, mean));
  });
  #states = new Float64Array(64 * WIDTH);

  /** `finish` makes the answer of the number of values and the sum of their squared distances to their mean. */
  constructor(type: DataType, finish: (n: number, m2: number) => number | null) {
    this.#type = type;
    this.#finish = finish;
  }

  update(groups: Uint32Array, groupCount: number, [vector]: readonly Vector[]): void {
    const states = (this.#states = withRoom(this.#states, groupCount * WIDTH));
    const flat = flattened(vector!);
    const values = flat.values as Float64Array; // the overload takes doubles
    const { validity } = flat;
    for (let row = 0; row < groups.length; row++) {
      if (validity && !hasBit(validity, row)) continue;
      const at = groups[row]! * WIDTH;
      const n = states[at]! + 1;
      const value = values[row]!;
      const distance = value - states[at + MEAN]!;
      const mean = states[at + MEAN]! + distance / n;
      states[at] = n;
      states[at + MEAN] = mean;
      states[at + M2] = states[at + M2]! + distance * (value - mean);
    }
  }

  updateAll([vector]: readonly Vector[]): void {
    this.#blocks.push(vector!);
  }

  #merge(group: number, count: number, mean: number, m2: number): void {
    if (count === 0) return;
    const states = this.#states;
    const at = group * WIDTH;
    const before = states[at]!;
    const n = before + count;
    const distance = mean - states[at + MEAN]!;
    states[at] = n;
    states[at + MEAN]! += (distance * count) / n;
    states[at + M2]! += m2 + distance * distance * ((before * count) / n);
  }

  state(groupCount: number): readonly Vector[] {
    this.#blocks.flush();
    return [0, MEAN, M2].map((member) => stridedState(double.type, this.#states, member, WIDTH, groupCount));
  }

  mergeState(members: readonly Vector[], groups: Uint32Array, groupCount: number): void {
    this.#blocks.flush();
    this.#states = withRoom(this.#states, groupCount * WIDTH);
    const [countOf, meanOf, m2Of] = members.map(cellReader);
    for (let i = 0; i < groups.length; i++) this.#merge(groups[i]!, countOf!(i) as number, meanOf!(i) as number, m2Of!(i) as number);
  }

  finish(from: number, to: number): Vector {
    const states = (this.#states = withRoom(this.#states, to * WIDTH));
    return this.#blocks.ended(states.subarray(0, WIDTH), () => this.#finished(states, from, to));
  }

  #finished(states: Float64Array, from: number, to: number): Vector {
    const values = new Float64Array(to - from);
    let validity: Uint8Array | undefined;
    for (let row = 0; row < values.length; row++) {
      const at = (from + row) * WIDTH;
      const value = states[at]! > 0 ? this.#finish(states[at]!, states[at + M2]!) : null;
      if (value === null) {
        validity ??= allValid(values.length);
        clearBit(validity, row);
      } else values[row] = Number.isFinite(states[at + MEAN]!) ? value : Number.NaN; // beside an infinite value no moment is a number
    }
    return { encoding: 'flat', type: this.#type, values, validity, length: values.length };
  }

  byteSize(): number {
    return this.#states.byteLength;
  }
}

import { double } from '../../types/type-descriptor.ts';
import { allValid, clearBit, hasBit } from '../../vectors/bitmap.ts';
import { flattened } from '../../vectors/flatten.ts';
import { cellReader, type FlatVector, type Vector } from '../../vectors/vector.ts';
import type { Accumulator } from '../declaration.ts';
import { Blocks } from './blocks.ts';
import { overGrowing } from './growing.ts';
import { stridedState, withRoom } from './states.ts';

// The members of a group's state, side by side.
const SUM = 0;
const LOST = 1;
const COUNT = 2;
const WIDTH = 3;

/** A sum with what was lost; beside an infinite one nothing was lost that is a number. */
const totalOf = (sum: number, lost: number): number => (Number.isFinite(sum) ? sum + lost : sum);

/**
 * Sums and means of doubles by compensated summation (A. Neumaier 1974, in the branch-free form of Knuth's TwoSum): what rounding loses of each
 * addition is summed apart. Without groups, blocks are summed first.
 */
export class DoubleSum implements Accumulator {
  readonly #average: boolean;
  readonly #type: Vector['type'];
  readonly #blocks = new Blocks((_, from, to, sum) => this.#add(0, sum, to - from));
  #states = new Float64Array(64 * WIDTH);

  constructor(average: boolean, type: Vector['type']) {
    this.#average = average;
    this.#type = type;
  }

  update(groups: Uint32Array, groupCount: number, [vector]: readonly Vector[]): void {
    const states = (this.#states = withRoom(this.#states, groupCount * WIDTH));
    const flat = flattened(vector!);
    const values = flat.values as Float64Array; // the overloads take doubles
    const { validity } = flat;
    for (let row = 0; row < groups.length; row++) {
      if (validity && !hasBit(validity, row)) continue;
      const at = groups[row]! * WIDTH;
      const value = values[row]!;
      const sum = states[at]!;
      const total = sum + value;
      const part = total - sum;
      states[at] = total;
      states[at + LOST] = states[at + LOST]! + (sum - (total - part) + (value - part));
      states[at + COUNT] = states[at + COUNT]! + 1;
    }
  }

  updateAll([vector]: readonly Vector[]): void {
    this.#blocks.push(vector!);
  }

  #add(group: number, value: number, count: number): void {
    const states = this.#states;
    const at = group * WIDTH;
    const sum = states[at]!;
    const total = sum + value;
    const part = total - sum;
    states[at] = total;
    states[at + LOST]! += sum - (total - part) + (value - part);
    states[at + COUNT]! += count;
  }

  state(groupCount: number): readonly Vector[] {
    this.#blocks.flush();
    return [SUM, LOST, COUNT].map((member) => stridedState(double.type, this.#states, member, WIDTH, groupCount));
  }

  mergeState(members: readonly Vector[], groups: Uint32Array, groupCount: number): void {
    this.#blocks.flush();
    this.#states = withRoom(this.#states, groupCount * WIDTH);
    const [sumOf, lostOf, countOf] = members.map(cellReader);
    for (let i = 0; i < groups.length; i++) {
      this.#add(groups[i]!, sumOf!(i) as number, countOf!(i) as number);
      this.#states[groups[i]! * WIDTH + LOST]! += lostOf!(i) as number;
    }
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
      const count = states[at + COUNT]!;
      if (count === 0) {
        validity ??= allValid(values.length);
        clearBit(validity, row);
        continue;
      }
      const sum = totalOf(states[at]!, states[at + LOST]!);
      const value = this.#average ? sum / count : sum;
      values[row] = this.#type.kind === 'real' ? Math.fround(value) : value;
    }
    return { encoding: 'flat', type: this.#type, values, validity, length: values.length };
  }

  *growing([vector]: readonly Vector[], offsets: Int32Array, ends: Int32Array): Generator<void, Vector> {
    const { values, validity } = flattened(vector!) as FlatVector & { readonly values: Float64Array }; // the overloads take doubles
    const out = new Float64Array(ends.length);
    const valid = allValid(ends.length);
    const real = this.#type.kind === 'real';
    let [sum, lost, count] = [0, 0, 0];
    yield* overGrowing(offsets, ends, {
      reset() {
        [sum, lost, count] = [0, 0, 0];
      },
      add(place) {
        if (validity && !hasBit(validity, place)) return;
        const value = values[place]!;
        const total = sum + value;
        const part = total - sum;
        lost += sum - (total - part) + (value - part);
        sum = total;
        count++;
      },
      give: (place) => {
        if (count === 0) clearBit(valid, place);
        const all = this.#average ? totalOf(sum, lost) / count : totalOf(sum, lost);
        out[place] = real ? Math.fround(all) : all;
      },
    });
    return { encoding: 'flat', type: this.#type, values: out, validity: valid, length: ends.length };
  }

  byteSize(): number {
    return this.#states.byteLength;
  }
}

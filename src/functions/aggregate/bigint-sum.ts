import { RowError } from '../../diagnostics/row-error.ts';
import { bigint, double } from '../../types/type-descriptor.ts';
import { allValid, clearBit, hasBit } from '../../vectors/bitmap.ts';
import { flattened } from '../../vectors/flatten.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import { wordsOf } from '../../vectors/words.ts';
import type { Accumulator } from '../declaration.ts';
import { withRoom } from './states.ts';

// The members of a group's state, side by side: the sums of the low halves, unsigned, and of the high halves, and the number of values.
const HIGH = 1;
const COUNT = 2;
const WIDTH = 3;
const half = 2 ** 32;
/** After so many values the low halves may have summed to 2^52, which is carried before it gets inexact. */
const valuesPerCarry = 2 ** 20;
/** High halves beyond this are moved to a bigint. */
const maxHigh = 2 ** 51;

/** Exact sums of 64-bit integers, by halves in doubles; a group whose sum does not fit fails, whatever the order of its rows. */
export class BigintSum implements Accumulator {
  #states = new Float64Array(64 * WIDTH);
  /** By group: what was moved out of the halves. */
  readonly #moved = new Map<number, bigint>();

  update(groups: Uint32Array, groupCount: number, [vector]: readonly Vector[]): void {
    const states = (this.#states = withRoom(this.#states, groupCount * WIDTH));
    const { values, validity } = flattened(vector!);
    const words = wordsOf(values as BigInt64Array); // the overload takes BIGINT
    for (let row = 0; row < groups.length; row++) {
      if (validity && !hasBit(validity, row)) continue;
      const group = groups[row]!;
      const at = group * WIDTH;
      states[at] = states[at]! + (words[2 * row]! >>> 0);
      states[at + HIGH] = states[at + HIGH]! + words[2 * row + 1]!;
      const count = states[at + COUNT]! + 1;
      states[at + COUNT] = count;
      if (count % valuesPerCarry === 0) this.#carry(group);
    }
  }

  /** Moves what the halves hold beyond their width to the next. */
  #carry(group: number): void {
    const at = group * WIDTH;
    const carried = Math.floor(this.#states[at]! / half);
    this.#states[at]! -= carried * half;
    const high = this.#states[at + HIGH]! + carried;
    this.#states[at + HIGH] = Math.abs(high) > maxHigh ? 0 : high;
    if (Math.abs(high) > maxHigh) this.#move(group, BigInt(high) << 32n);
  }

  #move(group: number, sum: bigint): void {
    this.#moved.set(group, (this.#moved.get(group) ?? 0n) + sum);
  }

  #total(group: number): bigint {
    const at = group * WIDTH;
    const total = (BigInt(this.#states[at + HIGH]!) << 32n) + BigInt(this.#states[at]!);
    return total + (this.#moved.get(group) ?? 0n);
  }

  /** The low 64 bits of each sum, how many times 2^64 must be added to them, and the number of values. */
  state(groupCount: number): readonly Vector[] {
    this.#states = withRoom(this.#states, groupCount * WIDTH);
    const [sums, carries, counts] = [new BigInt64Array(groupCount), new Float64Array(groupCount), new Float64Array(groupCount)];
    for (let group = 0; group < groupCount; group++) {
      const total = this.#total(group);
      sums[group] = total;
      carries[group] = Number((total - sums[group]!) >> 64n);
      counts[group] = this.#states[group * WIDTH + COUNT]!;
    }
    return [sums, carries, counts].map((values, i) => ({
      encoding: 'flat',
      type: i === 0 ? bigint.type : double.type,
      values,
      validity: undefined,
      length: groupCount,
    }));
  }

  mergeState(members: readonly Vector[], groups: Uint32Array, groupCount: number): void {
    this.#states = withRoom(this.#states, groupCount * WIDTH);
    const [sumOf, carryOf, countOf] = members.map(cellReader);
    for (let i = 0; i < groups.length; i++) {
      this.#move(groups[i]!, (sumOf!(i) as bigint) + (BigInt(carryOf!(i) as number) << 64n));
      this.#states[groups[i]! * WIDTH + COUNT]! += countOf!(i) as number;
    }
  }

  finish(from: number, to: number): Vector {
    const states = (this.#states = withRoom(this.#states, to * WIDTH));
    const values = new BigInt64Array(to - from);
    const words = wordsOf(values);
    let validity: Uint8Array | undefined;
    const errors = new Map<number, RowError>();
    for (let row = 0; row < values.length; row++) {
      const at = (from + row) * WIDTH;
      const near = states[at + HIGH]! * half + states[at]!;
      if (states[at + COUNT]! > 0 && Number.isSafeInteger(near) && this.#moved.size === 0) {
        words[2 * row] = near;
        words[2 * row + 1] = Math.floor(near / half);
        continue;
      }
      const total = this.#total(from + row);
      values[row] = total;
      if (states[at + COUNT]! > 0 && values[row] === total) continue;
      if (states[at + COUNT]! > 0) errors.set(row, new RowError('NUMERIC_VALUE_OUT_OF_RANGE', 'the sum does not fit BIGINT'));
      validity ??= allValid(values.length);
      clearBit(validity, row);
    }
    return {
      encoding: 'flat',
      type: bigint.type,
      values,
      validity,
      length: values.length,
      errors: errors.size > 0 ? errors : undefined,
    };
  }

  byteSize(): number {
    return this.#states.byteLength + this.#moved.size * 64;
  }
}

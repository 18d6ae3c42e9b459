import { RowError } from '../../diagnostics/row-error.ts';
import { bigint, double } from '../../types/type-descriptor.ts';
import { allValid, clearBit, hasBit } from '../../vectors/bitmap.ts';
import { flattened } from '../../vectors/flatten.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import { wordsOf } from '../../vectors/words.ts';
import type { Accumulator } from '../declaration.ts';
import { overGrowing } from './growing.ts';
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

/** Sums as a column; those that do not fit fail. */
class SumColumn {
  readonly #values: BigInt64Array;
  readonly #words: Int32Array;
  #validity: Uint8Array | undefined;
  readonly #errors = new Map<number, RowError>();

  constructor(length: number) {
    this.#values = new BigInt64Array(length);
    this.#words = wordsOf(this.#values);
  }

  /** Writes a sum that doubles hold exactly; answers whether it is one. */
  setNear(row: number, sum: number): boolean {
    if (!Number.isSafeInteger(sum)) return false;
    this.#words[2 * row] = sum;
    this.#words[2 * row + 1] = Math.floor(sum / half);
    return true;
  }

  set(row: number, sum: bigint): void {
    this.#values[row] = sum;
    if (this.#values[row] === sum) return;
    this.setNull(row);
    this.#errors.set(row, new RowError('NUMERIC_VALUE_OUT_OF_RANGE', 'the sum does not fit BIGINT'));
  }

  setNull(row: number): void {
    this.#values[row] = 0n;
    this.#validity ??= allValid(this.#values.length);
    clearBit(this.#validity, row);
  }

  finish(): Vector {
    const { length } = this.#values;
    const errors = this.#errors.size > 0 ? this.#errors : undefined;
    return { encoding: 'flat', type: bigint.type, values: this.#values, validity: this.#validity, length, errors };
  }
}

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

  *growing([vector]: readonly Vector[], offsets: Int32Array, ends: Int32Array): Generator<void, Vector> {
    const { values, validity } = flattened(vector!);
    const words = wordsOf(values as BigInt64Array); // the overload takes BIGINT
    const sums = new SumColumn(ends.length);
    let [low, high, count, moved] = [0, 0, 0, 0n];
    yield* overGrowing(offsets, ends, {
      reset() {
        [low, high, count, moved] = [0, 0, 0, 0n];
      },
      add(place) {
        if (validity && !hasBit(validity, place)) return;
        low += words[2 * place]! >>> 0;
        high += words[2 * place + 1]!;
        if (++count % valuesPerCarry > 0) return;
        moved += (BigInt(high) << 32n) + BigInt(low);
        [low, high] = [0, 0];
      },
      give(place) {
        if (count === 0) sums.setNull(place);
        else if (moved !== 0n || !sums.setNear(place, high * half + low)) sums.set(place, moved + (BigInt(high) << 32n) + BigInt(low));
      },
    });
    return sums.finish();
  }

  finish(from: number, to: number): Vector {
    const states = (this.#states = withRoom(this.#states, to * WIDTH));
    const sums = new SumColumn(to - from);
    for (let row = 0; row < to - from; row++) {
      const at = (from + row) * WIDTH;
      if (states[at + COUNT] === 0) sums.setNull(row);
      else if (this.#moved.size > 0 || !sums.setNear(row, states[at + HIGH]! * half + states[at]!)) sums.set(row, this.#total(from + row));
    }
    return sums.finish();
  }

  byteSize(): number {
    return this.#states.byteLength + this.#moved.size * 64;
  }
}

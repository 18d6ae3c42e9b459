import { outOfRange, RowError } from '../../diagnostics/row-error.ts';
import { BIGINT, VARCHAR } from '../../types/data-type.ts';
import { bigint, double, intervalDay, intervalMonth, real, type TypeDescriptor } from '../../types/type-descriptor.ts';
import { allValid, clearBit, hasBit } from '../../vectors/bitmap.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import { type Accumulator, type AggregateOverload, defineAggregate } from '../declaration.ts';
import type { StateEncoding } from './state-encoding.ts';
import { statefulAccumulator } from './stateful.ts';
import { flatState, withRoom } from './states.ts';

/** The validity of groups that took in a row. */
function validityOf(counts: Float64Array, groupCount: number): Uint8Array | undefined {
  let bits: Uint8Array | undefined;
  for (let group = 0; group < groupCount; group++) {
    if ((counts[group] ?? 0) > 0) continue;
    bits ??= allValid(groupCount);
    clearBit(bits, group);
  }
  return bits;
}

/** Sums and counts of doubles. */
class DoubleSum implements Accumulator {
  readonly #average: boolean;
  readonly #type: Vector['type'];
  sums = new Float64Array(64);
  counts = new Float64Array(64);

  constructor(average: boolean, type: Vector['type']) {
    this.#average = average;
    this.#type = type;
  }

  update(groups: Uint32Array, groupCount: number, [vector]: readonly Vector[]): void {
    const sums = (this.sums = withRoom(this.sums, groupCount));
    const counts = (this.counts = withRoom(this.counts, groupCount));
    if (vector!.encoding === 'flat' && !vector!.validity) {
      const values = vector!.values as Float64Array;
      for (let row = 0; row < groups.length; row++) {
        const group = groups[row]!;
        sums[group]! += values[row]!;
        counts[group]!++;
      }
      return;
    }
    const read = cellReader(vector!);
    for (let row = 0; row < groups.length; row++) {
      const value = read(row);
      if (value === null) continue;
      sums[groups[row]!]! += value as number;
      counts[groups[row]!]!++;
    }
  }

  state(groupCount: number): readonly Vector[] {
    return [flatState(double.type, this.sums, groupCount), flatState(double.type, this.counts, groupCount)];
  }

  mergeState([sums, counts]: readonly Vector[], groups: Uint32Array, groupCount: number): void {
    this.sums = withRoom(this.sums, groupCount);
    this.counts = withRoom(this.counts, groupCount);
    const sumOf = cellReader(sums!);
    const countOf = cellReader(counts!);
    for (let i = 0; i < groups.length; i++) {
      this.sums[groups[i]!]! += sumOf(i) as number;
      this.counts[groups[i]!]! += countOf(i) as number;
    }
  }

  finish(groupCount: number): Vector {
    const values = new Float64Array(groupCount);
    for (let group = 0; group < groupCount; group++) {
      const sum = this.sums[group] ?? 0;
      values[group] = this.#average ? sum / (this.counts[group] ?? 0) : sum;
    }
    if (this.#type.kind === 'real') values.forEach((value, i) => (values[i] = Math.fround(value)));
    return {
      encoding: 'flat',
      type: this.#type,
      values,
      validity: validityOf(this.counts, groupCount),
      length: groupCount,
    };
  }

  byteSize(): number {
    return this.sums.byteLength + this.counts.byteLength;
  }
}

/** Exact sums of 64-bit integers; a group whose sum does not fit fails, whatever the order of its rows. */
class BigintSum implements Accumulator {
  /** The low 64 bits of each sum. */
  sums = new BigInt64Array(64);
  counts = new Float64Array(64);
  /** By group: how many times 2^64 must be added to the low bits; groups with nothing to add are missing. */
  readonly #carries = new Map<number, number>();

  update(groups: Uint32Array, groupCount: number, [vector]: readonly Vector[]): void {
    const sums = (this.sums = withRoom(this.sums, groupCount));
    const counts = (this.counts = withRoom(this.counts, groupCount));
    if (vector!.encoding === 'flat') {
      const values = vector!.values as BigInt64Array;
      const { validity } = vector!;
      for (let row = 0; row < groups.length; row++) {
        if (validity && !hasBit(validity, row)) continue;
        const group = groups[row]!;
        const a = sums[group]!;
        const b = values[row]!;
        const sum = BigInt.asIntN(64, a + b);
        if (((a ^ sum) & (b ^ sum)) < 0n) this.#carry(group, b < 0n ? -1 : 1);
        sums[group] = sum;
        counts[group]!++;
      }
      return;
    }
    const read = cellReader(vector!);
    for (let row = 0; row < groups.length; row++) {
      const value = read(row) as bigint | null;
      if (value !== null) this.#add(groups[row]!, value, 1);
    }
  }

  #add(group: number, value: bigint, count: number): void {
    const sum = this.sums[group]! + value;
    const low = BigInt.asIntN(64, sum);
    if (low !== sum) this.#carry(group, sum < 0n ? -1 : 1);
    this.sums[group] = low;
    this.counts[group]! += count;
  }

  #carry(group: number, times: number): void {
    this.#carries.set(group, (this.#carries.get(group) ?? 0) + times);
  }

  state(groupCount: number): readonly Vector[] {
    const carries = new Float64Array(groupCount);
    for (const [group, times] of this.#carries) carries[group] = times;
    return [
      flatState(bigint.type, this.sums, groupCount),
      flatState(double.type, carries, groupCount),
      flatState(double.type, this.counts, groupCount),
    ];
  }

  mergeState([sums, carries, counts]: readonly Vector[], groups: Uint32Array, groupCount: number): void {
    this.sums = withRoom(this.sums, groupCount);
    this.counts = withRoom(this.counts, groupCount);
    const sumOf = cellReader(sums!);
    const carryOf = cellReader(carries!);
    const countOf = cellReader(counts!);
    for (let i = 0; i < groups.length; i++) {
      this.#add(groups[i]!, sumOf(i) as bigint, countOf(i) as number);
      if (carryOf(i) !== 0) this.#carry(groups[i]!, carryOf(i) as number);
    }
  }

  finish(groupCount: number): Vector {
    this.sums = withRoom(this.sums, groupCount);
    this.counts = withRoom(this.counts, groupCount);
    const values = this.sums.slice(0, groupCount);
    let validity = validityOf(this.counts, groupCount);
    const errors = new Map<number, RowError>();
    for (const [group, times] of this.#carries) {
      if (times === 0) continue;
      errors.set(group, new RowError('NUMERIC_VALUE_OUT_OF_RANGE', 'the sum does not fit BIGINT'));
      validity ??= allValid(groupCount);
      clearBit(validity, group);
    }
    return {
      encoding: 'flat',
      type: bigint.type,
      values,
      validity,
      length: groupCount,
      errors: errors.size > 0 ? errors : undefined,
    };
  }

  byteSize(): number {
    return this.sums.byteLength + this.counts.byteLength + this.#carries.size * 48;
  }
}

interface IntervalSum {
  sum: bigint;
  count: bigint;
}

/** The total of intervals as a text, since it may leave 64 bits for a while. */
const intervalEncoding: StateEncoding<IntervalSum> = {
  fields: [
    { name: 'sum', type: VARCHAR },
    { name: 'count', type: BIGINT },
  ],
  encode: ({ sum, count }) => [String(sum), count],
  decode: ([sum, count]) => ({ sum: BigInt(sum as string), count: count as bigint }),
};

/** A quotient to the nearest whole number, halves away from zero. */
function rounded(sum: bigint, count: bigint): bigint {
  return (sum * 2n + (sum < 0n ? -count : count)) / (count * 2n);
}

/** Sums and means of intervals of either kind. */
function overIntervals(average: boolean): AggregateOverload[] {
  return [intervalDay, intervalMonth].map((type: TypeDescriptor) => ({
    params: [type],
    returns: type,
    accumulator: ({ returns }) =>
      statefulAccumulator<IntervalSum>(returns, {
        make: () => ({ sum: 0n, count: 0n }),
        add(state, value) {
          state.sum += BigInt(value as bigint | number);
          state.count++;
        },
        merge(state, other) {
          state.sum += other.sum;
          state.count += other.count;
        },
        finish({ sum, count }) {
          const total = average ? rounded(sum, count) : sum;
          const bits = type === intervalMonth ? 32 : 64;
          if (BigInt.asIntN(bits, total) !== total) outOfRange('the sum does not fit INTERVAL');
          return type === intervalMonth ? Number(total) : total;
        },
        encoding: intervalEncoding,
      }),
  }));
}

export const sum = defineAggregate({
  name: 'sum',
  category: 'aggregate',
  summary: 'The sum of the values that are not NULL; NULL over none.',
  parameters: { value: 'numbers or intervals; NULLs are left out' },
  examples: [
    { call: 'sum(x)', result: '6' },
    { call: 'sum(nullif(x, 2))', result: '4' },
    { call: 'sum(distinct x % 2)', result: '1' },
    { call: 'sum(x * 4000000000000000000)', error: 'SPL3002' },
  ],
  overloads: [
    { params: [bigint], returns: bigint, accumulator: () => new BigintSum() },
    { params: [real], returns: real, accumulator: () => new DoubleSum(false, real.type) },
    { params: [double], returns: double, accumulator: () => new DoubleSum(false, double.type) },
    ...overIntervals(false),
  ],
});

export const avg = defineAggregate({
  name: 'avg',
  aliases: ['mean'],
  category: 'aggregate',
  summary: 'The arithmetic mean of the values that are not NULL; NULL over none.',
  parameters: { value: 'numbers or intervals; NULLs are left out' },
  examples: [
    { call: 'avg(x)', result: '2.0' },
    { call: 'avg(nullif(x, 2))', result: '2.0' },
  ],
  overloads: [
    { params: [real], returns: real, accumulator: () => new DoubleSum(true, real.type) },
    { params: [double], returns: double, accumulator: () => new DoubleSum(true, double.type) },
    ...overIntervals(true),
  ],
});

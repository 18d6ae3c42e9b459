import type { DataType } from '../../types/data-type.ts';
import { arrayOf, T } from '../../types/type-descriptor.ts';
import { allValid, clearBit } from '../../vectors/bitmap.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { columnBytes } from '../../vectors/record-batch.ts';
import { concatenate, slice, take } from '../../vectors/take.ts';
import { byteSize, type ListVector, type Vector } from '../../vectors/vector.ts';
import { type Accumulator, type AggregateCallSite, defineAggregate } from '../declaration.ts';

/** Keeps the vectors it is given and sorts their rows by group at the end: no array per group, no value copied twice. */
class ArrayAccumulator implements Accumulator {
  readonly #call: AggregateCallSite;
  /** Without groups where all rows are of group 0. */
  readonly #parts: { readonly groups?: Uint32Array; readonly values: Vector }[] = [];
  /** Groups of which anything is known. */
  #groupCount = 0;
  /** The values of all these groups, until more are taken in. */
  #sorted: ListVector | undefined;
  #bytes = 0;

  constructor(call: AggregateCallSite) {
    this.#call = call;
  }

  update(groups: Uint32Array, groupCount: number, [values]: readonly Vector[]): void {
    this.#sorted = undefined;
    this.#groupCount = groupCount;
    this.#parts.push({ groups: groups.slice(), values: values! });
    this.#bytes += 2 * columnBytes + groups.byteLength + laidOutBytes(values!);
  }

  updateAll([values]: readonly Vector[]): void {
    this.#sorted = undefined;
    this.#groupCount = 1;
    this.#parts.push({ values: values! });
    this.#bytes += columnBytes + laidOutBytes(values!);
  }

  state(groupCount: number): readonly Vector[] {
    return [this.finish(0, groupCount)];
  }

  mergeState([lists]: readonly Vector[], groups: Uint32Array, groupCount: number): void {
    const { owners, values } = elementsOf(lists!, groups);
    this.update(owners, groupCount, [values]);
  }

  finish(from: number, to: number): Vector {
    if (!this.#sorted || this.#sorted.length < to) this.#sorted = this.#sort(Math.max(to, this.#groupCount));
    return slice(this.#sorted, from, to);
  }

  #sort(groupCount: number): ListVector {
    const type = this.#call.returns as DataType & { readonly kind: 'array' };
    const offsets = new Int32Array(groupCount + 1);
    for (const { groups, values } of this.#parts) {
      if (groups) for (let row = 0; row < groups.length; row++) offsets[groups[row]! + 1]!++;
      else offsets[1]! += values.length;
    }
    let validity: Uint8Array | undefined;
    for (let group = 0; group < groupCount; group++) {
      if (offsets[group + 1] === 0) {
        validity ??= allValid(groupCount);
        clearBit(validity, group);
      }
      offsets[group + 1]! += offsets[group]!;
    }
    const all =
      this.#parts.length > 0
        ? concatenate(
            type.element,
            this.#parts.map((part) => part.values),
          )
        : createBuilder(type.element).finish();
    return { encoding: 'list', type, offsets, child: this.#inGroups(all, offsets), validity, length: groupCount };
  }

  /** All values, those of the first group first. Without groups they are in that order. */
  #inGroups(all: Vector, offsets: Int32Array): Vector {
    if (this.#parts.every(({ groups }) => !groups)) return all;
    const next = offsets.slice();
    const order = new Int32Array(all.length);
    let at = 0;
    for (const { groups } of this.#parts) for (let row = 0; row < groups!.length; row++, at++) order[next[groups![row]!]!++] = at;
    return take(all, order);
  }

  byteSize(): number {
    return this.#bytes;
  }
}

/** What the cells of a vector take in an array: a constant, which takes next to nothing, is a cell per row there. */
const laidOutBytes = (values: Vector): number => (values.encoding === 'constant' ? 8 * values.length : byteSize(values));

/** The elements of arrays of groups, with the group of each. */
export function elementsOf(arrays: Vector, groups: Uint32Array): { readonly owners: Uint32Array; readonly values: Vector } {
  const { offsets, child } = arrays as ListVector; // what accumulators of arrays give
  const begin = offsets[0]!;
  const end = offsets[groups.length]!;
  const owners = new Uint32Array(end - begin);
  for (let row = 0; row < groups.length; row++) owners.fill(groups[row]!, offsets[row]! - begin, offsets[row + 1]! - begin);
  return { owners, values: slice(child, begin, end) };
}

export const arrayAgg = defineAggregate({
  name: 'array_agg',
  category: 'aggregate',
  summary: 'An array of the values of all rows in their order, NULLs included.',
  parameters: { value: 'any value' },
  examples: [
    { call: 'array_agg(x)', result: '[1, 2, 3]' },
    { call: 'array_agg(nullif(x, 2))', result: '[1, NULL, 3]' },
    { call: 'array_agg(distinct x % 2)', result: '[1, 0]' },
  ],
  overloads: [{ params: [T], returns: arrayOf(T), accumulator: (call) => new ArrayAccumulator(call) }],
});

import { arrayAgg, elementsOf } from '../../functions/aggregate/array-agg.ts';
import { countsVector } from '../../functions/aggregate/count.ts';
import { withRoom } from '../../functions/aggregate/states.ts';
import type { Accumulator } from '../../functions/declaration.ts';
import { arrayType, type DataType } from '../../types/data-type.ts';
import { nullReader, type Vector } from '../../vectors/vector.ts';
import { DistinctRows } from './distinct-rows.ts';
import type { BeforeGrowth } from './key-table.ts';

/** Counts the distinct values of groups that are not NULL, which is what count_distinct means, by one table for all groups. A state is the array of its values. */
export class DistinctCounts implements Accumulator {
  readonly #type: DataType;
  readonly #seen: DistinctRows;
  #counts = new Float64Array(64);

  constructor(type: DataType, beforeGrowth?: BeforeGrowth) {
    this.#type = type;
    this.#seen = new DistinctRows([type], beforeGrowth);
  }

  update(groups: Uint32Array, groupCount: number, [values]: readonly Vector[]): void {
    const counts = (this.#counts = withRoom(this.#counts, groupCount));
    const isNull = nullReader(values!);
    for (const row of this.#seen.choose(groups, [values!])) if (!isNull(row)) counts[groups[row]!]!++;
  }

  state(groupCount: number): readonly Vector[] {
    const [groups, values] = this.#seen.chosen() as [{ readonly values: Int32Array }, Vector]; // the first column is of numbers
    const arrays = arrayAgg.overloads[0]!.accumulator({ types: [this.#type], returns: arrayType(this.#type), constants: [undefined] });
    arrays.update(Uint32Array.from(groups.values), groupCount, [values]);
    return [arrays.finish(0, groupCount)];
  }

  mergeState([arrays]: readonly Vector[], groups: Uint32Array, groupCount: number): void {
    const { owners, values } = elementsOf(arrays!, groups);
    this.update(owners, groupCount, [values]);
  }

  finish(from: number, to: number): Vector {
    this.#counts = withRoom(this.#counts, to);
    return countsVector(this.#counts.subarray(from, to));
  }

  byteSize(): number {
    return this.#seen.byteSize() + this.#counts.byteLength;
  }
}

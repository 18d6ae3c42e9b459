import { bigint, boolean, T } from '../../types/type-descriptor.ts';
import { cellReader, mayHaveNulls, nullReader, type Vector } from '../../vectors/vector.ts';
import { wordsOf } from '../../vectors/words.ts';
import { type Accumulator, defineAggregate } from '../declaration.ts';
import { overGrowing } from './growing.ts';
import { withRoom } from './states.ts';

/** Of so few groups, neighbouring rows often count for the same one. */
const maxLaneGroups = 1024;

/** Counts in four lanes, since adding to a count that was just written waits for that write. */
function countInLanes(groups: Uint32Array, counts: Float64Array): void {
  const lanes = new Int32Array(4 * maxLaneGroups);
  const [second, third, fourth] = [maxLaneGroups, 2 * maxLaneGroups, 3 * maxLaneGroups] as const;
  let row = 0;
  for (; row + 4 <= groups.length; row += 4) {
    lanes[groups[row]!]!++;
    lanes[second + groups[row + 1]!]!++;
    lanes[third + groups[row + 2]!]!++;
    lanes[fourth + groups[row + 3]!]!++;
  }
  for (; row < groups.length; row++) lanes[groups[row]!]!++;
  const groupCount = Math.min(counts.length, maxLaneGroups);
  for (let group = 0; group < groupCount; group++) {
    counts[group]! += lanes[group]! + lanes[second + group]! + lanes[third + group]! + lanes[fourth + group]!;
  }
}

/** Counts the rows that a test keeps. */
class CountAccumulator implements Accumulator {
  readonly #keep: (args: readonly Vector[]) => ((row: number) => boolean) | undefined;
  counts = new Float64Array(64);

  /** `keep` gives a test for the rows of a batch, or nothing where all count. */
  constructor(keep: (args: readonly Vector[]) => ((row: number) => boolean) | undefined) {
    this.#keep = keep;
  }

  update(groups: Uint32Array, groupCount: number, args: readonly Vector[]): void {
    const counts = (this.counts = withRoom(this.counts, groupCount));
    const test = this.#keep(args);
    if (!test && groupCount <= maxLaneGroups) countInLanes(groups, counts);
    else if (!test) for (let row = 0; row < groups.length; row++) counts[groups[row]!]!++;
    else for (let row = 0; row < groups.length; row++) if (test(row)) counts[groups[row]!]!++;
  }

  updateAll(args: readonly Vector[], length: number): void {
    const test = this.#keep(args);
    let count = length;
    if (test) for (let row = 0; row < length; row++) if (!test(row)) count--;
    this.counts[0]! += count;
  }

  state(groupCount: number): readonly Vector[] {
    return [this.finish(0, groupCount)];
  }

  mergeState([state]: readonly Vector[], groups: Uint32Array, groupCount: number): void {
    const counts = (this.counts = withRoom(this.counts, groupCount));
    const read = cellReader(state!);
    for (let i = 0; i < groups.length; i++) counts[groups[i]!]! += Number(read(i));
  }

  finish(from: number, to: number): Vector {
    this.counts = withRoom(this.counts, to);
    return countsVector(this.counts.subarray(from, to));
  }

  *growing(args: readonly Vector[], offsets: Int32Array, ends: Int32Array): Generator<void, Vector> {
    const counts = new Float64Array(ends.length);
    const test = this.#keep(args);
    let count = 0;
    yield* overGrowing(offsets, ends, {
      reset() {
        count = 0;
      },
      add(place) {
        if (!test || test(place)) count++;
      },
      give(place) {
        counts[place] = count;
      },
    });
    return countsVector(counts);
  }

  byteSize(): number {
    return this.counts.byteLength;
  }
}

/** Counts as a column. */
export function countsVector(counts: Float64Array): Vector {
  const values = new BigInt64Array(counts.length);
  const words = wordsOf(values);
  for (let group = 0; group < counts.length; group++) {
    words[2 * group] = counts[group]!;
    words[2 * group + 1] = counts[group]! / 2 ** 32;
  }
  return { encoding: 'flat', type: bigint.type, values, validity: undefined, length: counts.length };
}

const present = ([value]: readonly Vector[]): ((row: number) => boolean) | undefined => {
  if (!value || !mayHaveNulls(value)) return undefined;
  const isNull = nullReader(value);
  return (row) => !isNull(row);
};

export const count = defineAggregate({
  name: 'count',
  category: 'aggregate',
  summary: 'The number of rows, or of rows in which a value is not NULL.',
  parameters: { 'value?': 'any value; rows where it is NULL do not count' },
  examples: [
    { call: 'count(1)', result: '3' },
    { call: 'count(*)', result: '3' },
    { call: 'count(nullif(x, 2))', result: '2' },
    { call: 'count(distinct x % 2)', result: '2' },
  ],
  overloads: [
    { params: [], returns: bigint, countsRows: true, exactMerge: true, accumulator: () => new CountAccumulator(() => undefined) },
    { params: [T], returns: bigint, countsRows: true, exactMerge: true, accumulator: () => new CountAccumulator(present) },
  ],
});

export const countIf = defineAggregate({
  name: 'count_if',
  aliases: ['countif'],
  category: 'aggregate',
  summary: 'The number of rows for which a condition is true.',
  parameters: { condition: 'the condition; NULL is not true' },
  examples: [{ call: 'count_if(x > 1)', result: '2' }],
  overloads: [
    {
      params: [boolean],
      returns: bigint,
      exactMerge: true,
      accumulator: () =>
        new CountAccumulator(([condition]) => {
          const read = cellReader(condition!);
          return (row) => read(row) === true;
        }),
    },
  ],
});

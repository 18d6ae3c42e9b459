import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayType, INTEGER, type RowField, rowType } from '../../types/data-type.ts';
import { storageOf } from '../../types/storage.ts';
import { arrayOf, bigint, T, U } from '../../types/type-descriptor.ts';
import { cellBytes, comparator } from '../../types/values.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import { type Accumulator, type AggregateCallSite, type AggregateFunction, defineAggregate } from '../declaration.ts';
import { checkConstant, sameInGroup } from './constant-arguments.ts';
import { Int64Extreme, NumberExtreme } from './number-extreme.ts';
import { statefulAccumulator } from './stateful.ts';

/** Keeps the smallest or largest value of each group, for values that are not numbers. */
class ExtremeAccumulator implements Accumulator {
  readonly #type: Vector['type'];
  readonly #better: (value: unknown, than: unknown) => boolean;
  readonly #best: unknown[] = [];
  #bytes = 0;

  constructor({ returns }: AggregateCallSite, sign: number) {
    const compare = comparator(returns);
    this.#type = returns;
    this.#better = (value, than) => sign * compare(value, than) > 0;
  }

  update(groups: Uint32Array, groupCount: number, [vector]: readonly Vector[]): void {
    while (this.#best.length < groupCount) this.#best.push(null);
    const read = cellReader(vector!);
    for (let row = 0; row < groups.length; row++) this.#take(groups[row]!, read(row));
  }

  #take(group: number, value: unknown): void {
    const known = this.#best[group];
    if (value === null || (known !== null && !this.#better(value, known))) return;
    this.#best[group] = value;
    this.#bytes += cellBytes(value) - (known === null ? 0 : cellBytes(known));
  }

  state(groupCount: number): readonly Vector[] {
    return [this.finish(0, groupCount)];
  }

  mergeState([best]: readonly Vector[], groups: Uint32Array, groupCount: number): void {
    this.update(groups, groupCount, [best!]);
  }

  finish(from: number, to: number): Vector {
    const builder = createBuilder(this.#type, to - from);
    for (let group = from; group < to; group++) builder.append(this.#best[group] ?? null);
    return builder.finish();
  }

  byteSize(): number {
    return this.#best.length * 8 + this.#bytes;
  }
}

/** The accumulator of one extreme, by how values of the type are stored. */
function extremeOf(call: AggregateCallSite, largest: boolean): Accumulator {
  const { returns } = call;
  switch (storageOf(returns)) {
    case 'float64':
    case 'int32':
      return new NumberExtreme(returns, largest);
    case 'int64':
      return new Int64Extreme(returns, largest);
    default:
      return new ExtremeAccumulator(call, largest ? 1 : -1);
  }
}

/** The n best values of a group, best first. */
function bestValues(call: AggregateCallSite, sign: number): Accumulator {
  const compare = comparator(call.types[0]!);
  checkConstant(call, 1, countOf);
  return statefulAccumulator<Best<unknown>>(call.returns, {
    make: () => ({ count: 0, values: [] }),
    stateBytes: 280,
    add(state, value, n) {
      state.count = sameInGroup(state.count || undefined, countOf(n), 'the number of values');
      return insert(state.values, value, state.count, (a, b) => -sign * compare(a, b));
    },
    merge(state, other) {
      state.count = sameInGroup(state.count || undefined, other.count, 'the number of values');
      for (const value of other.values) insert(state.values, value, state.count, (a, b) => -sign * compare(a, b));
    },
    finish: ({ values }) => values,
    encoding: {
      fields: [
        { name: 'count', type: INTEGER },
        { name: 'values', type: call.returns },
      ],
      encode: ({ count, values }) => [count, values],
      decode: ([count, values]) => ({ count: count as number, values: values as unknown[] }),
    },
  });
}

/** The best values of a group, best first, and how many are asked for. */
interface Best<V> {
  count: number;
  readonly values: V[];
}

function countOf(n: unknown): number {
  const count = Number(n);
  if (!(count >= 1 && count <= 10_000)) invalidArgument(`the number of values is from 1 to 10000, not ${count}`);
  return count;
}

/** Inserts into a sorted list of at most `count`, after its equals; answers by how many bytes the list grew. */
function insert<V>(values: V[], value: V, count: number, order: (a: V, b: V) => number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order(values[middle]!, value) <= 0) low = middle + 1;
    else high = middle;
  }
  if (low >= count) return 0;
  values.splice(low, 0, value);
  return cellBytes(value) - (values.length > count ? cellBytes(values.pop()) : 0);
}

function extreme(name: 'min' | 'max', summary: string, result: string): AggregateFunction {
  const sign = name === 'max' ? 1 : -1;
  return defineAggregate({
    name,
    category: 'aggregate',
    summary,
    parameters: { value: 'any value; NULLs are left out', 'n?': 'how many values, from 1 to 10000' },
    examples: [
      { call: `${name}(x)`, result },
      { call: `${name}(x, 2)`, result: name === 'max' ? '[3, 2]' : '[1, 2]' },
      { call: `${name}(nullif(x, ${result}))`, result: '2' },
      { call: `${name}(x, 0)`, error: 'SPL2107' },
    ],
    overloads: [
      { params: [T], returns: T, exactMerge: true, accumulator: (call) => extremeOf(call, sign > 0) },
      { params: [T, bigint], returns: arrayOf(T), accumulator: (call) => bestValues(call, sign) },
    ],
  });
}

export const min = extreme('min', 'The smallest value that is not NULL, or an array of the n smallest.', '1');
export const max = extreme('max', 'The largest value that is not NULL, or an array of the n largest.', '3');

interface Ranked {
  readonly value: unknown;
  readonly rank: unknown;
}

const rankedFields = ({ types }: AggregateCallSite): readonly RowField[] => [
  { name: 'value', type: types[0]! },
  { name: 'rank', type: types[1]! },
];

function extremeBy(name: 'min_by' | 'max_by', summary: string, result: string): AggregateFunction {
  const sign = name === 'max_by' ? 1 : -1;
  const ranked = (call: AggregateCallSite): ((a: Ranked, b: Ranked) => number) => {
    const compare = comparator(call.types[1]!);
    return (a, b) => -sign * compare(a.rank, b.rank);
  };
  return defineAggregate({
    name,
    category: 'aggregate',
    summary,
    parameters: {
      value: 'what is given, NULL too',
      by: 'what is compared; rows where it is NULL are left out',
      'n?': 'how many values, from 1 to 10000',
    },
    examples: [
      { call: `${name}(y, x)`, result },
      { call: `${name}(y, x, 0)`, error: 'SPL2107' },
    ],
    overloads: [
      {
        params: [T, U],
        returns: T,
        exactMerge: true,
        accumulator(call) {
          const order = ranked(call);
          return statefulAccumulator<{ best: Ranked | undefined }>(call.returns, {
            encoding: {
              fields: rankedFields(call),
              encode: ({ best }) => [best?.value ?? null, best?.rank ?? null],
              decode: ([value, rank]) => ({ best: rank === null ? undefined : { value, rank } }),
            },
            make: () => ({ best: undefined }),
            add(state, value, rank) {
              const candidate = { value, rank };
              const { best } = state;
              if (rank === null || (best && order(candidate, best) >= 0)) return 0;
              state.best = candidate;
              return cellBytes(value) + cellBytes(rank) - (best ? cellBytes(best.value) + cellBytes(best.rank) : 0);
            },
            merge(state, { best }) {
              if (best && (!state.best || order(best, state.best) < 0)) state.best = best;
            },
            finish: ({ best }) => best?.value ?? null,
            nulls: 'take',
          });
        },
      },
      {
        params: [T, U, bigint],
        returns: arrayOf(T),
        accumulator(call) {
          const order = ranked(call);
          checkConstant(call, 2, countOf);
          return statefulAccumulator<Best<Ranked>>(call.returns, {
            encoding: {
              fields: [
                { name: 'count', type: INTEGER },
                { name: 'values', type: arrayType(rowType(rankedFields(call))) },
              ],
              encode: ({ count, values }) => [count, values.map(({ value, rank }) => [value, rank])],
              decode: ([count, values]) => ({
                count: count as number,
                values: (values as [unknown, unknown][]).map(([value, rank]) => ({ value, rank })),
              }),
            },
            make: () => ({ count: 0, values: [] }),
            stateBytes: 280,
            add(state, value, rank, n) {
              if (rank === null || n === null) return 0;
              state.count = sameInGroup(state.count || undefined, countOf(n), 'the number of values');
              return insert(state.values, { value, rank }, state.count, order);
            },
            merge(state, other) {
              state.count = Math.max(state.count, other.count);
              for (const value of other.values) insert(state.values, value, state.count, order);
            },
            finish: ({ values }) => (values.length === 0 ? null : values.map((v) => v.value)),
            nulls: 'take',
          });
        },
      },
    ],
  });
}

export const minBy = extremeBy('min_by', 'The value in the row whose second argument is smallest, or an array of n of them.', "'a'");
export const maxBy = extremeBy('max_by', 'The value in the row whose second argument is largest, or an array of n of them.', "'c'");

import type { DataType } from '../../types/data-type.ts';
import { arrayOf, bigint, K, mapOf, T, V } from '../../types/token.ts';
import { cellBytes, type MapValue, valueKey } from '../../types/values.ts';
import { allSet, clearBit } from '../../vectors/bitmap.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { concatenate, take } from '../../vectors/take.ts';
import { byteSize, type Vector } from '../../vectors/vector.ts';
import { type Accumulator, type AggregateCallSite, defineAggregate } from '../declaration.ts';
import { statefulAccumulator } from './stateful.ts';

/** Keeps the vectors it is given and sorts their rows by group at the end: no array a group, no value copied twice. */
class ArrayAccumulator implements Accumulator {
  readonly #call: AggregateCallSite;
  readonly parts: { readonly groups: Uint32Array; readonly values: Vector }[] = [];
  #bytes = 0;

  constructor(call: AggregateCallSite) {
    this.#call = call;
  }

  update(groups: Uint32Array, _: number, [values]: readonly Vector[]): void {
    this.parts.push({ groups: groups.slice(), values: values! });
    this.#bytes += groups.byteLength + byteSize(values!);
  }

  merge(other: ArrayAccumulator, groups: Uint32Array): void {
    for (const part of other.parts) this.parts.push({ groups: part.groups.map((group) => groups[group]!), values: part.values });
  }

  finish(groupCount: number): Vector {
    const type = this.#call.returns as DataType & { readonly kind: 'array' };
    const offsets = new Int32Array(groupCount + 1);
    for (const { groups } of this.parts) for (let row = 0; row < groups.length; row++) offsets[groups[row]! + 1]!++;
    let validity: Uint8Array | undefined;
    for (let group = 0; group < groupCount; group++) {
      if (offsets[group + 1] === 0) {
        validity ??= allSet(groupCount);
        clearBit(validity, group);
      }
      offsets[group + 1]! += offsets[group]!;
    }
    const next = offsets.slice();
    const order = new Int32Array(offsets[groupCount]!);
    let at = 0;
    for (const { groups } of this.parts) for (let row = 0; row < groups.length; row++, at++) order[next[groups[row]!]!++] = at;
    const all =
      this.parts.length > 0
        ? concatenate(
            type.element,
            this.parts.map((part) => part.values),
          )
        : createBuilder(type.element).finish();
    return { encoding: 'list', type, offsets, child: take(all, order), validity, length: groupCount };
  }

  byteSize(): number {
    return this.#bytes;
  }
}

export const arrayAgg = defineAggregate({
  name: 'array_agg',
  category: 'aggregate',
  summary: 'An array of the values of all rows in their order, NULLs included.',
  parameters: ['value'],
  examples: [{ call: 'array_agg(x)', result: '[1, 2, 3]' }],
  overloads: [{ params: [T], returns: arrayOf(T), accumulator: (call) => new ArrayAccumulator(call) }],
});

/** Distinct keys in the order they came, each with a state. */
interface KeyedStates<S> {
  readonly index: Map<unknown, number>;
  readonly keys: unknown[];
  readonly states: S[];
}

const emptyKeyed = <S>(): KeyedStates<S> => ({ index: new Map(), keys: [], states: [] });

/** What an entry of a map takes beside its key. */
const entryBytes = 48;

/** The bytes that the keys take which were added since there were `before`. */
const keyBytes = (keyed: KeyedStates<unknown>, before: number, key: unknown): number =>
  keyed.keys.length > before ? entryBytes + cellBytes(key) : 0;

/** The place of a key, new with the given state where it is not there yet. */
function place<S>(keyed: KeyedStates<S>, id: unknown, key: unknown, make: () => S): number {
  let at = keyed.index.get(id);
  if (at === undefined) {
    at = keyed.keys.push(key) - 1;
    keyed.index.set(id, at);
    keyed.states.push(make());
  }
  return at;
}

export const histogram = defineAggregate({
  name: 'histogram',
  category: 'aggregate',
  summary: 'A map from each distinct value to the number of rows that have it.',
  parameters: ['value'],
  examples: [{ call: 'histogram(x > 1)', result: '{false: 1, true: 2}' }],
  overloads: [
    {
      params: [T],
      returns: mapOf(T, bigint),
      accumulator(call) {
        const idOf = valueKey(call.types[0]!);
        return statefulAccumulator<KeyedStates<bigint>>(call.returns, {
          make: emptyKeyed<bigint>,
          add(state, value) {
            const before = state.keys.length;
            const at = place(state, idOf(value), value, () => 0n);
            state.states[at] = state.states[at]! + 1n;
            return keyBytes(state, before, value);
          },
          merge(state, other) {
            other.keys.forEach((key, i) => {
              const at = place(state, idOf(key), key, () => 0n);
              state.states[at] = state.states[at]! + other.states[i]!;
            });
          },
          finish: ({ keys, states }): MapValue => ({ keys, values: states }),
        });
      },
    },
  ],
});

export const mapAgg = defineAggregate({
  name: 'map_agg',
  category: 'aggregate',
  summary: 'A map from keys to values; the first value of a key is kept, rows with a NULL key are left out.',
  parameters: ['key', 'value'],
  examples: [{ call: 'map_agg(y, x)', result: '{a: 1, b: 2, c: 3}' }],
  overloads: [
    {
      params: [K, V],
      returns: mapOf(K, V),
      accumulator(call) {
        const idOf = valueKey(call.types[0]!);
        return statefulAccumulator<KeyedStates<unknown>>(call.returns, {
          make: emptyKeyed<unknown>,
          add(state, key, value) {
            const before = state.keys.length;
            place(state, idOf(key), key, () => value);
            return state.keys.length > before ? keyBytes(state, before, key) + cellBytes(value) : 0;
          },
          merge: (state, other) => other.keys.forEach((key, i) => void place(state, idOf(key), key, () => other.states[i])),
          finish: ({ keys, states }): MapValue => ({ keys, values: states }),
          nulls: 'first',
        });
      },
    },
  ],
});

export const multimapAgg = defineAggregate({
  name: 'multimap_agg',
  category: 'aggregate',
  summary: 'A map from keys to arrays of all their values; rows with a NULL key are left out.',
  parameters: ['key', 'value'],
  examples: [{ call: 'multimap_agg(x > 1, x)', result: '{false: [1], true: [2, 3]}' }],
  overloads: [
    {
      params: [K, V],
      returns: mapOf(K, arrayOf(V)),
      accumulator(call) {
        const idOf = valueKey(call.types[0]!);
        return statefulAccumulator<KeyedStates<unknown[]>>(call.returns, {
          make: emptyKeyed<unknown[]>,
          add(state, key, value) {
            const before = state.keys.length;
            state.states[place(state, idOf(key), key, () => [])]!.push(value);
            return keyBytes(state, before, key) + cellBytes(value);
          },
          merge: (state, other) =>
            other.keys.forEach((key, i) => void state.states[place(state, idOf(key), key, () => [])]!.push(...other.states[i]!)),
          finish: ({ keys, states }): MapValue => ({ keys, values: states }),
          nulls: 'first',
        });
      },
    },
  ],
});

export const arbitrary = defineAggregate({
  name: 'arbitrary',
  aliases: ['any_value'],
  category: 'aggregate',
  summary: 'Any value that is not NULL: the first.',
  parameters: ['value'],
  examples: [{ call: 'arbitrary(x)', result: '1' }],
  overloads: [
    {
      params: [T],
      returns: T,
      accumulator: ({ returns }) =>
        statefulAccumulator<{ value: unknown }>(returns, {
          make: () => ({ value: undefined }),
          add(s, value) {
            if (s.value !== undefined) return 0;
            s.value = value;
            return cellBytes(value);
          },
          merge(s, other) {
            if (s.value === undefined) s.value = other.value;
          },
          finish: ({ value }) => value,
        }),
    },
  ],
});

export const countDistinct = defineAggregate({
  name: 'count_distinct',
  category: 'aggregate',
  summary: 'The exact number of distinct values that are not NULL; also written `count(distinct x)`.',
  parameters: ['value'],
  examples: [{ call: 'count_distinct(x % 2)', result: '2' }],
  overloads: [
    {
      params: [T],
      returns: bigint,
      accumulator(call) {
        const idOf = valueKey(call.types[0]!);
        return statefulAccumulator<Set<unknown>>(call.returns, {
          make: () => new Set(),
          add(s, value) {
            const before = s.size;
            const id = idOf(value);
            return s.add(id).size > before ? entryBytes + cellBytes(id) : 0;
          },
          merge: (s, other) => other.forEach((id) => s.add(id)),
          finish: (s) => BigInt(s.size),
          empty: 0n,
        });
      },
    },
  ],
});

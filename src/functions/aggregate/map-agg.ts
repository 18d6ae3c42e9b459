import { arrayOf, bigint, K, mapOf, T, V } from '../../types/type-descriptor.ts';
import { cellBytes, type MapValue, valueKey } from '../../types/values.ts';
import { type AggregateCallSite, defineAggregate } from '../declaration.ts';
import type { StateEncoding } from './state-encoding.ts';
import { statefulAccumulator } from './stateful.ts';

/** Distinct keys in the order they came, each with a state. */
interface KeyedStates<S> {
  readonly index: Map<unknown, number>;
  readonly keys: unknown[];
  readonly states: S[];
}

const emptyKeyed = <S>(): KeyedStates<S> => ({ index: new Map(), keys: [], states: [] });

/** What a map and two lists without entries take. */
const keyedBytes = 640;

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

/** States as a MAP of the aggregate's own type. */
const keyedEncoding = <S>(call: AggregateCallSite, idOf: (key: unknown) => unknown): StateEncoding<KeyedStates<S>> => ({
  fields: [{ name: 'map', type: call.returns }],
  encode: ({ keys, states }) => [{ keys, values: states } satisfies MapValue],
  decode([map]) {
    const { keys, values } = map as MapValue<unknown, S>;
    return { index: new Map(keys.map((key, i) => [idOf(key), i])), keys: [...keys], states: values as S[] };
  },
});

export const histogram = defineAggregate({
  name: 'histogram',
  category: 'aggregate',
  summary: 'A map from each distinct value to the number of rows that have it.',
  parameters: { value: 'any value; NULLs are left out' },
  examples: [
    { call: 'histogram(x > 1)', result: '{false: 1, true: 2}' },
    { call: 'histogram(nullif(x, 2))', result: '{1: 1, 3: 1}' },
  ],
  overloads: [
    {
      params: [T],
      returns: mapOf(T, bigint),
      accumulator(call) {
        const idOf = valueKey(call.types[0]!);
        return statefulAccumulator<KeyedStates<bigint>>(call.returns, {
          make: emptyKeyed<bigint>,
          stateBytes: keyedBytes,
          add(state, value) {
            const before = state.keys.length;
            const at = place(state, idOf(value), value, () => 0n);
            state.states[at] = state.states[at]! + 1n;
            return keyBytes(state, before, value);
          },
          encoding: keyedEncoding(call, idOf),
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
  parameters: { key: 'the keys; rows where it is NULL are left out', value: 'any value, NULL too' },
  examples: [{ call: 'map_agg(y, x)', result: '{a: 1, b: 2, c: 3}' }],
  overloads: [
    {
      params: [K, V],
      returns: mapOf(K, V),
      accumulator(call) {
        const idOf = valueKey(call.types[0]!);
        return statefulAccumulator<KeyedStates<unknown>>(call.returns, {
          make: emptyKeyed<unknown>,
          stateBytes: keyedBytes,
          add(state, key, value) {
            const before = state.keys.length;
            place(state, idOf(key), key, () => value);
            return state.keys.length > before ? keyBytes(state, before, key) + cellBytes(value) : 0;
          },
          encoding: keyedEncoding(call, idOf),
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
  parameters: { key: 'the keys; rows where it is NULL are left out', value: 'any value, NULL too' },
  examples: [{ call: 'multimap_agg(x > 1, x)', result: '{false: [1], true: [2, 3]}' }],
  overloads: [
    {
      params: [K, V],
      returns: mapOf(K, arrayOf(V)),
      accumulator(call) {
        const idOf = valueKey(call.types[0]!);
        return statefulAccumulator<KeyedStates<unknown[]>>(call.returns, {
          make: emptyKeyed<unknown[]>,
          stateBytes: keyedBytes,
          add(state, key, value) {
            const before = state.keys.length;
            state.states[place(state, idOf(key), key, () => [])]!.push(value);
            return keyBytes(state, before, key) + 8 + cellBytes(value);
          },
          encoding: keyedEncoding(call, idOf),
          merge(state, other) {
            other.keys.forEach((key, i) => {
              const known = state.states[place(state, idOf(key), key, () => [])]!;
              for (const value of other.states[i]!) known.push(value);
            });
          },
          finish: ({ keys, states }): MapValue => ({ keys, values: states }),
          nulls: 'first',
        });
      },
    },
  ],
});

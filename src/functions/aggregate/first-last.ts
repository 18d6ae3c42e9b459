import { bigint, T, type TypeDescriptor, timestamp } from '../../types/type-descriptor.ts';
import { cellBytes } from '../../types/values.ts';
import { type AggregateFunction, defineAggregate } from '../declaration.ts';
import { cellOf, recordState } from './state-encoding.ts';
import { statefulAccumulator } from './stateful.ts';

interface Held {
  value: unknown;
  /** NULL until a row is taken in. */
  time: bigint | null;
}

/** The value of the earliest or the latest row; of rows at the same time the one that came first. */
function byTime(name: string, earlier: boolean, which: string, example: string): AggregateFunction {
  return defineAggregate({
    name,
    category: 'aggregate',
    summary: `The value in the ${which} row: by time, or without a time by the order of the rows. Values that are NULL are passed over.`,
    parameters: {
      value: 'any value',
      'time?': { description: 'what orders the rows; rows where it is NULL are left out', default: 'the order of the rows' },
    },
    examples: [{ call: `${name}(y)`, result: example }],
    overloads: [
      {
        params: [T],
        returns: T,
        accumulator: ({ returns }) =>
          statefulAccumulator<Held>(returns, {
            make: () => ({ value: null, time: null }),
            add(state, value) {
              const before = cellBytes(state.value);
              if (earlier ? state.time === null : true) state.value = value;
              state.time = 0n;
              return cellBytes(state.value) - before;
            },
            merge(state, other) {
              if (other.time !== null && (!earlier || state.time === null)) Object.assign(state, other);
            },
            finish: ({ value }) => value,
            encoding: recordState<Held>({ value: cellOf(returns), time: bigint }),
          }),
      },
      ...[bigint, timestamp].map((time: TypeDescriptor<bigint>) => ({
        params: [T, time],
        returns: T,
        accumulator: ({ returns }: { readonly returns: typeof T.type }) =>
          statefulAccumulator<Held>(returns, {
            make: () => ({ value: null, time: null }),
            add(state, value, at) {
              const before = cellBytes(state.value);
              take(state, { value, time: at as bigint }, earlier);
              return cellBytes(state.value) - before;
            },
            merge: (state, other) => take(state, other, earlier),
            finish: ({ value }) => value,
            encoding: recordState<Held>({ value: cellOf(returns), time: bigint }),
          }),
      })),
    ],
  });
}

function take(state: Held, next: Held, earlier: boolean): void {
  if (next.time === null) return;
  if (state.time === null || (earlier ? next.time < state.time : next.time > state.time)) Object.assign(state, next);
}

export const first = byTime('first', true, 'first', "'a'");
export const last = byTime('last', false, 'last', "'c'");

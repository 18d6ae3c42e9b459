import { RowError } from '../../diagnostics/row-error.ts';
import type { DataType } from '../../types/data-type.ts';
import { cellBytes } from '../../types/values.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import type { Accumulator } from '../declaration.ts';
import { eachState, encodeStates, type StateEncoding } from './state-encoding.ts';
import { StateList } from './states.ts';

/** One aggregate's state of one group, as plain functions. Where `add` or `finish` fails, the group's answer is that failure. */
export interface GroupState<S> {
  readonly make: () => S;
  /**
   * Takes in one row and answers by how many bytes the state grew, nothing where its size is fixed. Rows with a NULL first argument are
   * skipped unless `nulls` says otherwise.
   */
  readonly add: (state: S, ...values: unknown[]) => number | void;
  readonly merge: (state: S, other: S) => void;
  /** The result of a group with at least one row taken in. */
  readonly finish: (state: S) => unknown;
  /** The result of a group with none. */
  readonly empty?: unknown;
  /** `skip` (the default): a row with any NULL argument is left out. `first`: only a NULL first argument leaves it out. `take`: none does. */
  readonly nulls?: 'skip' | 'first' | 'take';
  readonly encoding: StateEncoding<S>;
  /** The bytes of a new state: an object of a few numbers unless given. */
  readonly stateBytes?: number;
}

/** What an object of a few boxed numbers takes, with its place in the list; measured, as those that states give are. */
const objectBytes = 144;

/** An accumulator that keeps one state object per group. */
export function statefulAccumulator<S>(returns: DataType, group: GroupState<S>): Accumulator {
  const { make, add, merge, finish, empty = null, nulls = 'skip', stateBytes = objectBytes, encoding } = group;
  const states = new StateList(make);
  const failures = new Map<number, RowError>();
  let grown = 0;
  const fail = (index: number, error: unknown): void => {
    if (!(error instanceof RowError)) throw error;
    if (!failures.has(index)) failures.set(index, error);
  };
  /** The vector of the groups that begin with `from`, with the failures among them. */
  const withFailures = (vector: Vector, from: number): Vector => {
    if (failures.size === 0) return vector;
    const errors = new Map<number, RowError>();
    for (let row = 0; row < vector.length; row++) if (failures.has(from + row)) errors.set(row, failures.get(from + row)!);
    return errors.size > 0 ? { ...vector, errors } : vector;
  };
  return {
    update(groups, _, args) {
      const readers = args.map(cellReader);
      const [first, second] = readers;
      for (let row = 0; row < groups.length; row++) {
        try {
          if (readers.length === 1) {
            const value = first!(row);
            if (value !== null || nulls === 'take') grown += add(states.at(groups[row]!), value) ?? 0;
            continue;
          }
          if (readers.length === 2) {
            const a = first!(row);
            const b = second!(row);
            if (nulls === 'take' || (a !== null && (nulls === 'first' || b !== null))) grown += add(states.at(groups[row]!), a, b) ?? 0;
            continue;
          }
          const values = readers.map((read) => read(row));
          if (nulls === 'take' || (nulls === 'first' ? values[0] !== null : !values.includes(null)))
            grown += add(states.at(groups[row]!), ...values) ?? 0;
        } catch (error) {
          fail(groups[row]!, error);
        }
      }
    },
    state: (groupCount) => [
      withFailures(
        encodeStates(encoding, (index) => (failures.has(index) ? undefined : states.peek(index)), groupCount),
        0,
      ),
    ],
    mergeState([vector], groups) {
      vector!.errors?.forEach((failure, row) => failures.set(groups[row]!, failures.get(groups[row]!) ?? failure));
      eachState(vector!, (row, cells) => {
        grown += cellBytes(cells);
        try {
          merge(states.at(groups[row]!), encoding.decode(cells));
        } catch (error) {
          fail(groups[row]!, error);
        }
      });
    },
    finish(from, to): Vector {
      const builder = createBuilder(returns, to - from);
      for (let index = from; index < to; index++) {
        const state = states.peek(index);
        let value: unknown = null;
        try {
          if (!failures.has(index)) value = state === undefined ? empty : finish(state);
        } catch (error) {
          fail(index, error);
        }
        builder.append(value);
      }
      return withFailures(builder.finish(), from);
    },
    byteSize: () => states.size * stateBytes + grown,
  };
}

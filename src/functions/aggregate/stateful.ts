import type { DataType } from '../../types/data-type.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import type { Accumulator } from '../declaration.ts';
import { StateList } from './states.ts';

/** One aggregate's state of one group, as plain functions. */
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
}

/** What an object of a few numbers takes, with its place in the list. */
const stateBytes = 64;

/** An accumulator that keeps one state object a group. */
export function statefulAccumulator<S>(
  returns: DataType,
  { make, add, merge, finish, empty = null, nulls = 'skip' }: GroupState<S>,
): Accumulator & { readonly states: StateList<S> } {
  const states = new StateList(make);
  let grown = 0;
  return {
    states,
    update(groups, _, args) {
      const readers = args.map(cellReader);
      const [first, second] = readers;
      for (let row = 0; row < groups.length; row++) {
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
      }
    },
    merge(other, groups) {
      (other as Accumulator & { readonly states: StateList<S> }).states.forEach((state, group) => merge(states.at(groups[group]!), state));
    },
    finish(groupCount): Vector {
      const builder = createBuilder(returns, groupCount);
      for (let group = 0; group < groupCount; group++) {
        const state = states.peek(group);
        builder.append(state === undefined ? empty : finish(state));
      }
      return builder.finish();
    },
    byteSize: () => states.size * stateBytes + grown,
  };
}

import { type DataType, type RowField, rowType } from '../../types/data-type.ts';
import type { TypeDescriptor } from '../../types/type-descriptor.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';

/** How the state of one group becomes cells, and a state of its own again. */
export interface StateEncoding<S> {
  readonly fields: readonly RowField[];
  readonly encode: (state: S) => readonly unknown[];
  readonly decode: (cells: readonly unknown[]) => S;
}

/** The type of a state's member that holds cells of a type known when the query is bound. */
export const cellOf = (type: DataType): TypeDescriptor => ({ type });

/** The encoding of a state that is a plain record of cells. */
export function recordState<S extends object>(
  members: {
    readonly [K in keyof S]: TypeDescriptor<Exclude<S[K], null>>;
  },
): StateEncoding<S> {
  const names = Object.keys(members) as (keyof S & string)[];
  return {
    fields: names.map((name) => ({ name, type: members[name].type })),
    encode: (state) => names.map((name) => state[name]),
    decode: (cells) => Object.fromEntries(names.map((name, i) => [name, cells[i]])) as S,
  };
}

/** One ROW per group; NULL for groups without a state. */
export function encodeStates<S>({ fields, encode }: StateEncoding<S>, stateOf: (group: number) => S | undefined, count: number): Vector {
  const builder = createBuilder(rowType(fields), count);
  for (let group = 0; group < count; group++) {
    const state = stateOf(group);
    builder.append(state === undefined ? null : encode(state));
  }
  return builder.finish();
}

/** Calls back with the cells of every row that holds a state. */
export function eachState(vector: Vector, visit: (row: number, cells: readonly unknown[]) => void): void {
  const read = cellReader(vector);
  for (let row = 0; row < vector.length; row++) {
    const cells = read(row);
    if (cells !== null) visit(row, cells as readonly unknown[]);
  }
}

/** A combination of attribute values with the rows that have it, and what was measured of these. */
export interface Combination<M> {
  /** Attribute and value, in the order of the attributes. */
  readonly values: readonly (readonly [attribute: number, value: string])[];
  readonly rows: Int32Array;
  readonly measure: M;
}

export interface CombinationOptions<M> {
  /** The most attributes of a combination. */
  readonly maxAttributes: number;
  /** Measures the rows of a combination: undefined where these are too few for it, and so for all that contain it. */
  readonly measure: (rows: readonly number[]) => M | undefined;
  /** Called with the steps taken; throws when the query must stop. */
  readonly tick: (steps: number) => void;
}

/** The search ends at the level where there are this many: a bound on memory, far above what support leaves in practice. */
const maxCombinations = 20_000;

/**
 * The combinations of the values of columns among some rows, level by level like Apriori (R. Agrawal and R. Srikant, VLDB 1994): one is extended only while it is frequent enough. NULL is not a
 * value. O(combinations · their rows).
 */
export function combinations<M>(
  columns: readonly (readonly (string | null)[])[],
  all: Int32Array,
  { maxAttributes, measure, tick }: CombinationOptions<M>,
): Combination<M>[] {
  const extend = (rows: Int32Array, before: Combination<M>['values'], attribute: number): Combination<M>[] => {
    tick(rows.length);
    const groups = new Map<string, number[]>();
    for (const row of rows) {
      const value = columns[attribute]![row];
      if (value === null || value === undefined) continue;
      const group = groups.get(value);
      if (group) group.push(row);
      else groups.set(value, [row]);
    }
    return [...groups].flatMap(([value, members]) => {
      const measured = measure(members);
      return measured === undefined
        ? []
        : [{ values: [...before, [attribute, value] as const], rows: Int32Array.from(members), measure: measured }];
    });
  };
  const found: Combination<M>[] = [];
  let level = columns.flatMap((_, attribute) => extend(all, [], attribute));
  for (let depth = 1; level.length > 0; depth++) {
    for (const combination of level) found.push(combination);
    if (depth === maxAttributes || found.length > maxCombinations) break;
    level = level.flatMap(({ rows, values }) => {
      const last = values.at(-1)![0];
      return columns.flatMap((_, attribute) => (attribute > last ? extend(rows, values, attribute) : []));
    });
  }
  return found;
}

/** Whether the second combination has all values of the first, so that its rows are among those of the first. */
export function containsValues<M>(wide: Pick<Combination<M>, 'values'>, narrow: Pick<Combination<M>, 'values'>): boolean {
  return wide.values.every(([attribute, value]) => narrow.values.some(([a, v]) => a === attribute && v === value));
}

/** An order among combinations that are equally good. */
export const combinationKey = ({ values }: Pick<Combination<unknown>, 'values'>): string => JSON.stringify(values);

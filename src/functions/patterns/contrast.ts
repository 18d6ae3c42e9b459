import { combinationKey, combinations, containsValues } from './combinations.ts';

/** A combination of attribute values and how often it occurs on two sides. */
export interface Contrast {
  /** Attribute and value, in the order of the attributes. */
  readonly values: readonly (readonly [attribute: number, value: string])[];
  readonly counts: readonly [number, number];
  /** Percent of the rows of each side. */
  readonly percents: readonly [number, number];
}

export interface ContrastOptions {
  /** The fraction of the rows of either side that a combination must have, 0 to 1. */
  readonly minSupport: number;
  /** The most attributes of a combination. */
  readonly maxAttributes: number;
  readonly maxContrasts: number;
  /** Called with the steps taken; throws when the query must stop. */
  readonly tick: (steps: number) => void;
}

/**
 * Finds the combinations whose percentages differ most between two sides (0 and 1; -1 is neither). Of nested combinations the one that separates the sides better is kept, and of equally good
 * ones the more specific.
 */
export function contrast(
  columns: readonly (readonly (string | null)[])[],
  sides: Int8Array,
  { minSupport, maxAttributes, maxContrasts, tick }: ContrastOptions,
): Contrast[] {
  const totals: [number, number] = [0, 0];
  for (const side of sides) if (side >= 0) totals[side as 0 | 1]++;
  const all = Int32Array.from(sides.keys()).filter((row) => sides[row]! >= 0);
  const measure = (rows: readonly number[]) => {
    const counts: [number, number] = [0, 0];
    for (const row of rows) counts[sides[row] as 0 | 1]++;
    const percents = [(100 * counts[0]) / totals[0], (100 * counts[1]) / totals[1]] as const;
    if (Math.max(...percents) < 100 * minSupport) return undefined;
    return { counts, percents, difference: Math.abs(percents[0] - percents[1]) };
  };
  const ranked = combinations(columns, all, { maxAttributes, measure, tick })
    .filter((found) => found.measure.difference > 0)
    .sort(
      (a, b) =>
        b.measure.difference - a.measure.difference ||
        b.values.length - a.values.length ||
        (combinationKey(a) < combinationKey(b) ? -1 : 1),
    );
  const kept: (typeof ranked)[number][] = [];
  for (const candidate of ranked) {
    if (kept.length === maxContrasts) break;
    if (!kept.some((better) => containsValues(better, candidate) || containsValues(candidate, better))) kept.push(candidate);
  }
  return kept.map(({ values, measure: { counts, percents } }) => ({ values, counts, percents }));
}

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

interface Candidate extends Contrast {
  readonly rows: Int32Array;
  readonly difference: number;
}

/** The search ends at the level where there are this many candidates: a bound on memory, far above what support leaves in practice. */
const maxCandidates = 20_000;

/**
 * Finds the combinations whose percentages differ most between two sides (0 and 1; -1 is neither), level by level like Apriori (R. Agrawal and
 * R. Srikant, VLDB 1994): a combination is extended only while it is frequent enough on one side. Of nested combinations the one that separates the
 * sides better is kept, and of equally good ones the more specific. NULL is not a value. O(combinations · their rows).
 */
export function contrast(
  columns: readonly (readonly (string | null)[])[],
  sides: Int8Array,
  { minSupport, maxAttributes, maxContrasts, tick }: ContrastOptions,
): Contrast[] {
  const totals: [number, number] = [0, 0];
  for (const side of sides) if (side >= 0) totals[side as 0 | 1]++;
  const all = Int32Array.from(sides.keys()).filter((row) => sides[row]! >= 0);
  const extend = (rows: Int32Array, before: Contrast['values'], attribute: number): Candidate[] => {
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
      const counts: [number, number] = [0, 0];
      for (const row of members) counts[sides[row] as 0 | 1]++;
      const percents = [(100 * counts[0]) / totals[0], (100 * counts[1]) / totals[1]] as const;
      if (Math.max(...percents) < 100 * minSupport) return [];
      return [
        {
          values: [...before, [attribute, value] as const],
          counts,
          percents,
          rows: Int32Array.from(members),
          difference: Math.abs(percents[0] - percents[1]),
        },
      ];
    });
  };
  const found: Candidate[] = [];
  let level: Candidate[] = columns.flatMap((_, attribute) => extend(all, [], attribute));
  for (let depth = 1; level.length > 0; depth++) {
    for (const candidate of level) found.push(candidate);
    if (depth === maxAttributes || found.length > maxCandidates) break;
    level = level.flatMap((candidate) => {
      const last = candidate.values.at(-1)![0];
      return columns.flatMap((_, attribute) => (attribute > last ? extend(candidate.rows, candidate.values, attribute) : []));
    });
  }
  const ranked = found
    .filter(({ difference }) => difference > 0)
    .sort((a, b) => b.difference - a.difference || b.values.length - a.values.length || (key(a) < key(b) ? -1 : 1));
  const kept: Candidate[] = [];
  for (const candidate of ranked) {
    if (kept.length === maxContrasts) break;
    if (!kept.some((better) => nested(better, candidate) || nested(candidate, better))) kept.push(candidate);
  }
  return kept.map(({ values, counts, percents }) => ({ values, counts, percents }));
}

const key = ({ values }: Contrast): string => JSON.stringify(values);

/** Whether the second combination has all values of the first, so that its rows are among those of the first. */
function nested(wide: Contrast, narrow: Contrast): boolean {
  return wide.values.every(([attribute, value]) => narrow.values.some(([a, v]) => a === attribute && v === value));
}

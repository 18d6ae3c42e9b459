/** A combination of attribute values and how often two sides have it. */
export interface Contrast {
  /** Attribute and value, in the order of the attributes. */
  readonly values: readonly (readonly [attribute: number, value: string])[];
  readonly counts: readonly [number, number];
  /** Per cent of each side. */
  readonly shares: readonly [number, number];
}

export interface ContrastOptions {
  /** The least share of one side, 0 to 1. */
  readonly support: number;
  /** The most attributes of a combination. */
  readonly dimensions: number;
  readonly most: number;
  readonly tick: (steps: number) => void;
}

interface Candidate extends Contrast {
  readonly rows: Int32Array;
  readonly difference: number;
}

const maxCandidates = 20_000;

/**
 * Finds combinations whose share differs most between two sides (0 and 1; -1 is neither), level by level as Apriori does (R. Agrawal and
 * R. Srikant, VLDB 1994): a combination is extended only while one side still has enough of it. Of nested combinations the one that parts the
 * sides better stays, and of equal ones the more specific. NULL is no value. O(combinations · their rows).
 */
export function contrast(
  columns: readonly (readonly (string | null)[])[],
  sides: Int8Array,
  { support, dimensions, most, tick }: ContrastOptions,
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
      const shares = [(100 * counts[0]) / totals[0], (100 * counts[1]) / totals[1]] as const;
      if (Math.max(...shares) < 100 * support) return [];
      return [
        {
          values: [...before, [attribute, value] as const],
          counts,
          shares,
          rows: Int32Array.from(members),
          difference: Math.abs(shares[0] - shares[1]),
        },
      ];
    });
  };
  const found: Candidate[] = [];
  let level: Candidate[] = columns.flatMap((_, attribute) => extend(all, [], attribute));
  for (let depth = 1; level.length > 0; depth++) {
    for (const candidate of level) found.push(candidate);
    if (depth === dimensions || found.length > maxCandidates) break;
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
    if (kept.length === most) break;
    if (!kept.some((better) => nested(better, candidate) || nested(candidate, better))) kept.push(candidate);
  }
  return kept.map(({ values, counts, shares }) => ({ values, counts, shares }));
}

const key = ({ values }: Contrast): string => JSON.stringify(values);

/** Whether one combination holds all values of another. */
function nested(wide: Contrast, narrow: Contrast): boolean {
  return wide.values.every(([attribute, value]) => narrow.values.some(([a, v]) => a === attribute && v === value));
}

import type { Anomalies, AnomalyType } from './anomalies.ts';
import { segmentsOf } from './segments.ts';

const meanAt = (values: Float64Array, indexes: readonly number[]): number =>
  indexes.reduce((sum, i) => sum + values[i]! / indexes.length, 0);

/** Below this ratio to what was expected, the two values are more readable than the ratio. */
const minShownRatio = 0.05;

/** A number with three significant digits (two below 10), or all digits before the point. */
function rounded(value: number): string {
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(value !== 0 && Math.abs(value) < 10 ? 2 : 3)));
}

/** A mean in relation to what was expected. */
function compared(real: number, expected: number): string {
  const ratio = real / expected;
  if (!(expected > 0) || real < 0 || ratio < minShownRatio) return `${rounded(real)} instead of the expected ${rounded(expected)}`;
  return `${rounded(ratio)} times the expected ${rounded(expected)}`;
}

const shifts: Readonly<Partial<Record<AnomalyType, string>>> = { LevelShiftUp: 'level shift up', LevelShiftDown: 'level shift down' };

/**
 * Describes each flagged segment of a series in a sentence, such as "14 points from 09:19 to 09:32, 6.5 times the expected 53; level shift up".
 * `nameOf` names a point. O(n).
 */
export function explainAnomalies(values: Float64Array, found: Anomalies, nameOf: (index: number) => string): string[] {
  return segmentsOf(found).map(({ begin, end, flagged, flatline }) => {
    const where = begin === end ? `1 point at ${nameOf(begin)}` : `${flagged.length} points from ${nameOf(begin)} to ${nameOf(end)}`;
    if (flatline) return `${where}, frozen at ${rounded(values[begin]!)}`;
    const shift = flagged.map((i) => shifts[found.types[i]!]).find((text) => text !== undefined);
    return `${where}, ${compared(meanAt(values, flagged), meanAt(found.baseline, flagged))}${shift ? `; ${shift}` : ''}`;
  });
}

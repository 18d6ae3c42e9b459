import type { Anomalies, AnomalyType } from './anomalies.ts';
import { stretchesOf } from './stretches.ts';

const meanAt = (values: Float64Array, places: readonly number[]): number => places.reduce((sum, i) => sum + values[i]! / places.length, 0);

/** A number as a person would write it: three digits, or all of a whole number. */
function written(value: number): string {
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(value !== 0 && Math.abs(value) < 10 ? 2 : 3)));
}

/** How a mean stands to what was expected. */
function compared(real: number, expected: number): string {
  const ratio = real / expected;
  if (!(expected > 0) || real < 0) return `${written(real)} instead of the expected ${written(expected)}`;
  if (ratio < 0.05) return `${written(real)} instead of the expected ${written(expected)}`;
  return `${written(ratio)} times the expected ${written(expected)}`;
}

const shifts: Readonly<Partial<Record<AnomalyType, string>>> = { LevelShiftUp: 'level shift up', LevelShiftDown: 'level shift down' };

/**
 * Says one sentence of each flagged stretch of a series, such as "14 points from 09:19 to 09:32, 6.5 times the expected 53; level shift up".
 * `place` names a point. O(n).
 */
export function explainAnomalies(values: Float64Array, found: Anomalies, place: (point: number) => string): string[] {
  return stretchesOf(found).map(({ begin, end, flagged, frozen }) => {
    const where = begin === end ? `1 point at ${place(begin)}` : `${flagged.length} points from ${place(begin)} to ${place(end)}`;
    if (frozen) return `${where}, frozen at ${written(values[begin]!)}`;
    const shift = flagged.map((i) => shifts[found.types[i]!]).find((text) => text !== undefined);
    return `${where}, ${compared(meanAt(values, flagged), meanAt(found.baseline, flagged))}${shift ? `; ${shift}` : ''}`;
  });
}

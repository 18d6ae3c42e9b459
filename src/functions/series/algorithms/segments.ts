import type { Anomalies } from './anomalies.ts';

/** Consecutive flagged points that are anomalous in the same way; `begin` and `end` are the indexes of the first and the last. */
export interface Segment {
  readonly begin: number;
  end: number;
  readonly flagged: number[];
  readonly up: boolean;
  readonly flatline: boolean;
}

/** Up to this many points that are not flagged do not end a segment: a burst often dips below the threshold for a point or two. */
const maxBridged = 2;

/** The segments of flagged points, in order. O(n). */
export function segmentsOf({ scores, types, deviations }: Anomalies): Segment[] {
  const segments: Segment[] = [];
  scores.forEach((score, i) => {
    if (!(score > 0)) return;
    const up = deviations[i]! > 0;
    const flatline = types[i] === 'Frozen';
    const last = segments.at(-1);
    if (last && i - last.end <= maxBridged + 1 && last.up === up && last.flatline === flatline) {
      last.end = i;
      last.flagged.push(i);
    } else segments.push({ begin: i, end: i, flagged: [i], up, flatline });
  });
  return segments;
}

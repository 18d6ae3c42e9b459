import type { Anomalies } from './anomalies.ts';

/** Points in a row that are odd in the same way; both places count from 0 and belong to it. */
export interface Stretch {
  readonly begin: number;
  end: number;
  readonly flagged: number[];
  readonly up: boolean;
  readonly frozen: boolean;
}

const bridged = 2;

/** Flagged points of one direction, gaps of two points bridged. O(n). */
export function stretchesOf({ scores, types, deviations }: Anomalies): Stretch[] {
  const stretches: Stretch[] = [];
  scores.forEach((score, i) => {
    if (!(score > 0)) return;
    const up = deviations[i]! > 0;
    const frozen = types[i] === 'Frozen';
    const last = stretches.at(-1);
    if (last && i - last.end <= bridged + 1 && last.up === up && last.frozen === frozen) {
      last.end = i;
      last.flagged.push(i);
    } else stretches.push({ begin: i, end: i, flagged: [i], up, frozen });
  });
  return stretches;
}

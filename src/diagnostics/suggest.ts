import type { Fix } from './diagnostic.ts';
import type { Span } from './span.ts';

/** The candidate closest to a misspelt name: a typing error away, or else sharing a word with it; undefined if none is close. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  const list = [...candidates];
  return nearest(name, list) ?? sharedPart(name.toLowerCase().slice(0, maxCompared), list);
}

/** Longer names are compared by their beginning. */
const maxCompared = 100;

/** The typing errors that a name of so many characters can have and still be recognized: one per four characters, three at most. */
const maxErrors = (length: number): number => Math.min(3, Math.floor(length / 4));

/**
 * The candidate that a misspelt name was probably meant to be: it differs by few typing errors for the longer of the two, and begins alike. Words of
 * three letters are too many and too close to each other (lag, log) for more than two letters that changed places.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase().slice(0, maxCompared);
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const errors = maxErrors(Math.max(wanted.length, other.length)) || (sameLetters(wanted, other) ? 1 : 0);
    const limit = Math.min(bestDistance, errors + 1);
    if (wanted !== other && !beginAlike(wanted, other)) continue;
    const distance = wanted === other ? 0 : editDistance(wanted, other, limit);
    if (distance < limit || distance === 0) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

const sameLetters = (a: string, b: string): boolean => a.length === b.length && [...a].sort().join('') === [...b].sort().join('');

/** Whether two words have the same first letter, or would without one letter more or two that changed places. */
function beginAlike(a: string, b: string): boolean {
  return a[0] === b[0] || (a[0] === b[1] && (a[1] === b[0] || a[1] === b[2])) || (a[1] === b[0] && a[2] === b[1]);
}

/** The edit that replaces a misspelt name by the nearest candidate, as `write` spells it. */
export function nearFixes(
  name: string,
  candidates: Iterable<string>,
  span: Span,
  write: (name: string) => string = String,
): readonly Fix[] | undefined {
  const found = nearest(name, candidates);
  return found === undefined ? undefined : [{ title: `write ${write(found)}`, span, text: write(found) }];
}

/** The help for a misspelt name; undefined if no candidate is close. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const found = closest(name, candidates);
  return found === undefined ? undefined : `did you mean '${found}'?`;
}

/** Damerau-Levenshtein distance (adjacent swaps count once), up to a limit. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) distance = Math.min(distance, before[j - 2]! + 1);
      row.push(distance);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}

/** The candidate that shares the most words with the name: `latency_arr` finds `request_count_arr` if nothing is closer. */
function sharedPart(name: string, candidates: Iterable<string>): string | undefined {
  const parts = new Set(name.split(/[_.\-:\s]+/).filter((part) => part.length > 2));
  let best: string | undefined;
  let bestScore = 0;
  for (const candidate of candidates) {
    const words = candidate.toLowerCase().split(/[_.\-:\s]+/);
    const score = words.filter((word) => parts.has(word)).length;
    if (score > bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

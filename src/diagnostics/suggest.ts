import type { Fix } from './diagnostic.ts';
import type { Span } from './span.ts';

/** The candidate closest to a misspelt name; undefined if none is close. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  const list = [...candidates];
  return near(name, list) ?? sharedPart(name.toLowerCase().slice(0, 100), list);
}

/** The candidate within a typing error or two of a misspelt name. */
function near(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase().slice(0, 100);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = candidate.toLowerCase() === wanted ? 0 : editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The edit that replaces a misspelt name by the nearest candidate, as `write` spells it. */
export function nearFixes(
  name: string,
  candidates: Iterable<string>,
  span: Span,
  write: (name: string) => string = String,
): readonly Fix[] | undefined {
  const found = near(name, candidates);
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

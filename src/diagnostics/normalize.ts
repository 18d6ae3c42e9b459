import { type Diagnostic, diagnose } from './diagnostic.ts';

/** More than this many mistakes are counted instead of shown. */
const maxShown = 20;

/** The diagnostics in the order of the text, each once, at most twenty and how many more there are. */
export function normalizeDiagnostics(found: readonly Diagnostic[], text: string): readonly Diagnostic[] {
  const broken = found.filter((d) => d.code.startsWith('SPL1'));
  const open = Math.min(...broken.filter((d) => d.name === 'unterminated').map((d) => d.span.start));
  // What follows an open quote, and what ends where the text goes wrong, was not meant as it was read.
  const misread = (d: Diagnostic): boolean =>
    d.code.startsWith('SPL2') &&
    (d.span.start >= open ||
      broken.some((b) => b.span.start <= d.span.start && d.span.end <= b.span.end) ||
      broken.some((b) => b.span.start >= d.span.end && text.slice(d.span.end, b.span.start).trim() === ''));
  const seen = new Set<string>();
  const unique = found.filter((d) => {
    if (misread(d)) return false;
    const key = `${d.code} ${d.span.start} ${d.span.end}`;
    return !seen.has(key) && seen.add(key);
  });
  const sorted = unique.sort((a, b) => a.span.start - b.span.start);
  const more = sorted.length - maxShown;
  return more > 0 ? [...sorted.slice(0, maxShown), diagnose('more-mistakes', sorted[maxShown]!.span, { count: more })] : sorted;
}

import { type Diagnostic, diagnose } from './diagnostic.ts';

/** Diagnostics beyond this number are counted instead of shown. */
const maxShown = 20;

/** The diagnostics in source order, without duplicates: at most {@link maxShown}, then one that counts the rest. */
export function normalizeDiagnostics(found: readonly Diagnostic[], source: string): readonly Diagnostic[] {
  const broken = found.filter((d) => d.code.startsWith('SPL1'));
  const open = Math.min(...broken.filter((d) => d.name === 'unterminated').map((d) => d.span.start));
  // Names after an unterminated quote, names that end where a syntax error begins, and calls with one in their arguments were misread: errors about them are noise.
  const misread = (d: Diagnostic): boolean =>
    d.code.startsWith('SPL2') &&
    (d.span.start >= open ||
      broken.some((b) => b.span.start <= d.span.start && d.span.end <= b.span.end) ||
      broken.some(
        (b) => b.name === 'unexpected-token' && d.name === 'no-overload' && d.span.start < b.span.start && b.span.end <= d.span.end,
      ) ||
      broken.some((b) => b.span.start >= d.span.end && source.slice(d.span.end, b.span.start).trim() === ''));
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

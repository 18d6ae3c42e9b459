/** Femtoseconds of a unit, so that a nanosecond with six decimals is exact. */
const units: Readonly<Record<string, bigint>> = {
  ns: 1_000_000n,
  us: 1_000_000_000n,
  ms: 1_000_000_000_000n,
  s: 1_000_000_000_000_000n,
  m: 60_000_000_000_000_000n,
  h: 3_600_000_000_000_000_000n,
  d: 86_400_000_000_000_000_000n,
  w: 604_800_000_000_000_000_000n,
  y: 31_536_000_000_000_000_000_000n,
};

/** The femtoseconds of a second. */
export const femtosPerSecond = 1_000_000_000_000_000n;

/** The longest text that can be a duration; digits beyond it say nothing. */
const maxLength = 200;

const part = /(\d+\.?\d*|\.\d+)[\t ]*(ns|us|µs|μs|ms|s|m|h|d|w|y)/y;

/**
 * Reads a duration as Go, Prometheus and Presto write them: numbers with units (`1h2m3.5s`, `360.541µs`, `1w2d`, `42.5 m`), a sign before all of them, or a bare 0.
 * A year has 365 days, as in Prometheus. Answers femtoseconds, exact to the sixth decimal of a nanosecond; undefined where the string is not a duration.
 */
export function parseDurationText(source: string): bigint | undefined {
  if (source.length > maxLength) return undefined;
  const text = source.trim();
  const signed = text.startsWith('-') || text.startsWith('+');
  let at = signed ? 1 : 0;
  if (/^0+(?:\.0*)?$/.test(text.slice(at))) return 0n;
  let total = 0n;
  do {
    part.lastIndex = at;
    const match = part.exec(text);
    if (!match) return undefined;
    at = part.lastIndex;
    const unit = units[match[2]!.replace(/[µμ]/, 'u')]!;
    const [whole = '', fraction = ''] = match[1]!.split('.');
    total += (BigInt(whole + fraction) * unit) / 10n ** BigInt(fraction.length);
    while (text[at] === ' ') at++;
  } while (at < text.length);
  return text.startsWith('-') ? -total : total;
}

/** The nanoseconds of a duration literal such as `1h30m` or `1_500ms`; parts of a nanosecond are cut. Undefined where an interval does not hold them. */
export function durationNanos(source: string): bigint | undefined {
  const femtos = parseDurationText(source.replaceAll('_', ''));
  const nanos = femtos === undefined ? undefined : femtos / 1_000_000n;
  return nanos !== undefined && BigInt.asIntN(64, nanos) === nanos ? nanos : undefined;
}

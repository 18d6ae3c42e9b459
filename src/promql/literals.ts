import { type Place, PromqlError } from './syntax.ts';

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** The milliseconds of a duration such as `1h30m`; undefined for other texts. */
export function durationOf(text: string): number | undefined {
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) total += Number(digits) * units[unit!]!;
  return total;
}

/** The number that a literal stands for: a duration is one of seconds. */
export function numberOf(text: string, place: Place): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const word = text.replace(/^[+-]\s*/, '').toLowerCase();
  if (word === 'inf') return sign * Number.POSITIVE_INFINITY;
  if (word === 'nan') return Number.NaN;
  const duration = durationOf(word);
  if (duration !== undefined) return (sign * duration) / 1000;
  const plain = word.replaceAll('_', '');
  const value = /^0[0-7]+$/.test(plain) ? Number.parseInt(plain, 8) : Number(plain);
  if (plain === '' || Number.isNaN(value)) throw new PromqlError(`'${text}' is not a number`, place);
  return sign * value;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** The string that a literal stands for, with the escapes of Go; none between back quotes. */
export function stringOf(literal: string, place: Place): string {
  const quote = literal[0]!;
  if (literal.length < 2 || literal.at(-1) !== quote) throw new PromqlError('the string does not end', place);
  const inner = literal.slice(1, -1);
  if (quote === '`') return inner;
  return inner.replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|[^])/g, (_, code: string) => {
    const known = escapes[code];
    if (known !== undefined) return known;
    const digits = /^[xuU]./.test(code)
      ? Number.parseInt(code.slice(1), 16)
      : /^[0-7]{3}$/.test(code)
        ? Number.parseInt(code, 8)
        : Number.NaN;
    if (Number.isNaN(digits) || digits > 0x10ffff) throw new PromqlError(`'\\${code}' is not an escape`, place);
    return String.fromCodePoint(digits);
  });
}

/** A double as Presto and Java print it: `37.7`, `1.0E10`, `1.2E-4`, `NaN`, `Infinity`. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    const digits = String(value);
    return digits.includes('.') ? digits : `${digits}.0`;
  }
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** A 32-bit float with the fewest digits that read back as the same value. */
export function formatReal(value: number): string {
  if (!Number.isFinite(value) || value === 0) return formatDouble(value);
  for (let precision = 1; precision < 10; precision++) {
    const shorter = Number(value.toPrecision(precision));
    if (Math.fround(shorter) === value) return formatDouble(shorter);
  }
  return formatDouble(value);
}

const doublePattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/;

/** Parses a double as a cast does: surrounding blanks, `Infinity` and `NaN` are allowed; undefined if the string is not a number. */
export function parseDouble(string: string): number | undefined {
  const trimmed = string.trim();
  if (doublePattern.test(trimmed)) return Number(trimmed.replace(/[dDfF]$/, ''));
  const special = /^([+-]?)(infinity|inf|nan)$/i.exec(trimmed);
  if (!special) return undefined;
  return special[2]!.toLowerCase() === 'nan' ? Number.NaN : special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Parses a 64-bit integer, with surrounding blanks allowed; undefined if the string is not an integer or out of range. */
export function parseBigint(string: string): bigint | undefined {
  const trimmed = string.trim();
  if (!/^[+-]?\d{1,32}$/.test(trimmed)) return undefined;
  const value = BigInt(trimmed.startsWith('+') ? trimmed.slice(1) : trimmed);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** The number that a REAL prints as: the double with the fewest digits that reads back to the same float. */
export function shortestReal(value: number): number {
  return Number(formatReal(value));
}

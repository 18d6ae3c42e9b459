/** The units of intervals, by what one of them is: months, or nanoseconds. */
const months: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 };
const nanos: Readonly<Record<string, bigint>> = {
  week: 604_800_000_000_000n,
  day: 86_400_000_000_000n,
  hour: 3_600_000_000_000n,
  minute: 60_000_000_000n,
  second: 1_000_000_000n,
  millisecond: 1_000_000n,
};
const dayParts = ['day', 'hour', 'minute', 'second'];

/** An interval literal: a number of months, or of nanoseconds. */
export type Interval = { readonly months: number } | { readonly nanos: bigint };

/** Reads `'3' day`, `'-1.5' second`, `'2-6' year to month`, `'1 02:03:04.005' day to second`; undefined for anything else. */
export function parseInterval(text: string, from: string, to: string | undefined): Interval | undefined {
  const trimmed = text.trim();
  const signed = trimmed.startsWith('-') || trimmed.startsWith('+');
  const sign = trimmed.startsWith('-') ? -1 : 1;
  const first = from.toLowerCase().replace(/s$/, '');
  const last = to?.toLowerCase().replace(/s$/, '');
  const amount = signed ? trimmed.slice(1).trimStart() : trimmed;
  if (Object.hasOwn(months, first)) {
    const parts = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(amount);
    if (!parts || (last !== undefined && (first !== 'year' || last !== 'month')) || (parts[2] && last === undefined)) return undefined;
    const total = Number(parts[1]) * months[first]! + Number(parts[2] ?? 0);
    return { months: sign * total };
  }
  if (!Object.hasOwn(nanos, first)) return undefined;
  if (last === undefined) {
    const value = nanosOf(amount, first);
    return value === undefined ? undefined : { nanos: BigInt(sign) * value };
  }
  const start = dayParts.indexOf(first);
  const end = dayParts.indexOf(last);
  if (start < 0 || end <= start) return undefined;
  const fields = amount.split(first === 'day' ? /[ :]/ : ':');
  if (fields.length > end - start + 1) return undefined;
  let total = 0n;
  for (const [i, field] of fields.entries()) {
    const value = nanosOf(field, dayParts[start + i]!);
    if (value === undefined || (i + start < 3 && field.includes('.'))) return undefined;
    total += value;
  }
  return { nanos: BigInt(sign) * total };
}

function nanosOf(amount: string, unit: string): bigint | undefined {
  const parts = /^(\d{1,18})(?:\.(\d{1,9}))?$/.exec(amount);
  if (!parts || (parts[2] && unit !== 'second' && unit !== 'millisecond')) return undefined;
  const whole = BigInt(parts[1]!) * nanos[unit]!;
  const fraction = parts[2] ? (BigInt(parts[2].padEnd(9, '0')) * nanos[unit]!) / 1_000_000_000n : 0n;
  const total = whole + fraction;
  return total < 2n ** 63n ? total : undefined;
}

/** An interval of nanoseconds as text: `1 02:03:04.005`. */
export function formatDaySecond(value: bigint): string {
  const sign = value < 0n ? '-' : '';
  const size = value < 0n ? -value : value;
  const two = (n: bigint): string => String(n).padStart(2, '0');
  const part = (unit: string, modulo: bigint): bigint => (size / nanos[unit]!) % modulo;
  const clock = `${two(part('hour', 24n))}:${two(part('minute', 60n))}:${two(part('second', 60n))}`;
  const rest = String(size % 1_000_000_000n).padStart(9, '0');
  return `${sign}${size / nanos.day!} ${clock}.${rest.slice(0, 3)}${rest.slice(3).replace(/0+$/, '')}`;
}

/** An interval of months as text: `1-2`. */
export function formatYearMonth(value: number): string {
  const size = Math.abs(value);
  return `${value < 0 ? '-' : ''}${Math.floor(size / 12)}-${size % 12}`;
}

import type { CallSite } from '../declaration.ts';

/**
 * The size of a number tells its unit: seconds end with the year 9999, which stands for “never” in many logs; read as milliseconds the next number is a time in
 * 1978, and so on.
 */
const units = [
  { below: 253_402_300_800n, nanos: 1_000_000_000n, name: 'seconds', perSecond: '1' },
  { below: 253_402_300_800_000n, nanos: 1_000_000n, name: 'milliseconds', perSecond: '1000e0' },
  { below: 253_402_300_800_000_000n, nanos: 1_000n, name: 'microseconds', perSecond: '1000000e0' },
] as const;

/** The nanoseconds of the unit that a number of so many units since 1970 has by its size. */
export function nanosPerUnit(size: bigint): bigint {
  return units.find(({ below }) => size < below)?.nanos ?? 1n;
}

/** What to write where a number of seconds looks like one of a shorter unit; nothing where it does not. */
export function unitHint(size: bigint): string {
  if (size >= 10n ** 20n) return '';
  const unit = units.find(({ below }) => size < below) ?? { name: 'nanoseconds', perSecond: '1000000000e0' };
  return unit.name === 'seconds' ? '' : `; it looks like ${unit.name}: divide it by ${unit.perSecond}`;
}

/** The unit that a number looks like which should be nanoseconds since 1970: seconds to the year 2286, milliseconds and microseconds from 2001 to then. */
export function mistakenUnit(size: bigint): 'seconds' | 'milliseconds' | 'microseconds' | undefined {
  if (size > 0n && size < 10n ** 10n) return 'seconds';
  if (size > 10n ** 12n && size < 10n ** 13n) return 'milliseconds';
  return size > 10n ** 15n && size < 10n ** 16n ? 'microseconds' : undefined;
}

/**
 * Warns of a call whose times are integers of another unit than nanoseconds, told by one of them; numbers of a few digits may be positions.
 * `argument` is the place of the times among the arguments.
 */
export function warnOfUnit(times: readonly (bigint | null)[], argument: number, { types, warn }: CallSite): void {
  const type = types[argument];
  const time = times[0];
  if (type?.kind !== 'array' || type.element.kind !== 'bigint' || time === null || time === undefined || time < 10n ** 8n) return;
  const unit = mistakenUnit(time);
  if (unit) warn('suspicious-time-unit', 1, `the times look like ${unit}`);
}

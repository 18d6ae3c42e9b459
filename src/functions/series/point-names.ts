import { floorDivide, type TimeZone, toLocal } from '../../types/time-zone.ts';

const second = 1_000_000_000n;
const day = 86_400n * second;

/** Names points for a sentence: by the clock, with the date where the series spans days and seconds where its steps are short; by their place from 1 without times. */
export function pointNames(times: readonly bigint[] | undefined, zone: TimeZone): (point: number) => string {
  if (!times) return (point) => `place ${point + 1}`;
  const first = toLocal(zone, times[0]!);
  const last = toLocal(zone, times.at(-1)!);
  const withDate = floorDivide(first, day) !== floorDivide(last, day);
  const withSeconds = times.length > 1 && last - first < 60n * second * BigInt(times.length - 1);
  return (point) => {
    const text = new Date(Number(toLocal(zone, times[point]!) / 1_000_000n)).toISOString();
    return `${withDate ? `${text.slice(0, 10)} ` : ''}${text.slice(11, withSeconds ? 19 : 16)}`;
  };
}

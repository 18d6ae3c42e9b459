import { floorDivide, type TimeZone, toLocal } from '../../types/time-zone.ts';
import type { Series } from './series-function.ts';

const second = 1_000_000_000n;
const day = 86_400n * second;

/**
 * Names points in a sentence: by local time, with the date if the series spans several days, and with seconds if its steps are shorter than a minute;
 * without times by position from 1. Times may be in any order.
 */
export function pointNames({ times, grid: { extent } }: Pick<Series, 'times' | 'grid'>, zone: TimeZone): (point: number) => string {
  if (!times || !extent) return (point) => `position ${point + 1}`;
  const first = toLocal(zone, extent.first);
  const last = toLocal(zone, extent.last);
  const withDate = floorDivide(first, day) !== floorDivide(last, day);
  const withSeconds = times.length > 1 && last - first < 60n * second * BigInt(times.length - 1);
  return (point) => {
    const text = new Date(Number(toLocal(zone, times[point]!) / 1_000_000n)).toISOString();
    return `${withDate ? `${text.slice(0, 10)} ` : ''}${text.slice(11, withSeconds ? 19 : 16)}`;
  };
}

import { civilFromDays } from '../../types/civil.ts';
import { splitLocal } from '../../types/time-format.ts';
import { type TimeZone, toInstant, toLocal } from '../../types/time-zone.ts';
import { floorDay, floorInstant, floorTo, nanosPerDay, type Step, shiftByMonths, shiftDay } from './calendar.ts';

/** The start of cell `k` of an axis that begins at an instant: days and months later on the wall clock of the zone, nanoseconds later in real time. */
function cellStart(step: Step, begin: bigint, k: number, zone: TimeZone): bigint {
  if (k === 0) return begin;
  if (step.nanos !== undefined) return begin + BigInt(k) * step.nanos;
  if (step.months !== undefined) return shiftByMonths(begin, k * step.months, zone);
  return toInstant(zone, toLocal(zone, begin) + BigInt(k * step.days) * nanosPerDay);
}

/** The start of the cell in which an instant lies, on an axis that begins at another instant and goes on both ways. */
export function floorFrom(step: Step, begin: bigint, instant: bigint, zone: TimeZone): bigint {
  if (step.nanos !== undefined) return begin + floorTo(instant - begin, step.nanos);
  let k = Math.floor(distance(step, begin, instant, zone));
  // The wall clock can be set back, and months have different lengths: the estimate is off by one at most.
  while (cellStart(step, begin, k, zone) > instant) k--;
  while (cellStart(step, begin, k + 1, zone) <= instant) k++;
  return cellStart(step, begin, k, zone);
}

/** About how many steps of the calendar an instant is after another. */
function distance(step: Step, begin: bigint, instant: bigint, zone: TimeZone): number {
  const from = splitLocal(toLocal(zone, begin)).days;
  const to = splitLocal(toLocal(zone, instant)).days;
  if (step.days !== undefined) return (to - from) / step.days;
  const [a, b] = [civilFromDays(from), civilFromDays(to)];
  return ((b.year - a.year) * 12 + b.month - a.month) / (step.months ?? 1);
}

/** The start of the step after the one that starts at an instant, as `bin` divides the time of the zone. */
function nextStart(step: Step, start: bigint, zone: TimeZone): bigint {
  const local = toLocal(zone, start);
  if (step.nanos === undefined) {
    let day = floorDay(step, splitLocal(local).days)!;
    // A zone can skip a day altogether.
    for (;;) {
      day = shiftDay(step, 1, day);
      const next = toInstant(zone, BigInt(day) * nanosPerDay);
      if (next > start) return next;
    }
  }
  const candidates = [floorInstant(step, start + step.nanos, zone), toInstant(zone, local + step.nanos), start + step.nanos];
  let next = candidates.find((candidate) => candidate > start)!;
  // A change of the clocks begins a bin by itself where the step does not divide it.
  for (let before = floorInstant(step, next - 1n, zone); before > start; before = floorInstant(step, next - 1n, zone)) next = before;
  return next;
}

/** How the cells of an axis lie: as `bin` divides the time of the zone, or one step after the other from the begin on. */
export type CellLayout = 'bins' | 'steps';

/** The starts of the cells from an instant, which is one of them, up to another, exclusive. */
export function cellStarts(step: Step, layout: CellLayout, begin: bigint, until: bigint, zone: TimeZone): BigInt64Array {
  if (until <= begin) return new BigInt64Array(0);
  if (step.nanos !== undefined && (layout === 'steps' || isFixed(zone))) {
    const { nanos } = step;
    return BigInt64Array.from({ length: Number((until - begin + nanos - 1n) / nanos) }, (_, k) => begin + BigInt(k) * nanos);
  }
  return BigInt64Array.from(
    layout === 'steps'
      ? stepsFrom(step, begin, until, zone)
      : step.nanos === undefined
        ? binsOf(step, begin, until, zone)
        : shortBinsOf(step.nanos, begin, until, zone),
  );
}

function* stepsFrom(step: Step, begin: bigint, until: bigint, zone: TimeZone): Generator<bigint> {
  let last = begin - 1n;
  for (let k = 0, start = begin; start < until; start = cellStart(step, begin, ++k, zone)) {
    // A zone can skip a day, and so a cell.
    if (start > last) yield start;
    last = start;
  }
}

function* binsOf(step: Step, begin: bigint, until: bigint, zone: TimeZone): Generator<bigint> {
  for (let start = begin; start < until; start = nextStart(step, start, zone)) yield start;
}

/** Bins that days consist of: even as long as the clocks are not changed, which they are at most one time per day. */
function* shortBinsOf(nanos: bigint, begin: bigint, until: bigint, zone: TimeZone): Generator<bigint> {
  const perDay = nanosPerDay / nanos;
  let start = begin;
  while (start < until) {
    const tomorrow = start + perDay * nanos;
    const local = toLocal(zone, start);
    const even = local % nanos === 0n && local - start === toLocal(zone, tomorrow) - tomorrow;
    if (perDay > 0n && even) {
      for (; start < tomorrow && start < until; start += nanos) yield start;
    } else {
      yield start;
      start = nextStart({ nanos }, start, zone);
    }
  }
}

/** Whether the clocks of a zone are never changed. */
const isFixed = ({ name }: TimeZone): boolean => name === 'UTC' || /^(?:utc|gmt)?[+-]/i.test(name);

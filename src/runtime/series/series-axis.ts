import { floorInstant, nanosPerDay, type Step } from '../../functions/datetime/calendar.ts';
import { type CellLayout, cellStarts } from '../../functions/datetime/series-cells.ts';
import type { Bound, PlanOf } from '../../operators/plan/plan.ts';
import type { TimeZone } from '../../types/time-zone.ts';

/** The smallest and largest time of some rows, in nanoseconds. */
export interface Extent {
  readonly min: bigint;
  readonly max: bigint;
}

/** The time axis of a series: where its cells start, in order. */
export interface Axis {
  readonly starts: BigInt64Array;
  /** Where the last cell ends, if something says so: rows from there on are in no cell. */
  readonly end: bigint | undefined;
}

/** From where to where an axis has cells: they start before `until`. */
export interface AxisRange {
  readonly begin: bigint;
  readonly until: bigint;
  readonly end: bigint | undefined;
  readonly layout: CellLayout;
}

/** The range of one series. An instant that ends it is exclusive; 'max' includes the cell of the largest time. */
export function rangeOf(
  { layout, step }: PlanOf<'MakeSeries'>,
  from: Bound,
  to: Bound,
  own: Extent | undefined,
  whole: Extent | undefined,
  zone: TimeZone,
): AxisRange {
  const first = from.kind === 'series' ? own : whole;
  const last = to.kind === 'series' ? own : whole;
  const until = to.kind === 'instant' ? to.value : last && last.max + 1n;
  const end = to.kind === 'instant' ? to.value : undefined;
  if (from.kind === 'instant') return { begin: from.value, until: until ?? from.value, end, layout: 'steps' };
  if (!first || until === undefined) return { begin: 0n, until: 0n, end, layout };
  // Times in bins of nanoseconds are starts of bins already: see make-series with aggregates.
  return { begin: step?.nanos === undefined ? floorInstant(step!, first.min, zone) : first.min, until, end, layout };
}

/** How many cells a range has at least, which is known without making them. */
export function atLeast({ nanos, days, months = 0 }: Step, { begin, until }: AxisRange): number {
  const length = nanos ?? BigInt(days ?? months * 31) * (nanosPerDay + nanosPerDay / 24n);
  return until <= begin ? 0 : Number((until - begin + length - 1n) / length);
}

/** The cells of a range. */
export function axisOf(step: Step, { begin, until, end, layout }: AxisRange, zone: TimeZone): Axis {
  return { starts: cellStarts(step, layout, begin, until, zone), end };
}

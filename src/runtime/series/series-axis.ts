import type { Bound } from '../../operators/plan/plan.ts';

/** The smallest and largest time of some rows, in nanoseconds. */
export interface Extent {
  readonly min: bigint;
  readonly max: bigint;
}

/** An evenly spaced time axis: cells [begin + k·step, begin + (k + 1)·step). */
export interface Axis {
  readonly begin: bigint;
  readonly step: bigint;
  readonly length: number;
}

/** The axis of one series. `to` is exclusive where it is an instant; 'max' includes the cell of the largest time. */
export function axisOf(from: Bound, to: Bound, step: bigint, own: Extent | undefined, whole: Extent | undefined): Axis {
  const first = from.kind === 'series' ? own : whole;
  const last = to.kind === 'series' ? own : whole;
  const begin = from.kind === 'instant' ? from.value : first?.min;
  if (begin === undefined) return { begin: 0n, step, length: 0 };
  if (to.kind === 'instant') {
    const width = to.value - begin;
    return { begin, step, length: width <= 0n ? 0 : Number((width + step - 1n) / step) };
  }
  return { begin, step, length: last === undefined || last.max < begin ? 0 : Number((last.max - begin) / step) + 1 };
}

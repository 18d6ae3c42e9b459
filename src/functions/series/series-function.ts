import {
  arrayOf,
  bigint,
  double,
  type JsOf,
  optional,
  rowOf,
  type TypeDescriptor,
  timestamp,
  typeClass,
  varchar,
} from '../../types/type-descriptor.ts';
import { warnOfUnit } from '../datetime/epoch-unit.ts';
import type { CallSite, OptionTexts, Overload } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { type Grid, gridOf } from './algorithms/grid.ts';

/** A series as a function gets it: a value, NaN where it is missing, and a time in nanoseconds per point, in the order of the arguments. */
export interface Series {
  readonly times: readonly bigint[] | undefined;
  readonly values: Float64Array;
  /** The same in the order of time, on an even grid. */
  readonly grid: Grid;
}

/** A time of a point: a TIMESTAMP, or nanoseconds since 1970. */
export const instant = typeClass('bigint|timestamp', [bigint, timestamp]);

/** The numbers of an array; NULL becomes NaN. */
export function toFloats(values: readonly (number | null)[]): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[i] ?? Number.NaN;
  return out;
}

/** The cells of computed numbers; infinities and NaN become NULL. */
export function toCells(values: Float64Array): (number | null)[] {
  const out = new Array<number | null>(values.length);
  for (let i = 0; i < out.length; i++) out[i] = toCell(values[i]!);
  return out;
}

/** A number for a cell; NULL where it is not finite. */
export const toCell = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The result of a series function: a row whose last member, `error_msg`, says why the others are NULL, and is NULL where they are not. */
export function resultRow<F extends Readonly<Record<string, TypeDescriptor>>>(fields: F) {
  const width = Object.keys(fields).length;
  return {
    returns: rowOf({ ...fields, error_msg: varchar }),
    /** The row of the computed members; a {@link SeriesFailure} becomes the row's `error_msg` and a warning of the query. */
    answer({ warn }: CallSite, compute: () => readonly unknown[]): readonly unknown[] {
      try {
        return [...compute(), null];
      } catch (error) {
        if (!(error instanceof SeriesFailure)) throw error;
        warn('no-answer', 1, error.reason);
        return [...new Array<null>(width).fill(null), error.reason];
      }
    },
  };
}

/** Checks that an array is a series that can be judged, and gives its values. */
export function readValues(values: readonly (number | null)[], minPoints = 1): Float64Array {
  if (values.length === 0) throw new SeriesFailure('the series is empty');
  const floats = toFloats(values);
  if (floats.some((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY))
    throw new SeriesFailure('a value is infinite');
  if (floats.every(Number.isNaN)) throw new SeriesFailure('every value is missing');
  if (values.length < minPoints) throw new SeriesFailure(`the series has ${values.length} points; at least ${minPoints} are needed`);
  return floats;
}

/**
 * The series of a call. Times may be in any order and may repeat, and points may be missing between even times; the query is warned of each.
 * @throws SeriesFailure if it cannot be judged.
 */
function readSeries(
  times: readonly (bigint | null)[] | undefined,
  values: readonly (number | null)[],
  call: CallSite,
  minPoints?: number,
): Series {
  const { warn } = call;
  if (times) warnOfUnit(times, 0, call);
  if (times && values.length > 0 && times.length !== values.length)
    throw new SeriesFailure(`there are ${times.length} times and ${values.length} values`);
  if (times?.includes(null)) throw new SeriesFailure('a time is NULL');
  const floats = readValues(values, minPoints);
  const known = times as readonly bigint[] | undefined; // no time is NULL, as checked above
  const grid = gridOf(known, floats);
  if (grid.unordered) warn('unordered-series-times', 1);
  if (grid.repeated > 0) warn('repeated-series-times', grid.repeated);
  if (grid.missing > 0) warn('missing-series-points', grid.missing);
  return { times: known, values: floats, grid };
}

type Values<A extends readonly TypeDescriptor[]> = { [I in keyof A]: JsOf<A[I]> };

/** A function of a series that has a result row. */
export interface SeriesForm<A extends readonly TypeDescriptor[], O> {
  readonly row: ReturnType<typeof resultRow>;
  /** Arguments between the values and the options. */
  readonly more?: A;
  readonly options?: OptionTexts & { read(source: string | null | undefined): O };
  /** The fewest points that can be judged. */
  readonly minPoints?: number;
  compute(series: Series, more: Values<A>, options: O, call: CallSite): readonly unknown[];
}

/** The overloads of a series function: with and without times before the values, with and without options at the end. */
export function seriesOverloads<const A extends readonly TypeDescriptor[], O>(form: SeriesForm<A, O>): Overload[] {
  const { row, options, minPoints } = form;
  const more: readonly TypeDescriptor[] = form.more ?? [];
  const evaluate = (call: CallSite, hasTimes: boolean, args: readonly unknown[]): readonly unknown[] =>
    row.answer(call, () => {
      const [times, values, ...rest] = (hasTimes ? args : [undefined, ...args]) as [undefined, readonly (number | null)[], ...unknown[]];
      call.tick(values.length);
      const read = options ? options.read(rest[more.length] as string | undefined) : (undefined as O);
      return form.compute(readSeries(times, values, call, minPoints), rest as Values<A>, read, call); // the arguments were coerced to the types of `more`
    });
  return [[], [arrayOf(instant)]].map(
    (times): Overload => ({
      params: [...times, arrayOf(double), ...more, ...(options ? [optional(varchar)] : [])],
      returns: row.returns,
      ...(options ? { options } : {}),
      prepare:
        (call) =>
        (...args: readonly unknown[]) =>
          evaluate(call, times.length > 0, args),
    }),
  );
}

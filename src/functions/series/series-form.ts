import { arrayOf, bigint, double, type JsOf, rowOf, type TypeDescriptor, timestamp, varchar } from '../../types/type-descriptor.ts';
import type { EvaluationContext, OptionTexts, Overload } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';

/** A series as an algorithm sees it: NaN marks a missing value; times rise strictly, in nanoseconds. */
export interface Series {
  readonly times: readonly bigint[] | undefined;
  readonly values: Float64Array;
}

/** The numbers of an array; NULL becomes NaN. */
export function toFloats(values: readonly (number | null)[]): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[i] ?? Number.NaN;
  return out;
}

/** The cells of computed numbers; what is not finite becomes NULL. */
export function toCells(values: Float64Array): (number | null)[] {
  const out = new Array<number | null>(values.length);
  for (let i = 0; i < out.length; i++) out[i] = toCell(values[i]!);
  return out;
}

/** A number for a cell; NULL where it is not finite. */
export const toCell = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The answer of a series function: a row whose last member says why there is none. */
export function answerRow<F extends Readonly<Record<string, TypeDescriptor>>>(fields: F) {
  const width = Object.keys(fields).length;
  return {
    returns: rowOf({ ...fields, error_msg: varchar }),
    answer(compute: () => readonly unknown[]): readonly unknown[] {
      try {
        return [...compute(), null];
      } catch (error) {
        if (error instanceof SeriesFailure) return [...new Array<null>(width).fill(null), error.reason];
        throw error;
      }
    },
  };
}

/** A series of arguments, or why it is none. */
export function readSeries(times: readonly (bigint | null)[] | undefined, values: readonly (number | null)[], least = 1): Series {
  if (values.length === 0) throw new SeriesFailure('the series is empty');
  if (times && times.length !== values.length) throw new SeriesFailure(`there are ${times.length} times and ${values.length} values`);
  if (times?.some((time, i) => time === null || (i > 0 && time <= times[i - 1]!))) throw new SeriesFailure('the times must rise strictly');
  const floats = toFloats(values);
  if (floats.some((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY))
    throw new SeriesFailure('a value is infinite');
  if (floats.every(Number.isNaN)) throw new SeriesFailure('every value is missing');
  if (values.length < least) throw new SeriesFailure(`the series has ${values.length} points; at least ${least} are needed`);
  return { times: times as readonly bigint[] | undefined, values: floats };
}

type Values<A extends readonly TypeDescriptor[]> = { [I in keyof A]: JsOf<A[I]> };

/** A function of a series that explains itself. */
export interface SeriesForm<A extends readonly TypeDescriptor[], O> {
  readonly row: ReturnType<typeof answerRow>;
  /** Arguments between the values and the options. */
  readonly more?: A;
  readonly options?: OptionTexts & { read(text: string | null | undefined): O };
  /** The fewest points. */
  readonly least?: number;
  compute(series: Series, more: Values<A>, options: O, context: EvaluationContext): readonly unknown[];
}

/** The forms of a series function: with and without times before the values, with and without options at the end. */
export function seriesForms<const A extends readonly TypeDescriptor[], O>(form: SeriesForm<A, O>): Overload[] {
  const { row, more = [] as unknown as A, options, least } = form;
  const evaluate = (context: EvaluationContext, hasTimes: boolean, args: readonly unknown[]): readonly unknown[] =>
    row.answer(() => {
      const [times, values, ...rest] = (hasTimes ? args : [undefined, ...args]) as [undefined, readonly (number | null)[], ...unknown[]];
      context.tick(values.length);
      const read = options ? options.read(rest[more.length] as string | undefined) : (undefined as O);
      return form.compute(readSeries(times, values, least), rest as unknown as Values<A>, read, context);
    });
  const times: readonly (TypeDescriptor | undefined)[] = [undefined, arrayOf(bigint), arrayOf(timestamp)];
  return times.flatMap((time) =>
    (options ? [undefined, options] : [undefined]).map(
      (given): Overload => ({
        params: [...(time ? [time] : []), arrayOf(double), ...more, ...(given ? [varchar] : [])],
        returns: row.returns,
        ...(given ? { options: given } : {}),
        prepare:
          (call) =>
          (...args: readonly unknown[]) =>
            evaluate(call, time !== undefined, args),
      }),
    ),
  );
}

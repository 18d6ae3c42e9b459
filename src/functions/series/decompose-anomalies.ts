import { arrayOf, bigint, double, rowOf, type TypeToken, timestamp, varchar } from '../../types/token.ts';
import { defineScalar, type Overload, overload } from '../declaration.ts';
import { type AnomalyOptions, findAnomalies } from './algorithms/anomalies.ts';
import { JsonOptions, OptionFailure } from './json-options.ts';

const returned = rowOf({
  anomalies_score_series: arrayOf(double),
  anomalies_type_series: arrayOf(varchar),
  baseline_series: arrayOf(double),
  lower_series: arrayOf(double),
  upper_series: arrayOf(double),
  trend_series: arrayOf(double),
  seasonal_series: arrayOf(double),
  periods: arrayOf(bigint),
  error_msg: varchar,
});

function readOptions(text: string | undefined): AnomalyOptions {
  const options = new JsonOptions(text, ['confidence', 'auto_period', 'period_num', 'direction']);
  const given = options.integers('period_num')?.filter((period) => period > 0);
  const look = options.flag('auto_period') ?? given === undefined;
  return {
    confidence: options.number('confidence', 0, 1) ?? 0.005,
    direction: options.word('direction', ['up', 'down', 'both']) ?? 'both',
    periods: given ?? (look ? undefined : []),
  };
}

/** The row of a series that cannot be judged. */
function failure(reason: string): readonly unknown[] {
  return [...new Array<null>(8).fill(null), reason];
}

const finite = (values: Float64Array): (number | null)[] => Array.from(values, (value) => (Number.isFinite(value) ? value : null));

function evaluate(
  times: readonly (bigint | null)[] | undefined,
  values: readonly (number | null)[],
  text: string | undefined,
): readonly unknown[] {
  if (values.length === 0) return failure('the series is empty');
  if (times && times.length !== values.length) return failure(`there are ${times.length} times and ${values.length} values`);
  if (times?.some((time, i) => time === null || (i > 0 && time <= times[i - 1]!))) return failure('the times must rise strictly');
  if (values.some((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY))
    return failure('a value is infinite');
  if (values.every((value) => value === null || Number.isNaN(value))) return failure('every value is missing');
  try {
    const found = findAnomalies(
      Float64Array.from(values, (value) => value ?? Number.NaN),
      readOptions(text),
    );
    return [
      Array.from(found.scores),
      found.types,
      finite(found.baseline),
      finite(found.lower),
      finite(found.upper),
      finite(found.trend),
      finite(found.seasonal),
      found.periods.map(BigInt),
      null,
    ];
  } catch (error) {
    if (error instanceof OptionFailure) return failure(error.reason);
    throw error;
  }
}

/** The forms with and without times and options. */
function forms(): Overload[] {
  const values = arrayOf(double);
  const times: readonly TypeToken<readonly (bigint | null)[]>[] = [arrayOf(bigint), arrayOf(timestamp)];
  return [
    overload({ params: [values], returns: returned, row: (v) => evaluate(undefined, v, undefined) }),
    overload({ params: [values, varchar], returns: returned, row: (v, options) => evaluate(undefined, v, options) }),
    ...times.flatMap((time) => [
      overload({ params: [time, values], returns: returned, row: (t, v) => evaluate(t, v, undefined) }),
      overload({ params: [time, values, varchar], returns: returned, row: (t, v, options) => evaluate(t, v, options) }),
    ]),
  ];
}

export const seriesDecomposeAnomalies = defineScalar({
  name: 'series_decompose_anomalies',
  category: 'series',
  summary:
    'Finds the anomalous points of a series: it is split into trend, seasons and rest, and the rest is judged by the tail of the series itself. A normal point scores exactly 0. Options: confidence (0 to 1, 0.005; larger raises more alarms), direction (up, down, both), period_num (points), auto_period.',
  parameters: ['times?', 'values', 'options?'],
  examples: [
    {
      call: 'filter(series_decompose_anomalies(array[5, 6, 5, 6, 5, 6, 5, 99, 5, 6, 5, 6]).anomalies_type_series, x -> x is not null)',
      result: "['ExceedUpperBound']",
    },
    { call: 'series_decompose_anomalies(array[], array[]).error_msg', result: "'the series is empty'" },
  ],
  overloads: forms(),
});

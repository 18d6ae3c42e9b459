import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, double, intervalDay } from '../../types/type-descriptor.ts';
import { warnOfUnit } from '../datetime/epoch-unit.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';
import { instant } from '../series/series-function.ts';
import { type ChangeKind, extrapolatedChange, instantChange } from './algorithms/samples.ts';

type Cells = readonly (number | null)[];
type Times = readonly (bigint | null)[];

/** The points that have a value, in the order of time, and the times of all points; in milliseconds from the first. */
function pointsOf(times: Times, values: Cells, call: CallSite) {
  if (times.length !== values.length) invalidArgument(`there are ${times.length} times and ${values.length} values`);
  if (times.includes(null)) invalidArgument('a time is NULL');
  warnOfUnit(times, 0, call);
  const base = times[0] ?? 0n;
  const all = Float64Array.from(times, (time) => Number(time! - base) / 1e6);
  const order = [...all.keys()].sort((a, b) => all[a]! - all[b]! || a - b);
  if (order.some((at, i) => at !== i)) call.warn('unordered-series-times', 1);
  const present = order.filter((at) => values[at] !== null);
  return {
    order,
    all,
    times: Float64Array.from(present, (at) => all[at]!),
    values: Float64Array.from(present, (at) => values[at]!),
  };
}

/** The change at every point over the window that ends there, the start excluded. */
function sliding(times: Times, values: Cells, window: bigint, kind: ChangeKind, instantly: boolean, call: CallSite): (number | null)[] {
  if (window <= 0n) invalidArgument('the window must be longer than nothing, such as 5m');
  const points = pointsOf(times, values, call);
  const length = Number(window) / 1e6;
  const out = new Array<number | null>(values.length).fill(null);
  let from = 0;
  let to = 0;
  for (const at of points.order) {
    const end = points.all[at]!;
    while (to < points.times.length && points.times[to]! <= end) to++;
    while (from < to && points.times[from]! <= end - length) from++;
    call.tick(to - from + 1);
    const samples = { times: points.times, values: points.values, from, to };
    out[at] = (instantly ? instantChange(samples, kind) : extrapolatedChange(samples, kind, end - length, end)) ?? null;
  }
  return out;
}

function overWindow(name: string, summary: string, kind: ChangeKind, example: string, result: string, instantly = false) {
  return defineScalar({
    name: `series_${name}`,
    category: 'metrics',
    summary: `${summary} NULL where a window has fewer than two values.`,
    parameters: {
      'times?': {
        description: 'the time of each point, TIMESTAMP or BIGINT',
        unit: 'nanoseconds since 1970',
        default: 'the times of make-series',
      },
      values: 'one number per point; NULLs are missing values',
      window: 'the length of the window that ends at each point, such as `5m`; a point at its start is not in it',
    },
    impliedTimes: true,
    examples: [{ call: `series_${name}(array[0, 60000000000, 120000000000], ${example})`, result }],
    overloads: [
      overload({
        params: [arrayOf(instant), arrayOf(double), intervalDay],
        returns: arrayOf(double),
        prepare: (call) => (times, values, window) => sliding(times, values, window, kind, instantly, call),
      }),
    ],
  });
}

export const seriesRates = [
  overWindow(
    'rate',
    'By how much a counter grows per second, at every point over the window before it, extrapolated to the window as Prometheus does; a fall is a restart from zero.',
    { counter: true, perSecond: true },
    'array[0, 60, 120], 2m',
    '[NULL, 0.5, 1.0]',
  ),
  overWindow(
    'increase',
    'By how much a counter grows in the window that ends at every point, extrapolated as Prometheus does; a fall is a restart from zero.',
    { counter: true, perSecond: false },
    'array[10, 70, 30], 90s',
    '[NULL, 70.0, 45.0]',
  ),
  overWindow(
    'delta',
    'By how much a gauge changes in the window that ends at every point, extrapolated as Prometheus does.',
    { counter: false, perSecond: false },
    'array[5, 3, 4], 90s',
    '[NULL, -3.0, 1.5]',
  ),
  overWindow(
    'irate',
    'By how much a counter grows per second between the last two points of the window that ends at every point.',
    { counter: true, perSecond: true },
    'array[0, 60, 30], 5m',
    '[NULL, 1.0, 0.5]',
    true,
  ),
  overWindow(
    'idelta',
    'By how much a gauge changes between the last two points of the window that ends at every point.',
    { counter: false, perSecond: false },
    'array[5, 3, 4], 5m',
    '[NULL, -2.0, 1.0]',
    true,
  ),
];

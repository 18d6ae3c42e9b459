import { arrayOf, bigint, double, json, type TypeToken, timestamp, varchar } from '../../types/token.ts';
import { defineScalar, type Overload, type ScalarFunction } from '../declaration.ts';
import { type Cause, type DrilldownOptions, type DrilldownResult, drillDown } from './algorithms/drilldown.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { bigInteger, group, number, optionTexts, word } from './options.ts';

const mostSeries = 1_000_000;
const mostAttributes = 10;

const options = optionTexts({
  max_causes: number(1, 1000),
  max_attributes: number(1, mostAttributes),
  baseline: group({ begin: bigInteger, end: bigInteger, points: number(1, 1e9) }),
  min_share: number(0, 1),
  missing: word('zero', 'skip'),
  time_budget_ms: number(1, 3_600_000),
  direction: word('up', 'down', 'both'),
});

function readOptions(text: string | undefined, attributes: number): DrilldownOptions {
  const { max_causes, max_attributes, baseline, min_share, missing, time_budget_ms, direction } = options.read(text);
  const { begin, end, points = 30 } = baseline ?? {};
  if ((begin === undefined) !== (end === undefined)) throw new SeriesFailure("option 'baseline' needs both begin and end");
  return {
    maxCauses: max_causes ?? 5,
    maxAttributes: Math.min(attributes, max_attributes ?? 6),
    minShare: min_share ?? 0.03,
    baseline: begin !== undefined && end !== undefined ? { begin, end } : { points },
    missing: missing ?? 'zero',
    direction: direction ?? 'both',
    timeBudget: time_budget_ms,
  };
}

/** Says in a text that runs after `where` which rows a cause has. */
function filterText(cause: Cause, names: readonly string[], { values }: DrilldownResult): string {
  return [...cause.pattern]
    .flatMap((code, a) => {
      if (code < 0) return [];
      const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(names[a]!) ? names[a]! : `"${names[a]!.replaceAll('"', '""')}"`;
      const value = values[a]![code]!;
      return [value === null ? `${name} is null` : `${name} = '${value.replaceAll("'", "''")}'`];
    })
    .join(' and ');
}

function attributesOf(cause: Cause, names: readonly string[], { values }: DrilldownResult): Record<string, string | null> {
  return Object.fromEntries([...cause.pattern].flatMap((code, a) => (code < 0 ? [] : [[names[a]!, values[a]![code]!]])));
}

function answer(result: DrilldownResult, names: readonly string[]): string {
  const causes = result.causes.map((cause) => ({
    attrs: attributesOf(cause, names, result),
    filter: filterText(cause, names, result),
    statistics: cause.statistics,
    direction: cause.direction,
    explained: cause.explained,
  }));
  return JSON.stringify({
    attrs: causes.map((cause) => cause.attrs),
    statistics: causes[0]?.statistics ?? null,
    causes,
    total: result.total,
    ...(result.complete ? {} : { complete: false }),
    error_msg: null,
  });
}

const failed = (reason: string): string => JSON.stringify({ attrs: [], statistics: null, causes: [], total: null, error_msg: reason });

type Args = readonly unknown[];

function evaluate(names: readonly string[], args: Args): string {
  const width = names.length;
  const attributes = args.slice(0, width) as (readonly (string | null)[])[];
  const times = args[width] as readonly (readonly bigint[] | null)[];
  const values = args[width + 1] as readonly (readonly (number | null)[] | null)[];
  const begin = args[width + 2] as bigint;
  const end = args[width + 3] as bigint;
  const n = times.length;
  if (begin > end) return failed('the window ends before it begins');
  if (values.length !== n || attributes.some((column) => column.length !== n)) return failed('the arrays differ in length');
  if (n === 0) return failed('there are no series');
  if (n > mostSeries) return failed(`there are more than ${mostSeries} series`);
  for (let s = 0; s < n; s++)
    if (times[s]?.length !== values[s]?.length)
      return failed(`series ${s + 1} has ${times[s]?.length ?? 0} times and ${values[s]?.length ?? 0} values`);
  try {
    const input = { attributes, times: times.map((t) => t ?? []), values: values.map((v) => v ?? []), begin, end };
    return answer(drillDown(input, readOptions(args[width + 4] as string | undefined, width)), names);
  } catch (error) {
    if (error instanceof SeriesFailure) return failed(error.reason);
    throw error;
  }
}

/** What the argument columns are called, less the `_arr` that array_agg columns usually end in. */
export function attributeNames(args: readonly (string | undefined)[]): string[] {
  const names = args.map((name, i) => name?.replace(/_(arr|array|list)$/, '') ?? `attr_${i + 1}`);
  return names.map((name, i) => (names.indexOf(name) < i ? `${name}_${i + 1}` : name));
}

/** A form for so many attributes. */
function form(width: number, time: TypeToken, withOptions: boolean): Overload {
  const columns = Array.from({ length: width }, () => arrayOf(varchar));
  return {
    params: [...columns, arrayOf(arrayOf(time)), arrayOf(arrayOf(double)), time, time, ...(withOptions ? [varchar] : [])],
    returns: json,
    ...(withOptions ? { options } : {}),
    prepare: (call) => {
      const names = attributeNames(call.names.slice(0, width));
      return (...args: Args) => evaluate(names, args);
    },
  };
}

export const seriesDrilldown: ScalarFunction = defineScalar({
  name: 'series_drilldown',
  category: 'series',
  summary:
    'Names the attribute combinations that explain why a total moved in a window (both ends included), as JSON with their statistics and a filter for where. One array an attribute, then the times and values of all series. Options: max_causes, max_attributes, baseline ({points} or {begin, end}), min_share, missing (zero, skip), direction, time_budget_ms.',
  parameters: ['attribute', '…', 'times', 'values', 'begin', 'end', 'options?'],
  examples: [
    {
      call: "json_extract(series_drilldown(array['a', 'b', 'c', 'd'], repeat(array[1, 2, 3], 4), array[array[100, 100, 900], array[100, 100, 101], array[99, 100, 99], array[100, 100, 100]], 3, 3), '$.attrs')",
      result: '[{"attr_1":"a"}]',
    },
  ],
  overloads: Array.from({ length: mostAttributes }, (_, i) => i + 1).flatMap((width) =>
    [bigint, timestamp].flatMap((time) => [form(width, time, false), form(width, time, true)]),
  ),
});

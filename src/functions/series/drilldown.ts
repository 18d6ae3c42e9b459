import { arrayOf, bigint, double, json, optional, typeClass, varchar } from '../../types/type-descriptor.ts';
import { type NumberRange, nestedNumbers } from '../../vectors/nested.ts';
import { cellReader } from '../../vectors/vector.ts';
import { type CallSite, defineScalar, type Overload, type ScalarFunction } from '../declaration.ts';
import { equalityText } from '../filter-text.ts';
import { type Attribute, type Cause, type DrilldownOptions, type DrilldownResult, drillDown } from './algorithms/drilldown.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { bigInteger, group, number, optionSchema, word } from './options.ts';
import { optionsParameter } from './parameters.ts';
import { instant } from './series-function.ts';

const maxSeries = 1_000_000;
const maxAttributes = 10;

const options = optionSchema({
  max_causes: { ...number(1, 1000), default: 5, description: 'the most causes to return' },
  max_attributes: { ...number(1, maxAttributes), default: 6, description: 'the most attributes that one cause combines' },
  baseline: {
    ...group({
      points: {
        ...number(1, 1e9),
        default: 30,
        unit: 'points',
        description: 'how many points before the window are expected to be normal',
      },
      begin: { ...bigInteger, unit: 'nanoseconds', description: 'the begin of a normal time, instead of points; needs end' },
      end: { ...bigInteger, unit: 'nanoseconds', description: 'the end of a normal time, included' },
    }),
    description: 'the points that the expectation is the mean of',
  },
  min_share: {
    ...number(0, 1),
    default: 0.03,
    description: 'the smallest fraction of all that is explained, which a cause must explain',
  },
  missing: {
    ...word('zero', 'skip'),
    default: 'zero',
    description: 'whether a time at which a series has no value counts as 0, or not at all',
  },
  time_budget_ms: {
    ...number(1, 3_600_000),
    unit: 'milliseconds',
    otherwise: 'no limit',
    description: 'after this time the search ends with what it has, and the result has `complete: false`',
  },
  direction: { ...word('up', 'down', 'both'), default: 'both', description: 'return only causes that rose, or fell' },
});

function readOptions(source: string | undefined, attributes: number, window: bigint, { tick }: CallSite): DrilldownOptions {
  const { max_causes, max_attributes, baseline, min_share, missing, time_budget_ms, direction } = options.read(source);
  const { begin, end, points } = baseline;
  if ((begin === undefined) !== (end === undefined)) throw new SeriesFailure("option 'baseline' needs both begin and end");
  return {
    maxCauses: max_causes,
    maxAttributes: Math.min(attributes, max_attributes),
    minFraction: min_share,
    baseline: begin !== undefined && end !== undefined ? { begin: Number(begin - window), end: Number(end - window) } : { points },
    missing,
    direction,
    timeBudget: time_budget_ms,
    tick,
  };
}

/** A condition for `where` that selects the rows of a cause. */
function filterText(cause: Cause, names: readonly string[], { values }: DrilldownResult): string {
  return [...cause.pattern].flatMap((code, a) => (code < 0 ? [] : [equalityText(names[a]!, values[a]![code]!)])).join(' and ');
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

/** The result without an answer; the query is warned of the reason. */
function refusal(reason: string, { warn }: CallSite): string {
  warn('no-answer', 1, reason);
  return JSON.stringify({ attrs: [], statistics: null, causes: [], total: null, error_msg: reason });
}

type Args = readonly unknown[];
/** One attribute of all series. */
type AttributeColumn = readonly (string | null)[];
type TimeLists = readonly (readonly bigint[] | null)[];
type ValueLists = readonly (readonly (number | bigint | null)[] | null)[];

/** The distinct values of an attribute in order, NULL last, and the code of each series. */
function encode(column: AttributeColumn): Attribute {
  const values = [...new Set(column)].sort((a, b) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
  const numbers = new Map(values.map((value, i) => [value, i]));
  return { codes: Int32Array.from(column, (value) => numbers.get(value)!), values };
}

interface Points {
  readonly times: NumberRange;
  readonly values: NumberRange;
}

/** The points of all series, end to end. NULL becomes NaN. */
function pointsOf(times: TimeLists, values: ValueLists, begin: bigint): Points {
  const flat = <V>(lists: readonly (readonly V[] | null)[], toNumber: (value: V) => number): NumberRange => {
    const offsets = new Int32Array(lists.length + 1);
    lists.forEach((list, s) => {
      offsets[s + 1] = offsets[s]! + (list?.length ?? 0);
    });
    const out = new Float64Array(offsets.at(-1)!);
    lists.forEach((list, s) => list?.forEach((value, i) => (out[offsets[s]! + i] = toNumber(value))));
    return { values: out, offsets };
  };
  return {
    times: flat<bigint | null>(times, (time) => (time === null ? Number.NaN : Number(time - begin))),
    values: flat<number | bigint | null>(values, (value) => (value === null ? Number.NaN : Number(value))),
  };
}

/** Answers for attribute columns and the points that `read` gives, after all checks. */
function evaluate(
  names: readonly string[],
  attributes: readonly AttributeColumn[],
  args: Args,
  call: CallSite,
  read: (begin: bigint) => Points,
): string {
  const [begin, end, source] = args as [bigint, bigint, string | undefined]; // the types of `params` after the values
  try {
    if (begin > end) throw new SeriesFailure('the window ends before it begins');
    const { times, values } = read(begin);
    const n = times.offsets.length - 1;
    if (values.offsets.length - 1 !== n || attributes.some((column) => column.length !== n))
      throw new SeriesFailure('the arrays differ in length');
    if (n === 0) throw new SeriesFailure('there are no series');
    if (n > maxSeries) throw new SeriesFailure(`there are more than ${maxSeries} series`);
    const count = ({ offsets }: NumberRange, s: number): number => offsets[s + 1]! - offsets[s]!;
    for (let s = 0; s < n; s++)
      if (count(times, s) !== count(values, s))
        throw new SeriesFailure(`series ${s + 1} has ${count(times, s)} times and ${count(values, s)} values`);
    const input = {
      attributes: attributes.map(encode),
      offsets: times.offsets,
      times: times.values,
      values: values.values,
      length: Number(end - begin),
    };
    return answer(drillDown(input, readOptions(source, names.length, begin, call)), names);
  } catch (error) {
    if (error instanceof SeriesFailure) return refusal(error.reason, call);
    throw error;
  }
}

/** The names of the argument columns without the suffix `_arr` that columns of array_agg usually have; `attr_1` … where an argument is not a column. */
export function attributeNames(args: readonly (string | undefined)[]): string[] {
  const names = args.map((name, i) => name?.replace(/_(arr|array|list)$/, '') ?? `attr_${i + 1}`);
  return names.map((name, i) => (names.indexOf(name) < i ? `${name}_${i + 1}` : name));
}

/** The number of attributes of a call: what is before times, values, begin, end, and the options if there are any. */
function widthOf({ types }: CallSite): number {
  return types.length - (types.at(-1)!.kind === 'varchar' ? 5 : 4);
}

const value = typeClass('bigint|double', [bigint, double]);

const drilldown: Overload = {
  params: [arrayOf(varchar), arrayOf(arrayOf(instant)), arrayOf(arrayOf(value)), instant, instant, optional(varchar)],
  maxLeading: maxAttributes,
  returns: json,
  options,
  prepare: (call) => {
    const width = widthOf(call);
    const names = attributeNames(call.names.slice(0, width));
    return (...args: Args) => {
      const attributes = args.slice(0, width) as readonly AttributeColumn[]; // the types of `params`
      const [times, values, ...rest] = args.slice(width) as [TimeLists, ValueLists, ...unknown[]]; // likewise
      return evaluate(names, attributes, rest, call, (begin) => pointsOf(times, values, begin));
    };
  },
  fromVectors: (call) => {
    const width = widthOf(call);
    const names = attributeNames(call.names.slice(0, width));
    return (vectors, row) => {
      const cell = (i: number): unknown => cellReader(vectors[i]!)(row);
      const rest = vectors.slice(width + 2).map((_, i) => cell(width + 2 + i));
      const read = (begin: bigint): Points => {
        const times = nestedNumbers(vectors[width]!, row, begin);
        const values = nestedNumbers(vectors[width + 1]!, row);
        if (times && values) return { times, values };
        return pointsOf(cell(width) as TimeLists, cell(width + 1) as ValueLists, begin); // the types of `params`
      };
      const attributes = Array.from({ length: width }, (_, a) => cell(a) as AttributeColumn); // the type of the first of `params`
      return evaluate(names, attributes, rest, call, read);
    };
  },
};

export const seriesDrilldown: ScalarFunction = defineScalar({
  name: 'series_drilldown',
  category: 'series',
  summary:
    'Finds the combinations of attribute values that explain why a total changed in a window, as JSON with their statistics and a filter for `where`.',
  parameters: {
    attribute: 'one value per series; causes name the attribute after the column, without the suffix `_arr`',
    '…': 'further attributes, up to 10 in all',
    times: { description: 'the times of each series, TIMESTAMP or BIGINT, in any order', unit: 'nanoseconds since 1970' },
    values: 'the values of each series at its times; NULL and NaN are missing values',
    begin: { description: 'the begin of the window, included', unit: 'nanoseconds since 1970' },
    end: { description: 'the end of the window, included', unit: 'nanoseconds since 1970' },
    ...optionsParameter,
  },
  examples: [
    {
      call: "json_extract(series_drilldown(array['a', 'b', 'c', 'd'], repeat(array[1, 2, 3], 4), array[array[100, 100, 900], array[100, 100, 101], array[99, 100, 99], array[100, 100, 100]], 3, 3), '$.attrs')",
      result: '[{"attr_1":"a"}]',
    },
  ],
  overloads: [drilldown],
});

import { quantileOfCumulative } from '../functions/metrics/algorithms/quantiles.ts';
import { naturally, operators } from './instant.ts';
import { Labels } from './labels.ts';
import { decimalOf, extremeOf, meanOf, quantileOf, sumOf, varianceOf } from './sums.ts';
import { type AggregateNode, type BinaryNode, type Place, PromqlError } from './syntax.ts';

/** The value of a series at an instant. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  /** When it was taken, in milliseconds, where that is known. */
  readonly time?: number;
}

export type Vector = readonly Sample[];

/** The same samples, if no two have the same labels. @throws PromqlError */
export function distinct(vector: Sample[], place: Place): Vector {
  const seen = new Set<string>();
  for (const { labels } of vector) {
    if (seen.has(labels.key)) throw new PromqlError(`several series have the labels ${shown(labels)} here`, place);
    seen.add(labels.key);
  }
  return vector;
}

const shown = (labels: Labels): string => `{${labels.pairs.map(([name, value]) => `${name}="${value}"`).join(', ')}}`;

/** A number for each group of equal labels. */
const reductions: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: sumOf,
  avg: meanOf,
  min: (values) => extremeOf(values, (a, b) => a < b),
  max: (values) => extremeOf(values, (a, b) => a > b),
  count: (values) => values.length,
  group: () => 1,
  stddev: (values) => Math.sqrt(varianceOf(values)),
  stdvar: varianceOf,
};

/** Aggregates a vector by labels; `param` is the number or name before it. @throws PromqlError */
export function aggregated(node: AggregateNode, vector: Vector, param: number | string | undefined): Vector {
  const { op, without, labels } = node;
  if (op === 'count_values') return valueCounts(node, vector, param as string, node);
  const groups = new Map<string, { readonly labels: Labels; readonly samples: Sample[] }>();
  for (const sample of vector) {
    const own = without ? sample.labels.without(labels) : sample.labels.only(labels);
    const group = groups.get(own.key);
    if (group) group.samples.push(sample);
    else groups.set(own.key, { labels: own, samples: [sample] });
  }
  const reduce = reductions[op];
  if (reduce)
    return [...groups.values()].map((group) => ({ labels: group.labels, value: reduce(group.samples.map(({ value }) => value)) }));
  if (op === 'quantile') {
    const fraction = param as number;
    return [...groups.values()].map((group) => ({
      labels: group.labels,
      value: quantileOf(
        fraction,
        group.samples.map(({ value }) => value),
      ),
    }));
  }
  const count = param as number;
  if (Number.isNaN(count)) throw new PromqlError(`the number of ${op} is not a number`, node);
  const kept = Math.max(0, Math.trunc(Math.min(count, vector.length)));
  if (op === 'limitk') return [...groups.values()].flatMap(({ samples }) => samples.slice(0, kept));
  const sign = op === 'topk' ? -1 : 1;
  return [...groups.values()].flatMap(({ samples }) => samples.toSorted((a, b) => byValue(a.value, b.value, sign)).slice(0, kept));
}

/** An order of values in which those that are not numbers come last. */
export const byValue = (a: number, b: number, sign: number): number =>
  Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a === b ? 0 : sign * (a < b ? -1 : 1);

/** How often each value occurs. The value is a label before groups are made, so that it may be in the place of another. */
function valueCounts({ without, labels }: AggregateNode, vector: Vector, name: string, place: Place): Vector {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new PromqlError(`'${name}' is not the name of a label`, place);
  const counts = new Map<string, { readonly labels: Labels; value: number }>();
  for (const sample of vector) {
    const marked = sample.labels.with([[name, decimalOf(sample.value)]]);
    const own = without ? marked.without(labels) : marked.only([...labels, name]);
    const known = counts.get(own.key);
    if (known) known.value++;
    else counts.set(own.key, { labels: own, value: 1 });
  }
  return [...counts.values()];
}

/** A vector and a number, of which `left` says on which side the vector is. */
export function withScalar({ op, bool }: BinaryNode, vector: Vector, scalar: number, left: boolean): Sample[] {
  const compute = operators[op]!;
  return vector.flatMap(({ labels, value }): Sample[] => {
    const result = left ? compute(value, scalar) : compute(scalar, value);
    if (typeof result === 'number') return [{ labels: labels.unnamed, value: result }];
    if (bool) return [{ labels: labels.unnamed, value: Number(result) }];
    return result ? [{ labels, value }] : [];
  });
}

/** `and`, `or`, `unless`. */
export function combined({ op, matching: { on, labels } }: BinaryNode, left: Vector, right: Vector): Vector {
  const group = ({ labels: own }: Sample): string => (on ? own.only(labels) : own.without(labels)).key;
  if (op === 'or') {
    const known = new Set(left.map(group));
    return [...left, ...right.filter((sample) => !known.has(group(sample)))];
  }
  const other = new Set(right.map(group));
  return left.filter((sample) => other.has(group(sample)) === (op === 'and'));
}

/** Matches series of two sides and computes; one side may have several of a group only where the query says so. @throws PromqlError */
export function matched(node: BinaryNode, left: Vector, right: Vector): Sample[] {
  const { op, bool, matching } = node;
  const { on, labels, card, include } = matching;
  const group = (own: Labels): Labels => (on ? own.only(labels) : own.without(labels));
  const [many, one] = card === 'right' ? [right, left] : [left, right];
  const ones = new Map<string, Sample>();
  for (const sample of one) {
    const { key } = group(sample.labels);
    if (ones.has(key)) {
      const side = card === 'right' ? 'left' : 'right';
      throw new PromqlError(
        `several series of the ${side} side match ${shown(group(sample.labels))}: group_left or group_right allows several on one side`,
        node,
      );
    }
    ones.set(key, sample);
  }
  const compute = operators[op]!;
  const seen = new Set<string>();
  return many.flatMap((sample): Sample[] => {
    const { key } = group(sample.labels);
    const partner = ones.get(key);
    if (!partner) return [];
    const [a, b] = card === 'right' ? [partner.value, sample.value] : [sample.value, partner.value];
    const result = compute(a, b);
    const filters = typeof result === 'boolean' && !bool;
    if (filters && !result) return [];
    const value = filters ? (card === 'right' ? b : a) : Number(result);
    const found = resultLabels(filters ? sample.labels : sample.labels.unnamed, partner.labels, matching);
    const own = card === 'one' ? key : found.key;
    if (seen.has(own))
      throw new PromqlError(
        card === 'one'
          ? `several series of the left side match ${shown(group(sample.labels))}: group_left or group_right allows several on one side`
          : `several matches have the labels ${shown(found)}`,
        node,
      );
    seen.add(own);
    return [{ labels: found, value: filters && card === 'right' ? a : value }];
  });

  function resultLabels(own: Labels, partner: Labels, { card: kind }: typeof matching): Labels {
    if (kind === 'one') return on ? own.only(labels) : labels.length === 0 ? own : withoutKeepingName(own);
    return include.length === 0 ? own : own.with(include.map((name) => [name, partner.get(name)] as const));
  }

  /** Without the ignored labels; the name of the metric is not matched, and stays where it is kept. */
  function withoutKeepingName(own: Labels): Labels {
    const name = own.get('__name__');
    const rest = own.without(labels);
    return name === '' ? rest : rest.with([['__name__', name]]);
  }
}

/** The quantile of classic buckets, whose bounds are in the label `le`. */
export function histogramQuantile(fraction: number, vector: Vector): Sample[] {
  const groups = new Map<string, { readonly labels: Labels; readonly buckets: { readonly bound: number; readonly count: number }[] }>();
  for (const { labels, value } of vector) {
    const text = labels.get('le');
    const bound = text === '' ? Number.NaN : /^\+?inf$/i.test(text) ? Number.POSITIVE_INFINITY : Number(text);
    if (Number.isNaN(bound)) continue;
    const own = labels.without(['le']);
    const group = groups.get(own.key);
    if (group) group.buckets.push({ bound, count: value });
    else groups.set(own.key, { labels: own, buckets: [{ bound, count: value }] });
  }
  return [...groups.values()].map(({ labels, buckets }) => ({ labels, value: quantileOfCumulative(fraction, buckets) }));
}

/** A vector in the order of labels. */
export function sortedByLabels(vector: Vector, names: readonly string[], sign: number): Vector {
  return vector.toSorted((a, b) => {
    for (const name of names) {
      const order = naturally(a.labels.get(name), b.labels.get(name));
      if (order !== 0) return sign * order;
    }
    return sign * naturally(a.labels.key, b.labels.key);
  });
}

/** The labels of the one series that `absent` gives: those that a selector asks for by one equality. */
export function absentLabels(matchers: readonly { readonly name: string; readonly op: string; readonly value: string }[]): Labels {
  const pairs = new Map<string, string>();
  const unclear = new Set<string>();
  for (const { name, op, value } of matchers) {
    if (name === '__name__') continue;
    if (op === '=' && !pairs.has(name) && !unclear.has(name)) pairs.set(name, value);
    else {
      pairs.delete(name);
      unclear.add(name);
    }
  }
  return Labels.of(pairs);
}

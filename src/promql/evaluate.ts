import type { Samples } from '../functions/metrics/algorithms/samples.ts';
import { ofEach, ofTime, operators } from './instant.ts';
import { joinedLabels, replacedLabels } from './label-functions.ts';
import { type Labels, noLabels } from './labels.ts';
import { overTime, type Range } from './over-time.ts';
import { type Budget, countUpTo, type Series, type SeriesStore, selected } from './store.ts';
import {
  type BinaryNode,
  type CallNode,
  type MatrixNode,
  type PromNode,
  PromqlError,
  type SelectorNode,
  type Shift,
  type SubqueryNode,
} from './syntax.ts';
import {
  absentLabels,
  aggregated,
  byValue,
  combined,
  distinct,
  histogramQuantile,
  matched,
  type Sample,
  sortedByLabels,
  type Vector,
  withScalar,
} from './vectors.ts';

/** What an expression gives at an instant. */
export type Value = number | string | Vector;

/** The range of a query in milliseconds, both ends included. */
export interface QueryRange {
  readonly start: number;
  readonly end: number;
  /** The distance of two instants; the range of an instant query has one. */
  readonly step: number;
}

/** How far back the last sample of a series may lie. */
const lookback = 300_000;

/** The step of subqueries that say none. */
const defaultStep = 60_000;

/** Ranges that keep their name: these functions give values as they are. */
const keepsName = new Set(['last_over_time', 'first_over_time']);

/** The samples of a series in a range. */
interface Ranged {
  readonly labels: Labels;
  readonly samples: Samples;
}

/** Bytes of a sample that a subquery keeps. */
const keptBytes = 64;

/** Evaluates an expression at instants. */
export class Evaluator {
  readonly #store: SeriesStore;
  readonly #range: QueryRange;
  readonly #budget: Budget;
  readonly #selected = new Map<SelectorNode['matchers'], readonly Series[]>();
  /** What subqueries gave at instants, which several instants of the query ask for. */
  readonly #known = new Map<SubqueryNode['expr'], Map<number, Value>>();

  constructor(store: SeriesStore, range: QueryRange, budget: Budget) {
    this.#store = store;
    this.#range = range;
    this.#budget = budget;
  }

  /** @throws PromqlError */
  value(node: PromNode, now: number): Value {
    this.#budget.tick();
    switch (node.kind) {
      case 'number':
      case 'string':
        return node.value;
      case 'unary':
        return this.#unary(node.negative, this.value(node.expr, now), node);
      case 'selector':
        return this.#instant(node, now);
      case 'call':
        return this.#call(node, now);
      case 'aggregate':
        return this.#aggregate(node, now);
      case 'binary':
        return this.#binary(node, now);
      default:
        throw new PromqlError('a range vector needs a function such as rate', node);
    }
  }

  #unary(negative: boolean, value: Value, node: PromNode): Value {
    if (!negative) return value;
    if (typeof value === 'number') return -value;
    return distinct(
      (value as Vector).map((sample) => ({ labels: sample.labels.unnamed, value: -sample.value })),
      node,
    );
  }

  #aggregate(node: PromNode & { readonly kind: 'aggregate' }, now: number): Vector {
    const param = node.param && (this.value(node.param, now) as number | string); // a scalar or string, as the parser has checked
    const vector = this.#vector(node.expr, now);
    this.#budget.tick(vector.length);
    return aggregated(node, vector, param);
  }

  #vector(node: PromNode, now: number): Vector {
    return this.value(node, now) as Vector; // as the parser has checked
  }

  #scalar(node: PromNode, now: number): number {
    return this.value(node, now) as number; // as the parser has checked
  }

  /** Where a shifted selector looks. */
  #shifted({ at, offset }: Shift, now: number): number {
    const base = at === undefined ? now : at === 'start' ? this.#range.start : at === 'end' ? this.#range.end : at;
    return base - offset;
  }

  #series({ matchers }: SelectorNode, node: SelectorNode): readonly Series[] {
    let found = this.#selected.get(matchers);
    if (!found) {
      found = selected(this.#store, node, this.#budget);
      this.#selected.set(matchers, found);
    }
    return found;
  }

  #instant(node: SelectorNode, now: number): Vector {
    const time = this.#shifted(node, now);
    const series = this.#series(node, node);
    this.#budget.tick(series.length);
    return series.flatMap(({ labels, times, values, stale }): Sample[] => {
      const at = countUpTo(times, time) - 1;
      if (at < 0 || times[at]! <= time - lookback || stale?.[at]) return [];
      return [{ labels, value: values[at]!, time: times[at]! }];
    });
  }

  /** The samples of each series in the range that ends at an instant, and that range. */
  #ranged(node: PromNode, now: number): { readonly all: readonly Ranged[]; readonly range: Range } {
    if (node.kind === 'subquery') return this.#subquery(node, now);
    const { selector, range: length } = node as MatrixNode; // the only other range vector
    const end = this.#shifted(selector, now);
    const start = end - length;
    const all = this.#series(selector, selector).flatMap((series): Ranged[] => {
      const from = countUpTo(series.times, start);
      const to = countUpTo(series.times, end);
      if (to === from) return [];
      this.#budget.tick(to - from);
      const samples = series.stale ? withoutStale(series, from, to) : { times: series.times, values: series.values, from, to };
      return samples.to > samples.from ? [{ labels: series.labels, samples }] : [];
    });
    return { all, range: { start, end, now } };
  }

  #subquery(node: SubqueryNode, now: number): { readonly all: readonly Ranged[]; readonly range: Range } {
    const end = this.#shifted(node, now);
    const start = end - node.range;
    const step = node.step ?? defaultStep;
    let known = this.#known.get(node.expr);
    if (!known) {
      known = new Map();
      this.#known.set(node.expr, known);
    }
    const series = new Map<string, { readonly labels: Labels; readonly times: number[]; readonly values: number[] }>();
    // Instants are multiples of the step, so that the next instant of the query asks for the same.
    for (let time = (Math.floor(start / step) + 1) * step; time <= end; time += step) {
      let value = known.get(time);
      if (value === undefined) {
        value = this.value(node.expr, time);
        known.set(time, value);
        this.#budget.memory.reserve(keptBytes * (typeof value === 'object' ? value.length + 1 : 1));
      }
      const vector = typeof value === 'number' ? [{ labels: noLabels, value }] : (value as Vector);
      this.#budget.tick(vector.length + 1);
      for (const sample of vector) {
        const { key } = sample.labels;
        let own = series.get(key);
        if (!own) {
          own = { labels: sample.labels, times: [], values: [] };
          series.set(key, own);
        }
        own.times.push(time);
        own.values.push(sample.value);
      }
    }
    const all = [...series.values()].map(({ labels, times, values }) => ({
      labels,
      samples: { times, values, from: 0, to: times.length },
    }));
    return { all, range: { start, end, now } };
  }

  #call(node: CallNode, now: number): Value {
    const { name, args } = node;
    const ofRange = overTime[name];
    if (ofRange) {
      const place = args.findIndex(({ kind }) => kind === 'matrix' || kind === 'subquery');
      const numbers = args.filter((_, i) => i !== place).map((arg) => this.#scalar(arg, now));
      const { all, range } = this.#ranged(args[place]!, now);
      const found = all.flatMap(({ labels, samples }): Sample[] => {
        this.#budget.tick(samples.to - samples.from);
        const value = ofRange(samples, range, numbers);
        return value === undefined ? [] : [{ labels: keepsName.has(name) ? labels : labels.unnamed, value }];
      });
      return distinct(found, node);
    }
    const compute = ofEach[name];
    if (compute) {
      const vector = this.#vector(args[0]!, now);
      const numbers = args.slice(1).map((arg) => this.#scalar(arg, now));
      if (name === 'clamp' && numbers[0]! > numbers[1]!) return [];
      return this.#mapped(node, vector, ({ value }) => compute(value, numbers));
    }
    const date = ofTime[name];
    if (date) {
      const vector = args[0] ? this.#vector(args[0], now) : [{ labels: noLabels, value: now / 1000 }];
      return this.#mapped(node, vector, ({ value }) => (Number.isFinite(value) ? date(value) : Number.NaN));
    }
    return this.#special(node, now);
  }

  #mapped(node: PromNode, vector: Vector, compute: (sample: Sample) => number): Vector {
    this.#budget.tick(vector.length);
    return distinct(
      vector.map((sample) => ({ labels: sample.labels.unnamed, value: compute(sample) })),
      node,
    );
  }

  /** Functions that are not of single values. */
  #special(node: CallNode, now: number): Value {
    const { name, args } = node;
    const vector = (): Vector => this.#vector(args[0]!, now);
    const strings = (from: number): string[] => args.slice(from).map((arg) => this.value(arg, now) as string); // as the parser has checked
    switch (name) {
      case 'pi':
        return Math.PI;
      case 'time':
        return now / 1000;
      case 'vector':
        return [{ labels: noLabels, value: this.#scalar(args[0]!, now) }];
      case 'scalar': {
        const only = vector();
        return only.length === 1 ? only[0]!.value : Number.NaN;
      }
      case 'timestamp':
        return this.#mapped(node, vector(), ({ time }) => (args[0]!.kind === 'selector' && time !== undefined ? time : now) / 1000);
      case 'absent':
        return vector().length > 0 ? [] : [{ labels: args[0]!.kind === 'selector' ? absentLabels(args[0]!.matchers) : noLabels, value: 1 }];
      case 'absent_over_time': {
        const { all } = this.#ranged(args[0]!, now);
        const asked = args[0]!.kind === 'matrix' ? absentLabels(args[0]!.selector.matchers) : noLabels;
        return all.length > 0 ? [] : [{ labels: asked, value: 1 }];
      }
      case 'sort':
      case 'sort_desc':
        return vector().toSorted((a, b) => byValue(a.value, b.value, name === 'sort' ? 1 : -1));
      case 'sort_by_label':
      case 'sort_by_label_desc':
        return sortedByLabels(vector(), strings(1), name === 'sort_by_label' ? 1 : -1);
      case 'histogram_quantile':
        return distinct(histogramQuantile(this.#scalar(args[0]!, now), this.#vector(args[1]!, now)), node);
      case 'label_replace':
        return distinct(replacedLabels(vector(), strings(1), node, this.#budget), node);
      case 'label_join':
        return distinct(joinedLabels(vector(), strings(1), node), node);
      default:
        throw new PromqlError(`the function '${name}' is not supported`, node);
    }
  }

  #binary(node: BinaryNode, now: number): Value {
    const left = this.value(node.left, now);
    const right = this.value(node.right, now);
    if (typeof left === 'number' && typeof right === 'number') return Number(operators[node.op]!(left, right));
    this.#budget.tick((typeof left === 'number' ? 0 : left.length) + (typeof right === 'number' ? 0 : right.length));
    if (typeof left === 'number') return distinct(withScalar(node, right as Vector, left, false), node);
    if (typeof right === 'number') return distinct(withScalar(node, left as Vector, right, true), node);
    if (node.op === 'and' || node.op === 'or' || node.op === 'unless') return combined(node, left as Vector, right as Vector);
    return matched(node, left as Vector, right as Vector);
  }
}

/** The samples of a part of a series that are not stale. */
function withoutStale({ times, values, stale }: Series, from: number, to: number): Samples {
  const kept = Array.from({ length: to - from }, (_, i) => from + i).filter((at) => !stale![at]);
  return { times: kept.map((at) => times[at]!), values: kept.map((at) => values[at]!), from: 0, to: kept.length };
}

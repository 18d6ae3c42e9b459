import { type Exemplar, type Labels, parseFloatText, type SampleLine } from './exposition-line.ts';
import { type MetricRows, nanosOfDecimal } from './metric-rows.ts';

/** A histogram whose samples are coming. */
interface OpenHistogram {
  readonly line: number;
  readonly labels: Labels;
  readonly nanos: bigint | undefined;
  readonly buckets: { readonly bound: number; readonly count: number }[];
  readonly exemplars: Exemplar[];
  sum: number | undefined;
  count: number | undefined;
  created: bigint | undefined;
}

/** What an exemplar is in a JSON column. */
export const exemplarJson = ({ labels, value, time }: Exemplar): unknown => ({
  labels: Object.fromEntries(labels),
  value: Number.isFinite(value) ? value : String(value),
  ...(time === undefined ? {} : { time }),
});

const suffix = /_(?:bucket|sum|count|created|gsum|gcount)$/;

/** Joins the samples of a family of histograms: those of one label set and time are one row, with counts that are not cumulated. */
export class HistogramRows {
  readonly family: string;
  readonly #type: string;
  readonly #rows: MetricRows;
  readonly #open = new Map<string, OpenHistogram>();

  constructor(rows: MetricRows, family: string, type: string) {
    this.#rows = rows;
    this.family = family;
    this.#type = type;
  }

  /** Takes a sample of the family; false where it is of another family. */
  add({ name, labels, value, time, exemplar }: SampleLine, nanos: bigint | undefined, line: number): boolean {
    if (!name.startsWith(this.family) || !suffix.test(name) || name.replace(suffix, '') !== this.family) return false;
    const own = labels.filter(([label]) => label !== 'le');
    const key = JSON.stringify([own.toSorted(([a], [b]) => (a < b ? -1 : 1)), time ?? null]);
    let open = this.#open.get(key);
    if (!open) {
      open = { line, labels: own, nanos, buckets: [], exemplars: [], sum: undefined, count: undefined, created: undefined };
      this.#open.set(key, open);
    }
    const le = labels.find(([label]) => label === 'le')?.[1];
    if (name.endsWith('_bucket')) open.buckets.push({ bound: parseFloatText(le ?? '+Inf', false) ?? Number.NaN, count: value });
    else if (name.endsWith('sum')) open.sum = value;
    else if (name.endsWith('count')) open.count = value;
    else open.created = nanosOfDecimal(String(value), 9);
    if (exemplar) open.exemplars.push(exemplar);
    return true;
  }

  /** Makes the rows; answers whether there were enough. */
  flush(): void {
    for (const { line, labels, nanos, buckets, exemplars, sum, count, created } of this.#open.values()) {
      const rows = this.#rows;
      rows.begin(line, this.family, labels, nanos);
      rows.text('__type__', this.#type);
      const sorted = buckets.filter(({ bound }) => !Number.isNaN(bound)).toSorted((a, b) => a.bound - b.bound);
      const total = sorted.at(-1)?.bound === Number.POSITIVE_INFINITY ? sorted.at(-1)!.count : count;
      const finite = sorted.filter(({ bound }) => bound !== Number.POSITIVE_INFINITY);
      rows.number('__count__', count ?? total);
      rows.number('__sum__', sum);
      if (sorted.length > 0) {
        rows.list(
          'bounds',
          finite.map(({ bound }) => bound),
        );
        const cumulated = [...finite.map((bucket) => bucket.count), total ?? finite.at(-1)?.count ?? 0];
        rows.list(
          'counts',
          cumulated.map((upTo, i) => upTo - (i === 0 ? 0 : cumulated[i - 1]!)),
        );
      }
      rows.big('__start_nano__', created);
      if (exemplars.length > 0) rows.json('exemplars', exemplars.map(exemplarJson));
    }
    this.#open.clear();
  }
}

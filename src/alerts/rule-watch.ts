import type { Engine } from '../core-engine.ts';
import { createEngine } from '../engine.ts';
import { LiveTable } from '../vectors/live-table.ts';
import type { Table } from '../vectors/table.ts';
import type { Watch } from '../watch.ts';
import { causesOf } from './causes.ts';
import type { Evidence } from './event.ts';
import { type Finding, findStretch, lastWholeStep, mayBeOdd, minPoints, type Series } from './find-stretch.ts';
import { judge } from './judge.ts';
import { type Rule, withTags } from './rule.ts';

/** A series with its name. */
interface NamedSeries extends Series {
  readonly name: string;
}

/** The rows of a rule's files, and the series of its query while rows come in. */
export class RuleWatch {
  readonly rule: Rule;
  readonly logs: LiveTable;
  readonly engine: Engine;
  /** By dimension whose values are watched; undefined is the query as it is written. */
  readonly #watches = new Map<string | undefined, Watch>();
  readonly #series = new Map<string | undefined, readonly NamedSeries[]>();
  /** Times without a row, milliseconds since 1970: that there were none is an alert of its own, and says nothing of the series. */
  readonly gaps: { readonly from: number; readonly to: number }[] = [];
  /** Warnings of the answers, by message. */
  readonly warnings = new Set<string>();

  constructor(rule: Rule, timeZone: string, now: () => number) {
    this.rule = rule;
    this.logs = new LiveTable({ keep: rule.keep, now });
    this.engine = createEngine({ tables: { logs: this.logs }, timeZone, now });
  }

  /** Takes rows. */
  append(rows: Table): void {
    this.logs.append(rows);
  }

  /** What is odd in the steps before `now`, the oddest first; milliseconds since 1970. */
  async look(now: number): Promise<Finding | undefined> {
    if (this.logs.schema.length === 0) return undefined;
    const { step } = this.rule.parts;
    const total = await this.#seriesOf(undefined);
    const [found] = await this.#oddOf(total, now);
    if (found || !this.rule.watchParts) return found;
    // A part counts if it moves the total.
    const perStep = total.reduce((sum, series) => sum + meanUntil(series, now, step), 0);
    const share = this.rule.minShare * perStep;
    const parts: Finding[] = [];
    for (const dimension of this.rule.dimensions) {
      const series = await this.#seriesOf(dimension);
      parts.push(
        ...(await this.#oddOf(
          series.filter((one) => mayBeOdd(one, now, step, share)),
          now,
        )),
      );
    }
    return parts
      .filter(({ stretch }) => stretch.points > 2 && Math.abs(stretch.excess) > share * stretch.points)
      .sort((a, b) => Math.abs(b.stretch.excess) - Math.abs(a.stretch.excess))[0];
  }

  /** The mean of the last two steps of a series that were over at the last look. */
  levelOf(name: string, now: number): number | undefined {
    for (const all of this.#series.values())
      for (const series of all) {
        const end = series.name === name ? lastWholeStep(series, now, this.rule.parts.step) : -1;
        if (end > 0) return ((series.values[end] ?? 0) + (series.values[end - 1] ?? 0)) / 2;
      }
    return undefined;
  }

  /** What is behind a stretch, and lines of the log that show it. */
  causes({ stretch }: Finding): Promise<Evidence> {
    return causesOf(this.engine, this.rule, stretch);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#watches.values()].map((watch) => watch.stop()));
    await this.engine.close();
  }

  /** The odd stretches of series that reach the present, the longest first. */
  async #oddOf(all: readonly NamedSeries[], now: number): Promise<Finding[]> {
    // What came later does not judge: so a look at the past finds what it would have found then.
    const series = all.flatMap((one) => {
      const end = lastWholeStep(one, now, this.rule.parts.step) + 1;
      return end < minPoints ? [] : [{ ...one, times: one.times.slice(0, end), values: one.values.slice(0, end) }];
    });
    const judged = await judge(series, this.rule.detector);
    const found = series.flatMap((one, i): Finding[] => {
      const stretch = judged[i] && findStretch(one, judged[i], now, this.rule.parts.step);
      return stretch ? [{ stretch, series: one.name }] : [];
    });
    return found.sort((a, b) => b.stretch.points - a.stretch.points);
  }

  /** The series of the query by a dimension, of the rows that are there. */
  async #seriesOf(dimension: string | undefined): Promise<readonly NamedSeries[]> {
    let watch = this.#watches.get(dimension);
    if (!watch) {
      const tags = dimension === undefined ? [] : [dimension];
      watch = this.engine.watch(withTags(this.rule.parts, tags), {
        every: Number.MAX_SAFE_INTEGER,
        onResult: (result) => {
          const rows = result.toArray({ bigint: 'bigint', timestamp: 'nanoseconds' });
          this.#series.set(
            dimension,
            rows.flatMap((row) => this.#named(row, tags.length)),
          );
          for (const { message } of result.warnings) this.warnings.add(message);
        },
      });
      watch.ended.catch(() => undefined); // `refresh` says it, too
      this.#watches.set(dimension, watch);
    }
    await watch.refresh();
    const series = this.#series.get(dimension) ?? [];
    return this.gaps.length === 0 ? series : series.map((one) => this.#withoutGaps(one));
  }

  #withoutGaps(series: NamedSeries): NamedSeries {
    const { step } = this.rule.parts;
    const isGap = (time: bigint): boolean => {
      const begin = Number(time / 1_000_000n);
      return this.gaps.some(({ from, to }) => begin + step > from && begin <= to);
    };
    return { ...series, values: series.values.map((value, i) => (isGap(series.times[i]!) ? null : value)) };
  }

  /** The series of a row of the query: its tags are followed by the times and a column per series. */
  #named(row: Readonly<Record<string, unknown>>, moreTags: number): NamedSeries[] {
    const names = Object.keys(row);
    const tagCount = this.rule.parts.tagCount + moreTags;
    const tags = names.slice(0, tagCount).map((name) => `${name}=${String(row[name])}`);
    const times = row[names[tagCount]!] as readonly bigint[]; // of `make-series`
    return names.slice(tagCount + 1).map((name) => ({
      name: [name, ...tags].join(' '),
      times,
      values: (row[name] as readonly (number | bigint | null)[]).map((value) => (value === null ? null : Number(value))),
    }));
  }
}

/** The mean of the steps that are over. */
function meanUntil(series: Series, now: number, step: number): number {
  const end = lastWholeStep(series, now, step);
  let sum = 0;
  for (let i = 0; i <= end; i++) sum += series.values[i] ?? 0;
  return end < 0 ? 0 : sum / (end + 1);
}

import { progressOf } from '../entries.ts';
import type { Format, Guess, Sample } from '../format.ts';
import { inputError, type ReadOptions } from '../input.ts';
import { eachLine } from '../lines.ts';
import type { RowCollector } from '../row-collector.ts';
import type { OpenSource } from '../source.ts';
import { epochNanos, parseInstant } from '../times.ts';
import { ExpositionLine, parseMetadata, type SampleLine } from './exposition-line.ts';
import { exemplarJson, HistogramRows } from './histogram-rows.ts';
import { MetricRows, metricColumns, nanosOfDecimal } from './metric-rows.ts';
import { OpenMetricsRules } from './openmetrics-rules.ts';

/** Options of the text formats of Prometheus and OpenMetrics. */
export interface MetricOptions extends ReadOptions {
  /** When samples that have no time were scraped: a date-time, or a number since 1970 whose size tells the unit. The change of the file unless given. */
  readonly scrapedAt?: string | number;
  /** Labels of all series, such as `job` and `instance`; those that a series has itself stay. */
  readonly labels?: Readonly<Record<string, string>>;
  /** `samples` (the default) gives one row per line; `rows` joins the lines of a histogram to one row with `bounds` and `counts`. */
  readonly histogram?: 'samples' | 'rows';
  /** Whether an input must keep every rule of OpenMetrics 1.0: a line that breaks one is bad. */
  readonly strict?: boolean;
}

const familySuffix = /_(?:bucket|sum|count|total|created|gsum|gcount|info)$/;

/** Reads the lines of an exposition into rows. */
class ExpositionRows {
  readonly #collector: RowCollector;
  readonly #rows: MetricRows;
  readonly #lines: ExpositionLine;
  readonly #rules: OpenMetricsRules | undefined;
  readonly #types = new Map<string, string>();
  readonly #units = new Map<string, string>();
  readonly #labels: readonly (readonly [string, string])[];
  readonly #joined: boolean;
  readonly #digits: 9 | 6;
  readonly #scraped: bigint | undefined;
  #histogram: HistogramRows | undefined;

  constructor(rows: RowCollector, options: MetricOptions, digits: 9 | 6, scraped: bigint | undefined) {
    this.#collector = rows;
    this.#rows = new MetricRows(rows);
    this.#lines = new ExpositionLine(options.strict ?? false);
    this.#rules = options.strict ? new OpenMetricsRules() : undefined;
    this.#labels = Object.entries(options.labels ?? {});
    this.#joined = options.histogram === 'rows';
    this.#digits = digits;
    this.#scraped = scraped;
  }

  line(text: string, number: number): boolean {
    const rules = this.#rules;
    const blank = rules ? text === '' : text.trim() === '';
    if (blank || /^[ \t]*#/.test(text)) {
      const problem = rules && (blank ? rules.blank() : rules.comment(text));
      if (problem !== undefined) this.#collector.skipped.add(number, problem);
      const metadata = parseMetadata(text);
      if (metadata?.kind === 'TYPE') this.#enter(metadata.name, metadata.text);
      else if (metadata?.kind === 'UNIT') this.#units.set(metadata.name, metadata.text);
      return this.#collector.full;
    }
    const sample = this.#lines.sample(text);
    const problem = sample ? rules?.sample(sample) : this.#lines.problem;
    if (problem !== undefined || !sample) this.#collector.skipped.add(number, problem ?? 'it is not a sample');
    else this.#add(sample, number);
    return this.#collector.full;
  }

  finish(lines: number): void {
    const problem = this.#rules?.end();
    if (problem !== undefined) this.#collector.skipped.add(lines + 1, problem);
    this.#histogram?.flush();
  }

  #enter(name: string, type: string): void {
    this.#types.set(name, type);
    this.#histogram?.flush();
    this.#histogram = this.#joined && type.endsWith('histogram') ? new HistogramRows(this.#rows, name, type) : undefined;
  }

  #add(sample: SampleLine, line: number): void {
    const labels =
      this.#labels.length === 0
        ? sample.labels
        : [...this.#labels.filter(([name]) => !sample.labels.some(([own]) => own === name)), ...sample.labels];
    const nanos = sample.time === undefined ? this.#scraped : nanosOfDecimal(sample.time, this.#digits);
    if (this.#histogram?.add({ ...sample, labels }, nanos, line)) return;
    const rows = this.#rows;
    rows.begin(line, sample.name, labels, nanos);
    rows.number('__value__', sample.value);
    const family = this.#types.has(sample.name) ? sample.name : sample.name.replace(familySuffix, '');
    rows.text('__type__', this.#types.get(family));
    rows.text('__unit__', this.#units.get(family));
    if (sample.exemplar) rows.json('exemplars', [exemplarJson(sample.exemplar)]);
  }
}

/** When samples without a time were scraped. */
function scrapeTime({ scrapedAt }: MetricOptions, source: OpenSource, rows: RowCollector): bigint | undefined {
  if (scrapedAt === undefined) return source.modified === undefined ? undefined : BigInt(Math.trunc(source.modified)) * 1_000_000n;
  const instant = parseInstant(String(scrapedAt), rows.zone) ?? epochNanos(scrapedAt);
  if (instant === undefined) throw inputError(source.name, `'${scrapedAt}' is not a time`, 'such as 2024-12-17T01:19:00Z or 1734398340');
  return instant;
}

async function readExposition(source: OpenSource, rows: RowCollector, options: MetricOptions, digits: 9 | 6): Promise<number> {
  const records = new ExpositionRows(rows, options, digits, scrapeTime(options, source, rows));
  const lines = await eachLine(source, (line, number) => records.line(line, number), progressOf(source, options));
  records.finish(lines);
  return lines;
}

const sampleLine = /^[a-zA-Z_:][\w:]*(?:\{.*\})?[ \t]+(?:[+-]?(?:\d[\w.+-]*|\.\d+|inf\w*)|nan)(?:[ \t]+[\d.eE+-]+)?(?: # \{.*)?[ \t]*$/i;
const openMetrics = /^# (?:EOF$|UNIT |TYPE \S+ (?:unknown|info|stateset|gaugehistogram)$)|\} \S+(?: \S+)? # \{/m;

/** Whether a text is an exposition, and whether it is one of OpenMetrics: by what only that has, and by counters whose samples alone end with `_total`. */
function sniffExposition({ lines, text }: Sample): (Guess & { readonly dialect: 'prometheus' | 'openmetrics' }) | undefined {
  const typed = lines.filter((line) => parseMetadata(line) !== undefined).length;
  const samples = lines.filter((line) => !line.startsWith('#'));
  const matching = samples.filter((line) => sampleLine.test(line)).length;
  if (
    matching < samples.length * (typed > 0 ? 0.8 : 1) ||
    typed + matching === 0 ||
    (typed === 0 && !samples.every((line) => /^[a-z_:][\w:]*(?:\{[^{}]*=".*"[^{}]*\})? /i.test(line) && /[{_]/.test(line)))
  )
    return undefined;
  const counter = /^# TYPE (\S+) counter$/m.exec(text)?.[1];
  const older = counter?.endsWith('_total') && text.includes(`\n# TYPE ${counter} counter`);
  const newer =
    (!older && openMetrics.test(text)) || (counter !== undefined && !counter.endsWith('_total') && text.includes(`\n${counter}_total`));
  const what =
    typed > 0
      ? `${typed} of its first ${lines.length} lines are metadata of metrics, the others samples`
      : 'its lines are samples of metrics';
  return {
    dialect: newer ? 'openmetrics' : 'prometheus',
    confidence: typed > 0 ? 0.95 : 0.75,
    reason: newer ? `${what} of OpenMetrics` : what,
  };
}

const columns = metricColumns;

/** The text format 0.0.4 of Prometheus: times are milliseconds. */
export const prometheus: Format<MetricOptions> = {
  name: 'prometheus',
  summary:
    'metrics in the text format 0.0.4 of Prometheus, as /metrics answers: one row per sample, or per histogram where the option `histogram` is `rows`',
  extensions: ['prom'],
  columns,
  sniff(sample) {
    const guess = sniffExposition(sample);
    return guess?.dialect === 'prometheus' ? guess : undefined;
  },
  read: (source, rows, options) => readExposition(source, rows, options, options.strict ? 9 : 6),
};

/** OpenMetrics 1.0: times are seconds. */
export const openmetrics: Format<MetricOptions> = {
  name: 'openmetrics',
  summary:
    'metrics in the text format of OpenMetrics 1.0: with exemplars and units; the option `strict` keeps every rule of the specification',
  extensions: ['openmetrics'],
  columns,
  sniff(sample) {
    const guess = sniffExposition(sample);
    return guess?.dialect === 'openmetrics' ? guess : undefined;
  },
  read: (source, rows, options) => readExposition(source, rows, options, 9),
};

import { type AuditOptions, audit } from './audit.ts';
import { csv, tsv } from './csv.ts';
import type { CsvOptions } from './csv-dialect.ts';
import type { EntryFormat } from './entries.ts';
import { type Format, type Guess, type Sample, sampleOf } from './format.ts';
import type { LoadedTable, ReadOptions, Source } from './input.ts';
import { ecs } from './json/ecs.ts';
import { journald } from './json/journald.ts';
import { jsonlog } from './json/json-log.ts';
import { lokiFormat } from './json/loki.ts';
import { records } from './json/records.ts';
import { type KlogOptions, klog } from './klog.ts';
import { type AccessOptions, access } from './logs/access-log.ts';
import { criFormat, dockerFormat } from './logs/containers.ts';
import { elb } from './logs/load-balancer.ts';
import { logfmt } from './logs/logfmt.ts';
import { type PatternOptions, pattern } from './logs/pattern.ts';
import { type SyslogOptions, syslog } from './logs/syslog.ts';
import { w3c } from './logs/w3c.ts';
import { type MetricOptions, openmetrics, prometheus } from './metrics/exposition.ts';
import { promapi } from './metrics/prometheus-api.ts';
import { jsonLines, ndjson } from './ndjson.ts';
import { otlpLogs } from './otlp/otlp-logs.ts';
import { otlpMetrics } from './otlp/otlp-metrics.ts';
import { otlpTraces } from './otlp/otlp-traces.ts';
import { type ChosenFormat, readFiles } from './read.ts';
import type { OpenSource } from './source.ts';
import { entries, text } from './text.ts';
import { inTimeOrder } from './time-order.ts';
import { jaeger } from './traces/jaeger.ts';

/** The options of every format; each takes those that it knows. */
export type AnyFormatOptions = ReadOptions &
  CsvOptions &
  KlogOptions &
  AuditOptions &
  AccessOptions &
  SyslogOptions &
  PatternOptions &
  MetricOptions;

/** The format of a sample among those given: the surest one. */
function surest<F extends Format<AnyFormatOptions>>(
  candidates: readonly F[],
  sample: Sample,
): { readonly format: F; readonly reason: string; readonly confidence: number } | undefined {
  let best: (Guess & { readonly format: F }) | undefined;
  for (const format of candidates) {
    const guess = format.sniff(sample);
    if (!guess) continue;
    const confidence = guess.confidence + (format.extensions.includes(sample.extension) ? 0.04 : 0);
    if (!best || confidence > best.confidence) best = { format, confidence, reason: guess.reason };
  }
  return best;
}

/** The formats of lines, which may be inside of others. */
const inner = [
  jsonLines,
  klog,
  access,
  logfmt,
  syslog,
  w3c,
  elb,
  entries,
  text,
] as const satisfies readonly EntryFormat<AnyFormatOptions>[];

/** The format inside of a wrapper; what nothing else claims is plain text. */
const chooseInner = (sample: Sample): { readonly format: EntryFormat<AnyFormatOptions>; readonly reason: string } =>
  surest<EntryFormat<AnyFormatOptions>>(inner, sample) ?? { format: text, reason: 'it is empty' };

/** All formats, by name. */
export const formats = {
  audit,
  ndjson,
  jsonlog,
  ecs,
  journald,
  records,
  loki: lokiFormat<AnyFormatOptions>(chooseInner),
  klog,
  access,
  logfmt,
  syslog,
  w3c,
  elb,
  cri: criFormat<AnyFormatOptions>(chooseInner),
  docker: dockerFormat<AnyFormatOptions>(chooseInner),
  prometheus,
  openmetrics,
  promapi,
  'otlp-metrics': otlpMetrics,
  'otlp-traces': otlpTraces,
  'otlp-logs': otlpLogs,
  jaeger,
  tsv,
  csv,
  pattern,
  entries,
  text,
} as const satisfies Readonly<Record<string, Format<AnyFormatOptions>>>;

/** The name of a format. */
export type FormatName = keyof typeof formats;

/** The names of all formats. */
export const formatNames = Object.keys(formats) as readonly FormatName[]; // the keys of a constant

/** Recognises the format of an input by its content; its name only breaks ties. */
export function guessFormat(source: Pick<OpenSource, 'name' | 'head' | 'whole'>): ChosenFormat<AnyFormatOptions> {
  const best = surest<Format<AnyFormatOptions>>(Object.values(formats), sampleOf(source));
  return best ? { ...best, doubtful: best.confidence < 0.2 } : { format: text, reason: 'it is empty' };
}

/** Options of {@link readLogs}. */
export interface ReadLogsOptions extends AnyFormatOptions {
  /** The format of all files; recognised for each file by itself unless given. */
  readonly format?: FormatName;
  /** `files` (the default) keeps rows in the order of the files; `time` puts those of all files, such as a rotated set, in the order of their times. */
  readonly order?: 'files' | 'time';
}

/** The format that options ask for: by its name, or because only it takes them. */
function askedFor({ format, logFormat, pattern: expression }: ReadLogsOptions): ChosenFormat<AnyFormatOptions> | undefined {
  if (format) return { format: formats[format] as Format<AnyFormatOptions>, reason: 'it was asked for' };
  if (expression !== undefined) return { format: pattern, reason: 'a pattern was given' };
  return logFormat === undefined ? undefined : { format: access, reason: 'a log format was given' };
}

/**
 * Reads files of any formats into one table. Each file is looked at by itself: compression, encoding, format, header. Columns go together
 * by name; a file without a column has NULL there; types are those that hold the values of all files. The table says in `files` how each file
 * was read and why.
 * @throws QueryError for a bad line unless `onError` is `skip`, and for an input that is not text.
 */
export async function readLogs(sources: Source | readonly Source[], options: ReadLogsOptions = {}): Promise<LoadedTable> {
  const list: readonly Source[] = 'input' in sources ? [sources] : sources;
  const given = askedFor(options);
  const delimited = [options.delimiter, options.header, options.quote, options.null, options.comment].some(
    (option) => option !== undefined,
  );
  const table = await readFiles(list, given ? { anyBytes: true, ...options } : options, (source) => {
    if (given) return given;
    const guess = guessFormat(source);
    if (delimited && (guess.format === text || guess.format === entries))
      return { format: csv, reason: 'options of delimited text were given' };
    return options.entryStart !== undefined && guess.format !== csv
      ? { format: text, reason: 'a pattern for the start of entries was given' }
      : guess;
  });
  return options.order === 'time' ? inTimeOrder(table) : table;
}

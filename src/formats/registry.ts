import { type AuditOptions, audit } from './audit.ts';
import { csv, tsv } from './csv.ts';
import type { CsvOptions } from './csv-dialect.ts';
import { type Format, sampleOf } from './format.ts';
import type { LoadedTable, ReadOptions, Source } from './input.ts';
import { type KlogOptions, klog } from './klog.ts';
import { ndjson } from './ndjson.ts';
import { type ChosenFormat, readFiles } from './read.ts';
import type { OpenSource } from './source.ts';
import { text } from './text.ts';

/** The options of every format; each takes those that it knows. */
export type AnyFormatOptions = ReadOptions & CsvOptions & KlogOptions & AuditOptions;

/** All formats, by name. */
export const formats = { audit, ndjson, klog, tsv, csv, text } as const satisfies Readonly<Record<string, Format<AnyFormatOptions>>>;

/** The name of a format. */
export type FormatName = keyof typeof formats;

/** The names of all formats. */
export const formatNames = Object.keys(formats) as readonly FormatName[]; // the keys of a constant

/** Recognises the format of an input by its content; its name only breaks ties. */
export function guessFormat(source: Pick<OpenSource, 'name' | 'head' | 'whole'>): ChosenFormat<AnyFormatOptions> {
  const sample = sampleOf(source);
  let best: (ChosenFormat<AnyFormatOptions> & { readonly confidence: number }) | undefined;
  for (const format of Object.values(formats) as readonly Format<AnyFormatOptions>[]) {
    const guess = format.sniff(sample);
    if (!guess) continue;
    const confidence = guess.confidence + (format.extensions.includes(sample.extension) ? 0.04 : 0);
    if (!best || confidence > best.confidence) best = { format, confidence, reason: guess.reason };
  }
  return best ? { ...best, doubtful: best.confidence < 0.2 } : { format: text, reason: 'it is empty' };
}

/** Options of {@link readLogs}. */
export interface ReadLogsOptions extends AnyFormatOptions {
  /** The format of all files; recognised for each file by itself unless given. */
  readonly format?: FormatName;
}

/**
 * Reads files of any formats into one table. Each file is looked at by itself: compression, encoding, format, header. Columns go together
 * by name; a file without a column has NULL there; types are those that hold the values of all files. The table says in `files` how each file
 * was read and why.
 * @throws QueryError for a bad line unless `onError` is `skip`, and for an input that is not text.
 */
export async function readLogs(sources: Source | readonly Source[], options: ReadLogsOptions = {}): Promise<LoadedTable> {
  const list: readonly Source[] = 'input' in sources ? [sources] : sources;
  const given = options.format && { format: formats[options.format] as Format<AnyFormatOptions>, reason: 'it was asked for' };
  const delimited = [options.delimiter, options.header, options.quote, options.null, options.comment].some(
    (option) => option !== undefined,
  );
  return readFiles(list, given ? { anyBytes: true, ...options } : options, (source) => {
    if (given) return given;
    const guess = guessFormat(source);
    return delimited && guess.format === text ? { format: csv, reason: 'options of delimited text were given' } : guess;
  });
}

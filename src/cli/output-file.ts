import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { oneOf, UsageError } from './arguments.ts';
import { type OutputFormat, outputFormats } from './output.ts';

/** Where a result goes: the format, and the file, which is packed where its name says so. */
export interface OutputTarget {
  readonly format: OutputFormat;
  readonly file: string | undefined;
  readonly packed: boolean;
}

const byEnding: Readonly<Record<string, OutputFormat>> = {
  csv: 'csv',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  md: 'markdown',
  markdown: 'markdown',
};

/** Endings of formats that are not written, in which nobody expects a table for the terminal. */
const foreign: ReadonlySet<string> = new Set(
  'tsv parquet arrow feather avro orc xls xlsx ods html xml yaml yml sql db sqlite zst bz2 xz lz4 zip tar tgz 7z'.split(' '),
);

/** Where the options say that a result goes. @throws UsageError for formats that are not written. */
export function outputTarget({
  format,
  output,
}: {
  readonly format?: string | undefined;
  readonly output?: string | undefined;
}): OutputTarget {
  const name = output?.toLowerCase() ?? '';
  const packed = name.endsWith('.gz');
  const ending = /\.(\w+)$/.exec(packed ? name.slice(0, -3) : name)?.[1] ?? '';
  const target = { file: output, packed };
  if (format !== undefined) return { ...target, format: format === 'jsonl' ? 'ndjson' : oneOf(format, outputFormats, '--format') };
  if (foreign.has(ending))
    throw new UsageError(
      `--output: ${ending} is not written: end the name in .csv, .json, .ndjson or .md (or .csv.gz, …), or give --format`,
    );
  return { ...target, format: Object.hasOwn(byEnding, ending) ? byEnding[ending]! : 'table' };
}

/** Writes a rendered result to its file. */
export function writeOutput(rendered: string, file: string, packed: boolean): void {
  writeFileSync(file, packed ? gzipSync(rendered) : rendered);
}

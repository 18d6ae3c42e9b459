import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { NamedResult } from '../index.ts';
import { oneOf, UsageError } from './arguments.ts';
import { type ColumnarFormat, columnarFormats, isMissing } from './columnar-files.ts';
import { type OutputFormat, outputFormats } from './output.ts';

/** Where a result goes: the format, and the file, which is packed where its name says so. */
export interface OutputTarget {
  readonly format: OutputFormat;
  /** Instead of the format, for files of columns. */
  readonly columnar?: ColumnarFormat;
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

const columnarByEnding: Readonly<Record<string, ColumnarFormat>> = { parquet: 'parquet', arrow: 'arrow', feather: 'arrow' };

/** Endings of formats that are not written, in which nobody expects a table for the terminal. */
const foreign: ReadonlySet<string> = new Set(
  'tsv avro orc xls xlsx ods html xml yaml yml sql db sqlite zst bz2 xz lz4 zip tar tgz 7z'.split(' '),
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
  if (!packed && Object.hasOwn(columnarByEnding, ending)) return { ...target, format: 'table', columnar: columnarByEnding[ending]! };
  if (foreign.has(ending) || Object.hasOwn(columnarByEnding, ending))
    throw new UsageError(
      `--output: ${ending}${packed ? '.gz' : ''} is not written: end the name in .csv, .json, .ndjson, .md, .parquet or .arrow (or .csv.gz, …), or give --format`,
    );
  return { ...target, format: Object.hasOwn(byEnding, ending) ? byEnding[ending]! : 'table' };
}

/** Writes a rendered result to its file. */
export function writeOutput(rendered: string | Uint8Array, file: string, packed: boolean): void {
  writeFileSync(file, packed ? gzipSync(rendered) : rendered);
}

/** A result as the bytes of a file of columns. @throws UsageError for several results, and where the package that writes them is not installed. */
export async function columnarBytes(outputs: readonly NamedResult[], format: ColumnarFormat): Promise<Uint8Array> {
  const { title, writers } = columnarFormats[format];
  if (outputs.length !== 1) throw new UsageError(`--output: a file of ${title} holds one result, not ${outputs.length}`);
  const { result } = outputs[0]!;
  try {
    if (format === 'arrow') return (await import('../formats/arrow/write-arrow.ts')).writeArrow(result);
    return (await import('../formats/parquet/write-parquet.ts')).writeParquet(result);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new UsageError(`--output: the package that writes ${title} is not installed: npm install ${writers}`);
  }
}

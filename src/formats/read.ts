import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import type { Format } from './format.ts';
import type { FileReport, Input, LoadedTable, ReadOptions, Source } from './input.ts';
import { RowCollector } from './row-collector.ts';
import { type OpenSource, openSource } from './source.ts';

/** A format and why it was chosen. */
export interface ChosenFormat<Options extends ReadOptions> {
  readonly format: Format<Options>;
  readonly reason: string;
  /** Whether the user should hear of it. */
  readonly doubtful?: boolean;
}

/** Reads files one after the other into one table; `formatOf` decides for each by itself. */
export async function readFiles<Options extends ReadOptions>(
  sources: readonly Source[],
  options: Options,
  formatOf: (source: OpenSource) => ChosenFormat<Options>,
): Promise<LoadedTable> {
  const rows = new RowCollector(options);
  const files: FileReport[] = [];
  for (const source of sources) {
    if (rows.full) break;
    const began = performance.now();
    const open = await openSource(source, options);
    rows.startFile(source.name);
    const { format, reason, doubtful } = formatOf(open);
    const rowsBefore = rows.rowCount;
    const skippedBefore = rows.skipped.count;
    const lines = await format.read(open, rows, options);
    await open.pieces.return(undefined);
    rows.problems.push(...open.problems);
    const { strays, inner } = rows;
    if (strays) rows.problems.push(strayProblem(source.name, inner?.format ?? format.name, strays));
    if (doubtful && rows.rowCount > rowsBefore) rows.notes.push(`${source.name}: ${reason}`);
    files.push({
      name: source.name,
      format: format.name,
      reason: inner ? `${reason}; inside is ${inner.format}: ${inner.reason}` : reason,
      bytes: open.bytesRead(),
      lines,
      rows: rows.rowCount - rowsBefore,
      skipped: rows.skipped.count - skippedBefore,
      time: performance.now() - began,
    });
  }
  return rows.finish(files);
}

/** The warning about lines that are not of the format of their file. */
function strayProblem(name: string, format: string, { count, line, text }: NonNullable<RowCollector['strays']>): Diagnostic {
  return diagnose('stray-lines', { start: 0, end: 0 }, { name, format, count, line, text });
}

/** Reads one input as a format that is known. */
export function readAs<Options extends ReadOptions>(format: Format<Options>, input: Input, options: Options): Promise<LoadedTable> {
  return readFiles([{ name: options.name ?? 'the input', input }], options, () => ({ format, reason: 'it was asked for' }));
}

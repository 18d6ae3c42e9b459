import { createReadStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { QueryError } from '../diagnostics/query-error.ts';
import { printable } from '../diagnostics/render.ts';
import { inputError, type LoadedTable, type Source } from '../formats/input.ts';
import { type AnyFormatOptions, type FormatName, formatNames, readLogs } from '../formats/registry.ts';
import { inTimeOrder } from '../formats/time-order.ts';
import { columnarFormatOf, loadColumnar, together } from './columnar-files.ts';
import { findFiles, reasonOf } from './files.ts';
import { paint } from './paint.ts';

/** The formats that files are read as. */
export type FileFormat = FormatName;

export const fileFormats: readonly FileFormat[] = formatNames;

/** How files are loaded. */
export interface LoadOptions {
  /** The format; recognised for each file by its content unless given. */
  readonly format: FileFormat | undefined;
  readonly timeZone: string;
  /** Whether a progress line may be drawn on standard error. */
  readonly progress: boolean;
  /** Further options of the readers. */
  readonly read?: AnyFormatOptions;
  /** Whether CSV that a session saves is safe to open in a spreadsheet. */
  readonly csvSafe?: boolean;
  readonly signal?: AbortSignal;
}

/** An input of a file; opened when it is read. A process substitution or a named pipe is read once, like any other. */
function sourceOf(path: string, modified: number | undefined): Source {
  if (modified === undefined) return { name: 'standard input', input: process.stdin };
  return { name: nameOf(path), input: chunksOf(path), modified };
}

/** The name of a file in messages: as it was written, without the folders of an absolute path. */
const nameOf = (path: string): string => (path.startsWith('/') && !path.startsWith('/dev/') ? basename(path) : path);

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const stream: ReadStream = createReadStream(path, { highWaterMark: 1 << 20 });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw inputError(nameOf(path), reasonOf(error));
  }
}

/**
 * Loads files as one table; bad lines are left out and counted. Rows of several files go in the order of their times.
 * @throws QueryError for a file that cannot be read, and where there are lines but none could be read.
 */
export async function loadFiles(paths: readonly string[], options: LoadOptions): Promise<LoadedTable> {
  const files = await findFiles(paths);
  const sources: Source[] = [];
  const columnar: Parameters<typeof loadColumnar>[0][number][] = [];
  for (const path of files) {
    const status = path === '-' ? undefined : await stat(path);
    const format = status?.isFile() && !options.format ? await columnarFormatOf(path) : undefined;
    if (format) columnar.push({ path, name: nameOf(path), format, byteLength: status!.size });
    else sources.push(sourceOf(path, status?.mtimeMs));
  }
  let shown = 0;
  const onProgress = (lines: number, _characters: number, file: string): void => {
    if (performance.now() - shown < 200) return;
    shown = performance.now();
    process.stderr.write(`\r${paint.faint(`reading ${printable(file)}: ${lines.toLocaleString('en-US')} lines`)}\u001b[K`);
  };
  try {
    const common = { timeZone: options.timeZone, ...(options.signal ? { signal: options.signal } : {}) };
    const parts: LoadedTable[] = [];
    if (sources.length > 0)
      parts.push(
        await readLogs(sources, {
          ...options.read,
          ...common,
          onError: 'skip',
          ...(options.format ? { format: options.format } : {}),
          ...(options.progress ? { onProgress } : {}),
        }),
      );
    if (columnar.length > 0) parts.push(await loadColumnar(columnar, { ...options.read, ...common }));
    const rows = together(parts, options.timeZone);
    const table = files.length > 1 ? inTimeOrder(rows) : rows;
    const problems = table.warnings().map(({ message }) => message);
    if (table.rowCount === 0 && problems.length > 0)
      throw inputError(files.map(nameOf).join(', '), `nothing could be read: ${problems.join('; ')}`);
    return table;
  } catch (error) {
    if (error instanceof QueryError || options.signal?.aborted) throw error;
    throw inputError(files.map(nameOf).join(', '), reasonOf(error));
  } finally {
    if (options.progress && shown > 0) process.stderr.write('\r\u001b[K');
  }
}

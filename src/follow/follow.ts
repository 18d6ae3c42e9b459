import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import { inputError, LoadedTable } from '../formats/input.ts';
import { entryStart } from '../formats/logs/entry-start.ts';
import { guessFormat, type ReadLogsOptions, readLogs } from '../formats/registry.ts';
import { buildColumn } from '../vectors/table.ts';
import { cellReader } from '../vectors/vector.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { FollowedFile } from './followed-file.ts';
import { Follower } from './follower.ts';
import { headed, linesIn, wholeEntries } from './whole-entries.ts';

/** How files are followed; options of the readers hold for each batch. */
export interface FollowOptions extends Omit<ReadLogsOptions, 'order' | 'maxRows' | 'onProgress' | 'signal'> {
  /** Where files that are there at first are read from: their `end` (the default), their `start`, or where a checkpoint says. Files that appear later are read from their start. */
  readonly from?: 'start' | 'end' | Checkpoint;
  /** Ends the batches. */
  readonly signal?: AbortSignal;
  /** How often files are looked at, milliseconds. Default: 200. */
  readonly pollMs?: number;
  /** How long the last entry waits for more of its lines, in formats whose entries have several. Default: 1000. */
  readonly entryMs?: number;
  /** About the bytes of a batch. Default: 1 MB. */
  readonly batchBytes?: number;
  /** Ends the batches once all lines that are there were delivered; a last line without a newline is left to a later run. */
  readonly once?: boolean;
}

/** Lines of one file, in their order. */
export interface FollowBatch {
  readonly table: LoadedTable;
  /** The path of the file, as it is now. */
  readonly file: string;
  /** How many lines were read. */
  readonly lines: number;
  /** Whether there are more lines, as far as is known. */
  readonly behind: boolean;
  /** What may have been lost, or was not read as it is. */
  readonly problems: readonly Diagnostic[];
  /** How far files are read with this batch: who keeps it together with the batch goes on without a lost or repeated line. */
  readonly checkpoint: Checkpoint;
}

/** A line that is longer is delivered in parts. */
const maxLineBytes = 16 << 20;

/**
 * Delivers the lines that are appended to files, as tables. Files are found by patterns again and again; they may be rotated by renaming them, by copying and truncating
 * them, or by new names, also while nobody follows them. The next lines are read when the next batch is asked for.
 * @throws QueryError for a pattern of regular expressions or a checkpoint that is not one, and for what is not text.
 */
export async function* follow(
  patterns: string | readonly string[],
  options: FollowOptions = {},
): AsyncGenerator<FollowBatch, void, undefined> {
  const { from = 'end', signal, pollMs = 200, entryMs = 1000, batchBytes = 1 << 20, once = false, ...read } = options;
  const list = typeof patterns === 'string' ? [patterns] : patterns;
  if (/^utf-?16/i.test(read.encoding ?? '')) throw inputError(list.join(', '), 'files in UTF-16 cannot be followed');
  const begins = entryStart(read, list.join(', '));
  const problems: Diagnostic[] = [];
  const follower = new Follower(list, (name, reason) => problems.push(diagnose('followed-file', { start: 0, end: 0 }, { name, reason })));
  try {
    if (typeof from === 'object') await follower.resume(from);
    let turn = 0;
    let looked = Number.NEGATIVE_INFINITY;
    while (!signal?.aborted) {
      if (performance.now() - looked >= pollMs) {
        await follower.look(from === 'end');
        looked = performance.now();
      }
      const part = await nextPart(follower.files, turn, { batchBytes, entryMs, begins, once, read });
      if (!part) {
        if (once) return;
        await pause(pollMs - (performance.now() - looked), signal);
        continue;
      }
      turn = part.turn;
      const table = await tableOf(part, read);
      part.file.deliver(part.bytes, part.lines);
      yield {
        table,
        file: part.file.path,
        lines: part.lines,
        behind: follower.files.some(({ drained }) => !drained),
        problems: [...problems.splice(0), ...table.problems],
        checkpoint: follower.checkpoint(),
      };
    }
  } finally {
    await follower.close();
  }
}

/** Whole entries that were not delivered. */
interface FilePart {
  readonly file: FollowedFile;
  readonly bytes: Uint8Array;
  readonly lines: number;
  /** The file whose turn it is next. */
  readonly turn: number;
}

interface PartOptions {
  readonly batchBytes: number;
  readonly entryMs: number;
  readonly begins: ((line: string) => boolean) | undefined;
  readonly once: boolean;
  readonly read: ReadLogsOptions;
}

/** The next entries of a file; files have turns, but for those that wait for the rest of another. */
async function nextPart(files: readonly FollowedFile[], turn: number, options: PartOptions): Promise<FilePart | undefined> {
  for (let i = 0; i < files.length; i++) {
    const at = (turn + i) % files.length;
    const file = files[at]!;
    if (file.drained || (file.after && !file.after.drained && files.includes(file.after))) continue;
    const bytes = await partOf(file, options);
    if (bytes) return { file, bytes, lines: linesIn(bytes), turn: at + 1 };
  }
  return undefined;
}

async function partOf(file: FollowedFile, { batchBytes, entryMs, begins, once, read }: PartOptions): Promise<Uint8Array | undefined> {
  for (let length = batchBytes; ; length *= 4) {
    const bytes = await file.next(length);
    if (bytes.length === 0) return undefined;
    file.format ??= formatOf(file.path, bytes, read);
    const isAll = file.offset + bytes.length >= file.size;
    const waited = performance.now() - file.grown >= entryMs || once;
    // A last line without its end is one where nobody writes any more.
    const isOver = isAll && file.vanished !== undefined && waited;
    const end = isOver ? bytes.length : isAll && waited ? bytes.lastIndexOf(10) + 1 : wholeEntries(bytes, file.format, begins);
    if (end > 0) return bytes.subarray(0, end);
    if (isAll) return undefined;
    if (length >= maxLineBytes) return bytes.subarray(0, bytes.lastIndexOf(10) + 1 || bytes.length);
  }
}

/** Reads entries as the format of their file. */
async function tableOf({ file, bytes, lines }: FilePart, options: Omit<ReadLogsOptions, 'order'>): Promise<LoadedTable> {
  const { path } = file;
  const isHeaded = file.format !== undefined && headed.has(file.format) && options.header === undefined;
  let input = bytes;
  if (isHeaded && file.header !== undefined && file.offset > 0) {
    const header = new TextEncoder().encode(file.header);
    input = new Uint8Array(header.length + bytes.length);
    input.set(header);
    input.set(bytes, header.length);
  } else if (isHeaded) file.header = headerOf(bytes, file.format!); // as the condition says
  const table = await readLogs(
    { name: path, input },
    {
      onError: 'skip',
      ...options,
      ...(file.format === undefined ? {} : { format: file.format as NonNullable<ReadLogsOptions['format']> }),
    }, // as it was found
  );
  return renumbered(table, file.lines - (input === bytes ? 0 : linesIn(input) - lines));
}

/** The same where lines are counted from the start of the file. */
function renumbered(table: LoadedTable, by: number): LoadedTable {
  const at = table.schema.findIndex(({ name, type }) => name === '__line__' && type.kind === 'bigint');
  const column = table.columns[at];
  if (by === 0 || !column) return table;
  const read = cellReader(column);
  const lines = Array.from({ length: column.length }, (_, row) => {
    const line = read(row) as bigint | null; // the cells of a BIGINT
    return line === null ? null : line + BigInt(by);
  });
  return new LoadedTable(table.schema, table.columns.with(at, buildColumn(column.type, lines)), table.rowCount, table);
}

/** The format of a file: the one that is asked for, or the one of its first lines. */
function formatOf(path: string, bytes: Uint8Array, { format, logFormat, pattern }: ReadLogsOptions): string | undefined {
  if (format !== undefined || logFormat !== undefined || pattern !== undefined)
    return format ?? (pattern === undefined ? 'access' : 'pattern');
  const end = bytes.lastIndexOf(10) + 1;
  if (end === 0) return undefined;
  return guessFormat({ name: path, head: new TextDecoder().decode(bytes.subarray(0, Math.min(end, 65_536))), whole: true }).format.name;
}

/** The lines that say what the columns are. */
function headerOf(bytes: Uint8Array, format: string): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 1 << 20));
  return (format === 'w3c' ? /^(?:#[^\n]*\n)*/ : /^[^\n]*\n/).exec(text)?.[0] ?? '';
}

/** Waits so long, or until the signal. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, milliseconds));
    signal?.addEventListener('abort', done, { once: true });
    if (signal?.aborted) done();
  });
}

import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { diagnose } from '../diagnostics/diagnostic.ts';
import { QueryError } from '../diagnostics/query-error.ts';
import { readAudit } from '../formats/audit.ts';
import { readCsv } from '../formats/csv.ts';
import type { LoadedTable, ReadOptions } from '../formats/input.ts';
import { readKlog } from '../formats/klog.ts';
import { parseKlogLine, takePrefix } from '../formats/klog-line.ts';
import { readNdjson } from '../formats/ndjson.ts';
import { paint } from './paint.ts';

/** The formats that files are read as. */
export type FileFormat = 'ndjson' | 'csv' | 'tsv' | 'audit' | 'klog';

export const fileFormats: readonly FileFormat[] = ['ndjson', 'csv', 'tsv', 'audit', 'klog'];

/** How files are loaded. */
export interface LoadOptions {
  /** The format; guessed from the name and the first lines unless given. */
  readonly format: FileFormat | undefined;
  readonly timeZone: string;
  /** Whether a progress line may be drawn on standard error. */
  readonly progress: boolean;
  /** Stops the reading between two pieces of a file. */
  readonly signal?: AbortSignal;
}

function unreadable(name: string, reason: string): QueryError {
  return new QueryError([diagnose('unreadable-input', { start: 0, end: 0 }, { name, reason })], '');
}

/** What went wrong with a file, without a stack trace or a path that the user did not write. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a directory';
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR':
      return 'the gzip data is damaged or cut off';
    default:
      return message;
  }
}

/** The start of a file as text, decompressed where the name says so. */
async function head(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(65536), 0, 65536, 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (!path.endsWith('.gz')) return bytes.toString('utf8');
    // The start of a longer stream ends in the middle: what can be decompressed is enough.
    return gunzipSync(bytes, { finishFlush: 2 }).toString('utf8');
  } finally {
    await file.close();
  }
}

/** Guesses the format of a file from its name and its first lines. */
export function guessFormat(name: string, start: string): FileFormat {
  const plain = name.replace(/\.gz$/, '');
  if (plain.endsWith('.csv')) return 'csv';
  if (plain.endsWith('.tsv')) return 'tsv';
  const lines = start.split('\n', 20).map((line) => line.trim());
  const first = lines.find((line) => line !== '') ?? '';
  if (/^[[{]/.test(first)) return /"auditID"|audit\.k8s\.io/.test(start) ? 'audit' : 'ndjson';
  if (lines.some((line) => parseKlogLine(takePrefix(line)?.rest ?? line))) return 'klog';
  if (/\.(ndjson|jsonl|json)$/.test(plain)) return 'ndjson';
  return /^[^,"]+(,[^,"]+)+$/.test(first) && !/\s/.test(first) ? 'csv' : 'klog';
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  const raw = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 1 << 20 });
  const stream: Readable = path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  raw.on('error', (error: Error) => stream.destroy(error));
  for await (const chunk of stream) yield chunk as Uint8Array;
}

/** Files one after the other, with a line end between them; later CSV files lose their header. */
async function* chained(paths: readonly string[], csv: boolean): AsyncGenerator<Uint8Array> {
  for (const [i, path] of paths.entries()) {
    let header = csv && i > 0;
    let last = 10;
    for await (const chunk of bytesOf(path)) {
      let rest = chunk;
      if (header) {
        const end = rest.indexOf(10);
        if (end < 0) continue;
        rest = rest.subarray(end + 1);
        header = false;
      }
      last = rest.at(-1) ?? last;
      yield rest;
    }
    if (last !== 10 && i + 1 < paths.length) yield Uint8Array.of(10);
  }
}

/** Loads files of one format as one table; bad lines are left out and counted. @throws QueryError for a file that cannot be read. */
export async function loadFiles(paths: readonly string[], options: LoadOptions): Promise<LoadedTable> {
  const [first] = paths;
  const name = paths.map((path) => (path === '-' ? 'standard input' : basename(path))).join(', ');
  try {
    const format = options.format ?? (first === '-' ? undefined : guessFormat(first!, await head(first!)));
    let source: AsyncIterable<Uint8Array> = chained(paths, format === 'csv' || format === 'tsv');
    let known = format;
    if (!known) {
      // Standard input cannot be read twice: the first piece is looked at and put back.
      const iterator = source[Symbol.asyncIterator]();
      const start = await iterator.next();
      known = guessFormat('', start.done ? '' : new TextDecoder().decode(start.value.subarray(0, 65536)));
      source = resumed(start, iterator);
    }
    let shown = 0;
    const read: ReadOptions = {
      onError: 'skip',
      name,
      ...(options.progress
        ? {
            onProgress(lines: number) {
              if (performance.now() - shown < 200) return;
              shown = performance.now();
              process.stderr.write(`\r${paint.faint(`reading ${name}: ${lines.toLocaleString('en-US')} lines`)}\u001b[K`);
            },
          }
        : {}),
    };
    return await readAs(known, stoppable(source, options.signal), read, options.timeZone);
  } catch (error) {
    if (error instanceof QueryError || options.signal?.aborted) throw error;
    throw unreadable(name, reasonOf(error));
  } finally {
    if (options.progress) process.stderr.write('\r\u001b[K');
  }
}

async function* stoppable(source: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    signal?.throwIfAborted();
    yield chunk;
  }
}

async function* resumed(start: IteratorResult<Uint8Array>, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let next = start; !next.done; next = await rest.next()) yield next.value;
}

function readAs(format: FileFormat, source: AsyncIterable<Uint8Array>, options: ReadOptions, timeZone: string): Promise<LoadedTable> {
  switch (format) {
    case 'ndjson':
      return readNdjson(source, options);
    case 'csv':
      return readCsv(source, options);
    case 'tsv':
      return readCsv(source, { ...options, delimiter: '\t' });
    case 'audit':
      return readAudit(source, options);
    case 'klog':
      return readKlog(source, { ...options, timeZone });
  }
}

import { createReadStream, type Dirent, type ReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { QueryError } from '../diagnostics/query-error.ts';
import { inputError, type LoadedTable, type Source } from '../formats/input.ts';
import { type AnyFormatOptions, type FormatName, formatNames, readLogs } from '../formats/registry.ts';
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
  readonly signal?: AbortSignal;
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
    default:
      return message;
  }
}

const isPattern = (path: string): boolean => /[*?[{]/.test(path);

/** A pattern of one name as a regular expression: `*`, `?`, `[…]` and `{a,b}`. */
function namePattern(pattern: string): RegExp {
  let depth = 0;
  const source = pattern.replace(/\[!?[^\]]+\]|[*?{},.+^$()|\\/\]]/g, (part) => {
    if (part.length > 1) return part.replace('[!', '[^').replaceAll('\\', '\\\\');
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part === '{') return depth++ >= 0 ? '(?:' : '';
    if (part === '}' && depth > 0) return depth-- > 0 ? ')' : '';
    if (part === ',') return depth > 0 ? '|' : ',';
    return `\\${part}`;
  });
  return new RegExp(`^${source}$`, 'u');
}

/** The files that a pattern names, in the order of their names; `**` stands for any folders. */
async function expand(pattern: string): Promise<string[]> {
  const parts = pattern.split('/');
  let found = [parts[0] === '' ? '/' : ''];
  for (const [i, part] of parts.entries()) {
    if (part === '' || (part === '.' && i === 0)) {
      if (part === '.') found = ['./'];
      continue;
    }
    const last = i === parts.length - 1;
    const next: string[] = [];
    for (const folder of found) {
      if (part === '**') next.push(...(await foldersUnder(folder)));
      else if (!isPattern(part)) next.push(`${folder}${part}${last ? '' : '/'}`);
      else {
        const matches = namePattern(part);
        for (const entry of await entriesOf(folder === '' ? '.' : folder))
          if (
            matches.test(entry.name) &&
            (part.startsWith('.') || !entry.name.startsWith('.')) &&
            (last ? !entry.isDirectory() : !entry.isFile())
          )
            next.push(`${folder}${entry.name}${last ? '' : '/'}`);
      }
    }
    found = next;
  }
  return found;
}

async function foldersUnder(folder: string): Promise<string[]> {
  const folders = [folder];
  for (const entry of await entriesOf(folder === '' ? '.' : folder))
    if (entry.isDirectory() && !entry.name.startsWith('.')) folders.push(...(await foldersUnder(`${folder}${entry.name}/`)));
  return folders;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** The files that arguments name: patterns are expanded and folders stand for the files in them. @throws QueryError where there are none. */
export async function findFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (path === '-') {
      files.push(path);
      continue;
    }
    const status = await stat(path).catch((error: unknown) => error as NodeJS.ErrnoException);
    if (status instanceof Error) {
      if (status.code !== 'ENOENT' || !isPattern(path))
        throw inputError(path, reasonOf(status), looksLikeQuery(path) ? "is the query first? logflume '<query>' [file…]" : undefined);
      const found = await expand(path);
      if (found.length === 0)
        throw inputError(
          path,
          'no file has such a name',
          looksLikeQuery(path) ? "is the query first? logflume '<query>' [file…]" : undefined,
        );
      files.push(...found);
    } else if (status.isDirectory()) {
      const inside = (await entriesOf(path)).filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'));
      if (inside.length === 0) throw inputError(path, 'the folder has no files', `folders inside it: '${path.replace(/\/$/, '')}/**/*'`);
      files.push(...inside.map((entry) => join(path, entry.name)));
    } else files.push(path);
  }
  return files;
}

const looksLikeQuery = (path: string): boolean => path.includes('|') || path === '*';

/** An input of a file; opened when it is read. A process substitution or a named pipe is read once, like any other. */
async function sourceOf(path: string): Promise<Source> {
  if (path === '-') return { name: 'standard input', input: process.stdin };
  const { mtimeMs } = await stat(path);
  return { name: nameOf(path), input: chunksOf(path), modified: mtimeMs };
}

/** The name of a file in messages: as it was written, without the folders of an absolute path. */
const nameOf = (path: string): string => (path.startsWith('/') ? basename(path) : path);

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const stream: ReadStream = createReadStream(path, { highWaterMark: 1 << 20 });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw inputError(nameOf(path), reasonOf(error));
  }
}

/** Loads files as one table; bad lines are left out and counted. @throws QueryError for a file that cannot be read. */
export async function loadFiles(paths: readonly string[], options: LoadOptions): Promise<LoadedTable> {
  const files = await findFiles(paths);
  const sources: Source[] = [];
  for (const path of files) sources.push(await sourceOf(path));
  let shown = 0;
  const onProgress = (lines: number, _characters: number, file: string): void => {
    if (performance.now() - shown < 200) return;
    shown = performance.now();
    process.stderr.write(`\r${paint.faint(`reading ${file}: ${lines.toLocaleString('en-US')} lines`)}\u001b[K`);
  };
  try {
    return await readLogs(sources, {
      ...options.read,
      onError: 'skip',
      timeZone: options.timeZone,
      ...(options.format ? { format: options.format } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.progress ? { onProgress } : {}),
    });
  } catch (error) {
    if (error instanceof QueryError || options.signal?.aborted) throw error;
    throw inputError(files.map(nameOf).join(', '), reasonOf(error));
  } finally {
    if (options.progress && shown > 0) process.stderr.write('\r\u001b[K');
  }
}

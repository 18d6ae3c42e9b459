import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inputError } from '../formats/input.ts';

/** Some bytes of a file, by which it is known again. */
export interface Mark {
  readonly length: number;
  /** The start of their SHA-256, as hexadecimal digits. */
  readonly hash: string;
}

/** How far a file was read. */
export interface FileCheckpoint {
  readonly path: string;
  readonly device: string;
  readonly inode: string;
  /** Where the first line begins that was not delivered. */
  readonly offset: number;
  /** How many lines were delivered. */
  readonly lines: number;
  /** The first bytes of the file. */
  readonly head: Mark;
  /** The last bytes that were delivered. */
  readonly tail: Mark;
  /** The format of its lines, once it is known. */
  readonly format?: string;
  /** The lines that head every part of the file: the header of CSV. */
  readonly header?: string;
  /** Whether nothing of it is wanted any more. */
  readonly ended?: true;
}

/** How far files were read, as plain data: a later run goes on from it. */
export interface Checkpoint {
  readonly version: 1;
  readonly files: readonly FileCheckpoint[];
}

/** Writes data so that a reader finds the old or the new, whenever the process or the machine stops. */
export async function writeAtomically(path: string, data: unknown): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  const file = await open(draft, 'w');
  try {
    await file.writeFile(`${JSON.stringify(data)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  // The name is on the disk once its folder is; not every system can do that.
  const folder = await open(dirname(path), 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** Reads what {@link writeAtomically} wrote; undefined where there is no such file. @throws QueryError where it is something else. */
export async function readWritten(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw inputError(path, (error as Error).message);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw inputError(path, 'it is not a checkpoint', 'remove it to begin anew, or name another file');
  }
}

/** Whether data is a checkpoint. */
export function isCheckpoint(data: unknown): data is Checkpoint {
  const { version, files } = (data ?? {}) as Partial<Checkpoint>;
  return (
    version === 1 &&
    Array.isArray(files) &&
    files.every((file: Partial<FileCheckpoint>) => typeof file?.path === 'string' && typeof file.offset === 'number')
  );
}

/** Writes a checkpoint atomically. */
export const saveCheckpoint = (path: string, checkpoint: Checkpoint): Promise<void> => writeAtomically(path, checkpoint);

/** Reads a checkpoint; undefined where there is no such file. @throws QueryError where it is something else. */
export async function loadCheckpoint(path: string): Promise<Checkpoint | undefined> {
  const data = await readWritten(path);
  if (data === undefined || isCheckpoint(data)) return data;
  throw inputError(path, 'it is not a checkpoint', 'remove it to begin anew, or name another file');
}

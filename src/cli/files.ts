import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { entriesOf, expandPattern, isPattern } from '../follow/file-pattern.ts';
import { inputError } from '../formats/input.ts';

/** What went wrong with a file, without a stack trace or a path that the user did not write. */
export function reasonOf(error: unknown): string {
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
      const found = await expandPattern(path);
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

/** Whether an argument that names no file looks like a query: the two are easily swapped. */
export const looksLikeQuery = (path: string): boolean => path.includes('|') || path === '*';

import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inputError } from '../formats/input.ts';
import { compileWholeRegex } from '../regex/regex.ts';

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

const isPattern = (path: string): boolean => /[*?[{]/.test(path);

/** A pattern of one name as a regular expression: `*`, `?`, `[…]` and `{a,b}`. */
function namePattern(pattern: string): (name: string) => boolean {
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
  const regex = compileWholeRegex(source);
  return (name) => regex.test(name, () => {});
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
            matches(entry.name) &&
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

/** Whether an argument that names no file looks like a query: the two are easily swapped. */
export const looksLikeQuery = (path: string): boolean => path.includes('|') || path === '*';

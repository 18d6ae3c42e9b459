import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { compileWholeRegex } from '../regex/regex.ts';

/** Whether a path stands for other names than its own. */
export const isPattern = (path: string): boolean => /[*?[{]/.test(path);

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
export async function expandPattern(pattern: string): Promise<string[]> {
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

/** The entries of a folder in the order of their names; none where it cannot be read. */
export async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

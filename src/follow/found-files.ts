import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { entriesOf, expandPattern, isPattern } from './file-pattern.ts';
import type { FileStatus } from './followed-file.ts';

/** Files that are packed are complete: they are read, not followed. */
const isPacked = (path: string): boolean => /\.(?:gz|zst|br|bz2|xz|lz4|zip)$/i.test(path);

/** What the file system says of a file; undefined where there is none. */
export async function statusOf(path: string): Promise<FileStatus | undefined> {
  const status = await stat(path, { bigint: true }).catch(() => undefined);
  if (!status?.isFile()) return undefined;
  return { path, device: String(status.dev), inode: String(status.ino), size: Number(status.size), modified: status.mtimeNs };
}

/** The files that patterns name now, the oldest first. */
export async function foundFiles(patterns: readonly string[]): Promise<FileStatus[]> {
  const paths = new Set<string>();
  for (const pattern of patterns) for (const path of isPattern(pattern) ? await expandPattern(pattern) : [pattern]) paths.add(path);
  const found = new Map<string, FileStatus>();
  for (const path of paths) {
    const status = isPacked(path) ? undefined : await statusOf(path);
    // Of several names of one file, the first counts.
    if (status && !found.has(`${status.device}:${status.inode}`)) found.set(`${status.device}:${status.inode}`, status);
  }
  return [...found.values()].sort(byAge);
}

/** What rotation puts behind the name of a file, or before its extension. */
const rotated = /[-._]\d[\w.:-]*$/;

/** By the times of the last change; clocks of file systems are coarse, so that of equal times the names decide. */
const byAge = (a: FileStatus, b: FileStatus): number =>
  a.modified < b.modified ? -1 : a.modified > b.modified ? 1 : byRotation(basename(a.path), basename(b.path));

/** `log.2` before `log.1` before `log`, and `log-20250301` before `log-20250302`. */
function byRotation(a: string, b: string): number {
  const [first, second] = [rotationOf(a), rotationOf(b)];
  if (first === undefined || second === undefined) return first === second ? 0 : first === undefined ? 1 : -1;
  const counted = /^\d{1,5}$/.test(first) && /^\d{1,5}$/.test(second);
  return counted ? Number(second) - Number(first) : first < second ? -1 : first > second ? 1 : 0;
}

/** What rotation put to a name; undefined where it has the name that is written to. */
function rotationOf(name: string): string | undefined {
  const [stem] = parts(name);
  return (rotated.exec(name) ?? rotated.exec(stem))?.[0].slice(1);
}

/** The name without its extension, and the extension. */
function parts(name: string): readonly [string, string] {
  const point = name.lastIndexOf('.');
  return point > 0 && !/^\.\d+$/.test(name.slice(point)) ? [name.slice(0, point), name.slice(point)] : [name, ''];
}

/** The name that a file had before it was rotated, without what rotation put there: `access.log` of `access.log.1`. */
function nameBefore(name: string): string {
  const behind = name.replace(rotated, '');
  if (behind !== '' && behind !== name) return behind;
  const [stem, extension] = parts(name);
  return `${stem.replace(rotated, '') || stem}${extension}`;
}

/** Whether names are of one file before and after it was rotated, by what is behind the name. */
export function areRotations(a: string, b: string): boolean {
  const [first, second] = [basename(a), basename(b)];
  const name = nameBefore(first);
  return dirname(a) === dirname(b) && name === nameBefore(second) && first.startsWith(name) && second.startsWith(name);
}

/** A file and those that rotation may have made of it, the oldest first: `access.log.1`, `access.log-20250301`, `access-2025-03-01.log`. */
export async function rotatedFiles(path: string): Promise<FileStatus[]> {
  const name = nameBefore(basename(path));
  const folder = dirname(path);
  const found: FileStatus[] = [];
  for (const entry of await entriesOf(folder)) {
    if (isPacked(entry.name) || entry.isDirectory() || nameBefore(entry.name) !== name) continue;
    const status = await statusOf(folder === '.' && !path.startsWith('./') ? entry.name : `${folder}/${entry.name}`);
    if (status) found.push(status);
  }
  return found.sort(byAge);
}

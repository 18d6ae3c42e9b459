import type { Checkpoint, FileCheckpoint } from './checkpoint.ts';
import { type FileStatus, FollowedFile, headOf, keyOf } from './followed-file.ts';
import { areRotations, foundFiles, rotatedFiles } from './found-files.ts';

/** How long a file that no name leads to may still grow, milliseconds. */
const lingerMs = 5000;
/** How long a file that begins like another may be a copy that is being made, milliseconds. */
const copyMs = 10_000;
/** How often a file is looked for among names that do not change, and after how many milliseconds again. */
const maxAttempts = 4;
const attemptMs = 25;
/** How long a file is looked for while names change, milliseconds: each look may miss one that is just renamed. */
const searchMs = 3000;
/** So many files that have ended are remembered. */
const maxEnded = 200;

/** Says what may have been lost. */
export type Tell = (path: string, reason: string) => void;

/** Knows the files of patterns while they are rotated: by rename, by copies that are truncated, and by new names. */
export class Follower {
  readonly #patterns: readonly string[];
  readonly #tell: Tell;
  readonly #copies = new Map<string, number>();
  #files: FollowedFile[] = [];
  #ended: FileCheckpoint[] = [];
  #begun = false;

  constructor(patterns: readonly string[], tell: Tell) {
    this.#patterns = patterns;
    this.#tell = tell;
  }

  /** The files to be read, a file before those that follow it. */
  get files(): readonly FollowedFile[] {
    return this.#files;
  }

  /** How far all files were read. */
  checkpoint(): Checkpoint {
    return { version: 1, files: [...this.#files.map((file) => file.mark()), ...this.#ended] };
  }

  /** Finds the files that an earlier run has read, whatever they are called now, and those that were rotated away meanwhile. */
  async resume({ files }: Checkpoint): Promise<void> {
    this.#ended = files.filter(({ ended }) => ended === true);
    const moved: [FollowedFile, string][] = [];
    for (const entry of files) {
      if (entry.ended) continue;
      const file = await this.#find(entry);
      if (!file) {
        if (entry.offset > 0)
          this.#tell(entry.path, 'it is not the file that was read before, which is nowhere to be found: lines of that may be lost');
        continue;
      }
      this.#files.push(file);
      if (file.path !== entry.path) moved.push([file, entry.path]);
    }
    for (const [file, path] of moved.toReversed()) await this.#trackNewer(file, path);
    this.#begun = true;
  }

  /** Looks for files that are new, renamed, truncated or gone. `fromEnd`: of the files that are there at first, only what is appended is wanted. */
  async look(fromEnd: boolean): Promise<void> {
    const now = performance.now();
    for (const file of this.#files.slice()) if (!(await file.goesOn())) await this.#truncated(file);
    const found = await foundFiles(this.#patterns);
    const byKey = new Map(found.map((status) => [keyOf(status), status]));
    for (const file of this.#files) {
      const status = byKey.get(keyOf(file));
      if (status) {
        file.path = status.path;
        file.vanished = undefined;
      } else file.vanished ??= now;
    }
    for (const file of this.#newestVanished()) await this.#trackNewer(file, file.path);
    for (const status of found) await this.#discover(status, now, !this.#begun && fromEnd);
    for (const file of this.#files.filter((one) => isOver(one, now))) await this.#end(file);
    this.#begun = true;
  }

  /** Of the files that no name leads to, the newest of each name: what is newer than that is newer than all of that name. */
  #newestVanished(): readonly FollowedFile[] {
    const newest: FollowedFile[] = [];
    for (const file of this.#files.toReversed())
      if (file.vanished !== undefined && !newest.some((other) => areRotations(other.path, file.path))) newest.push(file);
    return newest;
  }

  async close(): Promise<void> {
    await Promise.all(this.#files.map((file) => file.close()));
    this.#files = [];
  }

  async #discover(status: FileStatus, now: number, fromEnd: boolean): Promise<void> {
    const key = keyOf(status);
    // Whether an empty file will be a copy of another, its first bytes tell.
    if ((status.size === 0 && !fromEnd) || (await this.#isKnown(status))) return;
    if (await this.#mayBeCopy(status)) {
      const since = this.#copies.get(key) ?? now;
      this.#copies.set(key, since);
      if (now - since < copyMs) return;
    }
    this.#copies.delete(key);
    const before = this.#files.findLast((file) => file.vanished !== undefined || areRotations(file.path, status.path));
    const file = await this.#track(status, before);
    if (file && fromEnd) await file.toEnd();
  }

  /** The file that goes on from what was read of one, among those of its name and of the patterns. They may be renamed while it is looked for. */
  async #find(entry: FileCheckpoint): Promise<FollowedFile | undefined> {
    const until = performance.now() + searchMs;
    let names = '';
    for (let attempts = 1; attempts <= maxAttempts && performance.now() < until; attempts++) {
      const candidates = [...(await rotatedFiles(entry.path)), ...(await foundFiles(this.#patterns))];
      const now = candidates.map((status) => `${status.path} ${keyOf(status)}`).join('\n');
      if (now !== names) attempts = 1;
      names = now;
      const own = candidates.filter((status) => keyOf(status) === keyOf(entry));
      for (const { path } of [...own, ...candidates]) {
        const file = await FollowedFile.resume(path, entry);
        if (file && !this.#files.some((other) => keyOf(other) === keyOf(file))) return file;
        await file?.close();
      }
      await new Promise((resolve) => setTimeout(resolve, attemptMs));
    }
    return undefined;
  }

  async #track(status: FileStatus, after: FollowedFile | undefined): Promise<FollowedFile | undefined> {
    const file = await FollowedFile.open(status);
    if (!file) return undefined;
    file.after = after;
    this.#files.push(file);
    return file;
  }

  async #isKnown(status: FileStatus): Promise<boolean> {
    const key = keyOf(status);
    if (this.#files.some((file) => keyOf(file) === key)) return true;
    const ended = this.#ended.find((entry) => keyOf(entry) === key);
    // The number of a file that was deleted may be that of another by now.
    const file = ended && (await FollowedFile.resume(status.path, ended));
    await file?.close();
    return file !== undefined;
  }

  /** Whether a file begins with the same bytes as one that is followed, as a copy does before the other is truncated. */
  async #mayBeCopy({ path }: FileStatus): Promise<boolean> {
    const head = await headOf(path);
    return this.#files.some((file) => file.beginsLike(head));
  }

  /** A file that does not go on: what was not read of it is in a copy, if there is one. */
  async #truncated(file: FollowedFile): Promise<void> {
    const entry = file.mark();
    const rest = await this.#find(entry);
    if (rest) {
      this.#copies.delete(keyOf(rest));
      rest.vanished = performance.now();
      rest.after = file.after;
      file.after = rest;
      this.#files.splice(this.#files.indexOf(file), 0, rest);
      await this.#trackNewer(rest, file.path);
    } else if (entry.offset > 0)
      this.#tell(file.path, 'it was truncated, and there is no copy of it: lines that were written shortly before may be lost');
    await file.restart();
  }

  /** Reads the files that rotation has made after one: between it and the one that has its name now there may have been others. */
  async #trackNewer(file: FollowedFile, path: string): Promise<void> {
    const siblings = await rotatedFiles(path);
    const named = new Set((await foundFiles(this.#patterns)).map(keyOf));
    const own = siblings.find((status) => keyOf(status) === keyOf(file));
    if (!own) return;
    let last = file;
    for (const status of siblings) {
      if (named.has(keyOf(status)) || status.modified < own.modified || status.size === 0) continue;
      if ((await this.#isKnown(status)) || (await this.#mayBeCopy(status))) continue;
      const newer = await FollowedFile.open(status);
      if (!newer) continue;
      for (const other of this.#files) if (other.after === last) other.after = newer;
      newer.after = last;
      this.#files.splice(this.#files.indexOf(last) + 1, 0, newer);
      last = newer;
    }
  }

  async #end(file: FollowedFile): Promise<void> {
    this.#files.splice(this.#files.indexOf(file), 1);
    for (const other of this.#files) if (other.after === file) other.after = undefined;
    this.#ended.push({ ...file.mark(), ended: true });
    this.#ended.splice(0, this.#ended.length - maxEnded);
    await file.close();
  }
}

/** Whether a file that no name leads to has long had nothing new. */
const isOver = (file: FollowedFile, now: number): boolean =>
  file.vanished !== undefined && file.drained && now - file.vanished > lingerMs && now - file.grown > lingerMs;

import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { FileCheckpoint, Mark } from './checkpoint.ts';

/** So many bytes at the beginning of a file are its head, and so many before an offset its tail. */
const headBytes = 1024;
const tailBytes = 256;

/** What the file system says of a file. */
export interface FileStatus {
  readonly path: string;
  readonly device: string;
  readonly inode: string;
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly modified: bigint;
}

/** The name of a file for the file system, whatever it is called. */
export const keyOf = ({ device, inode }: Pick<FileStatus, 'device' | 'inode'>): string => `${device}:${inode}`;

const markOf = (bytes: Uint8Array): Mark => ({ length: bytes.length, hash: createHash('sha256').update(bytes).digest('hex').slice(0, 32) });

/** Bytes of a file from a place on; fewer where it ends before. */
async function bytesAt(handle: FileHandle, from: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(bytes, read, length - read, from + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  // A plain Uint8Array: loops over the Buffers of Node are slower.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, read);
}

/** A file that is open, and how far it was read. */
export class FollowedFile {
  readonly device: string;
  readonly inode: string;
  readonly #handle: FileHandle;
  #head: Uint8Array = new Uint8Array(0);
  #tail: Uint8Array = new Uint8Array(0);
  #tailMark: Mark | undefined;
  /** The times of the last change, as the file system says. */
  #changed = '';
  #offset = 0;
  path: string;
  lines = 0;
  size: number;
  /** When the size was last seen to change, as `performance.now` counts. */
  grown = performance.now();
  /** Since when no name of the pattern leads to it. */
  vanished: number | undefined;
  /** The file whose lines go before its own. */
  after: FollowedFile | undefined;
  format: string | undefined;
  header: string | undefined;

  private constructor(handle: FileHandle, path: string, device: string, inode: string, size: number) {
    this.#handle = handle;
    this.path = path;
    this.device = device;
    this.inode = inode;
    this.size = size;
  }

  /** Opens a file to be read from its start; undefined where it is gone, or another by now. */
  static async open(status: FileStatus): Promise<FollowedFile | undefined> {
    const file = await FollowedFile.#opened(status.path);
    if (!file || keyOf(file) === keyOf(status)) return file;
    await file.close();
    return undefined;
  }

  /** Opens a file to be read on; undefined where it does not have what was read of it. */
  static async resume(path: string, entry: FileCheckpoint): Promise<FollowedFile | undefined> {
    const file = await FollowedFile.#opened(path);
    if (!file) return undefined;
    if (!(await file.#has(entry))) {
      await file.close();
      return undefined;
    }
    const from = Math.max(0, entry.offset - tailBytes);
    file.#offset = entry.offset;
    file.#tail = await bytesAt(file.#handle, from, entry.offset - from);
    file.lines = entry.lines;
    file.format = entry.format;
    file.header = entry.header;
    return file;
  }

  static async #opened(path: string): Promise<FollowedFile | undefined> {
    const handle = await open(path, 'r').catch(() => undefined);
    if (!handle) return undefined;
    const { dev, ino, size } = await handle.stat({ bigint: true });
    const file = new FollowedFile(handle, path, String(dev), String(ino), Number(size));
    file.#head = await bytesAt(handle, 0, headBytes);
    return file;
  }

  /** Whether the file has what was read of one. */
  async #has({ offset, head, tail }: FileCheckpoint): Promise<boolean> {
    if (this.size < offset || this.size < head.length) return false;
    if (markOf(await bytesAt(this.#handle, 0, head.length)).hash !== head.hash) return false;
    return markOf(await bytesAt(this.#handle, offset - tail.length, tail.length)).hash === tail.hash;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Whether all bytes were delivered. */
  get drained(): boolean {
    return this.#offset >= this.size;
  }

  /** Looks at the size again; false where the file does not go on from what was read of it. */
  async goesOn(): Promise<boolean> {
    const { size: now, mtimeNs, ctimeNs } = await this.#handle.stat({ bigint: true });
    const size = Number(now);
    const changed = `${mtimeNs} ${ctimeNs}`;
    // Who truncates a file may write as much again.
    if (size === this.size && changed === this.#changed) return true;
    this.#changed = changed;
    if (size < this.#offset || !(await this.#keepsHead())) return false;
    if (size === this.size) return true;
    this.size = size;
    this.grown = performance.now();
    return true;
  }

  /** Whether the first bytes are those that they were; learns more of them. */
  async #keepsHead(): Promise<boolean> {
    const head = await bytesAt(this.#handle, 0, headBytes);
    if (!beginsAlike(head, this.#head) || head.length < this.#head.length) return false;
    this.#head = head;
    return true;
  }

  /** Whether the file and another of which some bytes are given begin alike, as far as both are known. */
  beginsLike(head: Uint8Array): boolean {
    return this.#head.length > 0 && head.length > 0 && beginsAlike(head, this.#head);
  }

  /** Bytes that were not delivered, as many as there are up to a length. */
  next(length: number): Promise<Uint8Array> {
    return bytesAt(this.#handle, this.#offset, Math.min(length, this.size - this.#offset));
  }

  /** Takes bytes as delivered. */
  deliver(bytes: Uint8Array, lines: number): void {
    this.#offset += bytes.length;
    this.lines += lines;
    const joined = bytes.length >= tailBytes ? bytes.slice(bytes.length - tailBytes) : Uint8Array.from([...this.#tail, ...bytes]);
    this.#tail = joined.slice(Math.max(0, joined.length - tailBytes));
    this.#tailMark = undefined;
  }

  /** Where the lines of a file that was there before begin: behind its last newline. */
  async toEnd(): Promise<void> {
    let end = this.size;
    while (end > 0) {
      const from = Math.max(0, end - 65_536);
      const bytes = await bytesAt(this.#handle, from, end - from);
      const at = bytes.lastIndexOf(10);
      if (at >= 0) {
        end = from + at + 1;
        break;
      }
      end = from;
    }
    this.#offset = end;
    const from = Math.max(0, end - tailBytes);
    this.#tail = await bytesAt(this.#handle, from, end - from);
    this.#tailMark = undefined;
  }

  /** Begins anew, as the file does. */
  async restart(): Promise<void> {
    this.#offset = 0;
    this.#tail = new Uint8Array(0);
    this.#tailMark = undefined;
    this.lines = 0;
    this.header = undefined;
    this.size = Number((await this.#handle.stat({ bigint: true })).size);
    this.grown = performance.now();
    this.#head = await bytesAt(this.#handle, 0, headBytes);
  }

  mark(): FileCheckpoint {
    this.#tailMark ??= markOf(this.#tail);
    const { path, device, inode, lines, format, header } = this;
    return {
      path,
      device,
      inode,
      offset: this.#offset,
      lines,
      head: markOf(this.#head),
      tail: this.#tailMark,
      ...(format === undefined ? {} : { format }),
      ...(header === undefined ? {} : { header }),
    };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** The first bytes of a file, as many as a head has or it has. */
export async function headOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) return new Uint8Array(0);
  try {
    return await bytesAt(handle, 0, headBytes);
  } finally {
    await handle.close();
  }
}

function beginsAlike(a: Uint8Array, b: Uint8Array): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}

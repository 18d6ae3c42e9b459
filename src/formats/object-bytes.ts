import type { ByteReader } from './byte-lines.ts';
import { MemberReader } from './member-bytes.ts';
import type { RowCollector } from './row-collector.ts';

/**
 * Makes rows of an object that was read; false where it is left to the reader of texts, before anything of it has reached a column. `bytes` are what the object
 * stands in.
 */
export type OnObject = (bytes: Uint8Array, memberCount: number, line: number) => boolean;

/**
 * Reads JSON objects that stand on a line of their own from bytes. Keys are expected in the order of the objects before; values are read where they
 * stand, and reach columns once the object has ended well. Whatever is unusual (several values on a line, numbers that no double holds, half a surrogate pair)
 * is left to the reader of texts.
 */
export class ObjectBytes implements ByteReader {
  lines = 0;
  readonly full: () => boolean;
  readonly ready: () => boolean;
  readonly #rows: RowCollector;
  readonly #object: MemberReader;
  readonly #onObject: OnObject;

  constructor(rows: RowCollector, ready: () => boolean, object: MemberReader, onObject: OnObject) {
    this.#rows = rows;
    this.#object = object;
    this.#onObject = onObject;
    this.full = () => rows.full;
    this.ready = ready;
  }

  read(bytes: Uint8Array, from: number, end: number): number {
    let line = from;
    while (line < end && !this.#rows.full) {
      let at = line;
      // Blanks, commas and record separators between objects mean nothing.
      while (bytes[at] === 32 || bytes[at] === 44 || bytes[at] === 13 || bytes[at] === 9 || bytes[at] === 30) at++;
      if (bytes[at] === 123) {
        const count = this.#object.read(bytes, at);
        if (count < 0) return line;
        at = this.#object.after;
        while (bytes[at] === 32 || bytes[at] === 44 || bytes[at] === 13 || bytes[at] === 9) at++;
        if (bytes[at] !== 10 || !this.#onObject(bytes, count, this.lines + 1)) return line;
      } else if (bytes[at] !== 10) return line;
      this.lines++;
      line = at + 1;
    }
    return line;
  }
}

/** Reads objects into columns of their members. */
export function objectBytes(rows: RowCollector, ready: () => boolean): ObjectBytes {
  const object = new MemberReader();
  return new ObjectBytes(rows, ready, object, (bytes, memberCount, line) => {
    rows.begin(line);
    const row = rows.rowCount - 1;
    for (let i = 0; i < memberCount; i++) {
      const key = object.members[i]!;
      if (!key.known) {
        key.known = true;
        key.column = rows.column(key.name);
      }
      if (key.column) object.addTo(key.column, row, i, bytes);
    }
    return true;
  });
}

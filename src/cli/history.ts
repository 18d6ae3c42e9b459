import { appendFileSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const maxEntries = 500;

/** An entry as one line of the file. */
export const encodeEntry = (entry: string): string => entry.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');

/** The entry that a line of the file stands for. */
export const decodeEntry = (line: string): string => line.replace(/\\([\\n])/g, (_, what: string) => (what === 'n' ? '\n' : what));

/** The entries of this session and of earlier ones, each whole, however many lines it has. */
export class History {
  readonly #file: string | undefined;
  readonly #entries: string[];
  /** The entry being shown; the number of entries where it is the one being written. */
  #at: number;
  #draft = '';

  /** `file` keeps the entries, one per line; none keeps them for the session. */
  constructor(file: string | undefined, entries: readonly string[] = []) {
    this.#file = file;
    this.#entries = [...entries];
    this.#at = this.#entries.length;
  }

  /** Appends an entry, unless it repeats the last one. */
  add(entry: string): void {
    if (entry !== this.#entries.at(-1)) {
      this.#entries.push(entry);
      try {
        if (this.#file !== undefined) appendFileSync(this.#file, `${encodeEntry(entry)}\n`);
      } catch {
        // A home that cannot be written to costs the history, not the session.
      }
    }
    this.rewind();
  }

  /** Goes back to the entry being written. */
  rewind(): void {
    this.#at = this.#entries.length;
  }

  /** The entry before the one shown, or undefined; `text` is what is being written. */
  older(text: string): string | undefined {
    if (this.#at === 0) return undefined;
    if (this.#at === this.#entries.length) this.#draft = text;
    return this.#entries[--this.#at];
  }

  /** The entry after the one shown, at last the one being written, or undefined. */
  newer(): string | undefined {
    if (this.#at === this.#entries.length) return undefined;
    return ++this.#at === this.#entries.length ? this.#draft : this.#entries[this.#at];
  }

  /** The place of the last entry before `before` that contains a text, or -1. */
  search(part: string, before = this.#entries.length): number {
    for (let i = before - 1; i >= 0; i--) if (this.#entries[i]!.includes(part)) return i;
    return -1;
  }

  entry(at: number): string | undefined {
    return this.#entries[at];
  }
}

/** The user's history: the file that `LOGFLUME_HISTORY` names, or `.logflume_history` in the home folder. */
export function userHistory(): History {
  const file = process.env.LOGFLUME_HISTORY ?? join(homedir(), '.logflume_history');
  try {
    return new History(file, readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(-maxEntries).map(decodeEntry));
  } catch {
    return new History(file); // a first session has none
  }
}

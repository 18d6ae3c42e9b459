import { type ByteReader, eachLineOfBytes } from './byte-lines.ts';
import { afterBlanks } from './json-scan.ts';
import { JsonWalker, malformed, unfinished } from './json-walker.ts';
import { eachSpan, type OnLine } from './lines.ts';
import type { RowCollector } from './row-collector.ts';
import type { OpenSource } from './source.ts';

/** Takes the objects of a file. */
export interface ObjectReader {
  /**
   * Reads the object at an offset as a row or rows; answers the offset after it, {@link unfinished}, or {@link malformed}. Nothing is
   * kept of an object that does not end well.
   */
  object(text: string, at: number, end: number, line: number): number;
  /** Why the last object was malformed. */
  readonly problem: string;
}

/** The most characters that a value of several lines may have before it is given up. */
const maxPending = 256 << 20;

interface PendingLine {
  readonly text: string;
  readonly number: number;
}

/** A value that goes over several lines. */
interface Pending {
  readonly lines: PendingLine[];
  length: number;
}

/**
 * Finds the objects in a text of JSON values, whatever separates them: newlines, blanks, commas, record separators, or the
 * brackets of arrays that hold them. A bad value costs its own line and no more.
 */
class JsonValues {
  readonly #rows: RowCollector;
  readonly #reader: ObjectReader;
  readonly #walker = new JsonWalker();
  #pending: Pending | undefined;
  /** Lines of a value that was given up, the next one last: they are read again. */
  readonly #again: PendingLine[] = [];
  /** How many brackets of arrays around the objects are open. */
  #open = 0;

  constructor(rows: RowCollector, reader: ObjectReader) {
    this.#rows = rows;
    this.#reader = reader;
  }

  /** Whether a value goes on in the next line. */
  get isOpen(): boolean {
    return this.#pending !== undefined;
  }

  /** Takes a line; true once there are enough rows. */
  line(text: string, from: number, end: number, number: number): boolean {
    if (this.#pending) this.#goOn(text.slice(from, end), number);
    else this.#values(text, from, end, number);
    if (this.#again.length > 0) this.#readAgain();
    return this.#rows.full;
  }

  finish(): void {
    while (this.#pending && !this.#rows.full) {
      this.#giveUp('the JSON is cut off');
      this.#readAgain();
    }
    if (this.#open > 0 && !this.#rows.full) this.#rows.notes.push('the JSON array is never closed');
  }

  #readAgain(): void {
    for (let next = this.#again.pop(); next && !this.#rows.full; next = this.#again.pop()) {
      if (this.#pending) this.#goOn(next.text, next.number);
      else this.#values(next.text, 0, next.text.length, next.number);
    }
  }

  /** Reads the values that stand on a line. */
  #values(text: string, from: number, end: number, number: number): void {
    let at = from;
    while (!this.#rows.full) {
      at = afterBlanks(text, at, end);
      if (at >= end) return;
      const code = text.charCodeAt(at);
      if (code === 123) {
        const after = this.#reader.object(text, at, end, number);
        if (after === unfinished) {
          this.#begin(text.slice(at, end), number);
          return;
        }
        if (after < 0) {
          this.#rows.skipped.add(number, problemOf(text, from, end, this.#reader.problem));
          return;
        }
        at = after;
      } else if (code === 91 || code === 93) {
        if (code === 91 && !this.#holdsObjects(text, at + 1, end)) {
          this.#rows.skipped.add(number, 'it is JSON, but not an object');
          return;
        }
        this.#open += code === 91 ? 1 : -1;
        at++;
      } else if (code === 44 || code === 30 || code === 0xfeff) at++;
      else {
        this.#rows.skipped.add(number, at === afterBlanks(text, from, end) ? problemOf(text, from, end, '') : 'text follows a JSON value');
        return;
      }
    }
  }

  /** Whether what follows an opening bracket may be an object, the line's end or the array's. */
  #holdsObjects(text: string, from: number, end: number): boolean {
    const at = afterBlanks(text, from, end);
    if (at >= end) return true;
    const code = text.charCodeAt(at);
    return code === 123 || code === 91 || code === 93;
  }

  #begin(text: string, number: number): void {
    this.#pending = { lines: [{ text, number }], length: text.length };
    this.#walker.reset();
    if (this.#walker.walk(text, 0, text.length) === malformed) this.#giveUp(this.#walker.problem);
  }

  #goOn(text: string, number: number): void {
    const pending = this.#pending!;
    const after = this.#walker.walk(text, 0, text.length);
    pending.lines.push({ text, number });
    pending.length += text.length + 1;
    if (after === unfinished && pending.length < maxPending) return;
    if (after < 0) {
      this.#giveUp(after === unfinished ? 'the value is too long' : 'the JSON is cut off');
      return;
    }
    this.#pending = undefined;
    const last = pending.lines.pop()!;
    const first = pending.lines[0] ?? last;
    const whole = `${pending.lines.map((line) => `${line.text}\n`).join('')}${last.text.slice(0, after)}`;
    if (this.#reader.object(whole, 0, whole.length, first.number) < 0) this.#rows.skipped.add(first.number, this.#reader.problem);
    this.#values(last.text, after, last.text.length, last.number);
  }

  /** Counts the line that an unfinished value began on, and reads the lines after it again. */
  #giveUp(reason: string): void {
    const [first, ...others] = this.#pending!.lines;
    this.#pending = undefined;
    this.#rows.skipped.add(first!.number, problemOf(first!.text, 0, first!.text.length, reason));
    while (others.length > 0) this.#again.push(others.pop()!);
  }
}

/** What is wrong with a line that is not a JSON value. */
function problemOf(text: string, from: number, end: number, reason: string): string {
  const at = afterBlanks(text, from, end);
  if (/^nested|^it is nested/.test(reason)) return reason;
  const code = text.charCodeAt(at);
  const word = /^(?:true|false|null|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)\s*,?\s*$/.test(text.slice(at, Math.min(end, at + 1000)));
  if (word) return 'it is JSON, but not an object';
  if (code === 123 || code === 91) return reason || 'malformed JSON';
  return 'it is not JSON';
}

/** Reads the objects of a JSON file of any layout, by their bytes where the file is UTF-8 and a reader of bytes is given. Answers the number of lines. */
export async function eachObject(
  source: OpenSource,
  rows: RowCollector,
  reader: ObjectReader,
  onProgress?: (lines: number, characters: number) => void,
  byteReader?: (ready: () => boolean) => ByteReader,
): Promise<number> {
  const values = new JsonValues(rows, reader);
  const onLine: OnLine = (text, from, end, number) => values.line(text, from, end, number);
  const lines =
    source.bytes && byteReader
      ? await eachLineOfBytes(
          source.bytes,
          source,
          byteReader(() => !values.isOpen),
          onLine,
          onProgress,
        )
      : await eachSpan(source, onLine, onProgress);
  values.finish();
  return lines;
}

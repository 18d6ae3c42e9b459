import type { OnLine } from './lines.ts';
import { countOf, countReplacements, type OpenSource, sourceProblem } from './source.ts';

/** Reads rows from bytes as far as it understands them. */
export interface ByteReader {
  /** Whether the next line may be read here, and not by the reader of texts. */
  readonly ready: () => boolean;
  /**
   * Reads rows of whole lines (`end` is after a newline); answers the offset of the first line that it leaves to the reader of texts, or `end`.
   * Nothing of that line has reached a column.
   */
  read(bytes: Uint8Array, from: number, end: number): number;
  /** How many lines were read before, here or by the reader of texts. */
  lines: number;
  /** Whether there are as many rows as were asked for. */
  readonly full: () => boolean;
}

const newline = new Uint8Array([10]);
/** The most lines that are left to the reader of texts before bytes are tried again. */
const maxPlainLines = 1024;

/**
 * Reads the lines of a source from pieces of its bytes: those that the reader of bytes understands by it, the others as {@link eachSpan} does. Lines that are left go over one at
 * first, then twice as many each time, so that a file that is not understood costs little more than without the attempt. The answer is the number of lines.
 */
export async function eachLineOfBytes(
  pieces: AsyncIterable<Uint8Array>,
  source: OpenSource,
  reader: ByteReader,
  onLine: OnLine,
  onProgress?: (lines: number, characters: number) => void,
): Promise<number> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let replacedLines = 0;
  let done = false;
  let plainLines = 1;

  /** Hands decoded lines to the reader of texts; `end` is after a newline. */
  const readTexts = (bytes: Uint8Array, from: number, end: number): void => {
    const part = bytes.subarray(from, end);
    const text = decoder.decode(part);
    const marks = text.includes('\ufffd') ? countOf(text, '\ufffd') : 0;
    let mark = marks > 0 && marks > countReplacements(part) ? text.indexOf('\ufffd') : -1;
    let start = 0;
    for (let close = text.indexOf('\n'); close >= 0 && !done; close = text.indexOf('\n', start)) {
      if (mark >= 0 && mark < close) {
        replacedLines++;
        mark = text.indexOf('\ufffd', close);
      }
      while (start < close && text.charCodeAt(start) === 0) start++;
      done = onLine(text, start, close > start && text.charCodeAt(close - 1) === 13 ? close - 1 : close, ++reader.lines);
      start = close + 1;
    }
  };

  const readBlock = (bytes: Uint8Array, from: number, end: number): void => {
    let at = from;
    while (at < end && !done) {
      if (reader.ready()) {
        const after = reader.read(bytes, at, end);
        if (after > at) plainLines = 1;
        at = after;
        done = reader.full();
        if (at >= end || done) return;
      }
      let last = at;
      for (let i = 0; i < plainLines && last < end; i++) last = bytes.indexOf(10, last) + 1;
      plainLines = Math.min(plainLines * 2, maxPlainLines);
      readTexts(bytes, at, last);
      at = last;
    }
  };

  let characters = 0;
  let rest: Uint8Array[] = [];
  for await (const bytes of pieces) {
    characters += bytes.length;
    const last = bytes.lastIndexOf(10) + 1;
    let from = 0;
    if (rest.length > 0 && last > 0) {
      from = bytes.indexOf(10) + 1;
      const joined = joinBytes([...rest, bytes.subarray(0, from)]);
      rest = [];
      readBlock(joined, 0, joined.length);
    }
    if (!done && from < last) readBlock(bytes, from, last);
    if (done) break;
    if (last < bytes.length) rest.push(bytes.slice(last)); // a copy: the piece may be used again
    onProgress?.(reader.lines, characters);
  }
  if (!done && rest.some((part) => part.some((byte) => byte !== 0))) {
    const joined = joinBytes([...rest, newline]);
    readBlock(joined, 0, joined.length);
  }
  if (replacedLines > 0) {
    const lines = `${replacedLines} ${replacedLines === 1 ? 'line has' : 'lines have'}`;
    source.problems.push(sourceProblem(source.name, `${lines} bytes that are not UTF-8, shown as \ufffd; an encoding can be given`));
  }
  return reader.lines;
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

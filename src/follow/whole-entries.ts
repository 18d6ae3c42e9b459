import { isContinuation } from '../formats/entries.ts';

/** Formats whose entries are lines, each complete in itself. */
const ofLines = new Set([
  'audit',
  'ndjson',
  'jsonlog',
  'ecs',
  'journald',
  'access',
  'w3c',
  'elb',
  'csv',
  'tsv',
  'logfmt',
  'otlp-logs',
  'otlp-metrics',
  'otlp-traces',
]);

/** Formats whose first lines are the head of all others. */
export const headed = new Set(['csv', 'tsv', 'w3c']);

/** A line of a container that a later line completes. */
const unfinished = /^\S+ (?:stdout|stderr) P /;

const decoder = new TextDecoder();

/**
 * How many of some bytes are whole entries: up to the last newline, without the entry before it where lines may follow that belong to it. `begins` tells lines that begin
 * an entry, where that is known.
 */
export function wholeEntries(bytes: Uint8Array, format: string | undefined, begins?: (line: string) => boolean): number {
  const end = bytes.lastIndexOf(10) + 1;
  if (end === 0 || (format !== undefined && ofLines.has(format) && !begins)) return end;
  let to = end;
  // The last line that begins an entry; of one that has very many lines, none waits.
  for (let count = 0; to > 0 && count < 2000; count++) {
    const from = lineStart(bytes, to);
    const line = decoder.decode(bytes.subarray(from, to)).trimEnd();
    to = from;
    if (unfinished.test(line)) continue;
    if (begins ? begins(line) : !isContinuation(line)) {
      // A part of a line before it waits with it.
      return to > 0 && unfinished.test(lineBefore(bytes, to)) ? wholeEntries(bytes.subarray(0, to), format, begins) : to;
    }
  }
  return end;
}

/** Where the line begins whose newline is before a place. A negative place would count from the end. */
const lineStart = (bytes: Uint8Array, end: number): number => (end < 2 ? 0 : bytes.lastIndexOf(10, end - 2) + 1);

const lineBefore = (bytes: Uint8Array, end: number): string => decoder.decode(bytes.subarray(lineStart(bytes, end), end));

/** How many lines end in some bytes. */
export function linesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return bytes.length > 0 && bytes.at(-1) !== 10 ? count + 1 : count;
}

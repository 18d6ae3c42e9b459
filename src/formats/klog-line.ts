import { daysInMonth } from '../types/civil.ts';

/** The header of a klog line and what follows it. */
export interface KlogLine {
  readonly severity: string;
  readonly month: number;
  readonly day: number;
  /** Nanoseconds since midnight, in the process's own zone. */
  readonly clock: number;
  readonly thread: bigint;
  readonly file: string;
  readonly line: bigint;
  readonly body: string;
}

const header = /^([IWEFD])(\d{2})(\d{2}) (\d{2}):(\d{2}):(\d{2})\.(\d{1,9})\s+(\d+)\s([^\s:\]]+):(\d+)\] ?([^]*)$/;

/** Takes a klog line apart; undefined where the text has no klog header, or one with a date or time that does not exist. */
export function parseKlogLine(text: string): KlogLine | undefined {
  const match = header.exec(text);
  if (!match) return undefined;
  const [, severity, month, day, hour, minute, second, fraction, thread, file, line, body] = match;
  // 29 February exists in some year.
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > daysInMonth(2000, Number(month))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const clock = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1e9 + Number(fraction!.padEnd(9, '0'));
  return {
    severity: severity!,
    month: Number(month),
    day: Number(day),
    clock,
    thread: BigInt(thread!),
    file: file!,
    line: BigInt(line!),
    body: body!,
  };
}

/** The prefix that container runtimes and `kubectl logs --timestamps` put before a line: a time, and whether the line is whole (F) or goes on (P). */
export interface RuntimePrefix {
  readonly time: string;
  /** `stdout` or `stderr`; undefined where the time stands alone. */
  readonly stream: string | undefined;
  readonly partial: boolean;
  readonly rest: string;
}

const prefix = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\S*) (?:(stdout|stderr) ([FP])(?::\S*)?(?: |$))?([^]*)$/;

/** Takes the container runtime's prefix off a line, if it has one. */
export function takePrefix(text: string): RuntimePrefix | undefined {
  const match = prefix.exec(text);
  return match ? { time: match[1]!, stream: match[2], partial: match[3] === 'P', rest: match[4]! } : undefined;
}

/** What the head of a log file has: when it was created, and lines about the machine and the layout. */
const headLine = /^(?:Log file created at|Running on machine|Binary|Log line format|Running duration[^:]*|Previous log): /;
const created = /^Log file created at: (\d{4})\/(\d{2})\/(\d{2}) /;

/** The date in the line that begins a log file. */
export function createdAt(text: string): { readonly year: number; readonly month: number } | undefined {
  const match = created.exec(text);
  return match ? { year: Number(match[1]), month: Number(match[2]) } : undefined;
}

/** Whether a line is one of those at the head of a log file. */
export function isHeadLine(text: string): boolean {
  return headLine.test(text);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };

/** The text of a Go quoted string without its quotes. */
function unquote(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([^]))/g, (_, x, u, long, octal, other) => {
    if (x ?? u ?? long) return String.fromCodePoint(Math.min(Number.parseInt(x ?? u ?? long, 16), 0x10ffff));
    if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
    return Object.hasOwn(escapes, other) ? escapes[other]! : other;
  });
}

/** A value of a structured body; numbers and booleans stand without quotes. */
export interface KlogPair {
  readonly key: string;
  readonly text: string;
  readonly quoted: boolean;
}

/** A structured body: the message and the pairs after it. */
export interface StructuredBody {
  readonly message: string;
  readonly pairs: readonly KlogPair[];
}

const quoted = /"((?:[^"\\]|\\[^])*)"/y;
const pairStart = /\s+([^\s="]+)=/y;
const bare = /[^\s]*/y;
const multiline = /<\n([^]*?)\n >/y;

/** Reads `"message" key="value" key2=number …`; free text gives the text as the message. */
export function parseBody(body: string): StructuredBody {
  quoted.lastIndex = 0;
  const first = quoted.exec(body);
  if (!first) return { message: body, pairs: [] };
  const pairs: KlogPair[] = [];
  let at = quoted.lastIndex;
  while (at < body.length) {
    pairStart.lastIndex = at;
    const key = pairStart.exec(body);
    if (!key) {
      if (body.slice(at).trim() === '') break;
      return { message: body, pairs: [] };
    }
    at = pairStart.lastIndex;
    quoted.lastIndex = at;
    multiline.lastIndex = at;
    const text = quoted.exec(body);
    if (text) {
      pairs.push({ key: key[1]!, text: unquote(text[1]!), quoted: true });
      at = quoted.lastIndex;
      continue;
    }
    const lines = multiline.exec(body);
    if (lines) {
      pairs.push({ key: key[1]!, text: lines[1]!.replace(/^\t/gm, ''), quoted: true });
      at = multiline.lastIndex;
      continue;
    }
    bare.lastIndex = at;
    const word = bare.exec(body)![0];
    pairs.push({ key: key[1]!, text: word, quoted: false });
    at += word.length;
  }
  return { message: unquote(first[1]!), pairs };
}

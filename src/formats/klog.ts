import { daysFromCivil } from '../types/civil.ts';
import { BIGINT, type DataType, DOUBLE, VARCHAR } from '../types/data-type.ts';
import { joinLocal, parseTimestamp } from '../types/time-format.ts';
import { toInstant } from '../types/time-zone.ts';
import { Kind } from './cell-kind.ts';
import type { Format, Guess, Sample } from './format.ts';
import type { Input, LoadedTable, ReadOptions } from './input.ts';
import { createdAt, isHeadLine, type KlogLine, type KlogPair, parseBody, parseKlogLine, takePrefix } from './klog-line.ts';
import { addressOf, durationSeconds, resourceOf } from './kubernetes.ts';
import { eachLine } from './lines.ts';
import { NumberToken } from './number-token.ts';
import { readAs } from './read.ts';
import type { RowCollector } from './row-collector.ts';
import { YearKeeper } from './year.ts';

export interface KlogOptions extends ReadOptions {
  /**
   * The year of the first line, which klog does not print. Unless given it is that of the line `Log file created at:`, or the last one
   * in which the line does not lie after the change of the file, or `now`.
   */
  readonly year?: number;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
}

const types: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ['__time__', BIGINT],
  ['__time_ns_part__', BIGINT],
  ['severity', VARCHAR],
  ['thread', BIGINT],
  ['file', VARCHAR],
  ['line', BIGINT],
  ['message', VARCHAR],
  ['verb', VARCHAR],
  ['requestURI', VARCHAR],
  ['code', BIGINT],
  ['latency', DOUBLE],
  ['sourceIP', VARCHAR],
  ['userAgent', VARCHAR],
  ['user', VARCHAR],
  ['resource', VARCHAR],
  ['subresource', VARCHAR],
  ['namespace', VARCHAR],
  ['name', VARCHAR],
  ['apiGroup', VARCHAR],
  ['apiVersion', VARCHAR],
]);

/** A line with a header, and what followed it. */
interface OpenLine {
  /** The line with its values of several lines. */
  text: string;
  readonly time: string | undefined;
  readonly line: KlogLine | undefined;
  readonly number: number;
  /** Lines without a header, which belong to the line before. */
  readonly more: string[];
}

/** Reads the lines of one file into rows. */
class KlogRows {
  readonly #rows: RowCollector;
  readonly #years: YearKeeper;
  readonly #number = new NumberToken();
  #open: OpenLine | undefined;
  #partial: { text: string; readonly time: string; readonly number: number } | undefined;
  /** Whether the lines at the head of a file are being read. */
  #atHead = true;
  /** Whether a value of several lines, from `key=<` to ` >`, is open. */
  #inValue = false;

  constructor(rows: RowCollector, years: YearKeeper) {
    this.#rows = rows;
    this.#years = years;
  }

  line(raw: string, number: number): boolean {
    const prefix = takePrefix(raw);
    if (!prefix) this.#take(raw, undefined, number);
    else {
      const text = (this.#partial?.text ?? '') + prefix.rest;
      const { time, number: first } = this.#partial ?? { time: prefix.time, number };
      this.#partial = prefix.partial ? { text, time, number: first } : undefined;
      if (!prefix.partial) this.#take(text, time, first);
    }
    return this.#rows.full;
  }

  finish(): void {
    if (this.#partial) this.#take(this.#partial.text, this.#partial.time, this.#partial.number);
    this.#flush();
  }

  #take(text: string, time: string | undefined, number: number): void {
    const open = this.#open;
    if (open && this.#inValue) {
      open.text += `\n${text}`;
      this.#inValue = !text.startsWith(' >') || text.endsWith('=<');
      return;
    }
    const line = parseKlogLine(text);
    const head = !line && isHeadLine(text);
    if (!line && !head && open && !this.#atHead) {
      open.more.push(text);
      return;
    }
    this.#flush();
    if (text.trim() === '' || this.#rows.full) return;
    this.#atHead = !line && (head || this.#atHead);
    this.#open = { text, time, line, number, more: [] };
    this.#inValue = line !== undefined && text.endsWith('=<');
  }

  #flush(): void {
    const open = this.#open;
    this.#open = undefined;
    this.#inValue = false;
    if (!open || this.#rows.full) return;
    const rows = this.#rows;
    const { text, time, line, number, more } = open;
    while (more.length > 0 && more.at(-1)!.trim() === '') more.pop();
    rows.begin(number);
    const start = createdAt(text);
    if (start) this.#years.startAt(start.year, start.month);
    const fromPrefix = time === undefined ? undefined : parseTimestamp(time, rows.zone);
    const instant =
      fromPrefix ??
      (line && toInstant(rows.zone, joinLocal(daysFromCivil(this.#years.yearOf(line.month, line.day), line.month, line.day), line.clock)));
    if (instant !== undefined) rows.setInstant(instant);
    if (!line) {
      rows.setText('message', [text, ...more].join('\n'));
      return;
    }
    rows.setText('severity', line.severity);
    rows.set('thread', line.thread, Kind.big);
    rows.setText('file', line.file);
    rows.set('line', line.line, Kind.big);
    const newline = text.indexOf('\n');
    const { message, pairs } = parseBody(newline < 0 ? line.body : line.body + text.slice(newline));
    rows.setText('message', [message, ...more].join('\n'));
    for (const pair of pairs) setPair(rows, pair, this.#number);
  }
}

/** Sets a cell to the value of a pair: numbers and booleans only where they stand without quotes. */
function setValue(rows: RowCollector, name: string, { text, quoted }: KlogPair, number: NumberToken): void {
  if (!quoted && number.readField(text)) rows.set(name, number.value, number.kind);
  else if (!quoted && (text === 'true' || text === 'false')) rows.set(name, text === 'true', Kind.boolean);
  else rows.setText(name, text);
}

/** Sets a pair under its own name, and under the name that all access lines share. */
function setPair(rows: RowCollector, pair: KlogPair, number: NumberToken): void {
  const { key, text } = pair;
  switch (key) {
    case 'uri':
    case 'URI': {
      rows.setText(key, text);
      rows.setText('requestURI', text);
      for (const [name, part] of Object.entries(resourceOf(text))) rows.setText(name, part);
      return;
    }
    case 'response':
    case 'resp': {
      setValue(rows, key, pair, number);
      if (/^\d{1,15}$/.test(text)) rows.set('code', Number(text), Kind.integer);
      return;
    }
    case 'srcIP':
      rows.setText(key, text);
      rows.setText('sourceIP', addressOf(text));
      return;
    case 'latency': {
      // The column holds seconds; a value that is not a duration stays in the other column.
      const seconds = durationSeconds(text);
      if (seconds === undefined) rows.setText('latency_text', text);
      else rows.set('latency', seconds, Kind.double);
      return;
    }
    default:
      if (types.get(key)?.kind === 'varchar') rows.setText(key, text);
      else setValue(rows, types.has(key) ? `${key}_` : key, pair, number); // a key may have the name of a header column
  }
}

function sniff({ lines }: Sample): Guess | undefined {
  const headers = lines.filter((line) => parseKlogLine(takePrefix(line)?.rest ?? line)).length;
  if (headers === 0) return undefined;
  return { confidence: 0.85, reason: `${headers} of its first ${lines.length} lines have a klog header` };
}

/** The text logs of Kubernetes components. */
export const klog: Format<KlogOptions> = {
  name: 'klog',
  summary: 'text logs of Kubernetes components',
  extensions: [],
  sniff,
  async read(source, rows, options) {
    for (const [name, type] of types) rows.expect(name, type);
    const { onProgress } = options;
    const now = source.modified ?? (options.now ?? Date.now)();
    const records = new KlogRows(rows, new YearKeeper(options.year, now));
    const lines = await eachLine(
      source,
      (line, number) => records.line(line, number),
      onProgress && ((count, characters) => onProgress(count, characters, source.name)),
    );
    records.finish();
    return lines;
  },
};

/**
 * Reads klog text: the API server's access lines ("Audit" and "HTTP") and any other line, with or without a container runtime's
 * prefix. Every key of a structured line becomes a column as written; requestURI, code, latency (seconds), sourceIP, resource
 * and the like are added in one form. A line without a klog header belongs to the message of the line before.
 */
export function readKlog(input: Input, options: KlogOptions = {}): Promise<LoadedTable> {
  return readAs(klog, input, options);
}

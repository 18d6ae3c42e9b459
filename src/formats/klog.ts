import { daysFromCivil } from '../types/civil.ts';
import { BIGINT, type DataType, DOUBLE, VARCHAR } from '../types/data-type.ts';
import { joinLocal, parseTimestamp } from '../types/time-format.ts';
import { toInstant } from '../types/time-zone.ts';
import { Kind } from './cell-kind.ts';
import { type Around, type EntryFormat, EntryLines, type EntryReader, expectColumns, type OpenEntry, progressOf } from './entries.ts';
import type { FormatColumns, Guess, Sample } from './format.ts';
import type { Input, LoadedTable, ReadOptions } from './input.ts';
import { createdAt, isHeadLine, type KlogLine, type KlogPair, parseBody, parseKlogLine, takePrefix } from './klog-line.ts';
import { addressOf, durationSeconds, resourceOf } from './kubernetes.ts';
import { eachLine } from './lines.ts';
import { NumberToken } from './number-token.ts';
import { readAs } from './read.ts';
import type { RowCollector } from './row-collector.ts';
import { YearKeeper, type YearOptions } from './year.ts';

/** Options of klog. */
export interface KlogOptions extends ReadOptions, YearOptions {}

const columns = {
  __time__: { type: BIGINT, description: 'of the prefix of a container runtime, or of the header, in seconds since 1970' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  severity: { type: VARCHAR, description: 'I, W, E or F' },
  thread: { type: BIGINT, description: 'the process' },
  file: { type: VARCHAR, description: 'the source file of the message' },
  line: { type: BIGINT, description: 'the line in it' },
  message: { type: VARCHAR, description: 'the message, with the lines after it that have no header' },
  verb: { type: VARCHAR, description: 'of access lines, as written' },
  requestURI: { type: VARCHAR, description: 'from `URI` or `uri`' },
  code: { type: BIGINT, description: 'the status, from `resp` or `response`' },
  latency: { type: DOUBLE, description: 'in seconds' },
  sourceIP: { type: VARCHAR, description: 'from `srcIP`, without the port' },
  userAgent: { type: VARCHAR, description: 'the program of the client' },
  user: { type: VARCHAR, description: 'the name of the user' },
  resource: { type: VARCHAR, description: 'from the URI' },
  subresource: { type: VARCHAR, description: 'from the URI' },
  namespace: { type: VARCHAR, description: 'from the URI' },
  name: { type: VARCHAR, description: 'from the URI' },
  apiGroup: { type: VARCHAR, description: 'from the URI' },
  apiVersion: { type: VARCHAR, description: 'from the URI' },
} as const satisfies FormatColumns;

const types: ReadonlyMap<string, DataType> = new Map(Object.entries(columns).map(([name, { type }]) => [name, type]));

/** Makes rows of klog lines and what follows them. */
class KlogEntries implements EntryReader<KlogLine> {
  readonly #rows: RowCollector;
  readonly #years: YearKeeper;
  readonly #number = new NumberToken();
  /** Whether the lines at the head of a file are being read. */
  #atHead = true;
  /** Whether a value of several lines, from `key=<` to ` >`, is open, and whether the last line was a part of one. */
  #inValue = false;
  #wasInValue = false;

  constructor(rows: RowCollector, years: YearKeeper) {
    this.#rows = rows;
    this.#years = years;
  }

  head(text: string): KlogLine | undefined {
    this.#wasInValue = this.#inValue;
    if (this.#inValue) {
      this.#inValue = !text.startsWith(' >') || text.endsWith('=<');
      return undefined;
    }
    const line = parseKlogLine(text);
    if (!line) return undefined;
    this.#atHead = false;
    this.#inValue = text.endsWith('=<');
    return line;
  }

  continues(text: string): boolean {
    return this.#wasInValue || (!this.#atHead && !isHeadLine(text));
  }

  stray(text: string, number: number): void {
    this.#atHead ||= isHeadLine(text);
    const start = createdAt(text);
    if (start) this.#years.startAt(start.year, start.month);
    this.#rows.begin(number);
    this.#rows.setText('message', text);
  }

  entry({ head: line, text, more, number }: OpenEntry<KlogLine>): void {
    const rows = this.#rows;
    rows.begin(number);
    const days = daysFromCivil(this.#years.yearOf(line.month, line.day), line.month, line.day);
    rows.setInstant(toInstant(rows.zone, joinLocal(days, line.clock)));
    rows.setText('severity', line.severity);
    rows.set('thread', line.thread, Kind.big);
    rows.setText('file', line.file);
    rows.set('line', line.line, Kind.big);
    let valueLines = 0;
    if (text.endsWith('=<')) {
      while (valueLines < more.length && (!more[valueLines]!.startsWith(' >') || more[valueLines]!.endsWith('=<'))) valueLines++;
      valueLines++;
    }
    const { message, pairs } = parseBody([line.body, ...more.slice(0, valueLines)].join('\n'));
    rows.setText('message', [message, ...more.slice(valueLines)].join('\n'));
    for (const pair of pairs) setPair(rows, pair, this.#number);
  }
}

/** Takes the prefixes of container runtimes off lines, and joins the parts of a line. */
class KlogLines {
  readonly #rows: RowCollector;
  readonly #entries: EntryLines;
  #partial: { text: string; readonly time: string; readonly number: number } | undefined;

  constructor(rows: RowCollector, reader: KlogEntries) {
    this.#rows = rows;
    this.#entries = new EntryLines(rows, reader);
  }

  line(raw: string, number: number): boolean {
    const prefix = takePrefix(raw);
    if (!prefix) return this.#entries.line(raw, number);
    const text = (this.#partial?.text ?? '') + prefix.rest;
    const { time, number: first } = this.#partial ?? { time: prefix.time, number };
    this.#partial = prefix.partial ? { text, time, number: first } : undefined;
    return prefix.partial ? this.#rows.full : this.#entries.line(text, first, this.#timeOf(time));
  }

  finish(): void {
    if (this.#partial) this.#entries.line(this.#partial.text, this.#partial.number, this.#timeOf(this.#partial.time));
    this.#entries.finish();
  }

  #timeOf(time: string): Around {
    return (rows) => {
      const instant = parseTimestamp(time, rows.zone);
      if (instant !== undefined) rows.setInstant(instant);
    };
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

const openKlog = (rows: RowCollector, modified: number | undefined, options: KlogOptions): KlogEntries =>
  new KlogEntries(rows, new YearKeeper(options.year, modified ?? (options.now ?? Date.now)()));

/** The text logs of Kubernetes components. */
export const klog: EntryFormat<KlogOptions> = {
  name: 'klog',
  summary: 'text logs of Kubernetes components',
  extensions: [],
  columns,
  sniff,
  open: (rows, { modified }, options) => openKlog(rows, modified, options),
  async read(source, rows, options) {
    expectColumns(rows, columns);
    const records = new KlogLines(rows, openKlog(rows, source.modified, options));
    const lines = await eachLine(source, (line, number) => records.line(line, number), progressOf(source, options));
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

import { civilFromDays, daysFromCivil } from '../types/civil.ts';
import { BIGINT, type DataType, DOUBLE, VARCHAR } from '../types/data-type.ts';
import { joinLocal, parseTimestamp } from '../types/time-format.ts';
import { findTimeZone, floorDivide, type TimeZone, toInstant } from '../types/time-zone.ts';
import { eachLine, type Input, inputError, type LoadedTable, type ReadOptions, SkippedLines } from './input.ts';
import { type KlogLine, parseBody, parseKlogLine, takePrefix } from './klog-line.ts';
import { addressOf, durationSeconds, resourceOf } from './kubernetes.ts';
import { RowCollector } from './row-collector.ts';

export interface KlogOptions extends ReadOptions {
  /** The year of the first line, which klog does not print. The year of `now` unless given, one less where that would lie in the future. */
  readonly year?: number;
  /** The zone the process ran in; UTC unless given. */
  readonly timeZone?: string;
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

/** Gives lines their year: on from December to January, back where lines are out of order across the turn. */
class YearKeeper {
  #year: number | undefined;
  #month = 0;
  readonly #now: number;

  constructor(year: number | undefined, now: number) {
    this.#year = year;
    this.#now = now;
  }

  yearOf({ month, day }: KlogLine): number {
    if (this.#year === undefined) {
      const today = Math.floor(this.#now / 86_400_000);
      const { year } = civilFromDays(today);
      // A day of grace, for zones that are ahead.
      this.#year = daysFromCivil(year, month, day) > today + 1 ? year - 1 : year;
    } else if (this.#month === 12 && month === 1) this.#year++;
    else if (this.#month === 1 && month === 12) this.#year--;
    this.#month = month;
    return this.#year;
  }
}

/**
 * Reads klog text: the API server's access lines ("Audit" and "HTTP") and any other line, with or without a container runtime's
 * prefix. Every key of a structured line becomes a column as written; requestURI, code, latency (seconds), sourceIP, resource
 * and the like are normalised beside them. Lines without a klog header are kept as their message.
 */
export async function readKlog(input: Input, options: KlogOptions = {}): Promise<LoadedTable> {
  const zone = findTimeZone(options.timeZone ?? 'UTC');
  if (!zone) throw inputError(options, `'${options.timeZone}' is no time zone`);
  const years = new YearKeeper(options.year, (options.now ?? Date.now)());
  const rows = new RowCollector(options);
  const skipped = new SkippedLines(options);
  for (const name of types.keys()) rows.declare(name);
  let open: { text: string; time: string | undefined } | undefined;
  let partial: { text: string; time: string } | undefined;
  const flush = (): void => {
    if (open) addRow(rows, open.text, open.time, zone, years);
    open = undefined;
  };
  await eachLine(input, options, (raw) => {
    const prefix = takePrefix(raw);
    let text = prefix?.rest ?? raw;
    let time = prefix?.time;
    if (prefix) {
      text = (partial?.text ?? '') + text;
      time = partial?.time ?? time;
      partial = prefix.partial ? { text, time: time! } : undefined;
      if (partial) return;
    }
    // A value may go over several lines, from `key=<` to ` >`.
    if (open && /=<$/m.test(open.text) && !/^ >/m.test(open.text.slice(open.text.lastIndexOf('=<')))) {
      open.text += `\n${text}`;
      return;
    }
    flush();
    if (text.trim() !== '') open = { text, time };
  });
  if (partial) open = partial;
  flush();
  return rows.finish(types, skipped);
}

function addRow(rows: RowCollector, text: string, prefixTime: string | undefined, zone: TimeZone, years: YearKeeper): void {
  const line = parseKlogLine(text);
  rows.begin();
  const fromPrefix = prefixTime === undefined ? undefined : parseTimestamp(prefixTime, 'UTC');
  const instant = fromPrefix ?? (line && toInstant(zone, joinLocal(daysFromCivil(years.yearOf(line), line.month, line.day), line.clock)));
  if (instant !== undefined) {
    const seconds = floorDivide(instant, 1_000_000_000n);
    rows.set('__time__', seconds);
    rows.set('__time_ns_part__', instant - seconds * 1_000_000_000n);
  }
  if (!line) {
    rows.set('message', text);
    return;
  }
  rows.set('severity', line.severity);
  rows.set('thread', line.thread);
  rows.set('file', line.file);
  rows.set('line', line.line);
  const { message, pairs } = parseBody(line.body);
  rows.set('message', message);
  for (const [key, value] of pairs) setPair(rows, key, value);
}

/** Sets a pair under its own name, and under the name that all access lines share. */
function setPair(rows: RowCollector, key: string, value: unknown): void {
  const text = String(value);
  switch (key) {
    case 'uri':
    case 'URI': {
      rows.set(key, text);
      rows.set('requestURI', text);
      for (const [name, part] of Object.entries(resourceOf(text))) rows.set(name, part);
      return;
    }
    case 'response':
    case 'resp': {
      rows.set(key, value);
      if (/^\d{1,18}$/.test(text)) rows.set('code', BigInt(text));
      return;
    }
    case 'srcIP':
      rows.set(key, text);
      rows.set('sourceIP', addressOf(text));
      return;
    case 'latency': {
      // The column holds seconds; a text that is no duration stays beside it.
      const seconds = durationSeconds(text);
      if (seconds === undefined) rows.set('latency_text', text);
      else rows.set('latency', seconds);
      return;
    }
    default:
      if (types.has(key) && types.get(key)!.kind === 'varchar') rows.set(key, text);
      else if (!types.has(key)) rows.set(key, value);
      else rows.set(`${key}_`, value); // a key that bears the name of a header column
  }
}

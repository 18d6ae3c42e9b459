import { BIGINT, VARCHAR } from '../types/data-type.ts';
import { findTimeZone } from '../types/time-zone.ts';
import { Kind } from './cell-kind.ts';
import { type EntryFormat, type EntryReader, entryFormat, isContinuation, type OpenEntry } from './entries.ts';
import type { Guess, Sample } from './format.ts';
import type { Input, LoadedTable, ReadOptions } from './input.ts';
import { timeOfLine } from './line-time.ts';
import { type EntryStartOptions, entryStart } from './logs/entry-start.ts';
import { readAs } from './read.ts';
import type { RowCollector } from './row-collector.ts';
import { severityInLine } from './severity.ts';
import { YearKeeper } from './year.ts';

/** Options of plain text. */
export interface TextOptions extends ReadOptions, EntryStartOptions {}

const columns = {
  __line__: { type: BIGINT, description: 'the number of the line, from 1' },
  message: { type: VARCHAR, description: 'the line; with `entryStart` all lines of the entry' },
} as const;

/** Reads a line, or all that follows a line that begins an entry, as its message. */
class TextLines implements EntryReader<true> {
  readonly continues: ((line: string) => boolean) | undefined;
  readonly #rows: RowCollector;
  readonly #years: YearKeeper;
  readonly #starts: ((line: string) => boolean) | undefined;

  constructor(rows: RowCollector, years: YearKeeper, starts: ((line: string) => boolean) | undefined) {
    this.#rows = rows;
    this.#years = years;
    this.#starts = starts;
    this.continues = starts && (() => true);
  }

  head(line: string): true | undefined {
    return (this.#starts ? this.#starts(line) : line.trim() !== '') ? true : undefined;
  }

  entry({ text: line, more, number }: OpenEntry<true>): void {
    this.#add(line, more, number);
  }

  stray(line: string, number: number): void {
    this.#add(line, [], number);
  }

  #add(line: string, more: readonly string[], number: number): void {
    const rows = this.#rows;
    rows.begin(number);
    rows.set('__line__', number, Kind.integer);
    rows.setText('message', more.length > 0 ? [line, ...more].join('\n') : line);
    const instant = timeOfLine(line, rows.zone, this.#years);
    if (instant === undefined) return;
    rows.setInstant(instant);
    const severity = severityInLine(line);
    if (severity !== undefined) rows.set('severityNumber', severity, Kind.integer);
  }
}

/** Whether lines without a time are parts of the entries before them: they look like it, every one, and follow a line with a time. */
function hasParts(lines: readonly string[], startsAt: (line: string) => boolean): boolean {
  let parts = 0;
  let started = false;
  for (const line of lines) {
    if (startsAt(line)) started = true;
    else if (line.trim() === '') continue;
    else if (!started || !isContinuation(line)) return false;
    else parts++;
  }
  return parts > 0;
}

const timeTest = (): ((line: string) => boolean) => {
  const years = new YearKeeper(2000, 0);
  const utc = findTimeZone('UTC')!;
  return (line) => timeOfLine(line, utc, years) !== undefined;
};

const yearsOf = (modified: number | undefined): YearKeeper => new YearKeeper(undefined, modified ?? Date.now());

/** Any text: one row per line. */
export const text: EntryFormat<TextOptions> = entryFormat({
  name: 'text',
  summary: 'any other text: one row per line, or per entry where `entryStart` says how they begin',
  extensions: ['log', 'txt'],
  columns,
  keepsHalfLines: true,
  sniff: () => ({ confidence: 0.05, reason: 'no known format, read as plain lines; parse-regexp and parse-kv take them apart' }),
  open: (rows, { name, modified }, options) => new TextLines(rows, yearsOf(modified), entryStart(options, name)),
});

/** Text whose entries begin with a time. */
export const entries: EntryFormat<TextOptions> = entryFormat({
  name: 'entries',
  summary: 'text in which lines begin with a time and all others, such as those of stack traces, belong to the line before',
  extensions: [],
  columns,
  keepsHalfLines: true,
  sniff({ lines }: Sample): Guess | undefined {
    if (!hasParts(lines, timeTest())) return undefined;
    return { confidence: 0.15, reason: 'no known format: lines begin with a time, and those that do not belong to the line before' };
  },
  open(rows, { name, modified }, options) {
    const startsAt = timeTest();
    return new TextLines(rows, yearsOf(modified), entryStart(options, name) ?? ((line) => startsAt(line) || !isContinuation(line)));
  },
});

/**
 * Reads any text as rows of `__line__`, counted from 1, and `message`. Where a line begins with a time, `__time__` and `__time_ns_part__` have
 * it. Blank lines are skipped. With `entryStart` a row is an entry of several lines.
 */
export function readText(input: Input, options: TextOptions = {}): Promise<LoadedTable> {
  return readAs(text, input, options);
}

import { compileRegex, type Regex } from '../../regex/regex.ts';
import { VARCHAR } from '../../types/data-type.ts';
import { type EntryFormat, type EntryReader, entryFormat, type OpenEntry } from '../entries.ts';
import { inputError, type ReadOptions } from '../input.ts';
import { LogTimes } from '../log-time.ts';
import { NumberToken } from '../number-token.ts';
import type { RowCollector } from '../row-collector.ts';
import { timeNames } from '../times.ts';
import { YearKeeper } from '../year.ts';
import { type EntryStartOptions, entryStart } from './entry-start.ts';

/** Options of a format of the user's own. */
export interface PatternOptions extends ReadOptions, EntryStartOptions {
  /** A regular expression of RE2 with named groups, such as `^(?<time>\S+) (?<level>\w+) (?<message>.*)$`: each group is a column. */
  readonly pattern?: string;
}

const columns = {
  message: { type: VARCHAR, description: 'of lines that the pattern does not match; the groups of the pattern are the other columns' },
} as const;

const noTick = (): void => {};

class PatternEntries implements EntryReader<true> {
  readonly continues: ((line: string) => boolean) | undefined;
  readonly #rows: RowCollector;
  readonly #times: LogTimes;
  readonly #regex: Regex;
  readonly #slots: Int32Array;
  readonly #starts: ((line: string) => boolean) | undefined;
  readonly #number = new NumberToken();

  constructor(rows: RowCollector, times: LogTimes, regex: Regex, starts: ((line: string) => boolean) | undefined) {
    this.#rows = rows;
    this.#times = times;
    this.#regex = regex;
    this.#slots = regex.newSlots();
    this.#starts = starts;
    this.continues = starts && (() => true);
    rows.logKeys = true;
  }

  head(line: string): true | undefined {
    return (this.#starts ? this.#starts(line) : line.trim() !== '') ? true : undefined;
  }

  entry({ text, more, number }: OpenEntry<true>): void {
    const rows = this.#rows;
    const slots = this.#slots;
    const whole = more.length > 0 ? [text, ...more].join('\n') : text;
    if (!this.#regex.find(whole, 0, slots, noTick)) {
      rows.stray(whole, number);
      return;
    }
    rows.begin(number);
    for (const [name, group] of this.#regex.groupNames) {
      const from = slots[group * 2]!;
      if (from >= 0) this.#set(name, whole.slice(from, slots[group * 2 + 1]));
    }
  }

  #set(name: string, text: string): void {
    const rows = this.#rows;
    if (timeNames.includes(name) || name === '__time__') {
      const instant = this.#times.read(text);
      if (instant !== undefined) rows.setInstant(instant);
      if (name === '__time__') return;
    }
    if (this.#number.readField(text)) rows.set(name, this.#number.value, this.#number.kind);
    else rows.setText(name, text);
  }
}

/**
 * Reads text by a regular expression: each named group is a column, numbers where all its texts are numbers, or of the type that `schema` declares. `entryStart` joins lines into entries
 * first. What the pattern does not match becomes a row of its `message`, and a warning counts it.
 */
export const pattern: EntryFormat<PatternOptions> = entryFormat({
  name: 'pattern',
  summary: 'lines, or entries of several lines, that a regular expression with named groups takes apart',
  extensions: [],
  columns,
  sniff: () => undefined,
  open(rows, { name, modified }, options) {
    if (options.pattern === undefined)
      throw inputError(name, "the format 'pattern' needs a pattern", 'such as ^(?<time>\\S+) (?<level>\\w+) (?<message>.*)$');
    const regex = compiled(options.pattern, name);
    if (regex.groupNames.size === 0)
      throw inputError(name, 'the pattern has no named groups', 'such as (?<message>.*): each becomes a column');
    return new PatternEntries(
      rows,
      new LogTimes(rows.zone, new YearKeeper(undefined, modified ?? Date.now())),
      regex,
      entryStart(options, name),
    );
  },
});

/** A pattern of the user. @throws QueryError where it is not one. */
export function compiled(source: string, name: string): Regex {
  try {
    return compileRegex(source);
  } catch (error) {
    throw inputError(name, `'${source}' is not a regular expression: ${(error as Error).message}`); // compileRegex throws errors only
  }
}

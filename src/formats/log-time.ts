import type { TimeZone } from '../types/time-zone.ts';
import { timeOfLine } from './line-time.ts';
import { epochNanos } from './times.ts';
import type { YearKeeper } from './year.ts';

/** Reads times as logs write them, alone in a field: the layouts that lines begin with, and numbers since 1970 whose size tells the unit. Remembers the last one. */
export class LogTimes {
  readonly #zone: TimeZone;
  readonly #years: YearKeeper;
  #text = '';
  #instant: bigint | undefined;

  constructor(zone: TimeZone, years: YearKeeper) {
    this.#zone = zone;
    this.#years = years;
  }

  /** Nanoseconds since 1970; undefined where the text is not a time. */
  read(text: string): bigint | undefined {
    if (text !== this.#text) {
      this.#text = text;
      this.#instant = timeOfLine(text, this.#zone, this.#years) ?? epochNanos(text);
    }
    return this.#instant;
  }
}

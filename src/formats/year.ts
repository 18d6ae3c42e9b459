import { civilFromDays, daysFromCivil, daysInMonth } from '../types/civil.ts';

/** Options of formats whose times have no year. */
export interface YearOptions {
  /**
   * The year of the first line. Unless given it is that of the line `Log file created at:` (klog), or the last one in which the line does not lie after the change of the
   * file, or `now`.
   */
  readonly year?: number;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** Gives dates without a year theirs: on from December to January, back where lines are out of order across the turn. */
export class YearKeeper {
  #year: number | undefined;
  #month = 0;
  readonly #now: number;

  /** `now`, in milliseconds since 1970, is when the last line was written at the latest. */
  constructor(year: number | undefined, now: number) {
    this.#year = year;
    this.#now = now;
  }

  /** Takes the year from a date that has one. */
  startAt(year: number, month: number): void {
    this.#year = year;
    this.#month = month;
  }

  /** The year of a date; 29 February is one of a leap year. */
  yearOf(month: number, day: number): number {
    if (this.#year === undefined) {
      const today = Math.floor(this.#now / 86_400_000);
      const { year } = civilFromDays(today);
      // A day of grace, for zones that are ahead.
      this.#year = daysFromCivil(year, month, day) > today + 1 ? year - 1 : year;
    } else if (this.#month === 12 && month === 1) this.#year++;
    else if (this.#month === 1 && month === 12) this.#year--;
    this.#month = month;
    let year = this.#year;
    while (day > daysInMonth(year, month)) year--;
    return year;
  }
}

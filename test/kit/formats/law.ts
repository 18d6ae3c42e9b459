import fc from 'fast-check';
import type { ReadLogsOptions } from '../../../src/formats.ts';

/** A text of a format, and the rows that it must give: the cells named, as {@link rowsOf} shows them. */
export interface Written {
  readonly text: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** What a format must keep: whatever is written, the same table is read. */
export interface FormatLaw {
  readonly written: fc.Arbitrary<Written>;
  readonly options?: ReadLogsOptions;
  /** The format that the text is recognised as, where that is not the one it is written in. */
  readonly guessed?: string;
}

/** Seconds in 2024, and nanoseconds. */
export const seconds = fc.integer({ min: 1704067200, max: 1735689599 });
export const nanos = fc.integer({ min: 0, max: 999_999_999 });

/** The date-time of seconds: `2024-12-17T01:19:00`. */
export const isoSeconds = (at: number): string => new Date(at * 1000).toISOString().slice(0, 19);

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The parts of a date-time. */
export function dateParts(at: number): { readonly year: string; readonly month: string; readonly day: string; readonly clock: string } {
  const [year, month, day, clock] = isoSeconds(at).split(/[-T]/) as [string, string, string, string];
  return { year, month: months[Number(month) - 1]!, day, clock };
}

/** A word of a name: letters, digits, points and dashes. */
export const word = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}[a-z]$/);

/** A text of one line: anything but controls. */
export const line = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019 "\\=[]{}<>:;,.%$#-_/é漢😀'), minLength: 0, maxLength: 20 })
  .map((text) => text.trim());

/** A text that is not empty and not a dash. */
export const someText = line.filter((text) => text !== '' && text !== '-');

/** An address of version 4. */
export const address = fc.ipV4();

/** Entries of one kind as a text of lines. */
export function lines<T>(
  entry: fc.Arbitrary<T>,
  write: (value: T) => string,
  row: (value: T) => Record<string, unknown>,
): fc.Arbitrary<Written> {
  return fc.array(entry, { minLength: 1, maxLength: 8 }).map((values) => ({
    text: values.map((value) => `${write(value)}\n`).join(''),
    rows: values.map(row),
  }));
}

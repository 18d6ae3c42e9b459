import { parseDurationText } from './duration-text.ts';
import { parseDouble } from './number-format.ts';
import { readWrittenDate } from './written-date.ts';

/** What strings are that people order and add up although they are not plain numbers. */
export type Notation = 'numbers' | 'percentages' | 'durations' | 'sizes' | 'amounts of money' | 'dates';

/** A string with the quantity that it stands for. */
export interface Quantity {
  readonly notation: Notation;
  /** What orders it among others of its notation; for dates by day before month and by month before day, where they are dates. */
  readonly values: readonly [number | undefined, number | undefined];
  /** What is written to read such strings, as calls of `…`, for both. */
  readonly readings: readonly [string, string];
}

const percentage = /^[+-]?\d+(?:\.\d+)? ?%$/;
const size = /^(\d+(?:\.\d+)?) ?(?:([KMGTPE])(i?)B?|(k)(i?)B?|[bB])$/;
const money = /^(-?)[$€£¥] ?(-?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)$/;
/** What a string that is a quantity may begin with. */
const begins = /^\s*[-+$€£¥\dA-Z]/;
const powers = 'KMGTPE';

/** The quantity of a string; undefined where it is not one. */
export function readQuantity(string: string): Quantity | undefined {
  if (string.length > 60 || !begins.test(string)) return undefined;
  const text = string.trim();
  const femtos = /[a-z]$/.test(text) ? parseDurationText(text) : undefined;
  if (femtos !== undefined) return quantity('durations', Number(femtos), 'duration_seconds(…)');
  const number = parseDouble(/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(string) ? string.replaceAll(',', '') : string);
  if (number !== undefined) {
    return quantity('numbers', number, string.includes(',') ? "try_cast(replace(…, ',', '') as double)" : 'try_cast(… as double)');
  }
  if (percentage.test(text)) return quantity('percentages', Number.parseFloat(text), "try_cast(replace(…, '%', '') as double)");
  const sized = size.exec(text);
  if (sized) {
    const power = powers.indexOf((sized[2] ?? sized[4] ?? '').toUpperCase() || ' ') + 1;
    return quantity('sizes', Number(sized[1]) * 1024 ** power, 'parse_data_size(…)');
  }
  const amount = money.exec(text);
  if (amount) {
    const value = Number(amount[3]!.replaceAll(',', '')) * (amount[1] || amount[2] ? -1 : 1);
    return quantity('amounts of money', value, "try_cast(regexp_replace(…, '[^-.0-9]', '') as double)");
  }
  const date = readWrittenDate(text);
  return (
    date && {
      notation: 'dates',
      values: date.millis,
      readings: [`date_parse(…, '${date.formats[0]}')`, `date_parse(…, '${date.formats[1]}')`],
    }
  );
}

const quantity = (notation: Notation, value: number, reading: string): Quantity => ({
  notation,
  values: [value, undefined],
  readings: [reading, reading],
});

/** What is written to read a string that is a quantity, but not a plain number; undefined for other strings. */
export function readingOf(string: string): string | undefined {
  const found = readQuantity(string);
  if (!found || found.notation === 'numbers') return undefined;
  const [first, second] = found.values;
  if (first === undefined) return second === undefined ? undefined : found.readings[1];
  return second === undefined || found.readings[0] === found.readings[1]
    ? found.readings[0]
    : `${found.readings[0]} or ${found.readings[1]}`;
}

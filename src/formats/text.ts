import { BIGINT, VARCHAR } from '../types/data-type.ts';
import { Kind } from './cell-kind.ts';
import type { Format } from './format.ts';
import type { Input, LoadedTable, ReadOptions } from './input.ts';
import { timeOfLine } from './line-time.ts';
import { eachLine } from './lines.ts';
import { readAs } from './read.ts';
import { YearKeeper } from './year.ts';

/** Any text: one row per line. */
export const text: Format = {
  name: 'text',
  summary: 'any other text: one row per line',
  extensions: ['log', 'txt'],
  sniff: () => ({ confidence: 0.05, reason: 'no known format, read as plain lines; parse-regexp and parse-kv take them apart' }),
  async read(source, rows, { onProgress }) {
    rows.expect('__line__', BIGINT);
    rows.expect('message', VARCHAR);
    const years = new YearKeeper(undefined, source.modified ?? Date.now());
    const onLine = (line: string, number: number): boolean => {
      if (line.trim() === '') return false;
      rows.begin(number);
      rows.set('__line__', number, Kind.integer);
      rows.setText('message', line);
      const instant = timeOfLine(line, rows.zone, years);
      if (instant !== undefined) rows.setInstant(instant);
      return rows.full;
    };
    return eachLine(source, onLine, onProgress && ((count, characters) => onProgress(count, characters, source.name)));
  },
};

/**
 * Reads any text as rows of `__line__`, counted from 1, and `message`. Where a line begins with a time, `__time__` and `__time_ns_part__` have
 * it. Blank lines are skipped.
 */
export function readText(input: Input, options: ReadOptions = {}): Promise<LoadedTable> {
  return readAs(text, input, options);
}

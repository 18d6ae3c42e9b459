import type { DataType } from '../types/data-type.ts';
import { JsonCell } from '../vectors/ingest.ts';
import { eachLine, type Input, type LoadedTable, type ReadOptions, SkippedLines } from './input.ts';
import { jsonProblem, jsonTextOf, parseJsonLine } from './json-line.ts';
import { RowCollector } from './row-collector.ts';

/**
 * Reads JSON lines: one object a line, or one array of objects as the whole input. Columns come in the order of first appearance;
 * whole numbers give BIGINT (with all digits), other numbers DOUBLE, texts VARCHAR, nested objects JSON, arrays ARRAY.
 * Empty lines are no rows. @throws QueryError for a bad line unless `onError` is `skip`, and for an input that is no text.
 */
export async function readNdjson(input: Input, options: ReadOptions = {}): Promise<LoadedTable> {
  const rows = new RowCollector(options);
  const skipped = new SkippedLines(options);
  let array: string[] | undefined;
  await eachLine(input, options, (line, number) => {
    if (array) {
      array.push(line);
      return;
    }
    if (line === '' || line.trim() === '') return;
    let value: unknown;
    try {
      value = parseJsonLine(line);
    } catch {
      // A pretty-printed array starts on a line of its own.
      if (number === 1 && line.trimStart().startsWith('[')) array = [line];
      else skipped.add(number, jsonProblem(line));
      return;
    }
    if (Array.isArray(value) && number === 1) for (const item of value) addObject(rows, item, number, skipped);
    else addObject(rows, value, number, skipped);
  });
  if (array) {
    try {
      for (const item of parseJsonLine((array as string[]).join('\n')) as unknown[]) addObject(rows, item, 1, skipped);
    } catch {
      skipped.add(1, 'the JSON array is malformed');
    }
  }
  return rows.finish(new Map<string, DataType>(), skipped);
}

function addObject(rows: RowCollector, value: unknown, number: number, skipped: SkippedLines): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    skipped.add(number, 'it is JSON, but no object');
    return;
  }
  rows.begin();
  for (const name of Object.keys(value)) rows.set(name, cellOf((value as Record<string, unknown>)[name]));
}

/** A parsed value as a cell: objects with big integers inside become their text, which keeps the digits. */
export function cellOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? new JsonCell(jsonTextOf(value)) : value;
}

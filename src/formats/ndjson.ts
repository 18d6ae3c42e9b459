import { Kind } from './cell-kind.ts';
import { Column } from './column.ts';
import type { EntryFormat } from './entries.ts';
import type { Format, Guess, Sample } from './format.ts';
import type { Input, LoadedTable, ReadOptions } from './input.ts';
import { afterBlanks, JsonScanner } from './json-scan.ts';
import { eachObject, type ObjectReader } from './json-values.ts';
import { malformed, unfinished } from './json-walker.ts';
import { objectBytes } from './object-bytes.ts';
import { readAs } from './read.ts';
import type { RowCollector } from './row-collector.ts';

/** Reads the members of objects straight into columns. */
export class ObjectRows implements ObjectReader {
  problem = '';
  readonly #rows: RowCollector;
  readonly #scanner = new JsonScanner();
  // The members of the object being read: nothing reaches a column before the object has ended well.
  readonly #columns: (Column | undefined)[] = [];
  readonly #values: unknown[] = [];
  readonly #kinds: Kind[] = [];
  /** The keys and columns of the last object in its order: the next one is likely to be alike. */
  readonly #keys: string[] = [];
  readonly #layout: (Column | undefined)[] = [];
  /** Whether the object being read has keys that no object before it had. */
  #fresh = false;

  constructor(rows: RowCollector) {
    this.#rows = rows;
  }

  object(text: string, from: number, end: number, line: number): number {
    const after = this.#read(text, from, end, line);
    if (after < 0 && this.#fresh) {
      this.#fresh = false;
      this.#keys.length = 0;
    }
    return after;
  }

  #read(text: string, from: number, end: number, line: number): number {
    const scanner = this.#scanner;
    let at = afterBlanks(text, from + 1, end);
    let count = 0;
    if (at < end && text.charCodeAt(at) === 125) {
      this.#rows.begin(line);
      return at + 1;
    }
    for (;;) {
      if (at >= end) return unfinished;
      if (text.charCodeAt(at) !== 34) return this.#fail('malformed JSON');
      const key = this.#keys[count];
      let column: Column | undefined;
      if (key !== undefined && text.startsWith(key, at + 1) && text.charCodeAt(at + 1 + key.length) === 34) {
        at += key.length + 2;
        column = this.#layout[count];
      } else {
        at = scanner.string(text, at, end);
        if (at < 0) return this.#fail(scanner.problem);
        column = this.#newMember(scanner.value as string, count); // what `string` leaves
      }
      if (text.charCodeAt(at) !== 58 || at >= end) at = afterBlanks(text, at, end);
      if (at >= end) return unfinished;
      if (text.charCodeAt(at) !== 58) return this.#fail('malformed JSON');
      at++;
      if (text.charCodeAt(at) <= 32) at = afterBlanks(text, at, end);
      if (at >= end) return unfinished;
      const start = at;
      at = column ? scanner.read(text, at, end) : scanner.skip(text, at, end);
      if (at < 0) return at === unfinished ? unfinished : this.#fail(scanner.problem);
      this.#columns[count] = column;
      this.#kinds[count] = scanner.kind;
      this.#values[count] =
        column && scanner.kind !== Kind.null && this.#rows.holdsJson(column.name) ? text.slice(start, at) : scanner.value;
      count++;
      let next = text.charCodeAt(at);
      if (next !== 44 && next !== 125) {
        at = afterBlanks(text, at, end);
        next = text.charCodeAt(at);
      }
      if (at >= end) return unfinished;
      at++;
      if (next === 125) break;
      if (next !== 44) return this.#fail('malformed JSON');
      if (text.charCodeAt(at) !== 34) at = afterBlanks(text, at, end);
    }
    this.#commit(count, line);
    return at;
  }

  #fail(problem: string): number {
    this.problem = problem;
    return malformed;
  }

  #newMember(name: string, count: number): Column | undefined {
    let column = this.#rows.known(name);
    if (!column && this.#rows.wants(name)) {
      column = new Column(name);
      this.#fresh = true;
    }
    if (/["\\\u0000-\u001f]/.test(name)) {
      this.#keys.length = Math.min(this.#keys.length, count); // written with escapes: not to be compared with the text
      return column;
    }
    if (this.#keys.length >= count) {
      this.#keys[count] = name;
      this.#layout[count] = column;
    }
    return column;
  }

  #commit(count: number, line: number): void {
    const rows = this.#rows;
    rows.begin(line);
    const row = rows.rowCount - 1;
    if (this.#fresh) {
      this.#fresh = false;
      for (let i = 0; i < count; i++) this.#columns[i] = this.#columns[i] && rows.column(this.#columns[i]!.name);
      for (let i = 0; i < this.#keys.length; i++) this.#layout[i] = rows.column(this.#keys[i]!);
    }
    for (let i = 0; i < count; i++) {
      const column = this.#columns[i];
      if (!column) continue;
      const kind = this.#kinds[i]!;
      if (kind >= Kind.text)
        column.addText(row, this.#values[i] as string, kind); // values of these kinds are texts
      else column.add(row, kind === Kind.null ? null : this.#values[i], kind);
    }
  }
}

function sniff({ lines, text, extension }: Sample): Guess | undefined {
  const first = lines[0]?.replace(/^[\u001e\ufeff]+/, '').trimStart() ?? '';
  const named = extension === 'json' || extension === 'ndjson' || extension === 'jsonl';
  if (/^\{\s*(?:"|\}|$)/.test(first)) return { confidence: 0.9, reason: 'it begins with a JSON object' };
  if (/^\[\s*(?:\{|$)/.test(first) && /^\s*\[\s*[{\]]/.test(text))
    return { confidence: 0.9, reason: 'it begins with an array of JSON objects' };
  if (named) return { confidence: 0.6, reason: `its name ends with .${extension}` };
  const objects = lines.filter((line) => /^\s*\{\s*".*[}\],{]\s*$/.test(line)).length;
  return objects * 2 > lines.length ? { confidence: 0.7, reason: 'most lines are JSON objects' } : undefined;
}

/** JSON objects, one per line or in any other layout. */
export const ndjson: Format = {
  name: 'ndjson',
  summary: 'JSON objects: one per line, indented, or in arrays',
  extensions: ['ndjson', 'jsonl', 'json'],
  sniff,
  read: (source, rows, { onProgress, schema }) =>
    eachObject(
      source,
      rows,
      new ObjectRows(rows),
      onProgress && ((lines, characters) => onProgress(lines, characters, source.name)),
      schema ? undefined : (ready) => objectBytes(rows, ready), // declared types need cells as they were written
    ),
};

/** JSON objects on lines of their own, as they stand in the logs of containers; lines that are not objects are kept as messages. */
export const jsonLines: EntryFormat = {
  ...ndjson,
  open(rows) {
    const objects = new ObjectRows(rows);
    rows.logKeys = true;
    return {
      head: (line) => (/^\s*\{/.test(line) ? true : undefined),
      entry({ text, number }) {
        const at = afterBlanks(text, 0, text.length);
        // What follows the object is not read: then the line is not a log of JSON.
        if (!isObject(text, at) || objects.object(text, at, text.length, number) < 0) rows.stray(text, number);
      },
    };
  },
};

const walker = new JsonScanner();
const isObject = (text: string, at: number): boolean => {
  const after = walker.skip(text, at, text.length);
  return after >= 0 && afterBlanks(text, after, text.length) === text.length;
};

/**
 * Reads JSON objects: one per line, one after the other whatever the blanks between them, pretty-printed, or in arrays. Columns come in
 * the order of first appearance. Whole numbers give BIGINT, numbers with a point or an exponent DOUBLE, strings VARCHAR (TIMESTAMP where
 * all are ISO 8601 date-times), objects JSON with the digits they were written with, arrays ARRAY. Of equal keys the last one counts.
 * @throws QueryError for a bad line unless `onError` is `skip`, and for an input that is not text.
 */
export function readNdjson(input: Input, options: ReadOptions = {}): Promise<LoadedTable> {
  return readAs(ndjson, input, options);
}

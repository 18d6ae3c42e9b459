import { BIGINT, BOOLEAN, type DataType, DOUBLE, VARCHAR } from '../types/data-type.ts';
import { parseBigint, parseDouble } from '../types/number-format.ts';
import { eachLine, type Input, type LoadedTable, type ReadOptions, SkippedLines } from './input.ts';
import { RowCollector } from './row-collector.ts';

export interface CsvOptions extends ReadOptions {
  /** What stands between fields: a comma unless given. */
  readonly delimiter?: string;
  /** Whether the first record names the columns; on unless given. Without names the columns are column1, column2 and so on. */
  readonly header?: boolean;
  /** `infer` (the default): columns of numbers or true and false get their type. `text`: every column is VARCHAR. */
  readonly types?: 'infer' | 'text';
}

/** Takes records apart, line by line; a quoted field may go over several lines (RFC 4180). */
class RecordReader {
  readonly #delimiter: string;
  #fields: (string | null)[] = [];
  /** The text of a quoted field that is still open. */
  #open: string | undefined;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  get unfinished(): boolean {
    return this.#open !== undefined;
  }

  /** Takes a line; answers the record that ends in it, a text where it is malformed, or nothing where a quoted field goes on. */
  push(line: string): readonly (string | null)[] | string | undefined {
    let at = 0;
    if (this.#open !== undefined) {
      const end = this.#quoted(line, 0);
      if (end === undefined) return undefined;
      at = end;
      if (at < line.length && !line.startsWith(this.#delimiter, at)) return this.#fail('text follows a closing quote');
      if (at >= line.length) return this.#done();
      at += this.#delimiter.length;
    }
    for (;;) {
      if (line[at] === '"') {
        this.#open = '';
        const end = this.#quoted(line, at + 1);
        if (end === undefined) return undefined;
        at = end;
        if (at >= line.length) return this.#done();
        if (!line.startsWith(this.#delimiter, at)) return this.#fail('text follows a closing quote');
      } else {
        const end = line.indexOf(this.#delimiter, at);
        const text = line.slice(at, end < 0 ? undefined : end);
        this.#fields.push(text === '' ? null : text);
        if (end < 0) return this.#done();
        at = end;
      }
      at += this.#delimiter.length;
    }
  }

  /** Reads on in a quoted field; answers the offset after its closing quote. */
  #quoted(line: string, from: number): number | undefined {
    let at = from;
    for (;;) {
      const quote = line.indexOf('"', at);
      if (quote < 0) {
        this.#open += `${line.slice(at)}\n`;
        return undefined;
      }
      this.#open += line.slice(at, quote);
      if (line[quote + 1] !== '"') {
        this.#fields.push(this.#open!);
        this.#open = undefined;
        return quote + 1;
      }
      this.#open += '"';
      at = quote + 2;
    }
  }

  #done(): readonly (string | null)[] {
    const fields = this.#fields;
    this.#fields = [];
    return fields;
  }

  #fail(reason: string): string {
    this.#fields = [];
    this.#open = undefined;
    return reason;
  }
}

/**
 * Reads CSV. Empty fields without quotes are NULL, quoted ones empty texts. A record with another number of fields than
 * the header is a bad line. @throws QueryError for a bad line unless `onError` is `skip`, and for an input that is no text.
 */
export async function readCsv(input: Input, options: CsvOptions = {}): Promise<LoadedTable> {
  const { delimiter = ',', header = true, types = 'infer' } = options;
  const reader = new RecordReader(delimiter);
  const rows = new RowCollector(options);
  const skipped = new SkippedLines(options);
  let names: readonly string[] | undefined;
  const texts: (string | null)[][] = [];
  let started = 0;
  let record = 0;
  await eachLine(input, options, (line, number) => {
    if (!reader.unfinished) {
      if (line === '') return;
      started = number;
    }
    const fields = reader.push(number === 1 ? line.replace(/^\ufeff/, '') : line);
    if (fields === undefined) return;
    if (typeof fields === 'string') {
      skipped.add(started, fields);
      return;
    }
    if (!names) {
      names = header ? distinctNames(fields) : fields.map((_, i) => `column${i + 1}`);
      for (let i = 0; i < names.length; i++) texts.push([]);
      if (header) return;
    }
    if (fields.length !== names.length) {
      skipped.add(started, `${fields.length} fields, where the ${header ? 'header' : 'first line'} has ${names.length}`);
      return;
    }
    record++;
    for (let i = 0; i < fields.length; i++) texts[i]!.push(fields[i]!);
  });
  if (reader.unfinished) skipped.add(started, 'a quoted field is never closed');
  const known = new Map<string, DataType>();
  const declared = new Map(
    options.schema?.map((field) => [field.name, typeof field.type === 'string' ? field.type.toLowerCase() : field.type.kind]),
  );
  const converters = texts.map((column, i) => {
    const name = names![i]!;
    const given = declared.get(name);
    if (given !== undefined) return /^(varchar|string|json|timestamp|date)/.test(given) ? (text: string) => text : declaredConverter;
    const type = types === 'text' ? VARCHAR : typeOf(column);
    known.set(name, type);
    return converterOf(type);
  });
  for (const name of names ?? []) rows.declare(name);
  for (let row = 0; row < record; row++) {
    rows.begin();
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i]![row]!;
      if (text !== null) rows.set(names![i]!, converters[i]!(text));
    }
  }
  return rows.finish(known, skipped);
}

function distinctNames(fields: readonly (string | null)[]): string[] {
  const names: string[] = [];
  fields.forEach((field, i) => {
    let name = field ?? `column${i + 1}`;
    while (names.includes(name)) name += '_';
    names.push(name);
  });
  return names;
}

/** The narrowest type that every field of a column fits; numbers with leading zeros stay text. */
function typeOf(column: readonly (string | null)[]): DataType {
  let type: DataType | undefined;
  for (const text of column) {
    if (text === null) continue;
    const fits: DataType =
      /^-?(?:0|[1-9]\d{0,18})$/.test(text) && parseBigint(text) !== undefined
        ? BIGINT
        : /^-?(?:0|[1-9]\d*)?(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) && parseDouble(text) !== undefined
          ? DOUBLE
          : text === 'true' || text === 'false'
            ? BOOLEAN
            : VARCHAR;
    if (type === undefined || type === fits) type = fits;
    else if ((type === BIGINT && fits === DOUBLE) || (type === DOUBLE && fits === BIGINT)) type = DOUBLE;
    else return VARCHAR;
  }
  return type ?? VARCHAR;
}

function converterOf(type: DataType): (text: string) => unknown {
  return type === BIGINT ? BigInt : type === DOUBLE ? Number : type === BOOLEAN ? (text) => text === 'true' : (text) => text;
}

/** A field of a declared column: what looks like a number is handed on as one. */
function declaredConverter(text: string): unknown {
  if (/^-?\d{1,18}$/.test(text)) return BigInt(text);
  const number = parseDouble(text);
  return number ?? (text === 'true' ? true : text === 'false' ? false : text);
}

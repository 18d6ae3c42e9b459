import { VARCHAR } from '../types/data-type.ts';
import { eachLineOfBytes } from './byte-lines.ts';
import { Kind } from './cell-kind.ts';
import type { Column } from './column.ts';
import { type CsvDialect, type CsvOptions, findDelimiter, findDialect } from './csv-dialect.ts';
import { RecordReader } from './csv-record.ts';
import type { Format, Guess, Sample } from './format.ts';
import type { Input, LoadedTable } from './input.ts';
import { eachSpan } from './lines.ts';
import { NumberToken } from './number-token.ts';
import { readAs } from './read.ts';
import { hasPlainBytes, RecordBytes, type RecordTarget } from './record-bytes.ts';
import type { RowCollector } from './row-collector.ts';
import { wholeLines } from './whole-lines.ts';

/** The most characters of a quoted field that goes over several lines before its quote is taken for a stray one. */
const maxOpen = 16 << 20;

interface HeldLine {
  readonly text: string;
  readonly ending: string;
  readonly number: number;
}

/** Reads the records of one file into columns. */
class CsvRows implements RecordTarget {
  readonly #rows: RowCollector;
  readonly #dialect: CsvDialect;
  readonly #options: CsvOptions;
  readonly #reader: RecordReader;
  readonly #number = new NumberToken();
  readonly #nulls: ReadonlySet<string>;
  columns: (Column | undefined)[] | undefined;
  /** The lines of a record that is not complete. */
  #held: HeldLine[] = [];
  #heldLength = 0;
  /** The line of the names, as text and as bytes: where files were put one after the other it stands between their rows. */
  #headerText: string | undefined;
  header: Uint8Array | undefined;
  #headersAgain = 0;
  /** Lines to be read again after a record was given up, the next one last. */
  readonly #again: HeldLine[] = [];

  constructor(rows: RowCollector, dialect: CsvDialect, options: CsvOptions) {
    this.#rows = rows;
    this.#dialect = dialect;
    this.#options = options;
    this.#reader = new RecordReader(dialect);
    this.#nulls = new Set(options.null ?? []);
  }

  /** Whether a line begins a record, after the header. */
  ready(line: number): boolean {
    return this.columns !== undefined && line > this.#dialect.skip && this.#held.length === 0;
  }

  /** Takes a line; true once there are enough rows. */
  line(text: string, from: number, end: number, number: number, ending: string): boolean {
    if (number <= this.#dialect.skip) return false;
    this.#push(text, from, end, number, ending);
    if (this.#again.length > 0) this.#readAgain();
    return this.#rows.full;
  }

  finish(): void {
    while (this.#held.length > 0 && !this.#rows.full) {
      this.#giveUp('a quoted field is never closed');
      this.#readAgain();
    }
    const times = this.#headersAgain;
    if (times > 0)
      this.#rows.notes.push(`the header stands ${times === 1 ? 'once' : `${times} times`} more between the rows, and is left out`);
  }

  #readAgain(): void {
    for (let next = this.#again.pop(); next && !this.#rows.full; next = this.#again.pop())
      this.#push(next.text, 0, next.text.length, next.number, next.ending);
  }

  #push(text: string, from: number, end: number, number: number, ending: string): void {
    const reader = this.#reader;
    if (!reader.isOpen) {
      if (from >= end) {
        // The only column of a table is NULL in an empty line; elsewhere empty lines are skipped.
        if (this.columns?.length === 1) this.#rows.begin(number);
        return;
      }
      const { comment } = this.#dialect;
      if (comment !== '' && text.startsWith(comment, from)) return;
      if (this.#headerText !== undefined && end - from === this.#headerText.length && text.startsWith(this.#headerText, from)) {
        this.#headersAgain++;
        return;
      }
    }
    const isFirst = !this.columns && !reader.isOpen;
    const state = reader.push(text, from, end, ending);
    if (state === 'done' && this.#held.length === 0) {
      const { fields } = reader;
      if (this.columns && fields.length !== this.columns.length) this.#rows.skipped.add(number, this.#ragged(fields.length));
      else this.#record(number);
      // The only field of a row may have any value.
      if (isFirst && this.#options.header !== false && fields.length > 1) {
        this.#headerText = text.slice(from, end);
        this.header = new TextEncoder().encode(this.#headerText);
      }
      return;
    }
    if (state === 'bad' && this.#held.length === 0) {
      this.#rows.skipped.add(number, reader.problem);
      return;
    }
    this.#held.push({ text: text.slice(from, end), ending, number });
    this.#heldLength += end - from + 1;
    if (state === 'open') {
      if (this.#heldLength > maxOpen) this.#giveUp('a quoted field is never closed');
      return;
    }
    const ragged = state === 'done' && this.columns && reader.fields.length !== this.columns.length;
    if (state === 'bad' || ragged) {
      this.#giveUp(state === 'bad' ? reader.problem : this.#ragged(reader.fields.length));
      return;
    }
    const [first] = this.#held;
    this.#held = [];
    this.#heldLength = 0;
    this.#record(first!.number);
  }

  #ragged(fields: number): string {
    return `${fields} ${fields === 1 ? 'field' : 'fields'}, where the ${this.#options.header === false ? 'first line' : 'header'} has ${this.columns!.length}`;
  }

  /** Counts the line that a record began on, and reads the lines after it again. */
  #giveUp(reason: string): void {
    const [first, ...others] = this.#held;
    this.#held = [];
    this.#heldLength = 0;
    this.#reader.reset();
    this.#rows.skipped.add(first!.number, reason);
    while (others.length > 0) this.#again.push(others.pop()!);
  }

  #record(number: number): void {
    const { fields, quoted } = this.#reader;
    if (!this.columns) {
      const named = this.#options.header !== false;
      const names = named ? distinctNames(fields, this.#rows.notes) : fields.map((_, i) => `column${i + 1}`);
      if (this.#options.types === 'text') for (const name of names) this.#rows.expect(name, VARCHAR);
      this.columns = names.map((name) => this.#rows.column(name));
      if (this.#options.types !== 'text') this.#setStyle();
      if (this.#options.types === 'text') for (const column of this.columns) if (column) column.maybeTime = false;
      if (named) {
        if (fields.some((field, i) => !quoted[i] && this.#number.readField(field)))
          this.#rows.notes.push(
            'the first line was read as a header, but looks like data: without a header the columns are column1, column2, …',
          );
        return;
      }
    }
    const columns = this.columns;
    this.#rows.begin(number);
    const row = this.#rows.rowCount - 1;
    for (let i = 0; i < fields.length; i++) {
      const column = columns[i];
      if (column) this.cell(column, row, fields[i]!, quoted[i]!);
    }
  }

  /** Says how numbers of the columns may be written; those of another file decide where they were read first. */
  #setStyle(): void {
    const { delimiter, commas } = this.#dialect;
    const { decimal } = this.#options;
    if (decimal !== 'plain') for (const column of this.columns!) if (column) column.style ??= { delimiter, commas, decimal };
  }

  /** Sets the cell of a field. */
  cell(column: Column, row: number, field: string, quoted: boolean): void {
    if (field === '' || (this.#nulls.size > 0 && this.#nulls.has(field))) {
      if (quoted) column.addText(row, field);
      return;
    }
    if (this.#options.types !== 'text') {
      const number = this.#number;
      const code = field.charCodeAt(0);
      if (code < 65 || code === 78 || code === 73) {
        if (number.readField(field)) {
          const { value, kind } = number;
          if (typeof value === 'string') column.addText(row, value, kind);
          else column.add(row, value, kind);
          return;
        }
      } else if ((code | 32) === 116 || (code | 32) === 102) {
        if (/^(?:true|false|TRUE|FALSE|True|False)$/.test(field)) {
          column.addText(row, field, Kind.boolean);
          return;
        }
      }
    }
    column.addText(row, field);
  }
}

function distinctNames(fields: readonly string[], notes: string[]): string[] {
  const names: string[] = [];
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  const again: string[] = [];
  fields.forEach((field, i) => {
    const base = field === '' ? `column${i + 1}` : field;
    let name = base;
    // A header that says one name for ever must not make names as long as itself.
    for (let k = counts.get(base) ?? 0; taken.has(name); k++) {
      name = k < 3 ? base + '_'.repeat(k + 1) : `${base}_${k}`;
      counts.set(base, k);
    }
    if (field !== '' && name !== field && again.length < 10) again.push(`'${name}'`);
    taken.add(name);
    names.push(name);
  });
  if (again.length > 0) notes.push(`the header has names twice: the later columns are ${again.join(', ')}`);
  const odd = names.find((name) => /^\s|\s$/.test(name));
  if (odd !== undefined) notes.push(`the column name '${odd}' has blanks at an end`);
  return names;
}

/** Whether a line could be a header: names of a few words, none of them a number or a time. */
function looksLikeHeader(line: string, delimiter: string): boolean {
  // Two or three parts with a blank after each comma are more often a sentence.
  if (delimiter === ',' && line.split(delimiter).length < 4 && /,\s+[^\s"]/.test(line)) return false;
  const names = line.split(delimiter).map((name) => name.trim().replace(/^"|"$/g, ''));
  return (
    names.every((name) => /^[\p{L}_@$#][^=:{}[\]]{0,60}$/u.test(name) && name.split(' ').length <= 4) &&
    new Set(names).size === names.length
  );
}

function sniff({ lines, text, extension }: Sample): Guess | undefined {
  if (extension === 'csv') return { confidence: 0.95, reason: 'its name ends with .csv' };
  if (lines.length === 0) return undefined;
  if (/^sep=.\r?$/im.test(lines[0]!)) return { confidence: 0.9, reason: 'it begins with sep=' };
  const dialect = findDialect(text, {});
  const content = lines.filter((line) => !line.startsWith('#'));
  const { delimiter, fields, share } = findDelimiter(content, '"');
  if (fields < 2 || !looksLikeHeader(content[0]!, delimiter) || (share < 0.9 && !(content.length === 1 && !/\s/.test(content[0]!))))
    return undefined;
  const named =
    delimiter === ','
      ? 'commas'
      : delimiter === ';'
        ? 'semicolons'
        : delimiter === '\t'
          ? 'tabs'
          : delimiter === ' '
            ? 'blanks'
            : 'vertical bars';
  return {
    confidence: dialect.delimiter === delimiter ? 0.6 : 0.5,
    reason: `its lines have ${fields} fields between ${named}, like a header`,
  };
}

async function read(input: Parameters<Format<CsvOptions>['read']>[0], rows: RowCollector, options: CsvOptions): Promise<number> {
  const { onProgress } = options;
  // Half a line may have as many fields as a whole one.
  const { source, lost } = wholeLines(input);
  const dialect = findDialect(source.head, options);
  const records = new CsvRows(rows, dialect, options);
  const onLine = (text: string, from: number, end: number, number: number): boolean =>
    records.line(text, from, end, number, text.charCodeAt(end) === 13 ? '\r\n' : '\n');
  const progress = onProgress && ((count: number, characters: number): void => onProgress(count, characters, source.name));
  // Declared types need cells as they were written.
  const byBytes = source.bytes && !options.schema && !options.null && hasPlainBytes(dialect);
  const lines = byBytes
    ? await eachLineOfBytes(source.bytes, source, new RecordBytes(rows, records, dialect, options.types === 'text'), onLine, progress)
    : await eachSpan(source, onLine, progress);
  records.finish();
  if (!lost()) return lines;
  rows.skipped.add(lines + 1, 'the line is cut off');
  return lines + 1;
}

/** Delimited text with a header. */
export const csv: Format<CsvOptions> = {
  name: 'csv',
  summary: 'fields between commas, semicolons, tabs or bars',
  extensions: ['csv'],
  sniff,
  read,
};

/** Delimited text between tabs, as most tools write it: without quotes. */
export const tsv: Format<CsvOptions> = {
  name: 'tsv',
  summary: 'fields between tabs, without quotes',
  extensions: ['tsv', 'tab'],
  sniff: ({ extension }) =>
    extension === 'tsv' || extension === 'tab' ? { confidence: 0.95, reason: `its name ends with .${extension}` } : undefined,
  read: (source, rows, options) => read(source, rows, { delimiter: '\t', ...options }),
};

/**
 * Reads delimited text with a header. Empty fields without quotes are NULL, quoted ones empty strings. A record with another number of fields
 * than the header is a bad line, and so is the line of a quote that is not closed properly; reading goes on with the line after it.
 * @throws QueryError for a bad line unless `onError` is `skip`, and for an input that is not text.
 */
export function readCsv(input: Input, options: CsvOptions = {}): Promise<LoadedTable> {
  return readAs(csv, input, options);
}

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DataType, Field } from '../types/data-type.ts';
import { parseType } from '../types/parse-type.ts';
import { findTimeZone, type TimeZone } from '../types/time-zone.ts';
import type { Vector } from '../vectors/vector.ts';
import { Kind } from './cell-kind.ts';
import { Column } from './column.ts';
import { fillTime, namesToRead } from './fill-time.ts';
import { type FinishContext, finishColumn } from './finish-column.ts';
import { type FileReport, inputError, LoadedTable, type ReadOptions, SkippedLines } from './input.ts';
import { fillLogColumns } from './log-keys.ts';
import { sourceProblem } from './source.ts';
import { splitSeconds } from './times.ts';

/**
 * Gathers rows of any number of files, column by column and by name, and makes one table of them. The type of a column is decided
 * at the end, by one rule over the cells of all files.
 */
export class RowCollector {
  readonly skipped: SkippedLines;
  readonly notes: string[] = [];
  readonly problems: Diagnostic[] = [];
  readonly zone: TimeZone;
  rowCount = 0;
  /** Whether the keys of a log (`level`, `msg` and the like) are looked for at the end, as {@link fillLogColumns} does. */
  logKeys = false;
  /** Lines that are not of the format of their file and were kept as messages, and the first of them. */
  strays: { count: number; readonly line: number; readonly text: string } | undefined;
  /** What was found inside of the file being read, where its format wraps another. */
  inner: { readonly format: string; readonly reason: string } | undefined;
  readonly #columns = new Map<string, Column>();
  readonly #expected = new Map<string, DataType>();
  readonly #declared = new Map<string, DataType>();
  readonly #fixed = new Map<string, DataType>();
  readonly #options: ReadOptions;
  readonly #maxRows: number;
  readonly #wanted: ReadonlySet<string> | undefined;
  #fileColumn: Column | undefined;
  #lineColumn: Column | undefined;
  #file = '';

  /** Columns with a declared type come first, in their order. */
  constructor(options: ReadOptions) {
    this.#options = options;
    this.#maxRows = options.maxRows ?? Number.POSITIVE_INFINITY;
    this.skipped = new SkippedLines(options);
    const zone = findTimeZone(options.timeZone ?? 'UTC');
    if (!zone) throw inputError(options.name ?? 'the input', `'${options.timeZone}' is not a time zone`);
    this.zone = zone;
    if (options.columns) this.#wanted = namesToRead(options.columns);
    for (const { name, type } of options.schema ?? []) {
      const parsed = typeof type === 'string' ? parseType(type) : { type };
      if ('unknown' in parsed) throw new TypeError(`column '${name}': unknown type '${parsed.unknown}'`);
      this.#declared.set(name, parsed.type);
      this.column(name);
    }
    if (options.withFile) {
      this.#fileColumn = this.column('__file__');
      this.#lineColumn = this.column('__line__');
    }
  }

  /** Whether there are as many rows as were asked for. */
  get full(): boolean {
    return this.rowCount >= this.#maxRows;
  }

  /** Turns to the next file. */
  startFile(name: string): void {
    this.#file = name;
    this.skipped.file = name;
    this.strays = undefined;
    this.inner = undefined;
  }

  /** The column of a name, if there is one. */
  known(name: string): Column | undefined {
    return this.#columns.get(name);
  }

  /** Whether a column of a name is asked for; `a.b` may be read where `a` is. */
  wants(name: string): boolean {
    const wanted = this.#wanted;
    return !wanted || wanted.has(name) || (name.includes('.') && wanted.has(name.slice(0, name.indexOf('.'))));
  }

  /** The column of a name, made if need be; undefined where nobody wants it. */
  column(name: string): Column | undefined {
    const known = this.#columns.get(name);
    if (known || !this.wants(name)) return known;
    const column = new Column(name);
    this.#columns.set(name, column);
    return column;
  }

  /** Whether the column holds the JSON text of every value. */
  holdsJson(name: string): boolean {
    return this.#declared.get(name)?.kind === 'json';
  }

  /** Makes sure that a column exists, with a type for the case that it never gets a value. */
  expect(name: string, type: DataType): void {
    this.column(name);
    if (!this.#expected.has(name)) this.#expected.set(name, type);
  }

  /** Gives a column its type, whatever its values look like; a type that the user declares comes first. */
  declare(name: string, type: DataType): void {
    this.column(name);
    if (!this.#declared.has(name)) this.#fixed.set(name, type);
  }

  /** Adds a row of a line that is not of the format: it is kept in `message`, and counted. */
  stray(text: string, line: number): void {
    this.begin(line);
    this.setText('message', text);
    if (this.strays) this.strays.count++;
    else this.strays = { count: 1, line, text: text.slice(0, 60).split('\n', 1)[0]! };
  }

  /** Starts a row of the current file; cells that are not set are NULL. */
  begin(line: number): void {
    const row = this.rowCount++;
    this.#fileColumn?.addText(row, this.#file);
    this.#lineColumn?.add(row, line, Kind.integer);
  }

  /** Sets a cell of the current row that is not a text. */
  set(name: string, cell: number | bigint | boolean | string | null, kind: Kind): void {
    this.column(name)?.add(this.rowCount - 1, cell, kind);
  }

  /** Sets a cell of the current row: a text, or the JSON text of an object or array. */
  setText(name: string, text: string, kind: Kind = Kind.text): void {
    this.column(name)?.addText(this.rowCount - 1, text, kind);
  }

  /** Sets `__time__` and `__time_ns_part__` of the current row. */
  setInstant(instant: bigint): void {
    const { seconds, nanos } = splitSeconds(instant);
    this.set('__time__', Number(seconds), Kind.integer);
    this.set('__time_ns_part__', Number(nanos), Kind.integer);
  }

  /** The rows as a table. */
  finish(files: readonly FileReport[]): LoadedTable {
    const { rowCount } = this;
    const schema: Field[] = [];
    const vectors: Vector[] = [];
    const context: FinishContext = {
      rowCount,
      zone: this.zone,
      times: this.#options.times !== 'text',
      warn: (name, reason) => this.problems.push(sourceProblem(name, reason)),
      note: (text) => this.notes.push(text),
    };
    for (const [name, column] of this.#columns) {
      const { type, vector } = finishColumn(column, this.#declared.get(name) ?? this.#fixed.get(name), this.#expected.get(name), context);
      schema.push({ name, type });
      vectors.push(vector);
      this.#columns.delete(name); // lets go of its cells
    }
    if (context.times && (this.#keeps('__time__') || this.#keeps('__time_ns_part__')))
      fillTime(schema, vectors, { rowCount, zone: this.zone, files: files.length, note: context.note });
    if (this.logKeys) fillLogColumns(schema, vectors, rowCount, (name) => this.#keeps(name));
    const kept = schema.map((_, i) => i).filter((i) => this.#keeps(schema[i]!.name));
    const keptSchema = kept.map((i) => schema[i]!);
    const keptVectors = kept.map((i) => vectors[i]!);
    return new LoadedTable(keptSchema, keptVectors, rowCount, {
      skippedCount: this.skipped.count,
      skipped: this.skipped.first,
      notes: this.notes,
      problems: this.problems,
      files,
    });
  }

  /** Whether a column is part of the table; those that only times were taken from are not. */
  #keeps(name: string): boolean {
    const { columns } = this.#options;
    if (!columns || this.#declared.has(name)) return true;
    return columns.includes(name) || (name.includes('.') && columns.includes(name.slice(0, name.indexOf('.'))));
  }
}

import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import { QueryError } from '../diagnostics/query-error.ts';
import type { Schema } from '../types/data-type.ts';
import { type FieldInput, Table } from '../vectors/table.ts';
import type { Vector } from '../vectors/vector.ts';

/** A piece of an input. */
export type Piece = Uint8Array | string;

/** What has its bytes as a stream: a Blob or a File. */
export interface BlobLike {
  stream(): ReadableStream<Uint8Array>;
}

/** What has its bytes as a body: a Response of `fetch`. */
export interface ResponseLike {
  readonly body: ReadableStream<Uint8Array> | null;
}

/** What a reader takes: a whole text, its bytes, a Blob, a Response, or pieces of text or bytes one after the other. */
export type Input =
  | string
  | Uint8Array
  | ArrayBuffer
  | BlobLike
  | ResponseLike
  | ReadableStream<Piece>
  | AsyncIterable<Piece>
  | Iterable<Piece>;

/** An input with a name for messages. */
export interface Source {
  readonly name: string;
  readonly input: Input;
  /** When the input was last changed, in milliseconds since 1970; klog takes its year from it. */
  readonly modified?: number;
}

/** A line that could not be read. */
export interface SkippedLine {
  /** Counted from 1, in its own file. */
  readonly line: number;
  readonly reason: string;
  /** The name of the file. */
  readonly file: string;
}

/** How readers treat bad lines and name things in messages. */
export interface ReadOptions {
  /** `fail` (the default) throws a QueryError at the first bad line; `skip` leaves bad lines out and counts them. */
  readonly onError?: 'fail' | 'skip';
  /** The name of the input in messages. */
  readonly name?: string;
  /** Types of columns, instead of what the values suggest. */
  readonly schema?: readonly FieldInput[];
  /** Reads only these columns; the others are passed over. All unless given. */
  readonly columns?: readonly string[];
  /** Stops after so many rows. */
  readonly maxRows?: number;
  /** `infer` (the default) reads columns of ISO 8601 date-times as TIMESTAMP and fills `__time__`; `text` leaves times as they are. */
  readonly times?: 'infer' | 'text';
  /** The zone of times that name none; UTC unless given. */
  readonly timeZone?: string;
  /** Adds `__file__` and `__line__`: where each row comes from. */
  readonly withFile?: boolean;
  /** The encoding of the bytes, such as `windows-1252`; UTF-8 or what a byte order mark says unless given. */
  readonly encoding?: string;
  /** Reads bytes that do not look like text all the same. */
  readonly anyBytes?: boolean;
  /** Stops reading; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called now and then with the number of lines and of characters read so far, and the name of the file. */
  readonly onProgress?: (lines: number, characters: number, file: string) => void;
}

/** What was read of one file. */
export interface FileReport {
  readonly name: string;
  /** The name of the format. */
  readonly format: string;
  /** Why it was read as that format. */
  readonly reason: string;
  readonly bytes: number;
  readonly lines: number;
  readonly rows: number;
  readonly skipped: number;
  /** Milliseconds. */
  readonly time: number;
}

/** A table that was read, and the lines that were left out of it. */
export class LoadedTable extends Table {
  readonly skippedCount: number;
  /** The first 100 skipped lines. */
  readonly skipped: readonly SkippedLine[];
  /** What else a reader has to say, such as bodies that were left out or the column that times come from. */
  readonly notes: readonly string[];
  /** Warnings besides skipped lines, such as an archive that is cut off. */
  readonly problems: readonly Diagnostic[];
  /** One report per file, in their order. */
  readonly files: readonly FileReport[];

  constructor(
    schema: Schema,
    columns: readonly Vector[],
    rowCount: number,
    report: Pick<LoadedTable, 'skippedCount' | 'skipped' | 'notes' | 'problems' | 'files'>,
  ) {
    super(schema, columns, rowCount);
    this.skippedCount = report.skippedCount;
    this.skipped = report.skipped;
    this.notes = report.notes;
    this.problems = report.problems;
    this.files = report.files;
  }

  /** A warning that says how many lines were skipped and why the first was; undefined where none was. */
  warning(name?: string): Diagnostic | undefined {
    const [first] = this.skipped;
    if (!first) return undefined;
    const several = this.files.length > 1 || name === undefined;
    const reason = `${several ? first.file : name}, line ${first.line}: ${first.reason}${this.skippedCount > 1 ? ' (the first)' : ''}`;
    return diagnose('skipped-lines', { start: 0, end: 0 }, { count: this.skippedCount, reason });
  }

  /** Every warning: skipped lines first. */
  warnings(): readonly Diagnostic[] {
    const skipped = this.warning();
    return skipped ? [skipped, ...this.problems] : this.problems;
  }
}

/** Keeps count of bad lines, or stops at the first. */
export class SkippedLines {
  readonly #options: ReadOptions;
  readonly first: SkippedLine[] = [];
  count = 0;
  /** The file being read. */
  file = 'the input';

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  add(line: number, reason: string): void {
    if ((this.#options.onError ?? 'fail') === 'fail')
      throw inputError(this.file, `line ${line}: ${reason}`, "onError: 'skip' leaves bad lines out and counts them");
    this.count++;
    if (this.first.length < 100) this.first.push({ line, reason, file: this.file });
  }
}

/** The error of an input that cannot be read. */
export function inputError(name: string, reason: string, help?: string): QueryError {
  return new QueryError([diagnose('unreadable-input', { start: 0, end: 0 }, { name, reason }, help ? { help } : {})], '');
}

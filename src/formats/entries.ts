import type { Format, FormatColumns, Guess } from './format.ts';
import type { ReadOptions } from './input.ts';
import { eachLine } from './lines.ts';
import type { RowCollector } from './row-collector.ts';
import type { OpenSource } from './source.ts';
import { wholeLines } from './whole-lines.ts';

/** What is known of a text before its lines are read. */
export interface EntrySource {
  readonly name: string;
  /** When it was last changed, in milliseconds since 1970. */
  readonly modified: number | undefined;
  /** Its first lines, as a format looks at them. */
  readonly lines: readonly string[];
}

/** An entry whose lines are still coming. */
export interface OpenEntry<Head> {
  readonly head: Head;
  readonly text: string;
  readonly number: number;
  /** The lines after the first one. */
  readonly more: string[];
}

/** Makes rows of the entries of a text log: lines, or several lines of which only the first has a head. */
export interface EntryReader<Head> {
  /** What a line begins with if it begins an entry; undefined otherwise. */
  head(line: string): Head | undefined;
  /** Whether a line without a head belongs to the entry before it; no line does unless given. */
  readonly continues?: ((line: string, open: OpenEntry<Head>) => boolean) | undefined;
  /** Makes a row of an entry. */
  entry(entry: OpenEntry<Head>): void;
  /** Takes a line that belongs to no entry; unless given it becomes a row of its `message` alone and is counted. */
  stray?(line: string, number: number): void;
}

/** A format of lines: what containers and other wrappers have inside. */
export interface EntryFormat<Options extends ReadOptions = ReadOptions> extends Format<Options> {
  /** Opens a reader of the format's entries. */
  open(rows: RowCollector, source: EntrySource, options: Options): EntryReader<unknown>;
  /** Whether half a line, where an archive ends early, is as good as a whole one. */
  readonly keepsHalfLines?: boolean;
}

/** What is put around an entry by what carried it; sets cells of the row that was made of it. */
export type Around = (rows: RowCollector) => void;

/** The lines after the first of entries of one line. */
const none: string[] = [];

/** Feeds lines to a reader of entries: keeps an entry open until a line begins the next one. */
export class EntryLines {
  readonly #rows: RowCollector;
  readonly #reader: EntryReader<unknown>;
  #open: OpenEntry<unknown> | undefined;
  #around: Around | undefined;

  constructor(rows: RowCollector, reader: EntryReader<unknown>) {
    this.#rows = rows;
    this.#reader = reader;
  }

  /** Takes a line and what is around it; true once there are enough rows. */
  line(line: string, number: number, around?: Around): boolean {
    const reader = this.#reader;
    const head = reader.head(line);
    if (head === undefined && this.#open && reader.continues?.(line, this.#open)) {
      this.#open.more.push(line);
      return false;
    }
    this.#flush();
    const rows = this.#rows;
    if (rows.full) return true;
    if (head !== undefined && reader.continues) {
      this.#open = { head, text: line, number, more: [] };
      this.#around = around;
      return false;
    }
    if (head === undefined && line.trim() === '') return false;
    const before = rows.rowCount;
    if (head !== undefined) reader.entry({ head, text: line, number, more: none });
    else if (reader.stray) reader.stray(line, number);
    else rows.stray(line, number);
    if (around && rows.rowCount > before) around(rows);
    return rows.full;
  }

  /** Ends the last entry. */
  finish(): void {
    this.#flush();
  }

  #flush(): void {
    const open = this.#open;
    this.#open = undefined;
    const rows = this.#rows;
    if (!open || rows.full) return;
    const { more } = open;
    while (more.length > 0 && more.at(-1)!.trim() === '') more.pop();
    const before = rows.rowCount;
    this.#reader.entry(open);
    if (this.#around && rows.rowCount > before) this.#around(rows);
  }
}

/** Makes the columns of a format, with their types for the case that they get no value. */
export function expectColumns(rows: RowCollector, columns: FormatColumns): void {
  for (const [name, { type }] of Object.entries(columns)) rows.expect(name, type);
}

/** Makes a format of what its entries are. */
export function entryFormat<Options extends ReadOptions>(
  parts: Omit<EntryFormat<Options>, 'read'> & { readonly columns: FormatColumns },
): EntryFormat<Options> {
  return {
    ...parts,
    async read(input, rows, options) {
      expectColumns(rows, parts.columns);
      // Half a line may look like a whole one.
      const { source, lost } = parts.keepsHalfLines ? { source: input, lost: () => false } : wholeLines(input);
      const records = new EntryLines(rows, parts.open(rows, entrySource(source), options));
      const lines = await eachLine(source, (line, number) => records.line(line, number), progressOf(source, options));
      records.finish();
      if (!lost()) return lines;
      rows.skipped.add(lines + 1, 'the line is cut off');
      return lines + 1;
    },
  };
}

/** What {@link EntryFormat.open} is told of a source. */
export function entrySource({ name, modified, head }: OpenSource): EntrySource {
  return { name, modified, lines: head.split('\n', 50) };
}

/** The callback for progress of a source. */
export function progressOf({ name }: OpenSource, { onProgress }: ReadOptions): ((lines: number, characters: number) => void) | undefined {
  return onProgress && ((lines, characters) => onProgress(lines, characters, name));
}

/** A guess by the share of lines that are of a format: nothing below half of them. */
export function guessByLines(
  lines: readonly string[],
  matches: (line: string) => boolean,
  confidence: number,
  what: string,
): Guess | undefined {
  const count = lines.filter(matches).length;
  if (count === 0 || count * 2 < lines.length) return undefined;
  return { confidence: confidence * (0.8 + (0.2 * count) / lines.length), reason: `${count} of its first ${lines.length} lines ${what}` };
}

/** How lines begin that go on with what the line before reported: indented, or as stack traces do. */
const continuation =
  /^(?:\s+\S|\s*$|Caused by: |Suppressed: |[\w.$]+(?:Exception|Error)\b[:\s]?|During handling of the above exception|\.\.\. \d+ more|Traceback \(most recent call last\)|goroutine \d+ \[|[)}\]]+[;,]?$)/;

/** Whether a line looks like a part of the entry before it, such as a line of a stack trace. */
export const isContinuation = (line: string): boolean => continuation.test(line);

import type { DataType } from '../types/data-type.ts';
import type { ReadOptions } from './input.ts';
import type { RowCollector } from './row-collector.ts';
import type { OpenSource } from './source.ts';

/** How sure a format is that an input is its own. */
export interface Guess {
  /** From 0 to 1; the surest format reads the input. */
  readonly confidence: number;
  /** What it was recognised by, as in `the first line is a JSON object`. */
  readonly reason: string;
}

/** The start of an input, as formats look at it. */
export interface Sample {
  /** The start of the text, unpacked and decoded. */
  readonly text: string;
  /** Its first lines that are not blank, at most 50; a last line that may be cut off is not among them. */
  readonly lines: readonly string[];
  /** The end of the name after its last point, in lower case and without `.gz`, `.zst`, `.br` and the numbers of rotated files. */
  readonly extension: string;
}

/** A column that a format always has. */
export interface FormatColumn {
  readonly type: DataType;
  /** What it holds; for the documentation only. */
  readonly description: string;
}

/** The columns of a format, in their order. */
export type FormatColumns = Readonly<Record<string, FormatColumn>>;

/**
 * A format of files. Everything that reads files (the library, the command line) knows formats by this interface and by the one
 * list of `registry.ts`.
 */
export interface Format<Options extends ReadOptions = ReadOptions> {
  readonly name: string;
  /** What it is, in a few words. */
  readonly summary: string;
  /** Extensions that files of the format usually have. They count where the content leaves a doubt. */
  readonly extensions: readonly string[];
  /** The columns that every file of the format has, or may have; those that its keys give are not among them. */
  readonly columns?: FormatColumns;
  /** Looks at the start of an input; undefined where it cannot be of the format. */
  sniff(sample: Sample): Guess | undefined;
  /** Reads an input into rows; bad lines are told to `rows.skipped`. Answers the number of lines. */
  read(source: OpenSource, rows: RowCollector, options: Options): Promise<number>;
}

/** The start of an input for {@link Format.sniff}. */
export function sampleOf({ name, head, whole }: Pick<OpenSource, 'name' | 'head' | 'whole'>): Sample {
  const all = head.split('\n', 400);
  if (!whole && all.length > 1) all.pop();
  const lines = all.map((line) => line.replace(/\r$/, '')).filter((line) => line.trim() !== '');
  const extension = /\.([a-z]+)(?:[-.]\d[\w-]*)*(?:\.(?:gz|zst|br))?$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return { text: head, lines: lines.slice(0, 50), extension };
}

/** Lines as the start of an input without a name. */
export function sampleOfLines(lines: readonly string[]): Sample {
  return { text: lines.join('\n'), lines, extension: '' };
}

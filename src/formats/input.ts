import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import { QueryError } from '../diagnostics/query-error.ts';
import type { Schema } from '../types/data-type.ts';
import { type FieldInput, Table } from '../vectors/table.ts';
import type { Vector } from '../vectors/vector.ts';

/** What a reader takes: a whole text, its bytes, or a stream of either. */
export type Input = string | Uint8Array | ReadableStream<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/** A line that could not be read. */
export interface SkippedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
}

/** How readers treat bad lines and name things in messages. */
export interface ReadOptions {
  /** `fail` (the default) throws a QueryError at the first bad line; `skip` leaves bad lines out and counts them. */
  readonly onError?: 'fail' | 'skip';
  /** The name of the input in messages. */
  readonly name?: string;
  /** Types of columns, instead of what the values suggest. */
  readonly schema?: readonly FieldInput[];
  /** Called now and then with the number of lines and characters read so far. */
  readonly onProgress?: (lines: number, characters: number) => void;
}

/** A table that was read, and the lines that were left out of it. */
export class LoadedTable extends Table {
  readonly skippedCount: number;
  /** The first 100 skipped lines. */
  readonly skipped: readonly SkippedLine[];
  /** What else a reader has to say, such as bodies that were left out. */
  readonly notes: readonly string[];

  constructor(
    schema: Schema,
    columns: readonly Vector[],
    rowCount: number,
    skippedCount: number,
    skipped: readonly SkippedLine[],
    notes: readonly string[],
  ) {
    super(schema, columns, rowCount);
    this.notes = notes;
    this.skippedCount = skippedCount;
    this.skipped = skipped;
  }

  /** A warning that says how many lines were skipped and why the first was; undefined where none was. */
  warning(name: string): Diagnostic | undefined {
    const [first] = this.skipped;
    if (!first) return undefined;
    const reason = `${name}, line ${first.line}: ${first.reason}${this.skippedCount > 1 ? ' (the first)' : ''}`;
    return diagnose('skipped-lines', { start: 0, end: 0 }, { count: this.skippedCount, reason });
  }
}

/** Keeps count of bad lines, or stops at the first. */
export class SkippedLines {
  readonly #options: ReadOptions;
  readonly first: SkippedLine[] = [];
  count = 0;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  add(line: number, reason: string): void {
    if ((this.#options.onError ?? 'fail') === 'fail')
      throw inputError(this.#options, `line ${line}: ${reason}`, "onError: 'skip' leaves bad lines out and counts them");
    this.count++;
    if (this.first.length < 100) this.first.push({ line, reason });
  }
}

/** The error of an input that cannot be read. */
export function inputError({ name }: ReadOptions, reason: string, help?: string): QueryError {
  return new QueryError(
    [diagnose('unreadable-input', { start: 0, end: 0 }, { name: name ?? 'the input', reason }, help ? { help } : {})],
    '',
  );
}

/** The texts of an input, decoded as UTF-8 or, where a byte order mark says so, as UTF-16. */
async function* texts(input: Input, options: ReadOptions): AsyncGenerator<string> {
  if (typeof input === 'string') {
    yield input;
    return;
  }
  const chunks: AsyncIterable<Uint8Array | string> =
    input instanceof Uint8Array ? oneChunk(input) : Symbol.asyncIterator in input ? input : pull(input);
  let decoder: Decoder | undefined;
  for await (const chunk of chunks) {
    if (typeof chunk === 'string') {
      yield chunk;
      continue;
    }
    decoder ??= decoderFor(chunk, options);
    yield decoder.decode(chunk, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  // In pieces, so that a large file is never a single string.
  for (let from = 0; from < bytes.length || from === 0; from += 1 << 20) yield bytes.subarray(from, from + (1 << 20));
}

async function* pull(stream: ReadableStream<Uint8Array | string>): AsyncGenerator<Uint8Array | string> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

type Decoder = InstanceType<typeof TextDecoder>;

function decoderFor(first: Uint8Array, options: ReadOptions): Decoder {
  if (first[0] === 0x1f && first[1] === 0x8b)
    throw inputError(options, 'it is compressed with gzip', 'decompress it first: stream.pipeThrough(new DecompressionStream("gzip"))');
  if (first[0] === 0xff && first[1] === 0xfe) return new TextDecoder('utf-16le');
  if (first[0] === 0xfe && first[1] === 0xff) return new TextDecoder('utf-16be');
  if (first.subarray(0, 4096).includes(0)) throw inputError(options, 'it is binary, not text');
  return new TextDecoder('utf-8');
}

/** Calls back for every line of an input with its number, counted from 1; line ends of any kind are taken off. */
export async function eachLine(input: Input, options: ReadOptions, onLine: (line: string, number: number) => void): Promise<void> {
  let rest: string[] = [];
  let number = 0;
  let characters = 0;
  for await (const text of texts(input, options)) {
    characters += text.length;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      let line = text.slice(from, end);
      if (rest.length > 0) {
        line = rest.join('') + line;
        rest = [];
      }
      onLine(line.endsWith('\r') ? line.slice(0, -1) : line, ++number);
      from = end + 1;
    }
    if (from < text.length) rest.push(from === 0 ? text : text.slice(from));
    options.onProgress?.(number, characters);
  }
  const last = rest.join('');
  if (last !== '') onLine(last.endsWith('\r') ? last.slice(0, -1) : last, ++number);
}

import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import { gunzip, isGzip } from './gunzip.ts';
import { type Input, inputError, type Piece, type ReadOptions, type Source } from './input.ts';
import { hasBrotli, unbrotli } from './packed/brotli.ts';
import { isZstd, unzstd } from './packed/zstd.ts';

/** How much of an input is looked at before it is read. */
const headBytes = 65536;
const pieceSize = 1 << 20;

/** Text that was decoded, and whether bytes that are not in the encoding were replaced in it. */
export interface TextPiece {
  readonly text: string;
  readonly replaced: boolean;
}

/** An input whose start was looked at: unpacked, decoded, and ready to be read. */
export interface OpenSource {
  readonly name: string;
  readonly modified: number | undefined;
  /** The first part of the text, without what precedes the first line. */
  readonly head: string;
  /** Whether the head is all there is. */
  readonly whole: boolean;
  /** The text in pieces; a single reader may read it, once. */
  readonly pieces: AsyncGenerator<TextPiece>;
  /** Instead of the pieces, where the text is UTF-8: its bytes, without byte order marks. */
  readonly bytes: AsyncGenerator<Uint8Array> | undefined;
  /** What turned up while reading; grows until the end. */
  readonly problems: Diagnostic[];
  /** Of an archive: whether it turned out to be cut off or damaged, so that its last line may be a part of one; known at the end. */
  readonly endsEarly: (() => boolean) | undefined;
  /** How many bytes (or characters of text) were taken from the input so far. */
  readonly bytesRead: () => number;
}

/** A warning about an input that was not read as it is. */
export function sourceProblem(name: string, reason: string): Diagnostic {
  return diagnose('altered-input', { start: 0, end: 0 }, { name, reason });
}

const toBytes = (bytes: Uint8Array | ArrayBuffer): Uint8Array => (bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));

function* inParts<T extends string | Uint8Array>(whole: T): Generator<T> {
  for (let from = 0; from < whole.length; from += pieceSize) {
    const to = from + pieceSize;
    yield (typeof whole === 'string' ? whole.slice(from, to) : whole.subarray(from, to)) as T; // the same kind as the whole
  }
}

async function* fromReader(stream: ReadableStream<Piece>): AsyncGenerator<Piece> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined); // a stream that has failed cannot be cancelled as well
  }
}

/** The pieces of an input of any kind. */
export async function* piecesOf(input: Input, name: string): AsyncGenerator<Piece> {
  if (typeof input === 'string' || input instanceof Uint8Array) yield* inParts(input);
  else if (input instanceof ArrayBuffer) yield* inParts(new Uint8Array(input));
  else if (typeof input !== 'object' || input === null) throw inputError(name, `${input === null ? 'null' : typeof input} is not an input`);
  else if (Symbol.asyncIterator in input) yield* input;
  else if (Symbol.iterator in input) yield* input;
  else if ('stream' in input) yield* fromReader(input.stream());
  else if ('body' in input) {
    if (input.body) yield* fromReader(input.body);
  } else if ('getReader' in input) yield* fromReader(input);
  else throw inputError(name, 'it is neither text nor bytes nor a stream of them');
}

async function* watched(
  pieces: AsyncIterable<Piece>,
  signal: AbortSignal | undefined,
  onPiece: (length: number) => void,
): AsyncGenerator<Piece> {
  signal?.throwIfAborted();
  let turn = performance.now();
  for await (const piece of pieces) {
    if (performance.now() - turn > 40) {
      // Timers and signals get their turn, whatever the input is.
      await new Promise((resolve) => setTimeout(resolve, 0));
      turn = performance.now();
    }
    signal?.throwIfAborted();
    onPiece(piece.length);
    yield piece;
  }
}

async function* resumed<T>(first: readonly T[], rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    yield* first;
    for (;;) {
      const next = await rest.next();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}

/** What is known by its first bytes and not read. */
const packers: readonly (readonly [name: string, start: readonly number[], tool: string | undefined])[] = [
  ['gzip inside of gzip', [0x1f, 0x8b, 8], 'gzip -dc'],
  ['zstd inside of another archive', [0x28, 0xb5, 0x2f, 0xfd], 'zstd -dc'],
  ['bzip2', [0x42, 0x5a, 0x68], 'bzip2 -dc'],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xz -dc'],
  ['lz4', [0x04, 0x22, 0x4d, 0x18], 'lz4 -dc'],
  ['a zip archive', [0x50, 0x4b, 3, 4], 'unzip -p'],
];

/** Files of columns, by their first bytes, and what reads them. */
const columnar: readonly (readonly [name: string, start: string, reader: string])[] = [
  ['Parquet', 'PAR1', 'readParquet of logflume/parquet'],
  ['Arrow', 'ARROW1', 'readArrow of logflume/arrow'],
];

/** Refuses bytes that are not text, with a way out where there is one. */
function demandText(head: Uint8Array, name: string): void {
  for (const [kind, start, tool] of packers) {
    if (!start.every((byte, i) => head[i] === byte) || (tool === 'bzip2 -dc' && head[4] !== 0x31)) continue;
    throw inputError(name, `it is ${kind}, which is not unpacked here`, tool && `unpack it first: ${tool} ${name} | logflume '…' -`);
  }
  for (const [kind, start, reader] of columnar)
    if (String.fromCharCode(...head.subarray(0, start.length)) === start)
      throw inputError(name, `it is ${kind}, not text`, `${reader} reads it; the command line reads it where it is a file`);
  const sample = head.subarray(0, 4096);
  let from = 0;
  while (sample[from] === 0) from++;
  // A rotated file may begin with nothing but NUL bytes; inside a text they are rare.
  let odd = from === sample.length && from < 64 && from > 0 ? 1 : 0;
  for (let i = from; i < sample.length; i++)
    if (sample[i]! < 9 || (sample[i]! > 13 && sample[i]! < 32 && sample[i] !== 27 && sample[i] !== 30)) odd++;
  if (odd === 0) return;
  const size = sample.length - from;
  // Control characters are odd in a text; beside bytes that are not UTF-8 few are enough.
  const foreign = odd * 50 > size ? countOf(new TextDecoder().decode(sample), '\ufffd') : 0;
  if (odd * 10 > size || foreign * 20 > size)
    throw inputError(name, 'it is binary, not text', 'with a format that is given it is read all the same');
}

/** The encoding that the first bytes show. */
function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head[0] === 0xef && head[1] === 0xbb) return 'utf-8';
  // Latin text in UTF-16 without a mark: every second byte is zero.
  const pairs = Math.min(head.length >> 1, 256);
  const zeros = [0, 0];
  for (let i = 0; i < pairs * 2; i++) if (head[i] === 0) zeros[i & 1]!++;
  if (pairs >= 8 && zeros[1]! > pairs * 0.7 && zeros[0] === 0) return 'utf-16le';
  if (pairs >= 8 && zeros[0]! > pairs * 0.7 && zeros[1] === 0) return 'utf-16be';
  return 'utf-8';
}

/** How often a part stands in a text. */
export function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count++;
  return count;
}

/** How often the replacement character itself stands in UTF-8. */
export function countReplacements(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0xef); at >= 0; at = bytes.indexOf(0xef, at + 1))
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) count++;
  return count;
}

/** Decodes bytes; pieces of text pass. What is not `whole` may end within a character. */
async function* decoded(pieces: AsyncIterable<Piece>, encoding: string, whole = true): AsyncGenerator<TextPiece> {
  const decoder = new TextDecoder(encoding);
  let first = true;
  const cleaned = (text: string): string => {
    const clean = first && text.startsWith('\ufeff') ? text.slice(1) : text;
    if (text !== '') first = false;
    return clean;
  };
  for await (const piece of pieces) {
    if (typeof piece === 'string') {
      yield { text: cleaned(piece), replaced: false };
      continue;
    }
    const text = decoder.decode(piece, { stream: true });
    const marks = text.includes('\ufffd') ? countOf(text, '\ufffd') : 0;
    yield { text: cleaned(text), replaced: marks > 0 && marks > countReplacements(piece) };
  }
  const rest = whole ? decoder.decode() : '';
  if (rest !== '') yield { text: rest, replaced: true };
}

/** Drops the NUL bytes before the first line and calls back with how many there were; line ends of a carriage return alone become newlines. */
async function* fromFirstLine(pieces: AsyncIterable<TextPiece>, onNuls: (count: number) => void): AsyncGenerator<TextPiece> {
  let started = false;
  let nuls = 0;
  let oldEnds = false;
  for await (const piece of pieces) {
    let { text } = piece;
    if (!started) {
      let from = 0;
      while (text.charCodeAt(from) === 0) from++;
      nuls += from;
      text = text.slice(from);
      if (text === '') continue;
      started = true;
      if (nuls > 0) onNuls(nuls);
      oldEnds = text.length > 1 && text.includes('\r') && !text.includes('\n') && text.indexOf('\r') < text.length - 1;
    }
    yield { text: oldEnds ? text.replaceAll('\r', '\n') : text, replaced: piece.replaced };
  }
}

type Unpack = (pieces: AsyncIterable<Uint8Array>, onProblem: (reason: string) => void) => AsyncGenerator<Uint8Array>;

/** What unpacks an input, by its first bytes; Brotli has none of its own, and is told by the name. @throws QueryError where that cannot be unpacked here. */
function unpackerOf(head: Uint8Array, name: string): Unpack | undefined {
  if (isGzip(head.subarray(0, 3))) return gunzip;
  if (isZstd(head)) return unzstd;
  if (!/\.br$/i.test(name)) return undefined;
  if (!hasBrotli())
    throw inputError(name, 'it is Brotli, which is not unpacked here', `unpack it first: brotli -dc ${name} | logflume '…' -`);
  return unbrotli;
}

/** Opens an input: looks at its first bytes, unpacks and decodes it. @throws QueryError where it is not text. */
export async function openSource({ name, input, modified }: Source, options: ReadOptions): Promise<OpenSource> {
  const problems: Diagnostic[] = [];
  let bytesRead = 0;
  let damaged = false;
  const warn = (reason: string): void => void problems.push(sourceProblem(name, reason));
  const onDamage = (reason: string): void => {
    damaged ||= /(?:cut off|damaged)$/.test(reason);
    warn(reason);
  };
  const raw = watched(piecesOf(input, name), options.signal, (length) => (bytesRead += length));
  const { first: packed, iterator: packedRest } = await headOf(raw, 4);
  const unpack = packed instanceof Uint8Array ? unpackerOf(packed, name) : undefined;
  const all = resumed(packed === undefined ? [] : [packed], packedRest);
  const plain = unpack ? unpack(bytesOnly(all), onDamage) : all;
  const { first, iterator } = await headOf<Piece>(plain, 4096);
  let encoding = options.encoding ?? 'utf-8';
  if (first !== undefined && typeof first !== 'string') {
    if (options.encoding === undefined) encoding = encodingOf(first);
    if (encoding === 'utf-8' && !options.anyBytes) demandText(first, name);
  }
  try {
    new TextDecoder(encoding);
  } catch {
    throw inputError(name, `'${encoding}' is not an encoding`, 'such as utf-8, utf-16le, windows-1252 or shift_jis');
  }
  const onNuls = (count: number): void => warn(`${count} NUL ${count === 1 ? 'byte' : 'bytes'} before the first line passed over`);
  const endsEarly = unpack ? () => damaged : undefined;
  const opened = { name, modified, problems, endsEarly, bytesRead: () => bytesRead };
  if (encoding.toLowerCase() === 'utf-8' && first instanceof Uint8Array && hasPlainLines(first)) {
    const taken: Piece[] = [first];
    let size = first.length;
    let whole = false;
    while (size < headBytes && !whole) {
      const next = await iterator.next();
      if (next.done) whole = true;
      else {
        taken.push(next.value);
        size += next.value.length;
      }
    }
    const rest = resumed(taken, iterator);
    const { head } = await startOf(fromFirstLine(decoded(resumed(taken, emptyIterator), encoding, whole), () => undefined));
    return { ...opened, head, whole, pieces: fromFirstLine(decoded(rest, encoding), onNuls), bytes: bytesWithoutMark(rest) };
  }
  const texts = fromFirstLine(decoded(resumed<Piece>(first === undefined ? [] : [first], iterator), encoding), onNuls);
  const { start, head, whole } = await startOf(texts);
  return { ...opened, head, whole, pieces: resumed(start, texts), bytes: undefined };
}

const emptyIterator: AsyncIterator<Piece> = { next: () => Promise.resolve({ done: true, value: undefined }) };

/** The first pieces of a text, as many as are looked at. */
async function startOf(texts: AsyncGenerator<TextPiece>): Promise<{ start: TextPiece[]; head: string; whole: boolean }> {
  const start: TextPiece[] = [];
  let length = 0;
  let whole = false;
  while (length < headBytes && !whole) {
    const next = await texts.next();
    if (next.done) whole = true;
    else {
      start.push(next.value);
      length += next.value.text.length;
    }
  }
  const head = start
    .map(({ text }) => text)
    .join('')
    .slice(0, headBytes * 4);
  return { start, head, whole };
}

/** Whether bytes begin with a line, and lines end with newlines. */
function hasPlainLines(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes[0] !== 0 && (bytes.includes(10) || !bytes.includes(13));
}

/** The bytes of pieces; marks before the first one are left out, two at most as in {@link decoded}. A piece of text after bytes is encoded. */
async function* bytesWithoutMark(pieces: AsyncIterable<Piece>): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
    let start = 0;
    if (first) while (start < 6 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) start += 3;
    first = false;
    // A plain Uint8Array: loops over the Buffers of Node are slower.
    yield new Uint8Array(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  }
}

async function* bytesOnly(pieces: AsyncIterable<Piece>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) if (typeof piece !== 'string') yield piece;
}

/** Takes pieces until there are so many bytes, as one piece. */
async function headOf<T extends Piece>(
  pieces: AsyncGenerator<T>,
  bytes: number,
): Promise<{ first: Piece | undefined; iterator: AsyncGenerator<T> }> {
  let first: Piece | undefined;
  while (first === undefined || (typeof first !== 'string' && first.length < bytes)) {
    const next = await pieces.next();
    if (next.done) break;
    const piece: Piece = typeof next.value === 'string' ? next.value : toBytes(next.value);
    if (first === undefined || first.length === 0) first = piece;
    else if (typeof first !== 'string' && typeof piece !== 'string') {
      const joined: Uint8Array = new Uint8Array(first.length + piece.length);
      joined.set(first);
      joined.set(piece, first.length);
      first = joined;
    } else first = `${new TextDecoder().decode(first as Uint8Array)}${piece as string}`; // a stream of bytes that goes on as text
  }
  return { first, iterator: pieces };
}

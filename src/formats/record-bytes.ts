import type { ByteReader } from './byte-lines.ts';
import { ByteNumber } from './byte-number.ts';
import { Kind } from './cell-kind.ts';
import type { Column } from './column.ts';
import type { CsvDialect } from './csv-dialect.ts';
import { afterPlain, notUnderstood, Scratch } from './json-bytes.ts';
import type { RowCollector } from './row-collector.ts';
import { afterCharacter } from './utf8.ts';

/** What records are read into, and what reads those that are left. */
export interface RecordTarget {
  /** The columns of the fields; undefined before the header was read. */
  readonly columns: readonly (Column | undefined)[] | undefined;
  /** The bytes of the line with the names; such a line is not a row. */
  readonly header: Uint8Array | undefined;
  /** Whether the next line may begin a record. */
  ready(line: number): boolean;
  /** Sets the cell of a field that is looked at as a string. */
  cell(column: Column, row: number, field: string, quoted: boolean): void;
}

const booleans = ['true', 'false', 'TRUE', 'FALSE', 'True', 'False'].map((word) => new TextEncoder().encode(word));
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Whether records of a dialect can be read from bytes: single ASCII characters that numbers do not have stand between and around fields. */
export function hasPlainBytes({ delimiter, quote, trim, comment }: CsvDialect): boolean {
  const isPlain = (character: string): boolean => /^[!-~\t]$/.test(character) && !/[\w.+-]/.test(character);
  return isPlain(delimiter) && (quote === '' || isPlain(quote)) && delimiter !== quote && !trim && comment === '';
}

/** Reads records that stand on one line each from bytes into columns; whatever is unusual is left to the reader of texts. */
export class RecordBytes implements ByteReader {
  lines = 0;
  readonly full: () => boolean;
  readonly ready: () => boolean;
  readonly #rows: RowCollector;
  readonly #target: RecordTarget;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #onlyTexts: boolean;
  /** Bytes that stand for themselves in a field without quotes: ASCII but the delimiter and line ends; and in one with quotes. */
  readonly #plain: Uint8Array;
  readonly #plainQuoted: Uint8Array;
  readonly #number = new ByteNumber();
  readonly #scratch = new Scratch();
  // The fields of the record being read.
  #from = new Int32Array(0);
  #end = new Int32Array(0);
  /** Whether a field stood in quotes (1), and stands in the scratch (2). */
  #quoted = new Uint8Array(0);

  constructor(rows: RowCollector, target: RecordTarget, dialect: CsvDialect, onlyTexts: boolean) {
    this.#rows = rows;
    this.#target = target;
    this.#onlyTexts = onlyTexts;
    this.#delimiter = dialect.delimiter.charCodeAt(0);
    this.#quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
    this.full = () => rows.full;
    this.ready = () => target.ready(this.lines + 1);
    this.#plain = Uint8Array.from({ length: 256 }, (_, byte) =>
      byte < 128 && byte !== this.#delimiter && byte !== 10 && byte !== 13 ? 1 : 0,
    );
    this.#plainQuoted = Uint8Array.from({ length: 256 }, (_, byte) => (byte < 128 && byte !== this.#quote && byte !== 10 ? 1 : 0));
  }

  read(bytes: Uint8Array, from: number, end: number): number {
    const columns = this.#target.columns!;
    const { header } = this.#target;
    if (this.#from.length !== columns.length) {
      this.#from = new Int32Array(columns.length);
      this.#end = new Int32Array(columns.length);
      this.#quoted = new Uint8Array(columns.length);
    }
    let line = from;
    while (line < end && !this.#rows.full) {
      const first = bytes[line]!;
      // Empty lines, and NUL bytes before a line, are for the reader of texts.
      if (first === 10 || first === 13 || first === 0 || (header && isLine(header, bytes, line))) return line;
      const after = this.#record(bytes, line, columns.length);
      if (after < 0) return line;
      this.#commit(bytes, columns);
      line = after;
    }
    return line;
  }

  /** Reads the fields of a line; answers the offset after the line. */
  #record(bytes: Uint8Array, line: number, count: number): number {
    const delimiter = this.#delimiter;
    const quote = this.#quote;
    const plain = this.#plain;
    this.#scratch.used = 0;
    let at = line;
    for (let i = 0; i < count; i++) {
      if (bytes[at] === quote) {
        at = this.#quotedField(bytes, at + 1, i);
        if (at < 0) return notUnderstood;
      } else {
        if (bytes[at] === 32 && quote >= 0) {
          let next = at + 1;
          while (bytes[next] === 32) next++;
          if (bytes[next] === quote) return notUnderstood;
        }
        this.#quoted[i] = 0;
        this.#from[i] = at;
        for (;;) {
          at = afterPlain(bytes, at, plain);
          if (bytes[at]! >= 128) {
            at = afterCharacter(bytes, at);
            if (at < 0) return notUnderstood;
          } else if (bytes[at] === 13 && bytes[at + 1] !== 10) at++;
          else break;
        }
        this.#end[i] = at;
      }
      const last = i === count - 1;
      if (bytes[at] === delimiter) {
        if (last) return notUnderstood;
        at++;
      } else {
        if (bytes[at] === 13) at++;
        return last && bytes[at] === 10 ? at + 1 : notUnderstood;
      }
    }
    return notUnderstood;
  }

  /** Reads the rest of a quoted field; answers the offset of the delimiter or line end behind it. */
  #quotedField(bytes: Uint8Array, from: number, field: number): number {
    const quote = this.#quote;
    let at = this.#afterPlainQuoted(bytes, from);
    if (at < 0) return notUnderstood;
    this.#quoted[field] = 1;
    this.#from[field] = from;
    this.#end[field] = at;
    if (bytes[at + 1] === quote) {
      this.#quoted[field] = 3;
      this.#from[field] = this.#scratch.used;
      at = this.#withoutDoubles(bytes, from);
      if (at < 0) return notUnderstood;
      this.#end[field] = this.#scratch.used;
      this.#scratch.bytes[this.#scratch.used++] = 0; // ends a number
    }
    at++;
    while (bytes[at] === 32) at++;
    return bytes[at] === this.#delimiter || bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] === 10) ? at : notUnderstood;
  }

  /** Writes the content of a quoted field to the scratch, one quote for each two; answers the offset of the closing one. */
  #withoutDoubles(bytes: Uint8Array, from: number): number {
    const plain = this.#plainQuoted;
    const scratch = this.#scratch;
    let out = scratch.bytes;
    let { used } = scratch;
    let at = from;
    for (;;) {
      if (used + 4 >= out.length) {
        scratch.used = used;
        scratch.reserve(8);
        out = scratch.bytes;
      }
      const byte = bytes[at]!;
      if (plain[byte] === 1) {
        out[used++] = byte;
        at++;
      } else if (byte === this.#quote) {
        if (bytes[at + 1] !== byte) break;
        out[used++] = byte;
        at += 2;
      } else if (byte >= 128) {
        const after = afterCharacter(bytes, at);
        if (after < 0) return notUnderstood;
        while (at < after) out[used++] = bytes[at++]!;
      } else return notUnderstood;
    }
    scratch.used = used;
    return at;
  }

  /** The offset of the next quote. */
  #afterPlainQuoted(bytes: Uint8Array, from: number): number {
    const plain = this.#plainQuoted;
    let at = from;
    for (;;) {
      at = afterPlain(bytes, at, plain);
      if (bytes[at] === this.#quote) return at;
      if (bytes[at]! < 128) return notUnderstood;
      at = afterCharacter(bytes, at);
      if (at < 0) return notUnderstood;
    }
  }

  #commit(bytes: Uint8Array, columns: readonly (Column | undefined)[]): void {
    const rows = this.#rows;
    rows.begin(++this.lines);
    const row = rows.rowCount - 1;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i];
      if (!column) continue;
      const quoted = this.#quoted[i]!;
      const from = this.#from[i]!;
      const end = this.#end[i]!;
      if (from === end && quoted === 0) continue;
      this.#cell(column, row, (quoted & 2) === 0 ? bytes : this.#scratch.bytes, from, end, quoted !== 0);
    }
  }

  #cell(column: Column, row: number, bytes: Uint8Array, from: number, end: number, quoted: boolean): void {
    const first = from === end ? 65 : bytes[from]!;
    let kind: Kind = Kind.text;
    if (!this.#onlyTexts) {
      if (first <= 57 && first >= 45 && first !== 47) {
        const number = this.#number;
        const after = number.read(bytes, from);
        if (after === end && number.isSimple) {
          column.addNumber(row, number.value, number.kind, number.decimals);
          return;
        }
        if (after === end || first < 48) {
          const text = decoder.decode(bytes.subarray(from, end));
          // A double of many digits that prints as it was written stays a number; the rest has rules of its own.
          if (after === end && number.kind === Kind.double && number.written === undefined && !text.includes('e'))
            column.addNumber(row, number.value, number.kind, number.decimals);
          else this.#target.cell(column, row, text, quoted);
          return;
        }
      } else if (first === 78 || first === 73) {
        if (end - from === 3 || end - from === 8) {
          this.#target.cell(column, row, decoder.decode(bytes.subarray(from, end)), quoted);
          return;
        }
      } else if (((first | 32) === 116 || (first | 32) === 102) && isBoolean(bytes, from, end)) kind = Kind.boolean;
    }
    column.addBytes(row, bytes, from, end, kind);
  }
}

/** Whether a line of bytes is another one. */
function isLine(other: Uint8Array, bytes: Uint8Array, line: number): boolean {
  for (let i = 0; i < other.length; i++) if (bytes[line + i] !== other[i]) return false;
  const end = bytes[line + other.length];
  return end === 10 || end === 13;
}

function isBoolean(bytes: Uint8Array, from: number, end: number): boolean {
  if (end - from !== 4 && end - from !== 5) return false;
  return booleans.some((word) => word.length === end - from && word.every((byte, i) => byte === bytes[from + i]));
}

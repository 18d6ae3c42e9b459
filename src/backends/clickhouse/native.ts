import type { DataType, Schema } from '../../types/data-type.ts';
import { storageOf } from '../../types/storage.ts';
import { allValid, type Bitmap, clearBit } from '../../vectors/bitmap.ts';
import { allocate, setCell } from '../../vectors/fixed-width.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { buildColumn } from '../../vectors/table.ts';
import type { Vector } from '../../vectors/vector.ts';
import { BackendError } from '../backend.ts';
import { failureOf } from './http.ts';

/** Thrown where a block goes on in bytes that have not come yet. */
class NeedMore extends Error {}

/** Reads the blocks of ClickHouse's format Native, as its documentation describes it, from bytes that come in pieces. */
export class NativeReader {
  readonly #schema: Schema;
  #bytes = new Uint8Array(0);
  #length = 0;
  /** It is tried again when so many bytes are there: a block that is read again from its beginning has doubled until then. */
  #enough = 1;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** The blocks that the bytes complete. @throws BackendError for an answer of other columns, or none at all. */
  *push(more: Uint8Array): Generator<RecordBatch> {
    this.#append(more);
    while (this.#length >= this.#enough) {
      const block = new BlockReader(this.#bytes.subarray(0, this.#length));
      try {
        const batch = block.read(this.#schema);
        this.#drop(block.at);
        this.#enough = 1;
        if (batch.length > 0) yield batch;
      } catch (error) {
        if (!(error instanceof NeedMore)) throw error;
        this.#enough = 2 * this.#length;
        return;
      }
    }
  }

  /** The blocks that are left. @throws BackendError where the answer ends within a block. */
  *finish(): Generator<RecordBatch> {
    this.#enough = 1;
    yield* this.push(new Uint8Array(0));
    if (this.#length > 0) throw failureOf(shown(this.#bytes.subarray(0, this.#length)));
  }

  #append(more: Uint8Array): void {
    const length = this.#length + more.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(more, this.#length);
    this.#length = length;
  }

  #drop(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
  }
}

/** What of an answer that is not a block can be shown: the server writes what went wrong after blocks it has sent. */
function shown(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(-2000));
  return /Code: \d+.*/s.exec(text)?.[0].slice(0, 500) ?? `the answer ends within a block: ${bytes.length} bytes of it came`;
}

const numbers: Readonly<Record<string, (view: DataView, at: number) => number | bigint>> = {
  UInt8: (view, at) => view.getUint8(at),
  UInt64: (view, at) => view.getBigUint64(at, true),
  Int8: (view, at) => view.getInt8(at),
  Int16: (view, at) => view.getInt16(at, true),
  Int32: (view, at) => view.getInt32(at, true),
  Int64: (view, at) => view.getBigInt64(at, true),
  Float32: (view, at) => view.getFloat32(at, true),
  Float64: (view, at) => view.getFloat64(at, true),
};

const widths: Readonly<Record<string, number>> = { UInt8: 1, UInt64: 8, Int8: 1, Int16: 2, Int32: 4, Int64: 8, Float32: 4, Float64: 8 };

class BlockReader {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #decoder = new TextDecoder();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(schema: Schema): RecordBatch {
    const columnCount = this.#varuint();
    const length = this.#varuint();
    // A statement without columns has a constant one.
    if (columnCount !== Math.max(1, schema.length)) throw this.#strange(`${columnCount} columns, not ${schema.length}`);
    const columns: Vector[] = [];
    for (let i = 0; i < columnCount; i++) {
      this.#string();
      const type = this.#string();
      columns.push(this.#column(type, schema[i]?.type ?? { kind: 'boolean' }, length));
    }
    return { schema, length, columns: columns.slice(0, schema.length) };
  }

  #column(written: string, type: DataType, length: number): Vector {
    const inner = /^Nullable\((.*)\)$/.exec(written)?.[1];
    const kind = inner ?? written;
    const nulls = inner === undefined ? undefined : this.#take(length);
    if (kind === 'String' && storageOf(type) === 'object') {
      const cells: (string | null)[] = [];
      for (let row = 0; row < length; row++) {
        const cell = this.#string();
        cells.push(nulls?.[row] === 1 ? null : cell);
      }
      return buildColumn(type, cells);
    }
    const read = numbers[kind];
    if (!read || storageOf(type) === 'object') throw this.#strange(`a column of type ${written.slice(0, 100)}`);
    const width = widths[kind]!;
    const start = this.at;
    this.#take(length * width);
    const values = allocate(type, length);
    const wide = values instanceof BigInt64Array;
    if (wide !== kind.endsWith('nt64')) throw this.#strange(`a column of type ${written}`);
    let validity: Bitmap | undefined;
    for (let row = 0; row < length; row++) {
      if (nulls?.[row] === 1) {
        validity ??= allValid(length);
        clearBit(validity, row);
      } else setCell(values, row, read(this.#view, start + row * width));
    }
    return { encoding: 'flat', type, values, validity, length };
  }

  #strange(what: string): BackendError {
    const text = new TextDecoder().decode(this.#bytes.subarray(0, 2000));
    const told = /Code: \d+.*/s.exec(text)?.[0].slice(0, 500);
    return told === undefined ? new BackendError(`the answer has ${what}`, 'changed') : failureOf(told);
  }

  #take(count: number): Uint8Array {
    const end = this.at + count;
    if (end > this.#bytes.length) throw new NeedMore();
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  #varuint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 52; scale *= 128) {
      const [byte] = this.#take(1);
      value += (byte! & 127) * scale;
      if (byte! < 128) return value;
    }
    throw this.#strange('a number of more than 52 bits');
  }

  #string(): string {
    const bytes = this.#take(this.#varuint());
    let text = '';
    if (bytes.length > 24) return this.#decoder.decode(bytes);
    for (const byte of bytes) {
      if (byte > 127) return this.#decoder.decode(bytes);
      text += String.fromCharCode(byte);
    }
    return text;
  }
}

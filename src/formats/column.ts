import { Kind } from './cell-kind.ts';
import type { NumberStyle } from './number-style.ts';
import { asPrinted, PackedCells } from './packed-cells.ts';

/** How a text begins that may be a date and a time. */
export const isoStart = /^\s*[+-]?\d{4,6}-\d{1,2}-\d{1,2}[ Tt]+\d{1,2}:\d{1,2}/;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** How many distinct texts of a column are kept apart before it is taken for one of unlike texts. */
const maxInterned = 1 << 16;

/**
 * A column that grows cell by cell. Cells are what they were written as: numbers, booleans, bigints, or their text. Cells that
 * are not set are NULL; columns with few cells keep the row of each, so that memory goes with the cells and not with the rows.
 */
export class Column {
  readonly name: string;
  cells: unknown[] = [];
  /** The cells in typed arrays instead, as long as a reader of bytes adds cells that fit together. */
  packed: PackedCells | undefined;
  /** The row of each cell, once there are many rows without one. */
  rows: number[] | undefined;
  /** How many cells are of each {@link Kind}. */
  readonly counts = new Int32Array(10);
  /** Whether every text so far begins like a date and a time. */
  maybeTime = true;
  /** How numbers may be written, in a column of delimited text. */
  style: NumberStyle | undefined;
  #last = -1;
  #lastKind: Kind = Kind.null;
  #interned: Map<string, string> | undefined = new Map();
  #seen = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Sets the cell of a row; rows come in order, and of several cells in a row the last one counts. */
  add(row: number, cell: unknown, kind: Kind): void {
    if (this.packed && this.#place(row)) {
      if (addTo(this.packed, cell, kind)) {
        this.#count(row, kind);
        return;
      }
      this.unpack();
    }
    this.#addCell(row, cell, kind);
  }

  /** Sets the cell of a row to a number that is not NaN; `decimals` as in {@link PackedCells.addNumber}. */
  addNumber(row: number, value: number, kind: Kind, decimals: number): void {
    if (this.#packedAt(row)) {
      if (this.packed!.addNumber(value, decimals)) {
        this.#count(row, kind);
        return;
      }
      this.unpack();
    }
    this.#addCell(row, decimals === asPrinted ? value : value.toFixed(decimals), kind);
  }

  /** Sets the cell of a row to a boolean or NULL. */
  addWord(row: number, value: boolean | null): void {
    const kind = value === null ? Kind.null : Kind.boolean;
    if (this.#packedAt(row)) {
      if (value === null) this.packed!.addNull();
      if (value === null || this.packed!.addBoolean(value)) {
        this.#count(row, kind);
        return;
      }
      this.unpack();
    }
    this.#addCell(row, value, kind);
  }

  /** Sets the cell of a row to a text of valid UTF-8, or to the JSON text of an object or array. */
  addBytes(row: number, bytes: Uint8Array, from: number, end: number, kind: Kind): void {
    if (this.#packedAt(row)) {
      if (this.packed!.addBytes(bytes, from, end)) {
        this.#count(row, kind);
        return;
      }
      this.unpack();
    }
    this.addText(row, decoder.decode(bytes.subarray(from, end)), kind);
  }

  /** Whether the cell of a row may be packed; the cells before it are then complete. */
  #packedAt(row: number): boolean {
    if (this.packed) return this.#place(row);
    if (this.cells.length > 0 || this.rows) return false;
    this.packed = new PackedCells();
    return this.#place(row);
  }

  /** Makes the next cell that of a row. A second cell in a row is rare: whoever has one unpacks. */
  #place(row: number): boolean {
    if (row === this.#last) {
      this.unpack();
      return false;
    }
    const packed = this.packed!;
    if (!this.rows && packed.length !== row) {
      if (row - packed.length <= 64 + packed.length * 4) while (packed.length < row) packed.addNull();
      else {
        const rows: number[] = [];
        packed.dropNulls((index) => rows.push(index));
        this.rows = rows;
      }
    }
    return true;
  }

  #count(row: number, kind: Kind): void {
    this.rows?.push(row);
    this.counts[kind]!++;
    this.#last = row;
    this.#lastKind = kind;
  }

  /** Goes back from typed arrays to cells of any kind. */
  unpack(): void {
    const { packed } = this;
    if (!packed) return;
    this.packed = undefined;
    this.cells = packed.cells();
    if (packed.kind === 'texts') this.maybeTime &&= packed.store.strings().every((text) => isoStart.test(text));
  }

  #addCell(row: number, cell: unknown, kind: Kind): void {
    const { cells, counts } = this;
    counts[kind]!++;
    if (row === this.#last) {
      counts[this.#lastKind]!--;
      cells[cells.length - 1] = cell;
    } else if (this.rows) {
      this.rows.push(row);
      cells.push(cell);
    } else {
      if (cells.length !== row) this.#skipTo(row);
      if (this.rows) (this.rows as number[]).push(row);
      cells.push(cell);
    }
    this.#last = row;
    this.#lastKind = kind;
  }

  /** Sets a cell that is a text, or the JSON text of an object or array. */
  addText(row: number, text: string, kind: Kind = Kind.text): void {
    if (this.maybeTime && kind === Kind.text && !isoStart.test(text)) this.maybeTime = false;
    this.add(row, this.#own(text), kind);
  }

  /** Fills up with NULLs, or notes the rows where too many are missing. */
  #skipTo(row: number): void {
    const { cells } = this;
    if (row - cells.length <= 64 + cells.length * 4) {
      while (cells.length < row) cells.push(null);
      return;
    }
    this.rows = [];
    let kept = 0;
    for (let i = 0; i < cells.length; i++) {
      if (cells[i] === null) continue;
      cells[kept++] = cells[i];
      this.rows.push(i);
    }
    cells.length = kept;
  }

  /** The same text, once per distinct value, and not as a part of a larger one that it would keep alive. */
  #own(text: string): string {
    const interned = this.#interned;
    if (!interned) return text.length < 13 ? text : ` ${text}`.slice(1);
    const known = interned.get(text);
    this.#seen++;
    if (known !== undefined) return known;
    const own = text.length < 13 ? text : ` ${text}`.slice(1);
    interned.set(own, own);
    if (interned.size >= maxInterned || (interned.size > 1024 && interned.size * 2 > this.#seen)) this.#interned = undefined;
    return own;
  }
}

/** Adds a cell that was not read from bytes, if it fits. */
function addTo(packed: PackedCells, cell: unknown, kind: Kind): boolean {
  switch (typeof cell) {
    case 'string':
      return kind === Kind.double && packed.kind !== 'texts' ? packed.addWritten(cell) : packed.addString(cell);
    case 'boolean':
      return packed.addBoolean(cell);
    case 'number':
      return !Number.isNaN(cell) && packed.addNumber(cell, asPrinted);
    default:
      if (cell === null) packed.addNull();
      return cell === null;
  }
}

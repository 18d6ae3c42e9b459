import { Kind } from './cell-kind.ts';

const isoStart = /^\s*[+-]?\d{4,6}-\d{1,2}-\d{1,2}[ Tt]+\d{1,2}:\d{1,2}/;

/** How many distinct texts of a column are kept apart before it is taken for one of unlike texts. */
const maxInterned = 1 << 16;

/**
 * A column that grows cell by cell. Cells are what they were written as: numbers, booleans, bigints, or their text. Cells that
 * are not set are NULL; columns with few cells keep the row of each, so that memory goes with the cells and not with the rows.
 */
export class Column {
  readonly name: string;
  readonly cells: unknown[] = [];
  /** The row of each cell, once there are many rows without one. */
  rows: number[] | undefined;
  /** How many cells are of each {@link Kind}. */
  readonly counts = new Int32Array(10);
  /** Whether every text so far begins like a date and a time. */
  maybeTime = true;
  #last = -1;
  #lastKind: Kind = Kind.null;
  #interned: Map<string, string> | undefined = new Map();
  #seen = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Sets the cell of a row; rows come in order, and of several cells in a row the last one counts. */
  add(row: number, cell: unknown, kind: Kind): void {
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

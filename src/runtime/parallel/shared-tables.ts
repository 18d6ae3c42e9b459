import { coded, withFacts } from '../../vectors/column-facts.ts';
import { copyCells } from '../../vectors/fixed-width.ts';
import type { Table } from '../../vectors/table.ts';
import type { Dictionary, FixedWidthArray, Vector } from '../../vectors/vector.ts';
import type { DropOrder, Order } from './messages.ts';
import { type PortableVector, packVector, shared } from './portable-vector.ts';

/** A table as threads know it. */
export interface SharedTable {
  readonly id: number;
  /** By index, what was shared so far; null where a column cannot be. */
  readonly columns: (PortableVector | null | undefined)[];
  /** Those of its columns, by number. */
  readonly dictionaries: Map<number, Dictionary>;
}

/** Rows that are coded before others have their turn. */
const rowsPerStep = 32_768;
/** Cells that are copied before others have their turn. */
const cellsPerStep = 1 << 20;
/** Strings per message, so that none takes long to copy. */
const stringsPerOrder = 16_384;

/** The tables that threads share with the engine: cells of a fixed width and codes lie in memory of both, strings of dictionaries are sent. */
export class SharedTables {
  readonly #tables = new WeakMap<Table, SharedTable>();
  readonly #numbers = new WeakMap<Dictionary, number>();
  readonly #dropped: FinalizationRegistry<DropOrder>;
  #count = 0;

  /** `drop` hears of what no one else has any more. */
  constructor(drop: (order: DropOrder) => void) {
    this.#dropped = new FinalizationRegistry(drop);
  }

  of(table: Table): SharedTable {
    const known = this.#tables.get(table);
    if (known) return known;
    const made: SharedTable = { id: ++this.#count, columns: [], dictionaries: new Map() };
    this.#tables.set(table, made);
    this.#dropped.register(table, { kind: 'drop', table: made.id, dictionary: undefined });
    return made;
  }

  /** Shares a column of a table; false where it cannot be. Yields between units of work. */
  *share(table: Table, index: number): Generator<void, boolean> {
    const own = this.of(table);
    if (own.columns[index] === undefined) {
      const column = yield* codesOf(table.columns[index]!, table.rowCount);
      const copies: (readonly [to: FixedWidthArray, from: FixedWidthArray])[] = [];
      const array = <A extends FixedWidthArray>(cells: A): A => {
        const copy = shared(cells);
        if (copy !== cells) copies.push([copy, cells]);
        return copy;
      };
      const packed = packVector(column, { array, dictionary: (dictionary) => this.#number(own, dictionary), objects: false }) ?? null;
      for (const [to, from] of packed ? copies : []) yield* copyInSteps(to, from);
      own.columns[index] ??= packed;
    }
    return own.columns[index] !== null;
  }

  /** Strings only: those of a dictionary of anything else are few, and not of a table. */
  #number(own: SharedTable, dictionary: Dictionary): number | undefined {
    const known = this.#numbers.get(dictionary);
    const id = known ?? ++this.#count;
    if (known === undefined) {
      if (dictionary.cells || dictionary.values.some((value) => typeof value !== 'string')) return undefined;
      this.#numbers.set(dictionary, id);
      this.#dropped.register(dictionary, { kind: 'drop', table: undefined, dictionary: id });
    }
    own.dictionaries.set(id, dictionary);
    return id;
  }
}

function* copyInSteps(to: FixedWidthArray, from: FixedWidthArray): Generator<void> {
  for (let at = 0; at < from.length; at += cellsPerStep) {
    copyCells(to, from.subarray(at, at + cellsPerStep), at);
    yield;
  }
}

/** A column of strings as codes, where those pay. */
function* codesOf(column: Vector, rowCount: number): Generator<void, Vector> {
  if (column.encoding !== 'flat' || column.type.kind !== 'varchar') return column;
  const { origin } = withFacts(column) as typeof column; // a flat vector stays one
  for (let to = rowsPerStep; to < rowCount; to += rowsPerStep) {
    if (!origin?.column.coded(0, to)) return column;
    yield;
  }
  return coded(withFacts(column));
}

/** The orders that give the strings of a dictionary from the number `first` on to a thread; `to`: how many the thread has then. */
export function* dictionaryOrders(
  id: number,
  { values }: Dictionary,
  first: number,
): Generator<{ readonly order: Order; readonly to: number }> {
  const { length } = values;
  for (let from = first; from < length; from += stringsPerOrder) {
    const to = Math.min(length, from + stringsPerOrder);
    yield { order: { kind: 'dictionary', id, values: values.slice(from, to) as readonly string[] }, to }; // tables share those of strings
  }
}

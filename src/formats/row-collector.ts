import type { DataType, Field } from '../types/data-type.ts';
import { parseType } from '../types/parse-type.ts';
import { TypeInference } from '../vectors/infer.ts';
import { cellConverter } from '../vectors/ingest.ts';
import { buildColumn } from '../vectors/table.ts';
import { LoadedTable, type ReadOptions, type SkippedLines } from './input.ts';

interface Column {
  readonly cells: unknown[];
  readonly guess: TypeInference;
}

/** Gathers records column by column and makes a table of them. */
export class RowCollector {
  readonly #columns = new Map<string, Column>();
  readonly #options: ReadOptions;
  #rows = 0;

  /** Columns with a declared type come first, in their order. */
  constructor(options: ReadOptions) {
    this.#options = options;
    for (const { name } of options.schema ?? []) this.declare(name);
  }

  /** Starts a row; cells that are not set are NULL. */
  begin(): void {
    this.#rows++;
  }

  /** Sets a cell of the current row. */
  set(name: string, value: unknown): void {
    let column = this.#columns.get(name);
    if (!column) this.#columns.set(name, (column = { cells: [], guess: new TypeInference() }));
    const { cells } = column;
    while (cells.length < this.#rows - 1) cells.push(null);
    cells[this.#rows - 1] = value ?? null;
    column.guess.see(value);
  }

  /** Makes sure that a column exists, even if it never gets a value. */
  declare(name: string): void {
    if (!this.#columns.has(name)) this.#columns.set(name, { cells: [], guess: new TypeInference() });
  }

  /** The rows as a table; declared types win over guessed ones. */
  finish(types: ReadonlyMap<string, DataType>, skipped: SkippedLines, notes: readonly string[] = []): LoadedTable {
    const declared = new Map(types);
    for (const { name, type } of this.#options.schema ?? []) {
      const parsed = typeof type === 'string' ? parseType(type) : { type };
      if ('unknown' in parsed) throw new TypeError(`column '${name}': unknown type '${parsed.unknown}'`);
      declared.set(name, parsed.type);
    }
    const schema: Field[] = [];
    const vectors = [...this.#columns].map(([name, { cells, guess }]) => {
      while (cells.length < this.#rows) cells.push(null);
      const type = declared.get(name) ?? guess.type();
      schema.push({ name, type });
      const convert = cellConverter(type, name);
      for (let row = 0; row < cells.length; row++) cells[row] = convert(cells[row]);
      const vector = buildColumn(type, cells);
      if (vector.encoding === 'dictionary') cells.length = 0; // let go of the texts
      return vector;
    });
    return new LoadedTable(schema, vectors, this.#rows, skipped.count, skipped.first, notes);
  }
}

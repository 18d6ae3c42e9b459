import type { Schema } from '../../types/data-type.ts';
import type { TimeZone } from '../../types/time-zone.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import type { Vector } from '../../vectors/vector.ts';
import { type OutputOptions, outputReader } from './output-converter.ts';

/** Some rows of a result, as columns that become host values. */
export class ResultBatch<Row extends object = Record<string, unknown>> implements RecordBatch {
  readonly schema: Schema;
  readonly length: number;
  readonly columns: readonly Vector[];
  readonly #timeZone: TimeZone;

  constructor({ schema, length, columns }: RecordBatch, timeZone: TimeZone) {
    this.schema = schema;
    this.length = length;
    this.columns = columns;
    this.#timeZone = timeZone;
  }

  /** The rows as objects. NULL is null. With `bigint: 'auto'` the integers of a column are numbers or bigints throughout the batch. */
  toArray(options: OutputOptions = {}): Row[] {
    const readers = this.#readers(options);
    const names = this.schema.map((field) => field.name);
    // Assignment is fast but would set the prototype for the name `__proto__`.
    const plain = !names.includes('__proto__');
    return Array.from({ length: this.length }, (_, row) => {
      if (!plain) return Object.fromEntries(names.map((name, i) => [name, readers[i]!(row)])) as Row;
      const object: Record<string, unknown> = {};
      for (let i = 0; i < names.length; i++) object[names[i]!] = readers[i]!(row);
      return object as Row;
    });
  }

  /** The columns as arrays of host values, by name. */
  toColumns(options: OutputOptions = {}): Record<string, unknown[]> {
    const readers = this.#readers(options);
    return Object.fromEntries(
      this.schema.map((field, i) => [field.name, Array.from({ length: this.length }, (_, row) => readers[i]!(row))]),
    );
  }

  #readers(options: OutputOptions): ((row: number) => unknown)[] {
    return this.schema.map((field, i) => outputReader(this.columns[i]!, field.type, options, this.#timeZone));
  }
}

import type { Expression } from '../../operators/expressions/expression.ts';
import type { Schema } from '../../types/data-type.ts';
import { columnsBeside, type RecordBatch } from '../../vectors/record-batch.ts';
import type { Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { reportRowErrors } from '../operators/project.ts';
import { QuantityStrings } from '../quantity-strings.ts';

/**
 * Puts the keys of rows beside their columns, once per row as its batch comes, so that whoever buffers the rows neither computes a key twice nor all
 * keys at once. Keys that are columns already are not kept twice.
 */
export class KeyedRows {
  readonly #keys: readonly { readonly value: Expression }[];
  readonly #width: number;
  readonly #computed: readonly ((batch: RecordBatch) => Vector)[];
  readonly #input: Schema;
  readonly #context: ExecutionContext;
  /** The columns of a batch with its keys. */
  readonly schema: Schema;
  readonly #looks: readonly (QuantityStrings | undefined)[];
  #rowsBefore = 0;

  constructor(keys: readonly { readonly value: Expression }[], input: Schema, context: ExecutionContext) {
    const computed = keys.filter(({ value }) => value.kind !== 'column');
    this.#keys = keys;
    this.#width = input.length;
    this.#computed = computed.map(({ value }) => compileEvaluator(value, context));
    this.#input = input;
    this.#context = context;
    this.#looks = keys.map(({ value }) => QuantityStrings.of(value, context));
    this.schema = [...input, ...computed.map(({ value }) => ({ name: '', type: value.type }))];
  }

  /** The batch with its keys; failures in them are reported. */
  withKeys(batch: RecordBatch): RecordBatch {
    const keys = this.#computed.map((compute) => reportRowErrors(compute(batch), this.#rowsBefore, this.#context));
    const all = {
      schema: this.schema,
      length: batch.length,
      columns: keys.length === 0 ? batch.columns : columnsBeside(batch, { ...batch, columns: keys }),
    };
    if (this.#looks.some((look) => look)) for (const [i, key] of this.keysOf(all).entries()) this.#looks[i]?.look(key);
    return all;
  }

  /** Warns of what the keys turned out to be. */
  reportKeys(): void {
    for (const look of this.#looks) look?.report();
  }

  /** Counts the rows whose keys were computed for good. */
  advance(rows: number): void {
    this.#rowsBefore += rows;
  }

  /** The key columns of a batch with keys. */
  keysOf({ columns }: RecordBatch): readonly Vector[] {
    let next = this.#width;
    return this.#keys.map(({ value }) => columns[value.kind === 'column' ? value.index : next++]!);
  }

  /** The batch as it came. */
  withoutKeys({ columns, length }: RecordBatch): RecordBatch {
    return { schema: this.#input, length, columns: columns.slice(0, this.#width) };
  }
}

import type { RowError } from '../../diagnostics/row-error.ts';
import { columnsOf, type Expression } from '../../operators/expressions/expression.ts';
import { allValid, clearBit } from '../../vectors/bitmap.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { take } from '../../vectors/take.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import { evaluateRows, flatVector, type RowErrors } from './evaluate-rows.ts';

type Evaluator = (batch: RecordBatch) => Vector;

/** Three-valued AND and OR; a failure counts only if no other operand decides. */
export function compileLogical(
  expression: Expression & { readonly kind: 'and' | 'or' },
  compile: (node: Expression) => Evaluator,
): Evaluator {
  const args = expression.args.map(compile);
  const decisive = expression.kind === 'or';
  return (batch) => {
    const { length } = batch;
    const vectors = args.map((arg) => arg(batch));
    const readers = vectors.map(cellReader);
    const out = new Uint8Array(length);
    let validity: Uint8Array | undefined;
    let errors: RowErrors | undefined;
    for (let row = 0; row < length; row++) {
      let answer: boolean | null = !decisive;
      let failure: RowError | undefined;
      for (let i = 0; i < readers.length; i++) {
        const value = readers[i]!(row);
        if (value === decisive) {
          answer = decisive;
          failure = undefined;
          break;
        }
        if (value === null) {
          answer = null;
          failure ??= vectors[i]!.errors?.get(row);
        }
      }
      if (answer) out[row] = 1;
      else if (answer === null) {
        validity ??= allValid(length);
        clearBit(validity, row);
        if (failure) (errors ??= new Map()).set(row, failure);
      }
    }
    return flatVector(expression.type, out, validity, errors);
  };
}

/** CASE and COALESCE evaluate each branch only for the rows that reach it. */
export function compileChoice(
  expression: Expression & { readonly kind: 'case' | 'coalesce' },
  compile: (node: Expression) => Evaluator,
): Evaluator {
  const branch = (node: Expression): { readonly run: Evaluator; readonly columns: readonly number[] } => ({
    run: compile(node),
    columns: [...columnsOf(node)],
  });
  const steps =
    expression.kind === 'case'
      ? [
          ...expression.branches.map(({ when, result }) => ({ when: branch(when), result: branch(result) })),
          { when: undefined, result: branch(expression.otherwise) },
        ]
      : expression.args.map((arg) => ({ when: undefined, result: branch(arg) }));
  return (batch) => {
    const { length } = batch;
    const values = new Array<unknown>(length).fill(null);
    let errors: RowErrors | undefined;
    let open = Int32Array.from({ length }, (_, row) => row);
    const evaluate = ({ run, columns }: { readonly run: Evaluator; readonly columns: readonly number[] }, rows: Int32Array): Vector => {
      if (rows.length === length) return run(batch);
      const picked: Vector[] = [];
      for (const index of columns) picked[index] = take(batch.columns[index]!, rows);
      return run({ schema: batch.schema, length: rows.length, columns: picked });
    };
    const fail = (row: number, failure: RowError): void => {
      errors ??= new Map();
      errors.set(row, failure);
    };
    for (const { when, result } of steps) {
      if (open.length === 0) break;
      let reached = open;
      if (when) {
        const verdicts = evaluate(when, open);
        const read = cellReader(verdicts);
        for (const [i, failure] of verdicts.errors ?? []) fail(open[i]!, failure);
        reached = open.filter((_, i) => read(i) === true);
        open = open.filter((_, i) => read(i) !== true && !verdicts.errors?.has(i));
        if (reached.length === 0) continue;
      }
      const results = evaluate(result, reached);
      const read = cellReader(results);
      for (const [i, failure] of results.errors ?? []) fail(reached[i]!, failure);
      for (let i = 0; i < reached.length; i++) values[reached[i]!] = read(i);
      if (expression.kind === 'coalesce') open = open.filter((_, i) => read(i) === null && !results.errors?.has(i));
    }
    return evaluateRows(expression.type, length, (row) => values[row], errors, expression);
  };
}

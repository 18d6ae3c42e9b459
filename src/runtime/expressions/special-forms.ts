import type { RowError } from '../../diagnostics/row-error.ts';
import type { Expression } from '../../operators/expressions/expression.ts';
import { allValid, clearBit } from '../../vectors/bitmap.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import { flatVector, type RowErrors } from './evaluate-rows.ts';

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
    const plain = vectors.map(plainMarks);
    if (plain.every((marks) => marks !== undefined)) return flatVector(expression.type, combined(plain, length, decisive));
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

/** The truth values of a vector without NULLs and failures. */
function plainMarks(vector: Vector): Uint8Array | undefined {
  const plain = vector.encoding === 'flat' && !vector.validity && !vector.errors;
  return plain ? (vector.values as Uint8Array) : undefined; // how booleans are stored
}

function combined(operands: readonly Uint8Array[], length: number, any: boolean): Uint8Array {
  const out = operands[0]!.slice(0, length);
  for (const marks of operands.slice(1)) {
    if (any) for (let row = 0; row < length; row++) out[row] = out[row]! | marks[row]!;
    else for (let row = 0; row < length; row++) out[row] = out[row]! & marks[row]!;
  }
  return out;
}

import type { RowError } from '../../diagnostics/row-error.ts';
import { columnsOf, type Expression } from '../../operators/expressions/expression.ts';
import { readsStrings } from '../../operators/expressions/interpret.ts';
import type { DataType } from '../../types/data-type.ts';
import { storageOf } from '../../types/storage.ts';
import { allValid, clearBit, hasBit } from '../../vectors/bitmap.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { DictionaryBuilder, sizeOf } from '../../vectors/dictionary.ts';
import { allocate } from '../../vectors/fixed-width.ts';
import { flattened } from '../../vectors/flatten.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { rowsFrom } from '../../vectors/selection.ts';
import { take } from '../../vectors/take.ts';
import { cellReader, type DictionaryVector, nullReader, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import type { RowErrors } from './evaluate-rows.ts';
import { unreadAsNull } from './unread-strings.ts';

type Evaluator = (batch: RecordBatch) => Vector;

interface Branch {
  readonly run: Evaluator;
  readonly columns: readonly number[];
}

/** CASE and COALESCE evaluate each branch only for the rows that reach it. */
export function compileChoice(
  expression: Expression & { readonly kind: 'case' | 'coalesce' },
  compile: (node: Expression) => Evaluator,
  context: ExecutionContext,
): Evaluator {
  const branch = (node: Expression): Branch => ({ run: compile(node), columns: [...columnsOf(node)] });
  // What decides which branch is taken takes a string that cannot be read for NULL.
  const deciding = (node: Expression): Branch => {
    const { run, columns } = branch(node);
    return { run: readsStrings(node) ? (batch) => unreadAsNull(run(batch), context, node) : run, columns };
  };
  const steps =
    expression.kind === 'case'
      ? [
          ...expression.branches.map(({ when, result }) => ({ when: deciding(when), result: branch(result) })),
          { when: undefined, result: branch(expression.otherwise) },
        ]
      : expression.args.map((arg) => ({ when: undefined, result: deciding(arg) }));
  const collect = collectorFor(expression.type);
  return (batch) => {
    const { length } = batch;
    const cells = collect(length);
    let errors: RowErrors | undefined;
    const fail = (row: number, failure: RowError): void => {
      errors ??= new Map();
      errors.set(row, failure);
    };
    let open = rowsFrom(0, length);
    for (const { when, result } of steps) {
      if (open.length === 0) break;
      let reached = open;
      if (when) {
        const verdicts = evaluate(when, batch, open);
        for (const [i, failure] of verdicts.errors ?? []) fail(open[i]!, failure);
        [reached, open] = divide(open, truths(verdicts), verdicts.errors);
        if (reached.length === 0) continue;
      }
      const results = evaluate(result, batch, reached);
      for (const [i, failure] of results.errors ?? []) fail(reached[i]!, failure);
      cells.put(reached, results);
      if (expression.kind === 'coalesce') [open] = divide(open, nullReader(results), results.errors);
    }
    return { ...cells.finish(), errors };
  };
}

function evaluate({ run, columns }: Branch, batch: RecordBatch, rows: Int32Array): Vector {
  if (rows.length === batch.length) return run(batch);
  const picked: Vector[] = [];
  for (const index of columns) picked[index] = take(batch.columns[index]!, rows);
  return run({ schema: batch.schema, length: rows.length, columns: picked });
}

/** Whether the verdict of a row is true. */
function truths(verdicts: Vector): (i: number) => boolean {
  if (verdicts.encoding === 'flat' && !verdicts.validity) {
    const { values } = verdicts;
    return (i) => values[i] === 1;
  }
  const read = cellReader(verdicts);
  return (i) => read(i) === true;
}

/** The rows that pass a test, and the others; failed rows are in neither. */
function divide(
  rows: Int32Array,
  test: (i: number) => boolean,
  failed: ReadonlyMap<number, RowError> | undefined,
): [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>] {
  const passing = new Int32Array(rows.length);
  const others = new Int32Array(rows.length);
  let passed = 0;
  let rest = 0;
  for (let i = 0; i < rows.length; i++) {
    if (failed?.has(i)) continue;
    if (test(i)) passing[passed++] = rows[i]!;
    else others[rest++] = rows[i]!;
  }
  return [passing.subarray(0, passed), others.subarray(0, rest)];
}

/** The cells of the batch, branch by branch; rows that no branch reaches are NULL. */
interface Collector {
  put(rows: Int32Array, results: Vector): void;
  finish(): Vector;
}

function collectorFor(type: DataType): (length: number) => Collector {
  if (type.kind === 'varchar') {
    const dictionary = new DictionaryBuilder();
    return (length) => collectStrings(type, length, dictionary);
  }
  return storageOf(type) === 'object' ? (length) => collectObjects(type, length) : (length) => collectNumbers(type, length);
}

function collectNumbers(type: DataType, length: number): Collector {
  const cells = allocate(type, length);
  const validity = new Uint8Array((length + 7) >> 3);
  return {
    put(rows, results) {
      const flat = flattened(results);
      if (cells instanceof BigInt64Array) scatterBigints(cells, flat.values as BigInt64Array, rows);
      else scatterNumbers(cells as Float64Array, flat.values as Float64Array, rows);
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!;
        if (!flat.validity || hasBit(flat.validity, i)) validity[row >> 3] = validity[row >> 3]! | (1 << (row & 7));
        else clearBit(validity, row);
      }
    },
    finish: () => ({ encoding: 'flat', type, values: cells, validity: isFull(validity, length) ? undefined : validity, length }),
  };
}

function isFull(validity: Uint8Array, length: number): boolean {
  const full = allValid(length);
  for (let i = 0; i < length >> 3; i++) if (validity[i] !== full[i]) return false;
  return (length & 7) === 0 || validity[length >> 3] === (1 << (length & 7)) - 1;
}

function scatterNumbers(out: Float64Array, values: Float64Array, rows: Int32Array): void {
  for (let i = 0; i < rows.length; i++) out[rows[i]!] = values[i]!;
}

function scatterBigints(out: BigInt64Array, values: BigInt64Array, rows: Int32Array): void {
  for (let i = 0; i < rows.length; i++) out[rows[i]!] = values[i]!;
}

/** Strings as codes, while all branches are constants or codes of a dictionary; as they are, once one is neither. */
function collectStrings(type: DataType, length: number, dictionary: DictionaryBuilder): Collector {
  let codes = new Int32Array(length).fill(-1);
  let strings: unknown[] | undefined;
  return {
    put(rows, results) {
      if (results.encoding === 'flat' && !strings) strings = Array.from(codes, (code) => (code < 0 ? null : dictionary.values[code]));
      if (strings) {
        const read = cellReader(results);
        for (let i = 0; i < rows.length; i++) strings[rows[i]!] = read(i);
      } else if (results.encoding === 'constant') {
        const code = results.value === null ? -1 : dictionary.add(results.value);
        if (rows.length === length) codes = codes.fill(code);
        else for (let i = 0; i < rows.length; i++) codes[rows[i]!] = code;
      } else if (results.encoding === 'dictionary') {
        const codeOf = translated(results, dictionary);
        for (let i = 0; i < rows.length; i++) codes[rows[i]!] = codeOf(results.codes[i]!);
      }
    },
    finish: () =>
      strings
        ? { encoding: 'flat', type, values: strings, validity: undefined, length }
        : { encoding: 'dictionary', type, codes, dictionary, length },
  };
}

/** The codes in another dictionary of those of a vector. */
function translated({ codes, dictionary }: DictionaryVector, to: DictionaryBuilder): (code: number) => number {
  const { values } = dictionary;
  if (sizeOf(dictionary) > 4 * codes.length) return (code) => (code < 0 ? -1 : to.add(values[code]));
  // One more than the code; 0 where it is not known yet.
  const known = new Int32Array(sizeOf(dictionary));
  return (code) => {
    if (code < 0) return -1;
    if (known[code] === 0) known[code] = to.add(values[code]) + 1;
    return known[code]! - 1;
  };
}

function collectObjects(type: DataType, length: number): Collector {
  const cells = new Array<unknown>(length).fill(null);
  return {
    put(rows, results) {
      const read = cellReader(results);
      for (let i = 0; i < rows.length; i++) cells[rows[i]!] = read(i);
    },
    finish() {
      const builder = createBuilder(type, length);
      for (const cell of cells) builder.append(cell);
      return builder.finish();
    },
  };
}

import { RowError } from '../../diagnostics/row-error.ts';
import type { Expression } from '../../operators/expressions/expression.ts';
import { locateError } from '../../operators/expressions/interpret.ts';
import type { DataType } from '../../types/data-type.ts';
import { storageOf } from '../../types/storage.ts';
import { allValid, clearBit } from '../../vectors/bitmap.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { DictionaryBuilder } from '../../vectors/dictionary.ts';
import { allocate } from '../../vectors/fixed-width.ts';
import type { Dictionary, DictionaryVector, Vector } from '../../vectors/vector.ts';

/** A function of one varying argument. */
export interface UnaryKernel {
  readonly type: DataType;
  readonly source: Expression;
  readonly compute: (value: unknown) => unknown;
  /** Whether a failure is a plain NULL. */
  readonly lenient: boolean;
}

const PENDING = -2;
const NULL = -1;
const ERROR = -3;

/** The results of a function for the entries of one dictionary that have occurred so far. */
interface DictionaryMemo {
  /** Per entry: the index of its result, or that it is pending, NULL or failed. */
  resultIndex: Int32Array;
  readonly results: DictionaryBuilder | unknown[];
  readonly failures: Map<number, RowError>;
}

/**
 * Applies a function to a dictionary column by computing each distinct value once, when it first occurs; results are
 * kept for the whole query. String results form another dictionary.
 */
export function evaluateOnDictionary(kernel: UnaryKernel): (vector: DictionaryVector) => Vector {
  const known = new WeakMap<Dictionary, DictionaryMemo>();
  const strings = kernel.type.kind === 'varchar' || kernel.type.kind === 'json';
  return (vector) => {
    let entries = known.get(vector.dictionary);
    if (!entries) {
      entries = { resultIndex: new Int32Array(0), results: strings ? new DictionaryBuilder() : [], failures: new Map() };
      known.set(vector.dictionary, entries);
    }
    const resultIndex = computeEntries(entries, vector, kernel);
    return strings ? stringResult(entries, resultIndex, vector, kernel) : gatherResult(entries, resultIndex, vector, kernel);
  };
}

/** Computes the entries that the rows use and that have not been computed yet. */
function computeEntries(entries: DictionaryMemo, { codes, dictionary }: DictionaryVector, kernel: UnaryKernel): Int32Array {
  const { values } = dictionary;
  if (entries.resultIndex.length < values.length) {
    const grown = new Int32Array(Math.max(values.length, entries.resultIndex.length * 2)).fill(PENDING);
    grown.set(entries.resultIndex);
    entries.resultIndex = grown;
  }
  const { resultIndex, results } = entries;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0 || resultIndex[code] !== PENDING) continue;
    try {
      const value = kernel.compute(values[code]);
      if (value === null || value === undefined) resultIndex[code] = NULL;
      else if (results instanceof DictionaryBuilder) resultIndex[code] = results.add(value);
      else resultIndex[code] = results.push(value) - 1;
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      if (kernel.lenient) resultIndex[code] = NULL;
      else {
        locateError(error, kernel.source);
        entries.failures.set(code, error);
        resultIndex[code] = ERROR;
      }
    }
  }
  return resultIndex;
}

/** The failures of the rows: those that the column already had, and those of their entries. */
function rowFailures(
  { failures }: DictionaryMemo,
  resultIndex: Int32Array,
  { codes, errors }: DictionaryVector,
): Map<number, RowError> | undefined {
  if (failures.size === 0 && !errors) return undefined;
  const rows = new Map(errors);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code >= 0 && resultIndex[code] === ERROR) rows.set(row, failures.get(code)!);
  }
  return rows.size > 0 ? rows : undefined;
}

function stringResult(entries: DictionaryMemo, resultIndex: Int32Array, vector: DictionaryVector, kernel: UnaryKernel): Vector {
  const { codes, length } = vector;
  const out = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const code = codes[row]!;
    const index = code < 0 ? NULL : resultIndex[code]!;
    out[row] = index < 0 ? -1 : index;
  }
  return {
    encoding: 'dictionary',
    type: kernel.type,
    codes: out,
    dictionary: entries.results as DictionaryBuilder,
    length,
    errors: rowFailures(entries, resultIndex, vector),
  };
}

function gatherResult(entries: DictionaryMemo, resultIndex: Int32Array, vector: DictionaryVector, kernel: UnaryKernel): Vector {
  const { codes, length } = vector;
  const results = entries.results as unknown[];
  const errors = rowFailures(entries, resultIndex, vector);
  if (storageOf(kernel.type) === 'object') {
    const builder = createBuilder(kernel.type, length);
    for (let row = 0; row < length; row++) {
      const index = codes[row]! < 0 ? NULL : resultIndex[codes[row]!]!;
      builder.append(index < 0 ? null : results[index]);
    }
    return { ...builder.finish(), errors };
  }
  const values = allocate(kernel.type, length) as Float64Array;
  let validity: Uint8Array | undefined;
  for (let row = 0; row < length; row++) {
    const index = codes[row]! < 0 ? NULL : resultIndex[codes[row]!]!;
    if (index >= 0) values[row] = results[index] as number;
    else {
      validity ??= allValid(length);
      clearBit(validity, row);
    }
  }
  return { encoding: 'flat', type: kernel.type, values, validity, length, errors };
}

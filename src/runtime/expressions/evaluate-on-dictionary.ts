import { RowFailure } from '../../diagnostics/row-error.ts';
import type { Expression } from '../../operators/expressions/expression.ts';
import { markFailure } from '../../operators/expressions/interpret.ts';
import type { DataType } from '../../types/data-type.ts';
import { allSet, clearBit } from '../../vectors/bitmap.ts';
import { allocate, createBuilder } from '../../vectors/builder.ts';
import { DictionaryBuilder } from '../../vectors/dictionary.ts';
import { type Dictionary, type DictionaryVector, storageOf, type Vector } from '../../vectors/vector.ts';

/** A function of one varying argument. */
export interface UnaryKernel {
  readonly type: DataType;
  readonly source: Expression;
  readonly compute: (value: unknown) => unknown;
  /** Whether a failure is a plain NULL. */
  readonly lenient: boolean;
}

const undone = -2;
const missing = -1;
const failed = -3;

/** What a function gave for the entries of one dictionary that occurred so far. */
interface Entries {
  /** By entry: the place of its result, or undone, missing, failed. */
  places: Int32Array;
  readonly results: DictionaryBuilder | unknown[];
  readonly failures: Map<number, RowFailure>;
}

/**
 * Applies a function to a dictionary column by computing each distinct value once, when it first occurs; results are
 * kept for the whole query. Text results form a dictionary again.
 */
export function dictionaryKernel(kernel: UnaryKernel): (vector: DictionaryVector) => Vector {
  const known = new WeakMap<Dictionary, Entries>();
  const texts = kernel.type.kind === 'varchar' || kernel.type.kind === 'json';
  return (vector) => {
    let entries = known.get(vector.dictionary);
    if (!entries) {
      entries = { places: new Int32Array(0), results: texts ? new DictionaryBuilder() : [], failures: new Map() };
      known.set(vector.dictionary, entries);
    }
    const places = computeEntries(entries, vector, kernel);
    return texts ? textResult(entries, places, vector, kernel) : gatherResult(entries, places, vector, kernel);
  };
}

/** Computes the entries that the rows use and that were not computed before. */
function computeEntries(entries: Entries, { codes, dictionary }: DictionaryVector, kernel: UnaryKernel): Int32Array {
  const { values } = dictionary;
  if (entries.places.length < values.length) {
    const grown = new Int32Array(Math.max(values.length, entries.places.length * 2)).fill(undone);
    grown.set(entries.places);
    entries.places = grown;
  }
  const { places, results } = entries;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0 || places[code] !== undone) continue;
    try {
      const value = kernel.compute(values[code]);
      if (value === null || value === undefined) places[code] = missing;
      else if (results instanceof DictionaryBuilder) places[code] = results.add(value);
      else places[code] = results.push(value) - 1;
    } catch (error) {
      if (!(error instanceof RowFailure)) throw error;
      if (kernel.lenient) places[code] = missing;
      else {
        markFailure(error, kernel.source);
        entries.failures.set(code, error);
        places[code] = failed;
      }
    }
  }
  return places;
}

/** The failures of the rows: those their texts had before, and those of their entries. */
function rowFailures({ failures }: Entries, places: Int32Array, { codes, errors }: DictionaryVector): Map<number, RowFailure> | undefined {
  if (failures.size === 0 && !errors) return undefined;
  const rows = new Map(errors);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code >= 0 && places[code] === failed) rows.set(row, failures.get(code)!);
  }
  return rows.size > 0 ? rows : undefined;
}

function textResult(entries: Entries, places: Int32Array, vector: DictionaryVector, kernel: UnaryKernel): Vector {
  const { codes, length } = vector;
  const out = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const code = codes[row]!;
    const place = code < 0 ? missing : places[code]!;
    out[row] = place < 0 ? -1 : place;
  }
  return {
    encoding: 'dictionary',
    type: kernel.type,
    codes: out,
    dictionary: entries.results as DictionaryBuilder,
    length,
    errors: rowFailures(entries, places, vector),
  };
}

function gatherResult(entries: Entries, places: Int32Array, vector: DictionaryVector, kernel: UnaryKernel): Vector {
  const { codes, length } = vector;
  const results = entries.results as unknown[];
  const errors = rowFailures(entries, places, vector);
  if (storageOf(kernel.type) === 'object') {
    const builder = createBuilder(kernel.type, length);
    for (let row = 0; row < length; row++) {
      const place = codes[row]! < 0 ? missing : places[codes[row]!]!;
      builder.append(place < 0 ? null : results[place]);
    }
    return { ...builder.finish(), errors };
  }
  const values = allocate(kernel.type, length) as Float64Array;
  let validity: Uint8Array | undefined;
  for (let row = 0; row < length; row++) {
    const place = codes[row]! < 0 ? missing : places[codes[row]!]!;
    if (place >= 0) values[row] = results[place] as number;
    else {
      validity ??= allSet(length);
      clearBit(validity, row);
    }
  }
  return { encoding: 'flat', type: kernel.type, values, validity, length, errors };
}

import type { RowError } from '../../diagnostics/row-error.ts';
import { columnsOf, type Expression, some } from '../../operators/expressions/expression.ts';
import { readsStrings } from '../../operators/expressions/interpret.ts';
import { storageOf } from '../../types/storage.ts';
import { cellBytes } from '../../types/values.ts';
import { asDictionary } from '../../vectors/as-dictionary.ts';
import { allValid, clearBit } from '../../vectors/bitmap.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { coded, codedBefore } from '../../vectors/column-facts.ts';
import { DictionaryBuilder } from '../../vectors/dictionary.ts';
import { allocate, growCells, setCell } from '../../vectors/fixed-width.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { rowsFrom, rowsMarked, type Selection } from '../../vectors/selection.ts';
import { slice } from '../../vectors/take.ts';
import { cellReader, type Dictionary, type DictionaryVector, type FixedWidthArray, nullReader, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { computedBytes } from './computed-bytes.ts';
import { type Entries, entriesOfColumn, entriesOfColumns } from './entries.ts';

/** Computes an expression for all rows of a batch. */
export interface Evaluator {
  (batch: RecordBatch): Vector;
  /** For conditions: the rows where it is true, without a cell per row; undefined where that cannot be, as when it failed for a row. */
  readonly select?: (batch: RecordBatch) => Selection | undefined;
}

/** Functions whose calls cost more than finding the code of a string. */
const costly: ReadonlySet<string> = new Set(['regexp', 'json', 'url', 'ip', 'datetime', 'binary']);

/**
 * Whether an expression may be computed once per distinct value of the only column that it reads: the same value always gives the same result, and its
 * calls do not warn of every row.
 */
export const canPeel = (expression: Expression): boolean =>
  expression.kind !== 'column' && expression.kind !== 'literal' && columnsOf(expression).size === 1 && isPure(expression);

/** Whether the same cells always give the same result, and nothing is warned of or counted meanwhile. */
export const isPure = (expression: Expression): boolean =>
  !some(expression, (node) => {
    if (node.kind === 'isNull') return node.value.kind !== 'column'; // it counts the rows whose failure it answers
    // As do those for which a string that cannot be read is NULL.
    const answers = node.kind === 'case' || node.kind === 'coalesce' || (node.kind === 'call' && node.fn.nulls !== 'propagate');
    if (answers && readsStrings(node)) return true;
    return node.kind === 'call' && (node.fn.volatility !== 'immutable' || node.fn.category === 'series');
  });

/** Whether it pays to find the codes of a plain column for the expression, and not only to use those that are known. */
function deservesCodes(expression: Expression): boolean {
  const calls = (test: (node: Expression & { readonly kind: 'call' }) => boolean): boolean =>
    some(expression, (node) => node.kind === 'call' && test(node));
  if (calls(({ fn }) => costly.has(fn.category))) return true;
  // Arithmetic of 64-bit integers and writing them are slow, comparing them is not.
  return (
    calls((call) => storageOf(call.type) === 'int64') ||
    some(expression, (node) => node.kind === 'cast' && storageOf(node.type) === 'object' && isInteger(node.value))
  );
}

const isInteger = ({ type }: Expression): boolean => storageOf(type) === 'int64' || storageOf(type) === 'int32';

/**
 * Computes an expression over one column once per distinct value, when it first occurs, and keeps the results for the query. (Velox calls it
 * peeling.) Columns without codes are computed row by row.
 */
export function peeled(expression: Expression, evaluate: Evaluator, context: ExecutionContext): Evaluator {
  const [index] = columnsOf(expression);
  const toCodes = deservesCodes(expression) ? coded : codedBefore;
  const known = new WeakMap<Dictionary, EntryResults>();
  const resultsOf = (dictionary: Dictionary): EntryResults => {
    let results = known.get(dictionary);
    if (!results) {
      results = createResults(expression, evaluate, context);
      known.set(dictionary, results);
    }
    return results;
  };
  const evaluator = (batch: RecordBatch): Vector => {
    const vector = toCodes(batch.columns[index!]!);
    return vector.encoding === 'dictionary' ? resultsOf(vector.dictionary).of(entriesOfColumn(index!, vector), batch) : evaluate(batch);
  };
  if (expression.type.kind !== 'boolean') return evaluator;
  const select = (batch: RecordBatch): Selection | undefined => {
    const vector = toCodes(batch.columns[index!]!);
    return vector.encoding === 'dictionary'
      ? resultsOf(vector.dictionary).select(entriesOfColumn(index!, vector), batch)
      : evaluate.select?.(batch);
  };
  return Object.assign(evaluator, { select });
}

/** Whether it may pay to compute an expression once per combination of what several columns hold: it makes or reads strings, which takes longer than finding the combination. */
export function canPeelTogether(expression: Expression): boolean {
  if (expression.kind !== 'call' && expression.kind !== 'case' && expression.kind !== 'coalesce') return false;
  const { size } = columnsOf(expression);
  if (size < 2 || size > maxColumns || !isPure(expression)) return false;
  const isObject = ({ type }: Expression): boolean => storageOf(type) === 'object';
  return isObject(expression) || (expression.kind === 'call' && expression.args.some(isObject));
}

const maxColumns = 3;

/** Computes an expression over several columns once per combination of their values, where all of them have codes and the combinations are few. */
export function peeledTogether(expression: Expression, evaluate: Evaluator, context: ExecutionContext): Evaluator {
  const indexes = [...columnsOf(expression)];
  let known: { readonly dictionaries: readonly Dictionary[]; readonly size: number; readonly results: EntryResults } | undefined;
  const resultsOf = (vectors: readonly DictionaryVector[], { size }: Entries): EntryResults => {
    if (known?.size !== size || !vectors.every(({ dictionary }, c) => dictionary === known!.dictionaries[c]))
      known = { dictionaries: vectors.map(({ dictionary }) => dictionary), size, results: createResults(expression, evaluate, context) };
    return known.results;
  };
  return (batch) => {
    const vectors: DictionaryVector[] = [];
    for (const index of indexes) {
      const vector = codedBefore(batch.columns[index]!);
      if (vector.encoding !== 'dictionary' || vector.errors) return evaluate(batch);
      vectors.push(vector);
    }
    const entries = entriesOfColumns(indexes, vectors, batch.length);
    return entries ? resultsOf(vectors, entries).of(entries, batch) : evaluate(batch);
  };
}

/** What is known of the entries of one dictionary. */
interface EntryResults {
  /** The results of the rows. */
  of(entries: Entries, batch: RecordBatch): Vector;
  /** The rows whose result is true; undefined where some failed. */
  select(entries: Entries, batch: RecordBatch): Selection | undefined;
}

const pending = -2;
const none = -1;
/** So few results that they are forgotten before the garbage collector would move them. */
const entriesAtOnce = 2048;

/** All entries are computed at once if that takes no longer, milliseconds. */
const maxAllMs = 10;
/** Entries beside which what every batch costs does not count. */
const fewEntries = 64;

function createResults(expression: Expression, evaluate: Evaluator, { evaluation, warnings }: ExecutionContext): EntryResults {
  const { type } = expression;
  const { memory } = evaluation;
  const store = createStore(type);
  const failures = new Map<number, RowError>();
  /** Per entry, from NULL on: the number of its result, or that it is pending or NULL. */
  let numbers = new Int32Array(0);
  /** Per entry of a condition, from NULL on: 1 where it is true. */
  let marks = new Uint8Array(0);
  /** The size of the dictionary when all of its entries were computed. */
  let complete = 0;

  const evaluateEntries = (codes: Int32Array, entries: Entries, { schema }: RecordBatch): Vector =>
    warnings.settle(() => evaluate({ schema, length: codes.length, columns: entries.columns(codes) }));

  const record = (codes: Int32Array, results: Vector): void => {
    const read = cellReader(results);
    const before = store.byteSize();
    for (let i = 0; i < codes.length; i++) {
      const place = codes[i]! + 1;
      const value = read(i);
      const failure = results.errors?.get(i);
      if (failure) failures.set(place, failure);
      numbers[place] = value === null ? none : store.add(value);
      if (value === true) marks[place] = 1;
    }
    memory.reserve(store.byteSize() - before);
  };

  /** The dictionary of all results, by the codes of the entries, once all are known and none is NULL. */
  let derived: Dictionary | undefined;
  let tried = false;
  /** Numbers are computed so fast that even entries which only later batches have are computed at once. */
  const manyEntries = storageOf(type) === 'object' ? 1 : 4;

  /** Computes all entries, when they are few beside the rows: then no row has to be looked at, unless a result is NULL. */
  const computeAll = (entries: Entries, batch: RecordBatch): void => {
    tried = true;
    const codes = rowsFrom(-1, entries.size + 1);
    const results = evaluateEntries(codes, entries, batch);
    derived = sharedResults(results);
    if (derived) memory.reserve(computedBytes(results));
    else record(codes, results);
    complete = entries.size;
  };

  /** What an entry of a dictionary takes beside its result. */
  const bytesPerEntry = type.kind === 'boolean' ? 5 : 4;

  /** Milliseconds that an entry took. */
  let perEntry = 0;

  const computeFresh = (fresh: Int32Array, entries: Entries, batch: RecordBatch): void => {
    const started = performance.now();
    let done = 0;
    try {
      while (done < fresh.length) {
        const part = fresh.subarray(done, done + entriesAtOnce);
        record(part, evaluateEntries(part, entries, batch));
        done += part.length;
      }
    } finally {
      // An attempt that was given up is made again.
      for (const code of fresh.subarray(done)) numbers[code + 1] = pending;
    }
    perEntry = (performance.now() - started) / Math.max(fresh.length, fewEntries);
  };

  /** Computes what is not known of the entries of rows. */
  const complement = (entries: Entries, batch: RecordBatch): void => {
    const { codes, size, errors } = entries;
    if (numbers.length < size + 1) {
      const room = Math.max(size + 1, numbers.length * 2);
      memory.reserve(bytesPerEntry * (room - numbers.length));
      const grown = new Int32Array(room).fill(pending);
      grown.set(numbers);
      numbers = grown;
      if (type.kind === 'boolean') marks = growCells(marks, numbers.length);
    }
    if (!tried && size <= manyEntries * codes.length && size * perEntry <= maxAllMs) computeAll(entries, batch);
    if (complete === size && (!derived || !errors)) return;
    const fresh = pendingEntries(codes, numbers);
    if (fresh.length > 0) computeFresh(fresh, entries, batch);
  };

  return {
    of(entries, batch) {
      complement(entries, batch);
      const { codes, size, blocks } = entries;
      if (derived && complete === size && !entries.errors)
        return { encoding: 'dictionary', type, codes, dictionary: derived, blocks, length: codes.length };
      const errors = failures.size > 0 || entries.errors ? rowFailures(codes, failures, entries.errors) : undefined;
      return { ...store.spread(codes, numbers), errors };
    },
    select(entries, batch) {
      complement(entries, batch);
      return failures.size > 0 || entries.errors ? undefined : rowsMarked(entries.codes, marks);
    },
  };
}

/** The results of NULL and of all entries as a dictionary for the codes of those; undefined where that of an entry is NULL, or that of NULL is not. */
function sharedResults(results: Vector): Dictionary | undefined {
  return results.errors || !nullReader(results)(0) ? undefined : asDictionary(slice(results, 1, results.length));
}

/** The codes, NULL among them, that have no result yet; each once, in the order of the rows. */
function pendingEntries(codes: Int32Array, numbers: Int32Array): Int32Array {
  const found: number[] = [];
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (numbers[code + 1] !== pending) continue;
    numbers[code + 1] = none;
    found.push(code);
  }
  return Int32Array.from(found);
}

function rowFailures(
  codes: Int32Array,
  failures: ReadonlyMap<number, RowError>,
  before: ReadonlyMap<number, RowError> | undefined,
): ReadonlyMap<number, RowError> | undefined {
  const rows = new Map<number, RowError>();
  for (let row = 0; row < codes.length; row++) {
    const failure = failures.get(codes[row]! + 1) ?? before?.get(row);
    if (failure) rows.set(row, failure);
  }
  return rows.size > 0 ? rows : undefined;
}

/** The results of entries, numbered from 0, and the columns that they make. */
interface ResultStore {
  add(value: unknown): number;
  byteSize(): number;
  /** The column of the results of rows with these codes; numbers[code + 1] is negative for NULL. */
  spread(codes: Int32Array, numbers: Int32Array): Vector;
}

function createStore(type: Vector['type']): ResultStore {
  const storage = storageOf(type);
  if (type.kind === 'varchar' || type.kind === 'json') {
    const dictionary = new DictionaryBuilder();
    return { add: (value) => dictionary.add(value), byteSize: () => dictionary.byteSize(), ...codedResults(type, dictionary) };
  }
  if (storage === 'int64' || storage === 'int32') {
    const values: unknown[] = [];
    return { add: (value) => values.push(value) - 1, byteSize: () => 24 * values.length, ...codedResults(type, { values, repeats: true }) };
  }
  return storage === 'object' ? nestedStore(type) : numberStore(type);
}

function codedResults(type: Vector['type'], dictionary: Dictionary): Pick<ResultStore, 'spread'> {
  return {
    spread(codes, numbers) {
      const results = new Int32Array(codes.length);
      for (let row = 0; row < codes.length; row++) results[row] = numbers[codes[row]! + 1]!;
      return { encoding: 'dictionary', type, codes: results, dictionary, length: codes.length };
    },
  };
}

function nestedStore(type: Vector['type']): ResultStore {
  const values: unknown[] = [];
  let bytes = 0;
  return {
    add(value) {
      bytes += cellBytes(value);
      return values.push(value) - 1;
    },
    byteSize: () => bytes,
    spread(codes, numbers) {
      const builder = createBuilder(type, codes.length);
      for (let row = 0; row < codes.length; row++) builder.append(values[numbers[codes[row]! + 1]!] ?? null);
      return builder.finish();
    },
  };
}

/** Doubles and booleans are read by all that take them, so that they are spread at once. */
function numberStore(type: Vector['type']): ResultStore {
  let cells: FixedWidthArray = allocate(type, 64);
  let size = 0;
  return {
    add(value) {
      if (size === cells.length) cells = growCells(cells, 2 * size);
      setCell(cells, size, typeof value === 'boolean' ? Number(value) : value);
      return size++;
    },
    byteSize: () => cells.byteLength,
    spread(codes, numbers) {
      const { length } = codes;
      const values = allocate(type, length);
      const complete =
        values instanceof Uint8Array
          ? spreadBytes(values, cells as Uint8Array, codes, numbers)
          : spreadDoubles(values as Float64Array, cells as Float64Array, codes, numbers);
      return { encoding: 'flat', type, values, validity: complete ? undefined : validityOf(codes, numbers), length };
    },
  };
}

/** Writes the results of rows, and answers whether none is NULL. */
function spreadBytes(out: Uint8Array, cells: Uint8Array, codes: Int32Array, numbers: Int32Array): boolean {
  let complete = true;
  for (let row = 0; row < codes.length; row++) {
    const number = numbers[codes[row]! + 1]!;
    if (number >= 0) out[row] = cells[number]!;
    else complete = false;
  }
  return complete;
}

function spreadDoubles(out: Float64Array, cells: Float64Array, codes: Int32Array, numbers: Int32Array): boolean {
  let complete = true;
  for (let row = 0; row < codes.length; row++) {
    const number = numbers[codes[row]! + 1]!;
    if (number >= 0) out[row] = cells[number]!;
    else complete = false;
  }
  return complete;
}

function validityOf(codes: Int32Array, numbers: Int32Array): Uint8Array {
  const bits = allValid(codes.length);
  for (let row = 0; row < codes.length; row++) if (numbers[codes[row]! + 1]! < 0) clearBit(bits, row);
  return bits;
}

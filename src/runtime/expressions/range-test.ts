import type { Expression } from '../../operators/expressions/expression.ts';
import { hasBit } from '../../vectors/bitmap.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { rowsFrom, type Selection, selectionScratch } from '../../vectors/selection.ts';
import type { FlatVector } from '../../vectors/vector.ts';
import { wordsOf } from '../../vectors/words.ts';

/** Finds the rows of a plain column whose value lies in a range; undefined where the column is not plain. */
export type RangeTest = (batch: RecordBatch) => Selection | undefined;

const mirrored: Readonly<Record<string, string>> = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** A comparison of a column with a constant as a test that finds rows at once, without a boolean per row; undefined for other expressions. */
export function rangeTest(expression: Expression): RangeTest | undefined {
  if (expression.kind !== 'call' || expression.args.length !== 2 || !Object.hasOwn(mirrored, expression.fn.name)) return undefined;
  const [left, right] = expression.args as readonly [Expression, Expression];
  const { name } = expression.fn;
  if (left.kind === 'column' && right.kind === 'literal') return testOf(left, name, right.value);
  if (right.kind === 'column' && left.kind === 'literal') return testOf(right, mirrored[name]!, left.value);
  return undefined;
}

function testOf({ index, type }: Expression & { readonly kind: 'column' }, operator: string, value: unknown): RangeTest | undefined {
  const find = finderOf(type.kind, operator, value);
  return (
    find &&
    ((batch) => {
      const column = batch.columns[index]!;
      return column.encoding === 'flat' && !column.errors && column.type.kind === type.kind ? find(column) : undefined;
    })
  );
}

function finderOf(kind: string, operator: string, value: unknown): ((column: FlatVector) => Selection) | undefined {
  if ((kind === 'double' || kind === 'integer' || kind === 'date') && typeof value === 'number') {
    const [low, high] = rangeOf(operator, value, next, previous, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    const inside = operator !== '<>';
    return (column) =>
      present(column, column.values instanceof Float64Array ? doubles(column, low, high, inside) : integers(column, low, high, inside));
  }
  if ((kind === 'bigint' || kind === 'timestamp') && typeof value === 'bigint') {
    const [low, high] = rangeOf(
      operator,
      value,
      (v) => v + 1n,
      (v) => v - 1n,
      minInt64,
      maxInt64,
    );
    return (column) => present(column, words(column, low, high, operator !== '<>'));
  }
  return undefined;
}

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;

/** The smallest and the largest value that pass, those of '=' for '<>'. */
function rangeOf<V>(operator: string, value: V, after: (v: V) => V, before: (v: V) => V, min: V, max: V): readonly [V, V] {
  switch (operator) {
    case '<':
      return [min, before(value)];
    case '<=':
      return [min, value];
    case '>':
      return [after(value), max];
    case '>=':
      return [value, max];
    default:
      return [value, value];
  }
}

const bits = new DataView(new ArrayBuffer(8));

/** The double after a value; NaN, to which nothing compares, after infinity and NaN. */
function next(value: number): number {
  if (!(value < Number.POSITIVE_INFINITY)) return Number.NaN;
  if (value === 0) return Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}

const previous = (value: number): number => -next(-value);

/** The selection without NULL cells. */
function present({ validity }: FlatVector, rows: Selection): Selection {
  return validity ? rows.filter((row) => hasBit(validity, row)) : rows;
}

// One loop per kind of array: V8 compiles a loop for the kinds that it has seen.

function doubles({ values, length }: FlatVector, low: number, high: number, inside: boolean): Selection {
  const cells = values as Float64Array; // the column is one of doubles
  const rows = selectionScratch(length);
  let count = 0;
  if (inside) {
    for (let row = 0; row < length; row++) {
      const value = cells[row]!;
      if (value >= low && value <= high) rows[count++] = row;
    }
  } else {
    for (let row = 0; row < length; row++) {
      const value = cells[row]!;
      if (!(value >= low && value <= high)) rows[count++] = row;
    }
  }
  return rows.slice(0, count);
}

function integers({ values, length }: FlatVector, low: number, high: number, inside: boolean): Selection {
  const cells = values as Int32Array; // the column is one of 32-bit integers
  const rows = selectionScratch(length);
  let count = 0;
  if (inside) {
    for (let row = 0; row < length; row++) {
      const value = cells[row]!;
      if (value >= low && value <= high) rows[count++] = row;
    }
  } else {
    for (let row = 0; row < length; row++) {
      const value = cells[row]!;
      if (!(value >= low && value <= high)) rows[count++] = row;
    }
  }
  return rows.slice(0, count);
}

/** 64-bit integers by halves, so that none becomes an object. */
function words({ values, length }: FlatVector, low: bigint, high: bigint, inside: boolean): Selection {
  const cells = wordsOf(values as BigInt64Array); // the column is one of 64-bit integers
  const rows = selectionScratch(length);
  const [least, leastHalf] = halves(low);
  const [most, mostHalf] = halves(high);
  let count = 0;
  if (low > high) return inside ? new Int32Array(0) : rowsFrom(0, length);
  for (let row = 0; row < length; row++) {
    const upper = cells[2 * row + 1]!;
    const lower = cells[2 * row]! >>> 0;
    const passes = (upper > least || (upper === least && lower >= leastHalf)) && (upper < most || (upper === most && lower <= mostHalf));
    if (passes === inside) rows[count++] = row;
  }
  return rows.slice(0, count);
}

/** The signed upper half of a 64-bit integer and its unsigned lower half. */
const halves = (value: bigint): readonly [number, number] => [Number(value >> 32n), Number(value & 0xffffffffn)];

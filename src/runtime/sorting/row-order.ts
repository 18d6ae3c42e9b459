import type { SortKey } from '../../operators/plan/plan.ts';
import { compareText } from '../../types/compare-text.ts';
import { storageOf } from '../../types/storage.ts';
import { comparator } from '../../types/values.ts';
import { keepRanks, knownRanks, ranksOf } from '../../vectors/dictionary.ts';
import { cellReader, type FlatVector, type Vector } from '../../vectors/vector.ts';
import { mergeSort } from './merge-sort.ts';

/** Compares two rows of the key columns. */
export type RowOrder = (a: number, b: number) => number;

/** The order of rows by sort keys; 0 for rows that are equal in all keys. */
export function rowOrder(keys: readonly SortKey[], columns: readonly Vector[]): RowOrder {
  const orders = keys.map((key, i) => keyOrder(key, columns[i]!));
  const [first] = orders;
  if (orders.length === 1) return first!;
  return (a, b) => {
    for (const order of orders) {
      const result = order(a, b);
      if (result !== 0) return result;
    }
    return 0;
  };
}

/** Dictionaries of fewer strings are sorted in one go. */
const maxRankedAtOnce = 10_000;

/** Finds the ranks of the strings of key columns where that pays, before rows are compared by them: yields in between. */
export function* findRanks(keys: readonly SortKey[], columns: readonly Vector[]): Generator<void> {
  for (const [i, { value }] of keys.entries()) {
    const column = columns[i]!;
    if (column.encoding !== 'dictionary' || value.type.kind !== 'varchar' || !paysToRank(column) || knownRanks(column.dictionary)) continue;
    const values = column.dictionary.values as readonly string[];
    if (values.length > maxRankedAtOnce)
      keepRanks(column.dictionary, yield* mergeSort(values.length, (a, b) => compareText(values[a]!, values[b]!)));
  }
}

type DictionaryColumn = Vector & { readonly encoding: 'dictionary' };

/** Whether finding the ranks of the strings costs less than comparing these in as many rows. */
export const paysToRank = ({ codes, dictionary }: DictionaryColumn): boolean => dictionary.values.length <= 2 * codes.length;

function keyOrder({ value, descending, nullsFirst }: SortKey, vector: Vector): RowOrder {
  const sign = descending ? -1 : 1;
  if (vector.encoding === 'dictionary' && value.type.kind === 'varchar') return dictionaryOrder(vector, sign, nullsFirst);
  if (vector.encoding === 'flat' && !vector.validity && storageOf(vector.type) !== 'object') return numberOrder(vector, sign);
  const read = cellReader(vector);
  const compare = comparator(value.type);
  const missing = nullsFirst ? -1 : 1;
  return (a, b) => {
    const x = read(a);
    const y = read(b);
    if (x === null || y === null) return x === y ? 0 : x === null ? missing : -missing;
    return sign * compare(x, y);
  };
}

/** Strings of a dictionary compare by their rank in it, unless finding the ranks would cost more than comparing these few rows. */
function dictionaryOrder(column: DictionaryColumn, sign: number, nullsFirst: boolean): RowOrder {
  const { codes, dictionary } = column;
  const values = dictionary.values as readonly string[];
  const ranks = paysToRank(column) ? ranksOf(dictionary) : knownRanks(dictionary);
  const compare: RowOrder = ranks ? (x, y) => ranks[x]! - ranks[y]! : (x, y) => (x === y ? 0 : compareText(values[x]!, values[y]!));
  const missing = nullsFirst ? -1 : 1;
  return (a, b) => {
    const x = codes[a]!;
    const y = codes[b]!;
    if (x < 0 || y < 0) return x < 0 && y < 0 ? 0 : x < 0 ? missing : -missing;
    return sign * compare(x, y);
  };
}

function numberOrder({ values }: FlatVector, sign: number): RowOrder {
  if (values instanceof BigInt64Array) {
    return (a, b) => {
      const x = values[a]!;
      const y = values[b]!;
      return x < y ? -sign : x > y ? sign : 0;
    };
  }
  const numbers = values as Float64Array;
  return (a, b) => {
    const x = numbers[a]!;
    const y = numbers[b]!;
    if (x < y) return -sign;
    if (x > y) return sign;
    // NaN comes after every number.
    return x === y ? 0 : sign * ((Number.isNaN(x) ? 1 : 0) - (Number.isNaN(y) ? 1 : 0));
  };
}

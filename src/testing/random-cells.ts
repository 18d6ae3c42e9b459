import type { DataType } from '../types/data-type.ts';

/** Uniform whole numbers below a bound, the same in every run. */
export type Random = (bound: number) => number;

/** Random numbers from a seed (the linear congruential generator of Numerical Recipes). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

const strings = ['', 'a', 'b', 'ab', ' a b ', 'Ä', 'é', '\u{1f600}x', '0', '-12.5', '{"a":1}', 'a,b', "it's", '10.0.0.1', '2024-02-29'];
const doubles = [0, -0, 1, -1, 0.5, -2.25, 1e10, 1e-10, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const bigints = [0n, 1n, -1n, 2n, 7n, 1000n, -(2n ** 63n), 2n ** 63n - 1n];

/** A random cell of a type as vectors hold it, now and then NULL; undefined for types that have no values of their own, such as functions. */
export function randomCell(type: DataType, random: Random, nulls = true): unknown {
  if (nulls && random(6) === 0) return null;
  const pick = <V>(values: readonly V[]): V => values[random(values.length)]!;
  const many = (element: DataType, withNulls: boolean): unknown[] =>
    Array.from({ length: random(4) }, () => randomCell(element, random, withNulls));
  switch (type.kind) {
    case 'boolean':
      return random(2) === 1;
    case 'tinyint':
      return random(256) - 128;
    case 'smallint':
    case 'integer':
    case 'date':
    case 'interval year to month':
      return random(20_000) - 10_000;
    case 'bigint':
      return random(3) === 0 ? pick(bigints) : BigInt(random(21) - 10);
    case 'timestamp':
    case 'interval day to second':
      return BigInt(random(2 ** 31)) * 1_000_000_000n + BigInt(random(1000)) * 1_000_000n;
    case 'time':
      return BigInt(random(86_400)) * 1_000_000_000n;
    case 'real':
    case 'double':
      return random(3) === 0 ? pick(doubles) : (random(2001) - 1000) / 8;
    case 'varchar':
      return random(3) === 0 ? `word ${random(30)}` : pick(strings);
    case 'varbinary':
      return Uint8Array.from({ length: random(4) }, () => random(256));
    case 'json':
      return pick(['null', '1', '-2.5', 'true', '"a"', '[1,2]', '{"a":{"b":[1]}}', '{}']);
    case 'array':
      return many(type.element, true);
    case 'map': {
      const keys = [...new Set(many(type.key, false))];
      return { keys, values: keys.map(() => randomCell(type.value, random)) };
    }
    case 'row':
      return type.fields.map((field) => randomCell(field.type, random));
    default:
      return undefined;
  }
}

/** Whether {@link randomCell} has values of a type. */
export function hasCells(type: DataType): boolean {
  return randomCell(type, randomFrom(1), false) !== undefined;
}

import { JsonScanner } from '../json-scan.ts';
import { eachObject, type ObjectReader } from '../json-values.ts';
import type { RowCollector } from '../row-collector.ts';
import type { OpenSource } from '../source.ts';

/** A JSON object as a host value; whole numbers that a double would round are strings of their digits. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json | undefined };

/** Strings, which stay, and whole numbers of so many digits that a double may not hold them. */
const stringOrLong = /"(?:[^"\\]|\\[^])*"|-?\d{16,}(?![\d.eE])/g;

/** The value of a JSON text; whole numbers of 16 and more digits are strings, so that times in nanoseconds keep all of them. */
export function parseExact(text: string): Json {
  const exact = /\d{16}/.test(text) ? text.replace(stringOrLong, (part) => (part.startsWith('"') ? part : `"${part}"`)) : text;
  return JSON.parse(exact) as Json;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The elements that are objects; none where the value is not an array. */
export const objectsIn = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];

export const textIn = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** A number, or a string of one: infinities and NaN as JSON writers print them. */
export function numberIn(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const named = /^([+-]?)(?:Inf|Infinity)$/i.exec(value);
  if (named) return named[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const number = Number(value);
  return Number.isNaN(number) && !/^NaN$/i.test(value) ? undefined : number;
}

/** A whole number of 64 bits, from a number or its digits. */
export function bigintIn(value: Json | undefined): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value)) return undefined;
  const whole = BigInt(value);
  return BigInt.asIntN(64, whole) === whole ? whole : undefined;
}

/** A member under any of several names: writers of proto3 JSON use lowerCamelCase or the names of the fields. */
export function memberOf(object: JsonObject, ...names: readonly string[]): Json | undefined {
  for (const name of names) if (Object.hasOwn(object, name) && object[name] !== undefined) return object[name];
  return undefined;
}

/** Reads whole JSON objects of a file; `onDocument` says what is wrong with one that is not of the format. Answers the number of lines. */
export function eachDocument(
  source: OpenSource,
  rows: RowCollector,
  onDocument: (document: JsonObject, line: number) => string | undefined,
  onProgress?: (lines: number, characters: number) => void,
): Promise<number> {
  const scanner = new JsonScanner();
  const reader: ObjectReader & { problem: string } = {
    problem: '',
    object(text, at, end, line) {
      const after = scanner.skip(text, at, end);
      if (after < 0) {
        reader.problem = scanner.problem;
        return after;
      }
      const problem = onDocument(parseExact(text.slice(at, after)) as JsonObject, line); // it begins with a brace
      if (problem !== undefined) rows.skipped.add(line, problem);
      return after;
    },
  };
  return eachObject(source, rows, reader, onProgress);
}

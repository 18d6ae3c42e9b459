import { readFileSync, statSync } from 'node:fs';
import type { Source } from '../../src/formats.ts';
import { createEngine, type Table } from '../../src/index.ts';

/** The rows of a table as objects, times and JSON as text. */
export function rowsOf(table: Table): Record<string, unknown>[] {
  return createEngine({ tables: { t: table } })
    .querySync('*')
    .toArray({ timestamp: 'text', json: 'text' });
}

/** The names and types of a table, as in `a bigint`. */
export const schemaOf = (table: Table): string[] => table.schema.map(({ name, type }) => `${name} ${type.kind}`);

/** The bytes of a text. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A file of a real program in `test/data/formats`. */
export function sample(path: string): Source {
  const url = new URL(`../data/formats/${path}`, import.meta.url);
  return { name: path, input: readFileSync(url), modified: statSync(url).mtimeMs };
}

/** An input of pieces of the given size. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

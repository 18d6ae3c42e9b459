import { open } from 'node:fs/promises';
import { type ColumnarFile, type ColumnarOptions, readColumnar, unite } from '../formats/columnar.ts';
import { inputError, LoadedTable } from '../formats/input.ts';
import type { RandomAccess } from '../formats/parquet/read-parquet.ts';
import { findTimeZone } from '../types/time-zone.ts';

/** The formats of columns, which packages of their own read. */
export type ColumnarFormat = 'parquet' | 'arrow';

/** What the formats are called, and the packages for them. */
export const columnarFormats = {
  parquet: { title: 'Parquet', readers: 'hyparquet hyparquet-compressors', writers: 'hyparquet-writer' },
  arrow: { title: 'Arrow', readers: '@uwdata/flechette', writers: '@uwdata/flechette' },
} as const;

/** The format of a file whose first bytes are those of columns; undefined for text. */
export async function columnarFormatOf(path: string): Promise<ColumnarFormat | undefined> {
  const head = await readAt(path, 0, 8);
  const text = String.fromCharCode(...head);
  if (text.startsWith('PAR1')) return 'parquet';
  // A stream of Arrow begins with the mark of a message and its length.
  return text.startsWith('ARROW1') || /^\xff{4}[^]{2}\0\0$/.test(text) ? 'arrow' : undefined;
}

/** A file of columns, opened by the package for its format. @throws QueryError where that is not installed. */
async function columnarFile(
  path: string,
  name: string,
  format: ColumnarFormat,
  byteLength: number,
  options: ColumnarOptions,
): Promise<ColumnarFile> {
  try {
    if (format === 'arrow') {
      const { arrowFile } = await import('../formats/arrow/read-arrow.ts');
      return arrowFile({ name, input: await readAt(path, 0, byteLength) }, options);
    }
    const { parquetFile } = await import('../formats/parquet/read-parquet.ts');
    const input: RandomAccess = { byteLength, slice: async (start, end = byteLength) => (await readAt(path, start, end - start)).buffer };
    return parquetFile({ name, input }, options);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const { title, readers } = columnarFormats[format];
    throw inputError(name, `it is ${title}, and the package that reads it is not installed`, `npm install ${readers}`);
  }
}

/** Reads files of columns as one table. */
export async function loadColumnar(
  files: readonly { readonly path: string; readonly name: string; readonly format: ColumnarFormat; readonly byteLength: number }[],
  options: ColumnarOptions,
): Promise<LoadedTable> {
  const opened: ColumnarFile[] = [];
  for (const { path, name, format, byteLength } of files) opened.push(await columnarFile(path, name, format, byteLength, options));
  return readColumnar(opened, options);
}

/** The rows of tables that were read apart as one table. */
export function together(tables: readonly LoadedTable[], timeZone: string): LoadedTable {
  if (tables.length === 1) return tables[0]!;
  const parts = tables.map((table) => ({ schema: table.schema, vectors: table.columns, rowCount: table.rowCount }));
  const { schema, vectors, rowCount } = unite(parts, findTimeZone(timeZone) ?? findTimeZone('UTC')!);
  return new LoadedTable(schema, vectors, rowCount, {
    skippedCount: tables.reduce((sum, table) => sum + table.skippedCount, 0),
    skipped: tables.flatMap(({ skipped }) => skipped),
    notes: tables.flatMap(({ notes }) => notes),
    problems: tables.flatMap(({ problems }) => problems),
    files: tables.flatMap(({ files }) => files),
  });
}

/** Whether a package was not found. */
export const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';

async function readAt(path: string, start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled);
      if (bytesRead === 0) return bytes.slice(0, filled);
      filled += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

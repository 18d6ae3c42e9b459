import {
  type AsyncBuffer,
  type FileMetaData,
  type ParquetQueryFilter,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { reasonOf } from '../../diagnostics/as-query-error.ts';
import type { Field } from '../../types/data-type.ts';
import { becameNull, type ColumnarFile, type ColumnarOptions, type ColumnarRequest, type Columns, readColumnar } from '../columnar.ts';
import { type Input, inputError, type LoadedTable } from '../input.ts';
import { wholeBytes } from '../whole-bytes.ts';
import { columnFromChunks } from './column-from-chunks.ts';
import { isDecimal, rawElement, storedBound } from './column-types.ts';

/** Bytes of which parts can be asked for, so that columns and row groups that are not needed are not fetched: a file, or a URL that takes ranges. */
export interface RandomAccess {
  readonly byteLength: number;
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>;
}

/** A Parquet file with a name for messages. */
export interface ParquetSource {
  readonly name: string;
  readonly input: Input | RandomAccess;
}

/** Options of {@link readParquet}. */
export interface ParquetOptions extends ColumnarOptions {
  /**
   * By column, the least and the greatest value that is of interest: row groups and pages whose statistics say that all their values lie outside are passed over. Rows
   * outside may still be among those that are read. Times are nanoseconds since 1970, dates days.
   */
  readonly ranges?: Readonly<Record<string, { readonly min?: number | bigint | string; readonly max?: number | bigint | string }>>;
}

/**
 * Reads Parquet files into one table; columns go together by name. Only the columns that are asked for are read, and of these only row groups that `ranges` leaves.
 * Compressed pages may be SNAPPY, GZIP, BROTLI, ZSTD or LZ4.
 * @throws QueryError for a file that is not Parquet, or is damaged.
 */
export async function readParquet(sources: ParquetSource | readonly ParquetSource[], options: ParquetOptions = {}): Promise<LoadedTable> {
  const list: readonly ParquetSource[] = 'input' in sources ? [sources] : sources;
  return readColumnar(
    list.map((source) => parquetFile(source, options)),
    options,
  );
}

/** A Parquet file. */
export function parquetFile({ name, input }: ParquetSource, options: ParquetOptions): ColumnarFile {
  return {
    name,
    format: 'parquet',
    reason: 'it begins as Parquet does',
    async read(request) {
      const file = await randomAccess(input, name, options.signal);
      let bytes = 0;
      const counted: AsyncBuffer = {
        byteLength: file.byteLength,
        slice(start, end = file.byteLength) {
          options.signal?.throwIfAborted();
          bytes += end - start;
          return file.slice(start, end);
        },
      };
      try {
        return { ...(await readColumns(counted, request, options)), bytes };
      } catch (error) {
        if (options.signal?.aborted) throw error;
        throw inputError(name, `it is not Parquet that can be read, or damaged: ${reasonOf(error)}`);
      }
    },
  };
}

async function randomAccess(input: ParquetSource['input'], name: string, signal: AbortSignal | undefined): Promise<RandomAccess> {
  if (typeof input === 'object' && input !== null) {
    if ('byteLength' in input && !ArrayBuffer.isView(input)) return input as RandomAccess; // an ArrayBuffer has both too
    if (input instanceof Blob) return { byteLength: input.size, slice: (start, end) => input.slice(start, end).arrayBuffer() };
  }
  const bytes = await wholeBytes(input as Input, name, signal);
  return {
    byteLength: bytes.length,
    slice: (start, end = bytes.length) => bytes.slice(start, end).buffer,
  };
}

async function readColumns(file: AsyncBuffer, { wants, maxRows, warn }: ColumnarRequest, options: ParquetOptions): Promise<Columns> {
  const parsers = { timestampFromNanoseconds: (nanos: bigint) => nanos, jsonFromBytes: textOf, stringFromBytes: textOf };
  const stored = await parquetMetadataAsync(file, { parsers, geoparquet: false, initialFetchSize: 1 << 16 });
  const nodes = parquetSchema(stored).children.filter(({ element }) => wants(element.name));
  const columns = nodes.map(({ element }) => element.name);
  const metadata: FileMetaData = { ...stored, schema: stored.schema.map(rawElement) };
  const pruningFilter = filterOf(options.ranges, nodes);
  const scan = await parquetScan({
    file,
    metadata,
    columns,
    compressors,
    utf8: false,
    geoparquet: false,
    parsers,
    usePageIndex: pruningFilter !== undefined,
    ...(Number.isFinite(maxRows) ? { rowEnd: Math.min(maxRows, Number(stored.num_rows)) } : {}),
    ...(pruningFilter ? { pruningFilter } : {}),
  });
  const chunks = nodes.map((): unknown[] => []);
  let rowCount = 0;
  for (const { rowStart, rowEnd } of columns.length > 0 ? scan.ranges : []) {
    for (const [i, column] of columns.entries()) chunks[i]!.push(await scan.readColumn({ column, rowStart, rowEnd }));
    rowCount += rowEnd - rowStart;
  }
  if (columns.length === 0) rowCount = scan.ranges.reduce((rows, { rowStart, rowEnd }) => rows + rowEnd - rowStart, 0);
  const schema: Field[] = [];
  const vectors = nodes.map((node, i) => {
    const { vector, failed } = columnFromChunks(node, chunks[i] as ArrayLike<unknown>[], rowCount); // what the library decodes
    chunks[i] = [];
    const { name } = node.element;
    if (failed > 0) warn(`column '${name}'`, becameNull(failed, vector.type));
    schema.push({ name, type: vector.type });
    return vector;
  });
  return { schema, vectors, rowCount };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of bytes; most are short and ASCII, for which a call of the decoder takes longer than the text. */
function textOf(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined;
  if (bytes.length > 24) return decoder.decode(bytes);
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte > 127) return decoder.decode(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** The conditions of ranges, in the units in which the columns are stored. */
function filterOf(ranges: ParquetOptions['ranges'], nodes: readonly SchemaTree[]): ParquetQueryFilter | undefined {
  const conditions: ParquetQueryFilter[] = [];
  for (const [name, { min, max }] of Object.entries(ranges ?? {})) {
    const node = nodes.find(({ element }) => element.name === name);
    if (!node || node.children.length > 0) continue;
    if (isDecimal(node.element)) continue;
    if (min !== undefined) conditions.push({ [name]: { $gte: storedBound(node.element, min, 'floor') } });
    if (max !== undefined) conditions.push({ [name]: { $lte: storedBound(node.element, max, 'ceil') } });
  }
  return conditions.length > 0 ? { $and: conditions } : undefined;
}

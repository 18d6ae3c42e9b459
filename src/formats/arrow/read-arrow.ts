import { CompressionType, getCompressionCodec, setCompressionCodec, tableFromIPC } from '@uwdata/flechette';
import { reasonOf } from '../../diagnostics/as-query-error.ts';
import { type ColumnarFile, type ColumnarOptions, readColumnar } from '../columnar.ts';
import { inputError, type LoadedTable, type Source } from '../input.ts';
import { unlz4 } from '../packed/lz4.ts';
import { loadUnzstd } from '../packed/zstd.ts';
import { wholeBytes } from '../whole-bytes.ts';
import { vectorsFromArrow } from './from-arrow.ts';

/**
 * Reads files of Arrow IPC (the file format, also called Feather 2, and the stream format; LZ4 and Zstandard are unpacked) into one table. Columns go together by name.
 * @throws QueryError for a file that is not Arrow, or is damaged.
 */
export async function readArrow(sources: Source | readonly Source[], options: ColumnarOptions = {}): Promise<LoadedTable> {
  const list: readonly Source[] = 'input' in sources ? [sources] : sources;
  return readColumnar(
    list.map((source) => arrowFile(source, options)),
    options,
  );
}

/** A file of Arrow IPC. */
export function arrowFile({ name, input }: Source, { signal }: ColumnarOptions): ColumnarFile {
  return {
    name,
    format: 'arrow',
    reason: 'it begins as Arrow does',
    async read({ wants, warn }) {
      const bytes = await wholeBytes(input, name, signal);
      await provideCodecs();
      try {
        const arrow = tableFromIPC(bytes, { useBigInt: true, useBigIntTimestamp: true, useMap: true });
        const chosen = arrow.select(arrow.names.filter((column) => wants(String(column))));
        return { ...vectorsFromArrow(chosen, { warn }), rowCount: arrow.numRows, bytes: bytes.length };
      } catch (error) {
        throw inputError(name, `it is not Arrow, or damaged: ${reasonOf(error)}`);
      }
    },
  };
}

/** Gives the library what unpacks buffers, where the host has not. */
async function provideCodecs(): Promise<void> {
  const packs = (): never => {
    throw new Error('packing is not provided');
  };
  if (!getCompressionCodec(CompressionType.LZ4_FRAME)) setCompressionCodec(CompressionType.LZ4_FRAME, { decode: unlz4, encode: packs });
  if (getCompressionCodec(CompressionType.ZSTD)) return;
  const unzstd = await loadUnzstd();
  setCompressionCodec(CompressionType.ZSTD, { decode: (bytes) => unzstd(bytes), encode: packs });
}

import { ArchiveError, type PushUnpacker, unpacked } from './pushed.ts';

/** What of `node:zlib` is used. */
interface BrotliStream {
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  on(event: 'error' | 'end', listener: (error?: { readonly code?: string }) => void): unknown;
  write(piece: Uint8Array, onWritten: () => void): unknown;
  end(): unknown;
}

/** `node:zlib` of the process, if there is one: these modules run elsewhere as well. */
function zlib(): { createBrotliDecompress(): BrotliStream } | undefined {
  const { process } = globalThis as { readonly process?: { getBuiltinModule?(name: string): unknown } };
  return process?.getBuiltinModule?.('node:zlib') as ReturnType<typeof zlib>; // the module of that name
}

/** Whether Brotli can be unpacked here: only Node and what is like it has it built in. */
export const hasBrotli = (): boolean => zlib() !== undefined;

function openBrotli(onBytes: (bytes: Uint8Array) => void): PushUnpacker {
  const stream = zlib()!.createBrotliDecompress();
  let failed: ArchiveError | undefined;
  let wake: () => void = () => {};
  let ended = false;
  stream.on('data', onBytes);
  stream.on('error', (error) => {
    failed = new ArchiveError(error?.code === 'Z_BUF_ERROR');
    wake();
  });
  stream.on('end', () => {
    ended = true;
    wake();
  });
  const until = async (start: (done: () => void) => void): Promise<void> => {
    if (!failed)
      await new Promise<void>((resolve) => {
        wake = resolve;
        start(resolve);
      });
    if (failed) throw failed;
  };
  return {
    // Bytes after the end of the data are not looked at.
    push: (piece) => (ended ? undefined : until((done) => stream.write(piece, done))),
    end: () => (ended ? undefined : until(() => stream.end())),
  };
}

/** The unpacked bytes of Brotli data; `onProblem` hears why the rest could not be unpacked. */
export function unbrotli(pieces: AsyncIterable<Uint8Array>, onProblem: (reason: string) => void): AsyncGenerator<Uint8Array> {
  return unpacked(pieces, openBrotli, 'Brotli', onProblem);
}

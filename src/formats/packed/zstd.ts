import { ArchiveError, type PushUnpacker, unpacked } from './pushed.ts';

/** Whether bytes begin as a frame of Zstandard does (RFC 8878), or one that is to be skipped. */
export function isZstd(bytes: Uint8Array): boolean {
  if (bytes[0] === 0x28) return bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
  return bytes[0] !== undefined && bytes[0] >> 4 === 5 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18;
}

/** The code of fzstd for an input that ends too early. */
const unexpectedEnd = 5;

async function openZstd(onBytes: (bytes: Uint8Array) => void): Promise<PushUnpacker> {
  const { Decompress } = await import('fzstd');
  const stream = new Decompress(onBytes);
  const push = (piece: Uint8Array, final: boolean): void => {
    try {
      stream.push(piece, final);
    } catch (error) {
      throw new ArchiveError((error as { readonly code?: number }).code === unexpectedEnd); // what fzstd throws
    }
  };
  return { push: (piece) => push(piece, false), end: () => push(new Uint8Array(0), true) };
}

/** The unpacked bytes of Zstandard data of any number of frames; `onProblem` hears why the rest could not be unpacked. */
export function unzstd(pieces: AsyncIterable<Uint8Array>, onProblem: (reason: string) => void): AsyncGenerator<Uint8Array> {
  return unpacked(pieces, openZstd, 'zstd', onProblem);
}

/** What unpacks Zstandard data at once, into bytes of their own. */
export async function loadUnzstd(): Promise<(bytes: Uint8Array) => Uint8Array> {
  const { decompress } = await import('fzstd');
  return (bytes) => decompress(bytes).slice();
}

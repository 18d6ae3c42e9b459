/** What unpacks pieces of an archive: it is pushed bytes, and calls back with what they give. */
export interface PushUnpacker {
  /** Takes a piece. */
  push(piece: Uint8Array): void | Promise<void>;
  /** Takes the end of the input. */
  end(): void | Promise<void>;
}

/** Why an archive could not be unpacked to its end. */
export class ArchiveError extends Error {
  /** Whether the input ended too early; it is damaged otherwise. */
  readonly early: boolean;

  constructor(early: boolean) {
    super(early ? 'cut off' : 'damaged');
    this.early = early;
  }
}

/** Bytes that are pushed at once: a few of them may become many megabytes. */
const pieceSize = 4096;

/** The bytes that an unpacker gives; what is unpacked before a fault is given, and `onProblem` hears of the fault. */
export async function* unpacked(
  pieces: AsyncIterable<Uint8Array>,
  open: (onBytes: (bytes: Uint8Array) => void) => PushUnpacker | Promise<PushUnpacker>,
  kind: string,
  onProblem: (reason: string) => void,
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const unpacker = await open((bytes) => bytes.length > 0 && ready.push(bytes.slice()));
  try {
    for await (const piece of pieces) {
      for (let from = 0; from < piece.length; from += pieceSize) {
        await unpacker.push(piece.subarray(from, from + pieceSize));
        yield* ready.splice(0);
      }
    }
    await unpacker.end();
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    yield* ready.splice(0);
    onProblem(`the ${kind} data is ${error.message}`);
    return;
  }
  yield* ready;
}

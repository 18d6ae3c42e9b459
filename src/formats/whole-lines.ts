import type { OpenSource, TextPiece } from './source.ts';

/** A source without the rest of a line that an archive ends in before its time, and whether there was one. */
export function wholeLines(source: OpenSource): { readonly source: OpenSource; readonly lost: () => boolean } {
  const { endsEarly, bytes, pieces } = source;
  if (!endsEarly) return { source, lost: () => false };
  let lost = false;
  /** Holds back what follows the last newline until the next comes; `split` parts a piece behind its last newline, the tail as a copy. */
  async function* held<P>(all: AsyncIterable<P>, split: (piece: P) => readonly [P | undefined, P | undefined]) {
    let rest: P[] = [];
    for await (const piece of all) {
      const [whole, tail] = split(piece);
      if (whole !== undefined) {
        yield* rest;
        yield whole;
        rest = [];
      }
      if (tail !== undefined) rest.push(tail);
    }
    lost = rest.length > 0 && endsEarly!();
    if (!lost) yield* rest;
  }
  const ofBytes = (piece: Uint8Array) => {
    const end = piece.lastIndexOf(10) + 1;
    return [end > 0 ? piece.subarray(0, end) : undefined, end < piece.length ? piece.slice(end) : undefined] as const;
  };
  const ofText = ({ text, replaced }: TextPiece) => {
    const end = text.lastIndexOf('\n') + 1;
    return [
      end > 0 ? { text: text.slice(0, end), replaced } : undefined,
      end < text.length ? { text: text.slice(end), replaced } : undefined,
    ] as const;
  };
  return { source: { ...source, bytes: bytes && held(bytes, ofBytes), pieces: held(pieces, ofText) }, lost: () => lost };
}

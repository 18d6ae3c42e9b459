import type { OpenSource, TextPiece } from './source.ts';

/** A source without the rest of a line that an archive ends in before its time, and whether there was one. */
export function wholeLines(source: OpenSource): { readonly source: OpenSource; readonly lost: () => boolean } {
  const { endsEarly, bytes, pieces } = source;
  if (!endsEarly) return { source, lost: () => false };
  let lost = false;
  /** Holds back what follows the last newline until more comes. */
  async function* held<P>(all: AsyncIterable<P>, split: (piece: P, before: P | undefined) => readonly [P | undefined, P | undefined]) {
    let rest: P | undefined;
    for await (const piece of all) {
      const [whole, tail] = split(piece, rest);
      rest = tail;
      if (whole !== undefined) yield whole;
    }
    lost = rest !== undefined && endsEarly!();
    if (rest !== undefined && !lost) yield rest;
  }
  const ofBytes = (piece: Uint8Array, before: Uint8Array | undefined) => {
    const all = before ? joined(before, piece) : piece;
    const end = all.lastIndexOf(10) + 1;
    return [end > 0 ? all.subarray(0, end) : undefined, end < all.length ? all.subarray(end) : undefined] as const;
  };
  const ofText = (piece: TextPiece, before: TextPiece | undefined) => {
    const text = (before?.text ?? '') + piece.text;
    const replaced = piece.replaced || (before?.replaced ?? false);
    const end = text.lastIndexOf('\n') + 1;
    return [
      end > 0 ? { text: text.slice(0, end), replaced } : undefined,
      end < text.length ? { text: text.slice(end), replaced } : undefined,
    ] as const;
  };
  return { source: { ...source, bytes: bytes && held(bytes, ofBytes), pieces: held(pieces, ofText) }, lost: () => lost };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

import type { Input } from './input.ts';
import { piecesOf } from './source.ts';

/** All bytes of an input, in one piece that is aligned to eight bytes. */
export async function wholeBytes(input: Input, name: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (input instanceof Uint8Array) {
    // A plain Uint8Array: the slices of a Buffer of Node are not copies.
    const bytes = new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
    return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of piecesOf(input, name)) {
    signal?.throwIfAborted();
    const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : new Uint8Array(piece as ArrayBuffer | Uint8Array);
    pieces.push(bytes);
    length += bytes.length;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The first bytes of an LZ4 frame. */
const magic = 0x184d2204;

/** Damaged LZ4 data. */
class Lz4Error extends Error {
  constructor() {
    super('the LZ4 data is damaged');
  }
}

/**
 * Unpacks an LZ4 frame into `length` bytes, by the LZ4 frame and block formats (https://github.com/lz4/lz4/tree/dev/doc). Checksums are not verified.
 * @throws Error where the data is damaged, or gives more than `length` bytes.
 */
export function unlz4(frame: Uint8Array, length: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 7 || view.getUint32(0, true) !== magic) throw new Lz4Error();
  const flags = frame[4]!;
  const blockChecksums = (flags & 0x10) !== 0;
  let at = 7 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0);
  const out = new Uint8Array(length);
  let filled = 0;
  for (;;) {
    if (at + 4 > frame.length) throw new Lz4Error();
    const header = view.getUint32(at, true);
    at += 4;
    if (header === 0) break;
    const size = header & 0x7fffffff;
    const block = frame.subarray(at, at + size);
    if (block.length < size) throw new Lz4Error();
    if (header >>> 31) {
      if (filled + size > length) throw new Lz4Error();
      out.set(block, filled);
      filled += size;
    } else filled = unpackBlock(block, out, filled);
    at += size + (blockChecksums ? 4 : 0);
  }
  if (filled !== length) throw new Lz4Error();
  return out;
}

/** Unpacks a block behind what is there, which it may refer to; answers how much is filled then. */
function unpackBlock(block: Uint8Array, out: Uint8Array, filled: number): number {
  let at = 0;
  let to = filled;
  const lengthFrom = (start: number): number => {
    let length = start;
    if (start < 15) return length;
    let byte: number;
    do {
      if (at >= block.length) throw new Lz4Error();
      byte = block[at++]!;
      length += byte;
    } while (byte === 255);
    return length;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = lengthFrom(token >> 4);
    if (at + literals > block.length || to + literals > out.length) throw new Lz4Error();
    out.set(block.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at === block.length) break; // the last sequence is literals only
    if (at + 2 > block.length) throw new Lz4Error();
    const distance = block[at]! | (block[at + 1]! << 8);
    at += 2;
    const matched = lengthFrom(token & 15) + 4;
    if (distance === 0 || distance > to || to + matched > out.length) throw new Lz4Error();
    if (distance >= matched) out.copyWithin(to, to - distance, to - distance + matched);
    else for (let i = 0; i < matched; i++) out[to + i] = out[to + i - distance]!; // what is written is read again
    to += matched;
  }
  return to;
}

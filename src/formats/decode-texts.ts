const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const blockSize = 1 << 20;

/** The UTF-16 length of valid UTF-8. */
function lengthOf(bytes: Uint8Array, from: number, end: number): number {
  let length = 0;
  for (let at = from; at < end; at++) {
    const byte = bytes[at]!;
    if ((byte & 0xc0) !== 0x80) length++;
    if (byte >= 0xf0) length++;
  }
  return length;
}

/**
 * Decodes `count` texts that stand one after the other in valid UTF-8; `ends` says where each ends. They are cut out of strings of a megabyte, whose parts
 * share their characters: one call of the decoder and one copy for thousands of texts.
 */
export function decodeTexts(bytes: Uint8Array, ends: Int32Array, count: number): string[] {
  const texts = new Array<string>(count);
  let next = 0;
  let from = 0;
  while (next < count) {
    let last = next;
    while (last + 1 < count && ends[last + 1]! - from <= blockSize) last++;
    const block = decoder.decode(bytes.subarray(from, ends[last]));
    const ascii = block.length === ends[last]! - from;
    let at = 0;
    for (let start = from; next <= last; next++) {
      const end = ends[next]!;
      const to = at + (ascii ? end - start : lengthOf(bytes, start, end));
      texts[next] = block.slice(at, to);
      at = to;
      start = end;
    }
    from = ends[last]!;
  }
  return texts;
}

/** The offset after the character of several bytes at an offset, or -1 where it is not valid UTF-8 (Unicode 15, table 3-7). A byte below 128 follows. */
export function afterCharacter(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const second = bytes[at + 1]!;
  if (lead < 0xc2 || lead > 0xf4) return -1;
  if (lead < 0xe0) return (second & 0xc0) === 0x80 ? at + 2 : -1;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high || (bytes[at + 2]! & 0xc0) !== 0x80) return -1;
  if (lead < 0xf0) return at + 3;
  return (bytes[at + 3]! & 0xc0) === 0x80 ? at + 4 : -1;
}

/** Writes a character as UTF-8; answers the offset after it. There must be room for four bytes. */
export function putCharacter(bytes: Uint8Array, at: number, codePoint: number): number {
  if (codePoint < 0x80) {
    bytes[at] = codePoint;
    return at + 1;
  }
  if (codePoint < 0x800) {
    bytes[at] = 0xc0 | (codePoint >> 6);
    bytes[at + 1] = 0x80 | (codePoint & 63);
    return at + 2;
  }
  if (codePoint < 0x10000) {
    bytes[at] = 0xe0 | (codePoint >> 12);
    bytes[at + 1] = 0x80 | ((codePoint >> 6) & 63);
    bytes[at + 2] = 0x80 | (codePoint & 63);
    return at + 3;
  }
  bytes[at] = 0xf0 | (codePoint >> 18);
  bytes[at + 1] = 0x80 | ((codePoint >> 12) & 63);
  bytes[at + 2] = 0x80 | ((codePoint >> 6) & 63);
  bytes[at + 3] = 0x80 | (codePoint & 63);
  return at + 4;
}

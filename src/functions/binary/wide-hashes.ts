import { varbinary } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotl = (value: bigint, by: bigint): bigint => u64((value << by) | (value >> (64n - by)));

/** Whole and partial little-endian words of bytes. */
function wordReader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    u64: (at: number): bigint => view.getBigUint64(at, true),
    u32: (at: number): bigint => BigInt(view.getUint32(at, true)),
    /** The bytes from..to as one number, the first lowest. */
    rest(from: number, to: number): bigint {
      let word = 0n;
      for (let i = to - 1; i >= from; i--) word = (word << 8n) | BigInt(bytes[i]!);
      return word;
    },
  };
}

/** A number as bytes, the highest first. */
function bigEndian(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * (length - 1 - i))) & 255n));
}

const p1 = 0x9e3779b185ebca87n;
const p2 = 0xc2b2ae3d27d4eb4fn;
const p3 = 0x165667b19e3779f9n;
const p4 = 0x85ebca77c2b2ae63n;
const p5 = 0x27d4eb2f165667c5n;

/** XXH64 with seed 0 (Y. Collet, specification at github.com/Cyan4973/xxHash). */
function xxh64(bytes: Uint8Array): bigint {
  const read = wordReader(bytes);
  const round = (lane: bigint, word: bigint): bigint => u64(rotl(u64(lane + word * p2), 31n) * p1);
  let at = 0;
  let hash = p5;
  if (bytes.length >= 32) {
    const lanes = [u64(p1 + p2), p2, 0n, u64(-p1)];
    for (; at + 32 <= bytes.length; at += 32) for (let i = 0; i < 4; i++) lanes[i] = round(lanes[i]!, read.u64(at + 8 * i));
    hash = u64(lanes.reduce((sum, lane, i) => sum + rotl(lane, [1n, 7n, 12n, 18n][i]!), 0n));
    for (const lane of lanes) hash = u64((hash ^ round(0n, lane)) * p1 + p4);
  }
  hash = u64(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) hash = u64(rotl(hash ^ round(0n, read.u64(at)), 27n) * p1 + p4);
  if (at + 4 <= bytes.length) {
    hash = u64(rotl(hash ^ u64(read.u32(at) * p1), 23n) * p2 + p3);
    at += 4;
  }
  for (; at < bytes.length; at++) hash = u64(rotl(hash ^ u64(BigInt(bytes[at]!) * p5), 11n) * p1);
  hash = u64((hash ^ (hash >> 33n)) * p2);
  hash = u64((hash ^ (hash >> 29n)) * p3);
  return hash ^ (hash >> 32n);
}

const c1 = 0x87c37b91114253d5n;
const c2 = 0x4cf5ad432745937fn;

/** MurmurHash3 x64 128 with seed 0 (A. Appleby, public domain). */
function murmur128(bytes: Uint8Array): Uint8Array {
  const read = wordReader(bytes);
  const mix = (k: bigint): bigint => {
    let value = u64((k ^ (k >> 33n)) * 0xff51afd7ed558ccdn);
    value = u64((value ^ (value >> 33n)) * 0xc4ceb9fe1a85ec53n);
    return value ^ (value >> 33n);
  };
  const first = (k: bigint): bigint => u64(rotl(u64(k * c1), 31n) * c2);
  const second = (k: bigint): bigint => u64(rotl(u64(k * c2), 33n) * c1);
  let h1 = 0n;
  let h2 = 0n;
  let at = 0;
  for (; at + 16 <= bytes.length; at += 16) {
    h1 = u64((rotl(h1 ^ first(read.u64(at)), 27n) + h2) * 5n + 0x52dce729n);
    h2 = u64((rotl(h2 ^ second(read.u64(at + 8)), 31n) + h1) * 5n + 0x38495ab5n);
  }
  if (bytes.length > at + 8) h2 ^= second(read.rest(at + 8, bytes.length));
  if (bytes.length > at) h1 ^= first(read.rest(at, Math.min(bytes.length, at + 8)));
  const length = BigInt(bytes.length);
  h1 = u64((h1 ^ length) + (h2 ^ length));
  h2 = u64((h2 ^ length) + h1);
  h1 = mix(h1);
  h2 = mix(h2);
  h1 = u64(h1 + h2);
  h2 = u64(h2 + h1);
  const out = new Uint8Array(16);
  const view = new DataView(out.buffer);
  view.setBigUint64(0, h1, true);
  view.setBigUint64(8, h2, true);
  return out;
}

const spooky = 0xdeadbeefdeadbeefn;

/** SpookyHash V2 (B. Jenkins, public domain): its short form below 192 bytes, its long form above; the first 64 bits, seed 0. */
function spookyHash(bytes: Uint8Array): bigint {
  return bytes.length < 192 ? spookyShort(bytes) : spookyLong(bytes);
}

function spookyShort(bytes: Uint8Array): bigint {
  const read = wordReader(bytes);
  const s: bigint[] = [0n, 0n, spooky, spooky];
  const step = (turns: readonly (readonly [number, number, number, bigint])[]): void => {
    for (const [turned, added, changed, by] of turns) {
      s[turned] = rotl(s[turned]!, by);
      s[turned] = u64(s[turned]! + s[added]!);
      s[changed] = s[changed]! ^ s[turned]!;
    }
  };
  const mixing = [50n, 52n, 30n, 41n, 54n, 48n, 38n, 37n, 62n, 34n, 5n, 36n].map((by, i) => [(i + 2) % 4, (i + 3) % 4, i % 4, by] as const);
  const ending = [15n, 52n, 26n, 51n, 28n, 9n, 47n, 54n, 32n, 25n, 63n];
  let at = 0;
  for (; at + 32 <= bytes.length; at += 32) {
    s[2] = u64(s[2]! + read.u64(at));
    s[3] = u64(s[3]! + read.u64(at + 8));
    step(mixing);
    s[0] = u64(s[0]! + read.u64(at + 16));
    s[1] = u64(s[1]! + read.u64(at + 24));
  }
  if (bytes.length - at >= 16) {
    s[2] = u64(s[2]! + read.u64(at));
    s[3] = u64(s[3]! + read.u64(at + 8));
    step(mixing);
    at += 16;
  }
  const left = bytes.length - at;
  s[3] = u64(s[3]! + (BigInt(bytes.length) << 56n));
  if (left === 0) {
    s[2] = u64(s[2]! + spooky);
    s[3] = u64(s[3]! + spooky);
  } else {
    s[2] = u64(s[2]! + read.rest(at, Math.min(bytes.length, at + 8)));
    if (left > 8) s[3] = u64(s[3]! + read.rest(at + 8, bytes.length));
  }
  ending.forEach((by, i) => {
    const [changed, turned] = [(i + 3) % 4, (i + 2) % 4];
    s[changed] = s[changed]! ^ s[turned]!;
    s[turned] = rotl(s[turned]!, by);
    s[changed] = u64(s[changed]! + s[turned]!);
  });
  return s[0]!;
}

function spookyLong(bytes: Uint8Array): bigint {
  const blocks = Math.floor(bytes.length / 96);
  const left = bytes.length - blocks * 96;
  const padded = new Uint8Array((blocks + 1) * 96);
  padded.set(bytes);
  padded[padded.length - 1] = left;
  const read = wordReader(padded);
  const s: bigint[] = Array.from({ length: 12 }, (_, i) => (i % 3 === 2 ? spooky : 0n));
  const turns = [11n, 32n, 43n, 31n, 17n, 28n, 39n, 57n, 55n, 54n, 22n, 46n];
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 12; i++) {
      s[i] = u64(s[i]! + read.u64(block * 96 + 8 * i));
      s[(i + 2) % 12] = s[(i + 2) % 12]! ^ s[(i + 10) % 12]!;
      s[(i + 11) % 12] = s[(i + 11) % 12]! ^ s[i]!;
      s[i] = rotl(s[i]!, turns[i]!);
      s[(i + 11) % 12] = u64(s[(i + 11) % 12]! + s[(i + 1) % 12]!);
    }
  }
  for (let i = 0; i < 12; i++) s[i] = u64(s[i]! + read.u64(blocks * 96 + 8 * i));
  const ends = [44n, 15n, 34n, 21n, 38n, 33n, 10n, 13n, 38n, 53n, 42n, 54n];
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 12; i++) {
      const [a, b, c] = [(i + 11) % 12, (i + 1) % 12, (i + 2) % 12];
      s[a] = u64(s[a]! + s[b]!);
      s[c] = s[c]! ^ s[a]!;
      s[b] = rotl(s[b]!, ends[i]!);
    }
  }
  return s[0]!;
}

function wideHash(name: string, summary: string, example: string, result: string, row: (bytes: Uint8Array) => Uint8Array): ScalarFunction {
  return defineScalar({
    name,
    category: 'binary',
    summary,
    parameters: { bytes: 'the bytes; to_utf8 gives those of a string' },
    examples: [{ call: `to_hex(${name}(to_utf8('${example}')))`, result }],
    overloads: [overload({ params: [varbinary], returns: varbinary, row })],
  });
}

export const wideHashFunctions: readonly ScalarFunction[] = [
  wideHash('xxhash64', 'The 64-bit xxHash of bytes, with seed 0.', 'hashme', "'F9D96E0E1165E892'", (bytes) => bigEndian(xxh64(bytes), 8)),
  wideHash(
    'murmur3',
    'The 128-bit MurmurHash3 of bytes, for 64-bit machines and with seed 0.',
    'hashme',
    "'93192FE805BE23041C8318F67EC4F2BC'",
    murmur128,
  ),
  wideHash('spooky_hash_v2_32', 'The first 32 bits of SpookyHash V2, with seed 0.', '', "'6BF50919'", (bytes) =>
    bigEndian(spookyHash(bytes) & 0xffffffffn, 4),
  ),
  wideHash('spooky_hash_v2_64', 'The first 64 bits of SpookyHash V2, with seed 0.', '', "'232706FC6BF50919'", (bytes) =>
    bigEndian(spookyHash(bytes), 8),
  ),
];

import { bigint, integer, varbinary } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): bigint {
  let c = 0xffffffff;
  for (const byte of bytes) c = crcTable[(c ^ byte) & 255]! ^ (c >>> 8);
  return BigInt((c ^ 0xffffffff) >>> 0);
}

/** FNV (Fowler, Noll, Vo), multiply first or, in the `a` form, xor first. */
function fnv32(bytes: Uint8Array, xorFirst: boolean): number {
  let h = 0x811c9dc5;
  for (const byte of bytes) h = xorFirst ? Math.imul(h ^ byte, 0x01000193) : Math.imul(h, 0x01000193) ^ byte;
  return h | 0;
}

function fnv64(bytes: Uint8Array, xorFirst: boolean): bigint {
  let h = 0xcbf29ce484222325n;
  for (const byte of bytes) {
    const b = BigInt(byte);
    h = BigInt.asUintN(64, xorFirst ? (h ^ b) * 0x100000001b3n : (h * 0x100000001b3n) ^ b);
  }
  return BigInt.asIntN(64, h);
}

export const checksumFunctions: readonly ScalarFunction[] = [
  defineScalar({
    name: 'crc32',
    category: 'binary',
    summary: 'The CRC-32 checksum of bytes, from 0 to 2^32 - 1.',
    parameters: { bytes: 'the bytes; to_utf8 gives those of a string' },
    examples: [
      { call: "crc32(to_utf8('abc'))", result: '891568578' },
      { call: 'crc32(null)', result: 'NULL' },
    ],
    overloads: [overload({ params: [varbinary], returns: bigint, row: crc32 })],
  }),
  ...[false, true].flatMap((xorFirst) => [
    defineScalar({
      name: xorFirst ? 'fnv1a_32' : 'fnv1_32',
      category: 'binary',
      summary: `The 32-bit FNV-1${xorFirst ? 'a' : ''} hash of bytes.`,
      parameters: { bytes: 'the bytes; to_utf8 gives those of a string' },
      examples: [{ call: `${xorFirst ? 'fnv1a_32' : 'fnv1_32'}(to_utf8(''))`, result: '-2128831035' }],
      overloads: [overload({ params: [varbinary], returns: integer, row: (bytes) => fnv32(bytes, xorFirst) })],
    }),
    defineScalar({
      name: xorFirst ? 'fnv1a_64' : 'fnv1_64',
      category: 'binary',
      summary: `The 64-bit FNV-1${xorFirst ? 'a' : ''} hash of bytes.`,
      parameters: { bytes: 'the bytes; to_utf8 gives those of a string' },
      examples: [{ call: `${xorFirst ? 'fnv1a_64' : 'fnv1_64'}(to_utf8(''))`, result: '-3750763034362895579' }],
      overloads: [overload({ params: [varbinary], returns: bigint, row: (bytes) => fnv64(bytes, xorFirst) })],
    }),
  ]),
];

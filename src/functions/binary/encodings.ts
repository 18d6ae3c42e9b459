import { invalidArgument } from '../../diagnostics/row-error.ts';
import { trimEndOf } from '../../regex/text-search.ts';
import { bigint, double, integer, real, varbinary, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function toBase64(bytes: Uint8Array, url: boolean): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const left = bytes.length - i;
    out +=
      letters[word >> 18]! +
      letters[(word >> 12) & 63]! +
      (left > 1 ? letters[(word >> 6) & 63]! : '=') +
      (left > 2 ? letters[word & 63]! : '=');
  }
  return url ? out.replaceAll('+', '-').replaceAll('/', '_') : out;
}

function fromBase64(digits: string, url: boolean): Uint8Array {
  const plain = trimEndOf(url ? digits.replaceAll('-', '+').replaceAll('_', '/') : digits, '=');
  if (plain.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(plain)) invalidArgument('the string is not base64');
  const out = new Uint8Array(Math.floor((plain.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of plain) {
    bits = (bits << 6) | letters.indexOf(letter);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[at++] = (bits >> held) & 255;
    }
  }
  return out;
}

function fromHex(digits: string): Uint8Array {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) invalidArgument('the string is not pairs of hexadecimal digits');
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** The string of UTF-8 bytes, malformed parts as U+FFFD; a byte order mark is part of the string. */
function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** The character of a code point that may stand in a string. */
function characterOf(codePoint: bigint): string {
  if (codePoint < 0n || codePoint > 0x10ffffn) return invalidArgument(`${codePoint} is not a code point`);
  if (codePoint >= 0xd800n && codePoint <= 0xdfffn) return invalidArgument(`${codePoint} is half of a surrogate pair`);
  return String.fromCodePoint(Number(codePoint));
}

/** Bytes of a fixed size by a view of them. */
function packed(size: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(size);
  write(new DataView(bytes.buffer));
  return bytes;
}

function viewOf(bytes: Uint8Array, size: number): DataView {
  if (bytes.length !== size) invalidArgument(`expected ${size} bytes, found ${bytes.length}`);
  return new DataView(bytes.buffer, bytes.byteOffset, size);
}

const category = 'binary' as const;

export const encodingFunctions: readonly ScalarFunction[] = [
  defineScalar({
    name: 'to_hex',
    category,
    summary: 'Bytes as hexadecimal digits in upper case.',
    parameters: { bytes: 'the bytes' },
    examples: [
      { call: "to_hex(to_utf8('ab'))", result: "'6162'" },
      { call: 'to_hex(null)', result: 'NULL' },
    ],
    overloads: [
      overload({
        params: [varbinary],
        returns: varchar,
        row: (bytes) =>
          Array.from(bytes, (b) => b.toString(16).padStart(2, '0'))
            .join('')
            .toUpperCase(),
      }),
    ],
  }),
  defineScalar({
    name: 'from_hex',
    category,
    summary: 'The bytes that hexadecimal digits stand for.',
    parameters: { digits: 'an even number of hexadecimal digits, in either case' },
    examples: [
      { call: "from_utf8(from_hex('6162'))", result: "'ab'" },
      { call: "from_hex('616')", error: 'SPL2107' },
    ],
    overloads: [
      overload({ params: [varchar], returns: varbinary, row: fromHex }),
      overload({ params: [varbinary], returns: varbinary, row: (bytes) => fromHex(decodeUtf8(bytes)) }),
    ],
  }),
  defineScalar({
    name: 'to_utf8',
    category,
    summary: 'The UTF-8 bytes of a string.',
    parameters: { string: 'the string' },
    examples: [{ call: "length(to_utf8('é'))", result: '2' }],
    overloads: [overload({ params: [varchar], returns: varbinary, row: (text) => new TextEncoder().encode(text) })],
  }),
  defineScalar({
    name: 'from_utf8',
    category,
    summary: 'The string of UTF-8 bytes, with a replacement for every malformed part.',
    parameters: {
      bytes: 'the bytes',
      'replacement?': { description: 'a string of at most one character, or the number of a code point', default: "'\ufffd'" },
    },
    examples: [
      { call: "from_utf8(to_utf8('é'))", result: "'é'" },
      { call: "from_utf8(X'41FF42', '?')", result: "'A?B'" },
      { call: "from_utf8(X'41FF42', 42)", result: "'A*B'" },
      { call: "from_utf8(X'41', 55296)", error: 'SPL2107' },
    ],
    overloads: [
      overload({ params: [varbinary], returns: varchar, row: decodeUtf8 }),
      overload({
        params: [varbinary, varchar],
        returns: varchar,
        row(bytes, replacement) {
          if ([...replacement].length > 1) invalidArgument('the replacement must be one character or none');
          return decodeUtf8(bytes).replaceAll('\ufffd', () => replacement);
        },
      }),
      overload({
        params: [varbinary, bigint],
        returns: varchar,
        row(bytes, codePoint) {
          const replacement = characterOf(codePoint);
          return decodeUtf8(bytes).replaceAll('\ufffd', () => replacement);
        },
      }),
    ],
  }),
  ...[false, true].flatMap((url) => [
    defineScalar({
      name: url ? 'to_base64url' : 'to_base64',
      category,
      summary: `Bytes as base64${url ? ' for URLs, with - and _' : ''} (RFC 4648).`,
      parameters: { bytes: 'the bytes' },
      examples: [{ call: `to_base64${url ? 'url' : ''}(to_utf8('ab'))`, result: "'YWI='" }],
      overloads: [overload({ params: [varbinary], returns: varchar, row: (bytes) => toBase64(bytes, url) })],
    }),
    defineScalar({
      name: url ? 'from_base64url' : 'from_base64',
      category,
      summary: `The bytes that base64${url ? ' for URLs' : ''} (RFC 4648) stands for.`,
      parameters: { digits: 'the digits; padding at the end may be left out' },
      examples: [
        { call: `from_utf8(from_base64${url ? 'url' : ''}('YWI='))`, result: "'ab'" },
        { call: `from_base64${url ? 'url' : ''}('Y')`, error: 'SPL2107' },
      ],
      overloads: [
        overload({ params: [varchar], returns: varbinary, row: (text) => fromBase64(text, url) }),
        overload({
          params: [varbinary],
          returns: varbinary,
          row: (bytes) => fromBase64(decodeUtf8(bytes), url),
        }),
      ],
    }),
  ]),
  defineScalar({
    name: 'to_big_endian_64',
    category,
    summary: 'A BIGINT as 8 bytes, the most significant first.',
    parameters: { x: 'the number' },
    examples: [{ call: 'to_hex(to_big_endian_64(1))', result: "'0000000000000001'" }],
    overloads: [overload({ params: [bigint], returns: varbinary, row: (x) => packed(8, (view) => view.setBigInt64(0, x)) })],
  }),
  defineScalar({
    name: 'from_big_endian_64',
    category,
    summary: 'The BIGINT of 8 bytes, the most significant first.',
    parameters: { bytes: '8 bytes' },
    examples: [
      { call: "from_big_endian_64(from_hex('0000000000000001'))", result: '1' },
      { call: "from_big_endian_64(X'00')", error: 'SPL2107' },
    ],
    overloads: [overload({ params: [varbinary], returns: bigint, row: (bytes) => viewOf(bytes, 8).getBigInt64(0) })],
  }),
  defineScalar({
    name: 'to_big_endian_32',
    category,
    summary: 'An INTEGER as 4 bytes, the most significant first.',
    parameters: { x: 'the number' },
    examples: [{ call: 'to_hex(to_big_endian_32(1))', result: "'00000001'" }],
    overloads: [overload({ params: [integer], returns: varbinary, row: (x) => packed(4, (view) => view.setInt32(0, x)) })],
  }),
  defineScalar({
    name: 'from_big_endian_32',
    category,
    summary: 'The INTEGER of 4 bytes, the most significant first.',
    parameters: { bytes: '4 bytes' },
    examples: [
      { call: "from_big_endian_32(from_hex('00000001'))", result: '1' },
      { call: "from_big_endian_32(X'00')", error: 'SPL2107' },
    ],
    overloads: [overload({ params: [varbinary], returns: integer, row: (bytes) => viewOf(bytes, 4).getInt32(0) })],
  }),
  defineScalar({
    name: 'to_ieee754_64',
    category,
    summary: 'A DOUBLE as 8 bytes, the most significant first.',
    parameters: { x: 'the number' },
    examples: [{ call: 'to_hex(to_ieee754_64(1e0))', result: "'3FF0000000000000'" }],
    overloads: [overload({ params: [double], returns: varbinary, row: (x) => packed(8, (view) => view.setFloat64(0, x)) })],
  }),
  defineScalar({
    name: 'from_ieee754_64',
    category,
    summary: 'The DOUBLE of 8 bytes, the most significant first.',
    parameters: { bytes: '8 bytes' },
    examples: [
      { call: "from_ieee754_64(from_hex('3FF0000000000000'))", result: '1.0' },
      { call: "from_ieee754_64(X'00')", error: 'SPL2107' },
    ],
    overloads: [overload({ params: [varbinary], returns: double, row: (bytes) => viewOf(bytes, 8).getFloat64(0) })],
  }),
  defineScalar({
    name: 'to_ieee754_32',
    category,
    summary: 'A REAL as 4 bytes, the most significant first.',
    parameters: { x: 'the number' },
    examples: [{ call: 'to_hex(to_ieee754_32(cast(1 as real)))', result: "'3F800000'" }],
    overloads: [overload({ params: [real], returns: varbinary, row: (x) => packed(4, (view) => view.setFloat32(0, x)) })],
  }),
  defineScalar({
    name: 'from_ieee754_32',
    category,
    summary: 'The REAL of 4 bytes, the most significant first.',
    parameters: { bytes: '4 bytes' },
    examples: [
      { call: "from_ieee754_32(from_hex('3F800000'))", result: '1.0' },
      { call: "from_ieee754_32(X'00')", error: 'SPL2107' },
    ],
    overloads: [overload({ params: [varbinary], returns: real, row: (bytes) => viewOf(bytes, 4).getFloat32(0) })],
  }),
];

import { invalidArgument } from '../../diagnostics/row-error.ts';
import { trimEndOf } from '../../regex/text-search.ts';
import { varbinary, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function encode(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31];
  }
  if (bits > 0) text += alphabet[(held << (5 - bits)) & 31];
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=');
}

function decode(encoded: string): Uint8Array {
  const digits = trimEndOf(encoded, '=');
  if (!/^[A-Z2-7]*$/.test(digits) || [1, 3, 6].includes(digits.length % 8) || (encoded.length > digits.length && encoded.length % 8 !== 0))
    invalidArgument('the string is not base32');
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const digit of digits) {
    held = ((held << 5) | alphabet.indexOf(digit)) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return Uint8Array.from(bytes);
}

export const base32Functions: readonly ScalarFunction[] = [
  defineScalar({
    name: 'to_base32',
    category: 'binary',
    summary: 'Bytes as base32 (RFC 4648).',
    parameters: { bytes: 'the bytes' },
    examples: [{ call: "to_base32(to_utf8('abc'))", result: "'MFRGG==='" }],
    overloads: [overload({ params: [varbinary], returns: varchar, row: encode })],
  }),
  defineScalar({
    name: 'from_base32',
    category: 'binary',
    summary: 'The bytes that base32 (RFC 4648) stands for.',
    parameters: { digits: 'the base32 digits, in upper case' },
    examples: [
      { call: "from_utf8(from_base32('MFRGG==='))", result: "'abc'" },
      { call: "from_base32('1')", error: 'SPL2107' },
    ],
    overloads: [
      overload({ params: [varchar], returns: varbinary, row: decode }),
      overload({ params: [varbinary], returns: varbinary, row: (bytes) => decode(new TextDecoder().decode(bytes)) }),
    ],
  }),
];

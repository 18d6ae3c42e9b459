import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { varbinary } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

function digest(name: string, compute: (bytes: Uint8Array) => Uint8Array, result: string): ScalarFunction {
  return defineScalar({
    name,
    category: 'binary',
    summary: `The ${name.toUpperCase()} digest of bytes.`,
    parameters: { bytes: 'the bytes; to_utf8 gives those of a string' },
    examples: [{ call: `substr(to_hex(${name}(to_utf8('abc'))), 1, 8)`, result }],
    overloads: [overload({ params: [varbinary], returns: varbinary, row: compute })],
  });
}

function keyed(name: string, hash: Parameters<typeof hmac>[0], result: string): ScalarFunction {
  return defineScalar({
    name: `hmac_${name}`,
    category: 'binary',
    summary: `The HMAC of bytes with a key (RFC 2104), by ${name.toUpperCase()}.`,
    parameters: { bytes: 'the bytes', key: 'the secret key' },
    examples: [{ call: `substr(to_hex(hmac_${name}(to_utf8('abc'), to_utf8('key'))), 1, 8)`, result }],
    overloads: [overload({ params: [varbinary, varbinary], returns: varbinary, row: (bytes, key) => hmac(hash, key, bytes) })],
  });
}

export const digestFunctions: readonly ScalarFunction[] = [
  digest('md5', md5, "'90015098'"),
  digest('sha1', sha1, "'A9993E36'"),
  digest('sha256', sha256, "'BA7816BF'"),
  digest('sha512', sha512, "'DDAF35A1'"),
  keyed('md5', md5, "'D2FE9806'"),
  keyed('sha1', sha1, "'4FD0B215'"),
  keyed('sha256', sha256, "'9C196E32'"),
  keyed('sha512', sha512, "'3926A207'"),
];

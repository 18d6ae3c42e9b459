import type { FunctionDeclaration } from '../declaration.ts';
import { base32Functions } from './base32.ts';
import { checksumFunctions } from './checksums.ts';
import { digestFunctions } from './digests.ts';
import { encodingFunctions } from './encodings.ts';
import { wideHashFunctions } from './wide-hashes.ts';

export const binaryFunctions: readonly FunctionDeclaration[] = [
  ...encodingFunctions,
  ...base32Functions,
  ...digestFunctions,
  ...checksumFunctions,
  ...wideHashFunctions,
];

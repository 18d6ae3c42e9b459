import type { FunctionDeclaration } from '../declaration.ts';
import { checksumFunctions } from './checksums.ts';
import { digestFunctions } from './digests.ts';
import { encodingFunctions } from './encodings.ts';

export const binaryFunctions: readonly FunctionDeclaration[] = [...encodingFunctions, ...digestFunctions, ...checksumFunctions];

import type { FunctionDeclaration } from '../declaration.ts';
import { regexpCount, regexpExtract, regexpExtractAll, regexpLike, regexpPosition, regexpSplit } from './match.ts';
import { regexpReplace } from './replace.ts';

export const regexpFunctions: readonly FunctionDeclaration[] = [
  regexpLike,
  regexpExtract,
  regexpExtractAll,
  regexpReplace,
  regexpSplit,
  regexpCount,
  regexpPosition,
];

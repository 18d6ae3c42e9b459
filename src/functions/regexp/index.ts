import type { FunctionDeclaration } from '../declaration.ts';
import { regexpCaptures } from './captures.ts';
import { regexpCount, regexpExtract, regexpExtractAll, regexpLike, regexpPosition, regexpSplit } from './match.ts';
import { regexpPairs } from './pairs.ts';
import { regexpReplace } from './replace.ts';

export const regexpFunctions: readonly FunctionDeclaration[] = [
  regexpLike,
  regexpExtract,
  regexpExtractAll,
  regexpReplace,
  regexpSplit,
  regexpCount,
  regexpPosition,
  regexpCaptures,
  regexpPairs,
];

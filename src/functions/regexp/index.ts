import type { FunctionDeclaration } from '../declaration.ts';
import { regexpCaptures } from './regexp-captures.ts';
import { regexpExtract, regexpExtractAll } from './regexp-extract.ts';
import { regexpCount, regexpLike } from './regexp-like.ts';
import { regexpPairs } from './regexp-pairs.ts';
import { regexpPosition } from './regexp-position.ts';
import { regexpReplace } from './regexp-replace.ts';
import { regexpSplit } from './regexp-split.ts';

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

import type { FunctionDeclaration } from '../declaration.ts';
import { mod } from '../syntax/arithmetic.ts';
import { fromBase, random, toBase } from './bases.ts';
import { bitwiseFunctions } from './bitwise.ts';
import { greatest, least, widthBucket } from './compare.ts';
import { cosineSimilarity } from './cosine-similarity.ts';
import { distributionFunctions } from './distributions.ts';
import { elementaryFunctions } from './elementary.ts';
import { wilsonIntervalLower, wilsonIntervalUpper } from './intervals.ts';
import { abs, ceil, floor, round, sign, truncate } from './rounding.ts';
import { sizeFunctions } from './sizes.ts';
import { specialFunctions } from './special.ts';

export const mathFunctions: readonly FunctionDeclaration[] = [
  abs,
  sign,
  ceil,
  floor,
  round,
  truncate,
  mod,
  ...elementaryFunctions,
  greatest,
  least,
  widthBucket,
  toBase,
  fromBase,
  random,
  ...bitwiseFunctions,
  ...specialFunctions,
  cosineSimilarity,
  wilsonIntervalLower,
  wilsonIntervalUpper,
  ...distributionFunctions,
  ...sizeFunctions,
];

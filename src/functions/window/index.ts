import type { FunctionDeclaration } from '../declaration.ts';
import { firstValue, lag, lastValue, lead, nthValue } from './neighbours.ts';
import { cumeDist, denseRank, ntile, percentRank, rankOf, rowNumber } from './ranks.ts';

export const windowFunctions: readonly FunctionDeclaration[] = [
  rowNumber,
  rankOf,
  denseRank,
  percentRank,
  cumeDist,
  ntile,
  lag,
  lead,
  firstValue,
  lastValue,
  nthValue,
];

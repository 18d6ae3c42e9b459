import type { FunctionDeclaration } from '../declaration.ts';
import { approxDistinct, approxPercentile } from './approximate.ts';
import { first, last } from './by-time.ts';
import { arbitrary, arrayAgg, countDistinct, histogram, mapAgg, multimapAgg } from './collect.ts';
import { count, countIf } from './count.ts';
import { max, maxBy, min, minBy } from './extreme.ts';
import { countNull, entropy } from './information.ts';
import { bitwiseAndAgg, bitwiseOrAgg, bitwiseXorAgg, boolAnd, boolOr } from './logical.ts';
import { kurtosis, skewness, stddev, stddevPop, variance, varPop } from './moments.ts';
import { corr, covarPop, covarSamp, geometricMean, regrIntercept, regrSlope } from './pairs.ts';
import { percentile } from './percentile.ts';
import { avg, sum } from './sum.ts';
import { listagg } from './texts.ts';

export const aggregateFunctions: readonly FunctionDeclaration[] = [
  count,
  countIf,
  countDistinct,
  sum,
  avg,
  min,
  max,
  minBy,
  maxBy,
  arbitrary,
  arrayAgg,
  mapAgg,
  multimapAgg,
  histogram,
  approxPercentile,
  approxDistinct,
  variance,
  varPop,
  stddev,
  stddevPop,
  skewness,
  kurtosis,
  geometricMean,
  corr,
  covarPop,
  covarSamp,
  regrSlope,
  regrIntercept,
  boolAnd,
  boolOr,
  bitwiseAndAgg,
  bitwiseOrAgg,
  bitwiseXorAgg,
  percentile,
  first,
  last,
  listagg,
  entropy,
  countNull,
];

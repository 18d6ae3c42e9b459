import type { FunctionDeclaration } from '../declaration.ts';
import { approxDistinct } from './approx-distinct.ts';
import { approxPercentile, p50, p75, p90, p95, p99 } from './approx-percentile.ts';
import { arbitrary } from './arbitrary.ts';
import { arrayAgg } from './array-agg.ts';
import { bitwiseAndAgg, bitwiseOrAgg, bitwiseXorAgg, boolAnd, boolOr } from './bool-and-bitwise.ts';
import { checksum } from './checksum.ts';
import { count, countIf } from './count.ts';
import { countDistinct } from './count-distinct.ts';
import { countNull } from './count-null.ts';
import { entropy } from './entropy.ts';
import { first, last } from './first-last.ts';
import { geometricMean } from './geometric-mean.ts';
import { listagg } from './listagg.ts';
import { histogram, mapAgg, multimapAgg } from './map-agg.ts';
import { max, maxBy, min, minBy } from './min-max.ts';
import { kurtosis, skewness, stddev, stddevPop, variance, varPop } from './moments.ts';
import { median, percentile } from './percentile.ts';
import { corr, covarPop, covarSamp, regrIntercept, regrSlope } from './regression.ts';
import { avg, sum } from './sum.ts';

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
  p50,
  p75,
  p90,
  p95,
  p99,
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
  median,
  first,
  last,
  listagg,
  entropy,
  countNull,
  checksum,
];

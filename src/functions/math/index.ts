import type { FunctionDeclaration } from '../declaration.ts';
import { mod } from '../syntax/arithmetic.ts';
import { abs } from './abs.ts';
import { fromBase, toBase } from './base.ts';
import { bitwiseFunctions } from './bitwise.ts';
import { choose } from './choose.ts';
import { e, infinity, nan, pi } from './constants.ts';
import { cosineSimilarity } from './cosine-similarity.ts';
import { formatBytes, parseDataSize, parsePrestoDataSize } from './data-size.ts';
import { distributionFunctions } from './distributions.ts';
import { erf } from './erf.ts';
import { formatNumber } from './format-number.ts';
import { gamma, lgamma } from './gamma.ts';
import { greatest, least } from './greatest.ts';
import { isFinite, isInfinite, isNan } from './is-finite.ts';
import { ln, log, log2, log10 } from './logarithms.ts';
import { normalCdf } from './normal-cdf.ts';
import { cbrt, exp, power, sqrt } from './powers.ts';
import { random } from './random.ts';
import { ceil, floor, round, truncate } from './rounding.ts';
import { sign } from './sign.ts';
import { acos, asin, atan, atan2, cos, cosh, degrees, radians, sin, sinh, tan, tanh } from './trigonometry.ts';
import { widthBucket } from './width-bucket.ts';
import { wilsonIntervalLower, wilsonIntervalUpper } from './wilson-interval.ts';

export const mathFunctions: readonly FunctionDeclaration[] = [
  abs,
  sign,
  ceil,
  floor,
  round,
  truncate,
  mod,
  sqrt,
  cbrt,
  exp,
  power,
  ln,
  log2,
  log10,
  log,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  atan2,
  sinh,
  cosh,
  tanh,
  degrees,
  radians,
  isFinite,
  isInfinite,
  isNan,
  pi,
  e,
  infinity,
  nan,
  greatest,
  least,
  widthBucket,
  toBase,
  fromBase,
  random,
  ...bitwiseFunctions,
  gamma,
  lgamma,
  erf,
  choose,
  normalCdf,
  cosineSimilarity,
  wilsonIntervalLower,
  wilsonIntervalUpper,
  ...distributionFunctions,
  parseDataSize,
  parsePrestoDataSize,
  formatBytes,
  formatNumber,
];

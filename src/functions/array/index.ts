import type { FunctionDeclaration } from '../declaration.ts';
import { cardinality } from './cardinality.ts';
import { combinations } from './combinations.ts';
import { contains, containsSequence } from './contains.ts';
import { elementAt } from './element-at.ts';
import { arrayFirst, arrayLast } from './first-last.ts';
import { flatten } from './flatten.ts';
import { arrayHistogram } from './histogram.ts';
import { arrayJoin } from './join.ts';
import { allMatch, anyMatch, filter, findFirstIndex, noneMatch, reduce, transform, zipWith } from './lambda.ts';
import { arrayMax, arrayMin } from './min-max.ts';
import { ngrams } from './ngrams.ts';
import { arrayPosition } from './position.ts';
import { arrayRemove } from './remove.ts';
import { repeat } from './repeat.ts';
import { runningFunctions } from './running.ts';
import { sequence } from './sequence.ts';
import { arrayDistinct, arrayExcept, arrayIntersect, arraysOverlap, arrayUnion } from './sets.ts';
import { slice, trimArray } from './slice.ts';
import { arraySort } from './sort.ts';
import { arrayAverage, arraySum } from './sum-average.ts';
import { arrayTranspose } from './transpose.ts';
import { zip } from './zip.ts';

export const arrayFunctions: readonly FunctionDeclaration[] = [
  cardinality,
  elementAt,
  contains,
  arrayPosition,
  slice,
  arraySort,
  arrayMax,
  arrayMin,
  arraySum,
  arrayAverage,
  arrayDistinct,
  arrayUnion,
  arrayIntersect,
  arrayExcept,
  arraysOverlap,
  arrayRemove,
  arrayJoin,
  flatten,
  repeat,
  sequence,
  combinations,
  ngrams,
  zip,
  transform,
  filter,
  reduce,
  anyMatch,
  allMatch,
  noneMatch,
  zipWith,
  findFirstIndex,
  arrayFirst,
  arrayLast,
  trimArray,
  arrayHistogram,
  containsSequence,
  arrayTranspose,
  ...runningFunctions,
];

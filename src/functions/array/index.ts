import type { FunctionDeclaration } from '../declaration.ts';
import { arrayAverage, arraySum } from './arithmetic.ts';
import { arrayFirst, arrayHistogram, arrayLast, arrayTranspose, containsSequence, trimArray } from './edges.ts';
import { elementAt } from './element.ts';
import { allMatch, anyMatch, filter, findFirstIndex, noneMatch, reduce, transform, zipWith } from './lambda.ts';
import {
  arrayJoin,
  arrayMax,
  arrayMin,
  arrayRemove,
  arraySort,
  combinations,
  flatten,
  ngrams,
  repeat,
  sequence,
  slice,
  zip,
} from './reshape.ts';
import { runningFunctions } from './running.ts';
import { arrayPosition, cardinality, contains } from './search.ts';
import { arrayDistinct, arrayExcept, arrayIntersect, arraysOverlap, arrayUnion } from './sets.ts';

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

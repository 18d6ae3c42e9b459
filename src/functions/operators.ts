import { arrayConstructor } from './array/constructor.ts';
import { elementAt, subscript } from './array/element.ts';
import type { ScalarFunction } from './declaration.ts';
import { jsonExtract } from './json/extract.ts';
import { jsonMembers } from './json/members.ts';
import { packMembers } from './json/pack-members.ts';
import { matchingKeys, otherKeys } from './map/matching-keys.ts';
import { mapConcat } from './map/parts.ts';
import { random } from './math/bases.ts';
import { add, divide, modulus, multiply, negate, subtract } from './operator/arithmetic.ts';
import { distinctFrom, equal, greater, greaterOrEqual, less, lessOrEqual, notEqual } from './operator/comparison.ts';
import { concatenate } from './operator/concatenate.ts';
import { like } from './operator/like.ts';
import { isIn } from './operator/membership.ts';
import { not } from './operator/not.ts';
import { rowConstructor } from './operator/row.ts';
import { regexpPairs } from './regexp/pairs.ts';
import { splitPairs } from './string/pairs.ts';

/** The functions behind the language's own notation, by the operator or the form they serve. */
export const builtins = {
  '=': equal,
  '<>': notEqual,
  '<': less,
  '<=': lessOrEqual,
  '>': greater,
  '>=': greaterOrEqual,
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': modulus,
  '||': concatenate,
  negate,
  not,
  in: isIn,
  like,
  distinct: distinctFrom,
  array: arrayConstructor,
  row: rowConstructor,
  subscript,
  elementAt,
  jsonExtract,
  concat: concatenate,
  mapConcat,
  matchingKeys,
  otherKeys,
  packMembers,
  random,
  jsonMembers,
  regexpPairs,
  splitPairs,
} as const;

/** Those that make a map of the keys found in a text; their last argument may say which keys are wanted. */
export const keyFinders: readonly ScalarFunction[] = [jsonMembers, regexpPairs, splitPairs];

import { arrayConstructor } from '../array/constructor.ts';
import { elementAt, subscript } from '../array/element-at.ts';
import type { ScalarFunction } from '../declaration.ts';
import { jsonNumber } from '../json/json-number.ts';
import { jsonMember, jsonText } from '../json/member.ts';
import { jsonMembers } from '../json/members.ts';
import { packMembers } from '../json/pack-members.ts';
import { mapConcat } from '../map/concat.ts';
import { matchingKeys, otherKeys } from '../map/matching-keys.ts';
import { random } from '../math/random.ts';
import { regexpPairs } from '../regexp/regexp-pairs.ts';
import { quotedPairs } from '../string/quoted-pairs.ts';
import { splitPairs } from '../string/split-pairs.ts';
import { add, divide, modulus, multiply, negate, subtract } from './arithmetic.ts';
import { distinctFrom, equal, greater, greaterOrEqual, less, lessOrEqual, notEqual } from './comparison.ts';
import { concatenate } from './concatenate.ts';
import { isIn } from './in.ts';
import { like } from './like.ts';
import { not } from './not.ts';
import { rowConstructor } from './row.ts';

/** The functions behind the language's own notation, by the operator or the form they serve. */
export const syntaxFunctions = {
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
  jsonMember,
  jsonText,
  concat: concatenate,
  mapConcat,
  matchingKeys,
  otherKeys,
  packMembers,
  random,
  jsonMembers,
  regexpPairs,
  splitPairs,
  quotedPairs,
  jsonNumber,
} as const;

/** Those that make a map of the keys found in a text; their last argument may say which keys are wanted. */
export const dynamicKeyFunctions: readonly ScalarFunction[] = [jsonMembers, regexpPairs, splitPairs, quotedPairs];

/** The operators, in the order of the reference. */
export const operators: readonly ScalarFunction[] = [
  equal,
  notEqual,
  less,
  lessOrEqual,
  greater,
  greaterOrEqual,
  add,
  subtract,
  multiply,
  divide,
  modulus,
  negate,
  concatenate,
  not,
  isIn,
  like,
  distinctFrom,
  subscript,
];

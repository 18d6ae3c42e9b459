import { arrayConstructor } from './array/constructor.ts';
import { elementAt, subscript } from './array/element.ts';
import { jsonExtract } from './json/extract.ts';
import { add, divide, modulus, multiply, negate, subtract } from './operator/arithmetic.ts';
import { distinctFrom, equal, greater, greaterOrEqual, less, lessOrEqual, notEqual } from './operator/comparison.ts';
import { concatenate } from './operator/concatenate.ts';
import { like } from './operator/like.ts';
import { isIn } from './operator/membership.ts';
import { not } from './operator/not.ts';
import { rowConstructor } from './operator/row.ts';

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
} as const;

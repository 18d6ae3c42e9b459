import type { FunctionDeclaration } from '../declaration.ts';
import { jsonArrayContains, jsonArrayGet, jsonArrayLength } from './arrays.ts';
import { jsonExtract, jsonExtractScalar } from './extract.ts';
import { jsonNumber } from './json-number.ts';
import { jsonObject } from './json-object.ts';
import { jsonMembers, jsonValues } from './members.ts';
import { jsonObjectKeys, jsonSize } from './objects.ts';
import { isJsonScalar, jsonFormat, jsonParse } from './parse-format.ts';

export const jsonFunctions: readonly FunctionDeclaration[] = [
  jsonExtract,
  jsonExtractScalar,
  jsonParse,
  jsonFormat,
  jsonArrayLength,
  jsonArrayGet,
  jsonArrayContains,
  jsonSize,
  isJsonScalar,
  jsonObjectKeys,
  jsonMembers,
  jsonValues,
  jsonNumber,
  jsonObject,
];

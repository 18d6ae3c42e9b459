import type { FunctionDeclaration } from '../declaration.ts';
import { jsonExtract, jsonExtractScalar } from './extract.ts';
import { jsonMembers, jsonValues } from './members.ts';
import {
  isJsonScalar,
  jsonArrayContains,
  jsonArrayGet,
  jsonArrayLength,
  jsonFormat,
  jsonObjectKeys,
  jsonParse,
  jsonSize,
} from './values.ts';

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
];

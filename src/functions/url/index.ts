import type { FunctionDeclaration } from '../declaration.ts';
import { urlDecode, urlEncode } from './url-encode.ts';
import { urlExtractFunctions } from './url-extract.ts';
import { urlParse } from './url-parse.ts';

export const urlFunctions: readonly FunctionDeclaration[] = [...urlExtractFunctions, urlEncode, urlDecode, urlParse];

import type { FunctionDeclaration } from '../declaration.ts';
import { map, mapFromEntries, multimapFromEntries } from './construct.ts';
import { mapFilter, mapZipWith, transformKeys, transformValues } from './lambda.ts';
import { mapConcat, mapEntries, mapKeys, mapNormalize, mapValues } from './parts.ts';

export const mapFunctions: readonly FunctionDeclaration[] = [
  map,
  mapFromEntries,
  multimapFromEntries,
  mapKeys,
  mapValues,
  mapEntries,
  mapConcat,
  mapFilter,
  transformKeys,
  transformValues,
  mapZipWith,
  mapNormalize,
];

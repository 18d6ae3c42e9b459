import type { FunctionDeclaration } from '../declaration.ts';
import { mapConcat } from './concat.ts';
import { map, mapFromEntries, multimapFromEntries } from './from-arrays.ts';
import { mapEntries, mapKeys, mapValues } from './keys-values.ts';
import { mapFilter, mapZipWith, transformKeys, transformValues } from './lambda.ts';
import { mapNormalize } from './normalize.ts';

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

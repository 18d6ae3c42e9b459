import { aggregateFunctions } from './aggregate/index.ts';
import { arrayFunctions } from './array/index.ts';
import { binaryFunctions } from './binary/index.ts';
import { datetimeFunctions } from './datetime/index.ts';
import type { FunctionDeclaration } from './declaration.ts';
import { ipFunctions } from './ip/index.ts';
import { jsonFunctions } from './json/index.ts';
import { languageFunctions } from './language.ts';
import { mapFunctions } from './map/index.ts';
import { mathFunctions } from './math/index.ts';
import { metricFunctions } from './metrics/index.ts';
import { patternFunctions } from './patterns/index.ts';
import { regexpFunctions } from './regexp/index.ts';
import { searchFunctions } from './search/index.ts';
import { seriesFunctions } from './series/index.ts';
import { stringFunctions } from './string/index.ts';
import { traceFunctions } from './traces/index.ts';
import { urlFunctions } from './url/index.ts';
import { windowFunctions } from './window/index.ts';

/** Every function of the language, by family. */
export const builtinFunctions: readonly FunctionDeclaration[] = [
  ...languageFunctions,
  ...mathFunctions,
  ...stringFunctions,
  ...regexpFunctions,
  ...jsonFunctions,
  ...datetimeFunctions,
  ...arrayFunctions,
  ...mapFunctions,
  ...binaryFunctions,
  ...urlFunctions,
  ...ipFunctions,
  ...searchFunctions,
  ...seriesFunctions,
  ...aggregateFunctions,
  ...metricFunctions,
  ...traceFunctions,
  ...patternFunctions,
  ...windowFunctions,
];

// The built-in functions by family, for engines of `logflume/core`.
export { aggregateFunctions } from './functions/aggregate/index.ts';
export { arrayFunctions } from './functions/array/index.ts';
export { binaryFunctions } from './functions/binary/index.ts';
export { datetimeFunctions } from './functions/datetime/index.ts';
export { ipFunctions } from './functions/ip/index.ts';
export { jsonFunctions } from './functions/json/index.ts';
export { mapFunctions } from './functions/map/index.ts';
export { mathFunctions } from './functions/math/index.ts';
export { metricFunctions } from './functions/metrics/index.ts';
export { patternFunctions } from './functions/patterns/index.ts';
export { regexpFunctions } from './functions/regexp/index.ts';
export { searchFunctions } from './functions/search/index.ts';
export { seriesFunctions } from './functions/series/index.ts';
export { stringFunctions } from './functions/string/index.ts';
export { traceFunctions } from './functions/traces/index.ts';
export { urlFunctions } from './functions/url/index.ts';
export { windowFunctions } from './functions/window/index.ts';

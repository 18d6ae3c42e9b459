import type { FunctionDeclaration } from '../declaration.ts';
import { lower, upper } from './case.ts';
import { chr, codepoint } from './characters.ts';
import { concat, concatWs } from './concat.ts';
import { hammingDistance, levenshteinDistance } from './distance.ts';
import { editLabels } from './edit-labels.ts';
import { escapeFunctions } from './escapes.ts';
import { format } from './format.ts';
import { length } from './length.ts';
import { lpad, rpad } from './pad.ts';
import { splitPairs } from './pairs.ts';
import { luhnCheck, soundex } from './phonetic.ts';
import { normalize, replace, reverse, translate } from './replace.ts';
import { endsWith, startsWith, strpos, strrpos } from './search.ts';
import { split, splitPart, splitToMap, splitToMultimap } from './split.ts';
import { splitCsv } from './split-csv.ts';
import { substr } from './substring.ts';
import { ltrim, rtrim, trim } from './trim.ts';
import { typeOf } from './typeof.ts';

export const stringFunctions: readonly FunctionDeclaration[] = [
  length,
  lower,
  upper,
  substr,
  strpos,
  strrpos,
  startsWith,
  endsWith,
  concat,
  concatWs,
  split,
  splitPart,
  splitToMap,
  splitToMultimap,
  replace,
  translate,
  reverse,
  trim,
  ltrim,
  rtrim,
  lpad,
  rpad,
  chr,
  codepoint,
  normalize,
  levenshteinDistance,
  hammingDistance,
  splitCsv,
  splitPairs,
  editLabels,
  soundex,
  luhnCheck,
  typeOf,
  ...escapeFunctions,
  format,
];

import type { FunctionDeclaration } from '../declaration.ts';
import { lower, upper } from './case.ts';
import { chr, codepoint } from './characters.ts';
import { concat, concatWs } from './concat.ts';
import { hammingDistance, levenshteinDistance } from './distance.ts';
import { editLabels } from './edit-labels.ts';
import { escapeFunctions } from './escapes.ts';
import { format } from './format.ts';
import { length } from './length.ts';
import { luhnCheck } from './luhn-check.ts';
import { normalize } from './normalize.ts';
import { lpad, rpad } from './pad.ts';
import { quotedPairs } from './quoted-pairs.ts';
import { replace } from './replace.ts';
import { reverse } from './reverse.ts';
import { soundex } from './soundex.ts';
import { split } from './split.ts';
import { splitCsv } from './split-csv.ts';
import { splitPairs } from './split-pairs.ts';
import { splitPart } from './split-part.ts';
import { splitToMap, splitToMultimap } from './split-to-map.ts';
import { endsWith, startsWith } from './starts-with.ts';
import { strpos, strrpos } from './strpos.ts';
import { substr } from './substr.ts';
import { translate } from './translate.ts';
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
  quotedPairs,
  editLabels,
  soundex,
  luhnCheck,
  typeOf,
  ...escapeFunctions,
  format,
];

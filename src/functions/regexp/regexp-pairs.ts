import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, mapOf, varchar } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { defineScalar, type EvaluationContext, overload } from '../declaration.ts';
import { PairCollector } from '../map/pair-collector.ts';
import { compilePattern, forEachMatch, groupText, type Match, patternParameter, withPattern } from './pattern.ts';

/** Fails for a pattern without groups for key and value. */
function checkPairPattern(pattern: string, context: EvaluationContext): undefined {
  if (compilePattern(pattern, context).groupCount < 2) invalidArgument('the pattern needs two groups, for key and value');
}

function pairsOf(match: Match, prefix: string, keys: readonly (string | null)[] | undefined): MapValue<string, string> {
  if (match.regex.groupCount < 2) invalidArgument('the pattern needs two groups, for key and value');
  const pairs = new PairCollector(prefix, keys);
  forEachMatch(match, match.slots, (slots) => {
    const key = groupText(match.string, slots, 1) ?? '';
    if (key !== '' && pairs.wants(key)) pairs.add(key, groupText(match.string, slots, 2));
    return undefined;
  });
  return pairs.finish();
}

const result = mapOf(varchar, varchar);

export const regexpPairs = defineScalar({
  name: 'regexp_pairs',
  category: 'regexp',
  summary: 'A map of what the first and the second group of every match hold; a key that comes again replaces its value.',
  parameters: {
    string: 'what is searched',
    pattern: `${patternParameter}, with a group for the key and a group for the value`,
    'prefix?': { description: 'what is put before every key', default: "''" },
    'keys?': { description: 'the keys to keep, with their prefix', default: 'all' },
  },
  examples: [
    { call: "regexp_pairs('a=1 b=2', '(\\w+)=(\\w+)')", result: '{a: 1, b: 2}' },
    { call: "regexp_pairs('a=1 b=2', '\\w+')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: result,
      checks: [undefined, checkPairPattern],
      prepare: withPattern((match) => pairsOf(match, '', undefined)),
    }),
    overload({
      params: [varchar, varchar, varchar],
      returns: result,
      checks: [undefined, checkPairPattern],
      prepare: withPattern((match, prefix: string) => pairsOf(match, prefix, undefined)),
    }),
    overload({
      params: [varchar, varchar, varchar, arrayOf(varchar)],
      returns: result,
      checks: [undefined, checkPairPattern],
      prepare: withPattern((match, prefix: string, keys: readonly (string | null)[]) => pairsOf(match, prefix, keys)),
    }),
  ],
});

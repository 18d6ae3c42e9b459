import type { RE2JS } from 're2js';
import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, mapOf, varchar } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';
import { PairCollector } from '../map/pair-collector.ts';
import { withPattern } from './pattern.ts';

function pairsOf(program: RE2JS, text: string, prefix: string, keys: readonly (string | null)[] | undefined): MapValue<string, string> {
  if (program.groupCount() < 2) invalidArgument('the pattern needs two groups, for key and value');
  const pairs = new PairCollector(prefix, keys);
  const matcher = program.matcher(text);
  while (matcher.find()) {
    const key = matcher.group(1) ?? '';
    if (key !== '' && pairs.wants(key)) pairs.add(key, matcher.group(2) ?? null);
  }
  return pairs.finish();
}

const result = mapOf(varchar, varchar);

export const regexpPairs = defineScalar({
  name: 'regexp_pairs',
  category: 'regexp',
  summary: 'A map of what the first and the second group of every match hold; a key that comes again replaces its value.',
  parameters: ['text', 'pattern', 'prefix?', 'keys?'],
  examples: [{ call: "regexp_pairs('a=1 b=2', '(\\w+)=(\\w+)')", result: '{a: 1, b: 2}' }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: result,
      prepare: withPattern((program, text) => pairsOf(program, text, '', undefined)),
    }),
    overload({
      params: [varchar, varchar, varchar],
      returns: result,
      prepare: withPattern((program, text, prefix: string) => pairsOf(program, text, prefix, undefined)),
    }),
    overload({
      params: [varchar, varchar, varchar, arrayOf(varchar)],
      returns: result,
      prepare: withPattern((program, text, prefix: string, keys: readonly (string | null)[]) => pairsOf(program, text, prefix, keys)),
    }),
  ],
});

import { invalidArgument } from '../../diagnostics/row-error.ts';
import { findsText, splitAt } from '../../regex/text-search.ts';
import { arrayOf, mapOf, varchar } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';
import { PairCollector } from '../map/pair-collector.ts';

function pairsOf(
  text: string,
  pairSeparator: string,
  keySeparator: string,
  prefix: string,
  keys: readonly (string | null)[] | undefined,
  { tick }: CallSite,
): MapValue<string, string> {
  if (pairSeparator === '' || keySeparator === '') invalidArgument('a separator is empty');
  const pairs = new PairCollector(prefix, keys);
  const findKey = findsText(keySeparator);
  for (const segment of splitAt(text, pairSeparator)) {
    tick();
    const at = findKey(segment, 0);
    const key = at < 0 ? '' : segment.slice(0, at).trimStart();
    if (key !== '' && pairs.wants(key)) pairs.add(key, segment.slice(at + keySeparator.length));
  }
  return pairs.finish();
}

const result = mapOf(varchar, varchar);

export const splitPairs = defineScalar({
  name: 'split_pairs',
  category: 'string',
  summary:
    'A map of the pairs in a string, split by whole separators; blanks before a key and segments without a key are left out, and a key that comes again replaces its value.',
  parameters: {
    string: 'pairs such as a=1&b=2',
    pair_separator: 'what separates two pairs, not empty',
    key_separator: 'what separates a key and its value, not empty',
    'prefix?': { description: 'what is put before every key', default: "''" },
    'keys?': { description: 'the keys to keep, with their prefix', default: 'all' },
  },
  examples: [{ call: "split_pairs('a=1&b=2&c', '&', '=')", result: '{a: 1, b: 2}' }],
  overloads: [
    overload({
      params: [varchar, varchar, varchar],
      returns: result,
      prepare: (call) => (text, pair, key) => pairsOf(text, pair, key, '', undefined, call),
    }),
    overload({
      params: [varchar, varchar, varchar, varchar],
      returns: result,
      prepare: (call) => (text, pair, key, prefix) => pairsOf(text, pair, key, prefix, undefined, call),
    }),
    overload({
      params: [varchar, varchar, varchar, varchar, arrayOf(varchar)],
      returns: result,
      prepare: (call) => (text, pair, key, prefix, keys) => pairsOf(text, pair, key, prefix, keys, call),
    }),
  ],
});

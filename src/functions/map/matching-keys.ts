import { mapOf, V, varchar } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';
import { wholeTest } from '../regexp/pattern.ts';

/** Keeps the pairs whose key a pattern matches whole and another does not; or all the others. */
function keysOf(name: string, matching: boolean) {
  return defineScalar({
    name,
    category: 'map',
    summary: `The pairs of a map whose keys ${matching ? 'match a pattern whole and another not' : 'do not'}.`,
    parameters: {
      map: 'the map',
      include: 'a pattern that matches the whole of the keys to keep',
      exclude: 'a pattern of keys to leave out; none where empty',
    },
    examples: [],
    overloads: [
      overload({
        params: [mapOf(varchar, V), varchar, varchar],
        returns: mapOf(varchar, V),
        prepare: (call) => (map: MapValue<string, unknown>, include, exclude) => {
          const wanted = wholeTest(include, call);
          const unwanted = exclude === '' ? undefined : wholeTest(exclude, call);
          const keep = map.keys.map((key) => {
            const text = String(key);
            return (wanted(text) && !unwanted?.(text)) === matching;
          });
          return { keys: map.keys.filter((_, i) => keep[i]), values: map.values.filter((_, i) => keep[i]) };
        },
      }),
    ],
  });
}

export const matchingKeys = keysOf('matching_keys', true);
export const otherKeys = keysOf('other_keys', false);

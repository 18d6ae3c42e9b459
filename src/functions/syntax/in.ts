import { boolean, T } from '../../types/type-descriptor.ts';
import { equals, valueKey } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';

export const isIn = defineScalar({
  name: 'in',
  category: 'operator',
  notation: { infix: 'in' },
  summary: 'Whether a value equals one of a list; NULL if it equals none and a NULL leaves it open.',
  parameters: { value: 'any value', candidate: 'what it may equal; there can be any number of them' },
  examples: [
    { call: '2 in (1, 2)', result: 'true' },
    { call: '3 in (1, null)', result: 'NULL' },
    { call: "'x' not in ('a', 'b')", result: 'true' },
  ],
  nulls: 'called',
  overloads: [
    overload({
      params: [T, T],
      returns: boolean,
      variadic: true,
      prepare({ types, constants }) {
        const [type] = types;
        const nested = type!.kind === 'array' || type!.kind === 'map' || type!.kind === 'row';
        const same = equals(type!);
        const candidates = constants.slice(1);
        if (nested || candidates.includes(undefined)) {
          return (...values: unknown[]) => {
            const [value, ...list] = values;
            if (value === null) return null;
            let open = false;
            for (const candidate of list) {
              const answer = candidate === null ? null : same(value, candidate);
              if (answer) return true;
              if (answer === null) open = true;
            }
            return open ? null : false;
          };
        }
        // A list of constants becomes a set, which is asked once per row.
        const key = valueKey(type!);
        const set = new Set(candidates.filter((c) => c !== null && !Number.isNaN(c)).map(key));
        const absent = candidates.includes(null) ? null : false;
        return (value) => (value === null ? null : set.has(key(value)) ? true : absent);
      },
    }),
  ],
});

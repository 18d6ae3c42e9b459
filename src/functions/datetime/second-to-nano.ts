import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, double } from '../../types/type-descriptor.ts';
import { wordsOf } from '../../vectors/words.ts';
import { defineScalar, overload } from '../declaration.ts';

export const secondToNano = defineScalar({
  name: 'second_to_nano',
  category: 'datetime',
  summary: 'The nanoseconds of a number of seconds.',
  parameters: { seconds: { description: 'a number of seconds, as since 1970', unit: 'seconds' } },
  examples: [
    { call: 'second_to_nano(1734398340)', result: '1734398340000000000' },
    { call: 'second_to_nano(1.5)', result: '1500000000' },
    { call: 'second_to_nano(99999999999)', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [bigint],
      returns: bigint,
      row: (seconds) => seconds * 1_000_000_000n,
      batch(out, defer, seconds) {
        // Neighbours are often equal: their product is copied word by word, without BigInt arithmetic.
        const given = wordsOf(seconds);
        const results = wordsOf(out);
        let overflows = false;
        for (let i = 0, k = 0; i < out.length; i++, k += 2) {
          if (i > 0 && given[k] === given[k - 2] && given[k + 1] === given[k - 1]) {
            results[k] = results[k - 2]!;
            results[k + 1] = results[k - 1]!;
          } else {
            const s = seconds[i]!;
            out[i] = BigInt.asIntN(64, s * 1000000000n);
            overflows = s > 9223372036n || s < -9223372036n;
          }
          if (overflows) defer(i);
        }
      },
    }),
    overload({
      params: [double],
      returns: bigint,
      row: (seconds) =>
        Number.isFinite(seconds * 1e9) ? BigInt(Math.round(seconds * 1e9)) : invalidArgument('the seconds are not finite, or too many'),
    }),
  ],
});

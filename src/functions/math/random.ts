import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, double } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

/** An integer from `from` up to, but without, `to`. */
function below(from: bigint, to: bigint, fraction: number): bigint {
  if (to <= from) invalidArgument('the upper bound must be larger');
  return from + BigInt(Math.floor(fraction * Number(to - from)));
}

export const random = defineScalar({
  name: 'random',
  aliases: ['rand'],
  category: 'math',
  summary: "A random DOUBLE from 0 up to 1, or a random integer below a bound; reproducible from the engine's seed.",
  parameters: {
    'm?': { description: 'the smallest result; with a single argument this is the bound', default: '0' },
    'n?': 'the bound, which is not a result itself',
  },
  examples: [
    { call: 'random() < 1', result: 'true' },
    { call: 'random(5) < 5', result: 'true' },
    { call: 'random(3, 4)', result: '3' },
    { call: 'random(0)', error: 'SPL3003' },
  ],
  volatility: 'volatile',
  overloads: [
    overload({ params: [], returns: double, prepare: (call) => () => call.random() }),
    overload({ params: [bigint], returns: bigint, prepare: (call) => (n) => below(0n, n, call.random()) }),
    overload({ params: [bigint, bigint], returns: bigint, prepare: (call) => (m, n) => below(m, n, call.random()) }),
  ],
});

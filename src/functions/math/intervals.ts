import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, double } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

/** One end of the Wilson score interval of a share (Wilson, JASA 1927). */
function wilson(name: string, sign: number, end: string, result: string): ScalarFunction {
  return defineScalar({
    name,
    category: 'math',
    summary: `The ${end} end of the Wilson interval of a share of successes, for z standard deviations.`,
    parameters: ['successes', 'trials', 'z'],
    examples: [{ call: `round(${name}(1250, 1310, 1.96), 3)`, result }],
    overloads: [
      overload({
        params: [bigint, bigint, double],
        returns: double,
        row(successes, trials, z) {
          if (successes < 0n || trials <= 0n || successes > trials) invalidArgument('there must be 0 to trials successes');
          if (!(z >= 0)) invalidArgument('z cannot be negative');
          const n = Number(trials);
          const p = Number(successes) / n;
          const center = p + (z * z) / (2 * n);
          const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
          return (center + sign * spread) / (1 + (z * z) / n);
        },
      }),
    ],
  });
}

export const wilsonIntervalLower = wilson('wilson_interval_lower', -1, 'lower', '0.941');
export const wilsonIntervalUpper = wilson('wilson_interval_upper', 1, 'upper', '0.964');

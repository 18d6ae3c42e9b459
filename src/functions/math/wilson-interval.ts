import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, double } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

/** One end of the Wilson score interval of a proportion (E. B. Wilson, JASA 22, 1927). */
function wilson(name: string, sign: number, end: string, result: string): ScalarFunction {
  return defineScalar({
    name,
    category: 'math',
    summary: `The ${end} end of the Wilson score interval for the probability of success.`,
    parameters: {
      successes: 'how many trials succeeded',
      trials: 'how many trials there were',
      z: { description: 'half the width of the interval; 1.96 for 95 %', unit: 'standard deviations' },
    },
    examples: [
      { call: `round(${name}(1250, 1310, 1.96), 3)`, result },
      { call: `${name}(3, 2, 1.96)`, error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [bigint, bigint, double],
        returns: double,
        row(successes, trials, z) {
          if (successes < 0n || trials <= 0n || successes > trials)
            invalidArgument('the successes must be between 0 and the number of trials, which must be positive');
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

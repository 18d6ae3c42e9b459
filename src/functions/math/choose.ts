import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, double } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

/** n over k as a product that stays whole at every step; it is infinite after some thousand factors at most, whatever the numbers. */
function combinations(n: number, k: number): number {
  const factors = Math.min(k, n - k);
  let result = 1;
  for (let i = 1; i <= factors && Number.isFinite(result); i++) {
    const factor = n - factors + i;
    const product = (result * factor) / i;
    result = Number.isFinite(product) ? product : result * (factor / i);
  }
  return result;
}

export const choose = defineScalar({
  name: 'choose',
  category: 'math',
  summary: 'The number of ways to choose k of n things, as a DOUBLE; Infinity where it is too large for one.',
  parameters: { n: 'how many things there are', k: 'how many are chosen' },
  examples: [
    { call: 'choose(5, 2)', result: '10.0' },
    { call: 'choose(2, 5)', result: '0.0' },
    { call: 'choose(-1, 2)', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [bigint, bigint],
      returns: double,
      row: (n, k) =>
        k < 0n || n < 0n ? invalidArgument('the numbers cannot be negative') : k > n ? 0 : combinations(Number(n), Number(k)),
    }),
  ],
});

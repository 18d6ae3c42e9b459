import { double } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { erf as errorFunction } from './error-function.ts';

export const erf = defineScalar({
  name: 'erf',
  category: 'math',
  summary: 'The error function: the probability that a normal variable of variance 1/2 lies between -x and x.',
  parameters: { x: 'the number' },
  examples: [
    { call: 'erf(0)', result: '0.0' },
    { call: 'erf(1)', result: '0.84270079295' },
  ],
  overloads: [overload({ params: [double], returns: double, row: errorFunction })],
});

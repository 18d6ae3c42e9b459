import { double } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { unary } from './unary.ts';

const radiansPerDegree = Math.PI / 180;

const angle = { description: 'the angle', unit: 'radians' };
const number = { description: 'the number' };
const ratio = { description: 'the number, from -1 to 1; others give NaN' };

export const sin = unary('sin', 'The sine of an angle.', angle, [['pi() / 2', '1.0']], Math.sin);
export const cos = unary('cos', 'The cosine of an angle.', angle, [['0', '1.0']], Math.cos);
export const tan = unary('tan', 'The tangent of an angle.', angle, [['0', '0.0']], Math.tan);
export const asin = unary(
  'asin',
  'The angle in radians whose sine is x.',
  ratio,
  [
    ['0', '0.0'],
    ['2', 'NaN'],
  ],
  Math.asin,
);
export const acos = unary('acos', 'The angle in radians whose cosine is x.', ratio, [['1', '0.0']], Math.acos);
export const atan = unary('atan', 'The angle in radians whose tangent is x.', number, [['0', '0.0']], Math.atan);
export const sinh = unary('sinh', 'The hyperbolic sine.', number, [['0', '0.0']], Math.sinh);
export const cosh = unary('cosh', 'The hyperbolic cosine.', number, [['0', '1.0']], Math.cosh);
export const tanh = unary('tanh', 'The hyperbolic tangent.', number, [['0', '0.0']], Math.tanh);
export const degrees = unary('degrees', 'An angle in degrees.', angle, [['pi()', '180.0']], (x) => x / radiansPerDegree);
export const radians = unary(
  'radians',
  'An angle in radians.',
  { description: 'the angle', unit: 'degrees' },
  [['180', '3.14159265359']],
  (x) => x * radiansPerDegree,
);

export const atan2 = defineScalar({
  name: 'atan2',
  category: 'math',
  summary: 'The angle in radians between the positive x axis and the point (x, y).',
  parameters: { y: 'the vertical coordinate', x: 'the horizontal coordinate' },
  examples: [
    { call: 'atan2(0, 1)', result: '0.0' },
    { call: 'atan2(1, 0)', result: '1.57079632679' },
  ],
  overloads: [overload({ params: [double, double], returns: double, row: Math.atan2 })],
});

import { expect, it } from 'vitest';
import { builtinFunctions } from '../../src/functions/index.ts';
import { operators } from '../../src/lexer/operators.ts';
import { format as formatQuery } from '../../src/query-formatter.ts';

const rows: readonly (readonly [string, { readonly rule: string; readonly also?: readonly string[]; readonly meaning?: string }])[] =
  Object.entries(operators);
const declared = new Set(
  builtinFunctions.flatMap((fn) => [
    fn.name,
    ...(fn.kind === 'scalar' && fn.notation ? ['infix' in fn.notation ? fn.notation.infix : `unary ${fn.notation.prefix}`] : []),
  ]),
);
const wordsOf: Readonly<Record<string, string>> = { subscript: '[ ]' };

it('every operator has a meaning: a function, a special form, or a sentence of the table', () => {
  const named = new Set([...declared].map((name) => wordsOf[name] ?? name));
  expect(rows.filter(([operator, { meaning }]) => meaning === undefined && !named.has(operator)).map(([operator]) => operator)).toEqual([]);
});

it('every spelling between two operands is read, and printed as the operator', () => {
  const infix = rows.filter(([, { rule }]) => ['logical', 'comparison', 'word', 'arithmetic'].includes(rule));
  for (const [operator, { also = [] }] of infix)
    for (const spelling of [operator, operator.toUpperCase(), ...also])
      expect(formatQuery(`* | where a ${spelling} b`)).toBe(`* | where a ${operator} b`);
});

it('parentheses are printed exactly where the order of the table needs them', () => {
  const arithmetic = rows.filter(([, { rule }]) => rule === 'arithmetic').map(([operator]) => operator);
  for (const outer of arithmetic)
    for (const inner of arithmetic) {
      const power = (operator: string): number => operators[operator as keyof typeof operators].power; // both are keys of the table
      const loose = power(inner) < power(outer);
      const source = `* | extend x = ${loose ? `(a ${inner} b)` : `a ${inner} b`} ${outer} c`;
      expect(formatQuery(`* | extend x = (a ${inner} b) ${outer} c`)).toBe(source);
    }
});

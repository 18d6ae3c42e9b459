import { expect, it } from 'vitest';
import { builtinFunctions } from '../../src/functions/index.ts';
import { createEngine, Table } from '../../src/index.ts';
import { operatorSections } from '../../src/lexer/operator-sections.ts';
import { operators } from '../../src/lexer/operators.ts';
import { format as formatQuery } from '../../src/query-formatter.ts';
import { showTable } from '../../src/testing/golden.ts';

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

it('every operator that only the table explains has a section, whose examples are true', () => {
  expect(Object.keys(operatorSections)).toEqual(rows.flatMap(([operator, { meaning }]) => (meaning === undefined ? [] : [operator])));
  const engine = createEngine({ tables: { one: Table.from([{ n: 1 }]) } });
  for (const { examples } of Object.values(operatorSections))
    for (const { call, result } of examples) {
      const shown = showTable(engine.querySync(`* | project r = ${call}`).toTable(), false).split('\n')[1];
      expect(`${call} is ${shown}`).toBe(`${call} is ${result}`);
    }
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

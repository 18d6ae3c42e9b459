import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Overload, ScalarFunction } from '../../src/functions/declaration.ts';
import { builtinFunctions } from '../../src/functions/index.ts';
import { syntaxFunctions } from '../../src/functions/syntax/index.ts';
import { createEngine, type ExecutionOptions, Table } from '../../src/index.ts';
import { type DataType, formatType } from '../../src/types/data-type.ts';

const cells: Partial<Record<DataType['kind'], fc.Arbitrary<unknown>>> = {
  bigint: fc.oneof(fc.bigInt({ min: -5n, max: 5n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  integer: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer()),
  double: fc.oneof(fc.double(), fc.integer({ min: -5, max: 5 })),
  boolean: fc.boolean(),
};

/** How a call of the function is written over the columns a, b, c. */
function callText(fn: ScalarFunction, count: number): string {
  const args = ['a', 'b', 'c'].slice(0, count);
  const operator = Object.entries(syntaxFunctions).find(([, known]) => known === fn)?.[0];
  if (operator === 'not') return 'not a';
  return operator && count === 2 && /^[^a-z]/.test(operator) ? `a ${operator} b` : `${fn.name}(${args.join(', ')})`;
}

function run(text: string, table: Table, execution: ExecutionOptions): unknown[] {
  const engine = createEngine({ tables: { t: table }, execution });
  const result = engine.querySync(text);
  const warnings = result.warnings.map((w) => `${w.code} ${w.message}`).sort();
  return [...result.toArray({ bigint: 'bigint', timestamp: 'nanoseconds' }), warnings];
}

const functions = [...new Set([...Object.values(syntaxFunctions), ...builtinFunctions])].filter(
  (fn): fn is ScalarFunction => fn.kind === 'scalar',
);

/** The argument types for which an overload has a kernel: its own, or those of each member of its class of types. */
function kernelTypes({ batch, params }: Overload): (readonly DataType[])[] {
  if (typeof batch !== 'object') return batch ? [params.map(({ type }) => type)] : [];
  return Object.keys(batch).map((kind) =>
    params.map(({ type }) => (type.kind === 'variable' ? type.among!.find((member) => member.kind === kind)! : type)),
  );
}

describe('a batch kernel agrees with the meaning of its function', () => {
  for (const fn of functions) {
    for (const types of fn.overloads.flatMap(kernelTypes).filter((known) => known.every((type) => cells[type.kind]))) {
      it(`${fn.name}(${types.map(formatType).join(', ')})`, () => {
        const row = fc.tuple(...types.map((type) => fc.option(cells[type.kind]!, { freq: 6 })));
        fc.assert(
          fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
            const schema = types.map((type, i) => ({ name: 'abc'[i]!, type }));
            const table = Table.from(
              rows.map((values) => Object.fromEntries(values.map((v, i) => ['abc'[i]!, v]))),
              { schema },
            );
            const text = `* | project r = ${callText(fn, types.length)}`;
            const meaning = run(text, table, { kernels: false, maxBatchRows: 7 });
            expect(run(text, table, {})).toEqual(meaning);
            expect(run(text, table, { maxBatchRows: 1 })).toEqual(meaning);
          }),
          { numRuns: 60 },
        );
      });
    }
  }
});

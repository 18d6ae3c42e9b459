import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregateFunctions } from '../../src/functions/aggregate/index.ts';
import type { AggregateFunction, AggregateOverload } from '../../src/functions/declaration.ts';
import { substitute } from '../../src/functions/resolve.ts';
import type { DataType } from '../../src/types/data-type.ts';
import { buildVector } from '../../src/vectors/builder.ts';
import { cellReader } from '../../src/vectors/vector.ts';
import { showValue } from '../kit/show-value.ts';

const concrete = new Map<string, DataType>(['T', 'U', 'K', 'V'].map((name) => [name, { kind: 'bigint' }]));

function cellsOf(type: DataType, constant: boolean): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'boolean':
      return fc.option(fc.boolean());
    case 'real':
    case 'double':
      return constant ? fc.constant(0.25) : fc.option(fc.integer({ min: 1, max: 50 }));
    case 'interval year to month':
      return fc.option(fc.integer({ min: -50, max: 50 }));
    case 'array':
      return fc.constant([0.25, 0.75]);
    default:
      return constant ? fc.constant(2n) : fc.option(fc.bigInt({ min: 1n, max: 9n }));
  }
}

function finish(
  overload: AggregateOverload,
  types: readonly DataType[],
  parts: readonly (readonly unknown[][])[],
  groups: readonly number[][],
): string[] {
  const returns = substitute(overload.returns.type, concrete);
  const accumulators = parts.map((rows, p) => {
    const accumulator = overload.accumulator({ types, returns });
    const columns = types.map((type, i) =>
      buildVector(
        type,
        rows.map((row) => row[i]),
      ),
    );
    accumulator.update(Uint32Array.from(groups[p]!), 3, columns);
    return accumulator;
  });
  const [first, ...rest] = accumulators;
  for (const other of rest) first!.merge(other, Uint32Array.from([0, 1, 2]), 3);
  const vector = first!.finish(3);
  const read = cellReader(vector);
  return [0, 1, 2].map((group) => showValue(returns, round(read(group))));
}

/** Sums in another order differ in their last digits. */
function round(value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Math.abs(value) < 1e-9 ? 0 : Number(value.toPrecision(9));
}

describe('merging two accumulators is one accumulator over both', () => {
  for (const fn of aggregateFunctions as readonly AggregateFunction[]) {
    fn.overloads.forEach((overload, index) => {
      it(`${fn.name}, form ${index + 1}`, () => {
        const types = overload.params.map((p) => substitute(p.type, concrete));
        // Shares, numbers of values and errors are the same for all rows of a call.
        const row = fc.tuple(
          ...types.map((type, i) =>
            cellsOf(
              type,
              i > 0 &&
                i === types.length - 1 &&
                !(/^(covar|corr|regr|map|multimap)/.test(fn.name) || (fn.name.endsWith('_by') && types.length === 2)),
            ),
          ),
        );
        const rows = fc.array(fc.tuple(row, fc.integer({ min: 0, max: 2 })), { maxLength: 30 });
        fc.assert(
          fc.property(rows, rows, (a, b) => {
            const values = (part: typeof a): unknown[][] => part.map(([cells]) => cells as unknown[]);
            const groups = (part: typeof a): number[] => part.map(([, group]) => group);
            const whole = finish(overload, types, [values([...a, ...b])], [groups([...a, ...b])]);
            const merged = finish(overload, types, [values(a), values(b)], [groups(a), groups(b)]);
            expect(merged).toEqual(whole);
          }),
          { numRuns: 60 },
        );
      });
    });
  }
});

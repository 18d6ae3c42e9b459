import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AggregateOverload } from '../../src/functions/declaration.ts';
import { builtinFunctions } from '../../src/functions/index.ts';
import { BIGINT, DATE, type DataType, DOUBLE, INTEGER, REAL } from '../../src/types/data-type.ts';
import { buildVector } from '../../src/vectors/builder.ts';
import { slice } from '../../src/vectors/take.ts';
import { cellReader, type Vector } from '../../src/vectors/vector.ts';

const special = [0, -0, 1, -1, 1e308, -1e308, 1e16, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1];
const whole = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const cells: readonly (readonly [DataType, fc.Arbitrary<unknown>])[] = [
  [DOUBLE, fc.oneof(fc.constantFrom(...special), fc.double())],
  [REAL, fc.constantFrom(...special).map(Math.fround)],
  [BIGINT, fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-9n, 9n))],
  [INTEGER, whole],
  [DATE, whole],
];

/** The aggregates of one argument that have the shorter way. */
function found(): (readonly [
  title: string,
  type: DataType,
  values: fc.Arbitrary<unknown>,
  overload: AggregateOverload,
  returns: DataType,
])[] {
  return builtinFunctions.flatMap((fn) =>
    fn.kind !== 'aggregate'
      ? []
      : fn.overloads.flatMap((overload) =>
          cells.flatMap(([type, values]) => {
            const [param, ...others] = overload.params;
            if (!param || others.length > 0) return [];
            const fixed = param.type.kind === type.kind;
            if (!fixed && param.type.kind !== 'variable' && param.type.kind !== 'any') return [];
            const returns =
              overload.returns.type.kind === 'variable' || overload.returns.type.kind === 'any' ? type : overload.returns.type;
            const accumulator = overload.accumulator({ types: [type], returns, constants: [undefined] });
            return accumulator.growing ? [[`${fn.name} of ${type.kind}`, type, values, overload, returns] as const] : [];
          }),
        ),
  );
}

const cellsOf = (vector: Vector): unknown[] => {
  const read = cellReader(vector);
  return Array.from({ length: vector.length }, (_, row) => (vector.errors?.has(row) ? 'failed' : read(row)));
};

describe('values over frames that grow are those of one state per frame', () => {
  it('in the aggregates that windows are mostly of', () => {
    expect(new Set(found().map(([title]) => title.split(' ')[0]))).toEqual(new Set(['count', 'sum', 'avg', 'min', 'max']));
  });

  it.each(found())('%s', (_, type, values, overload, returns) => {
    const site = { types: [type], returns, constants: [undefined] };
    const partition = fc.array(fc.tuple(fc.option(values, { freq: 4 }), fc.nat(3)), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(partition, { minLength: 1, maxLength: 4 }), (partitions) => {
        const all = buildVector(
          type,
          partitions.flatMap((rows) => rows.map(([value]) => value)),
        );
        const offsets = [0];
        const ends: number[] = [];
        for (const rows of partitions) {
          const from = offsets.at(-1)!;
          const to = from + rows.length;
          let end = from;
          for (const [, more] of rows) ends.push((end = Math.min(to, end + more)));
          offsets.push(to);
        }
        const expected = ends.map((end, place) => {
          const from = offsets.findLast((offset) => offset <= place)!;
          const accumulator = overload.accumulator(site);
          accumulator.update(new Uint32Array(end - from), 1, [slice(all, from, end)]);
          return cellsOf(accumulator.finish(0, 1))[0];
        });
        const steps = overload.accumulator(site).growing!([all], Int32Array.from(offsets), Int32Array.from(ends));
        let step = steps.next();
        while (!step.done) step = steps.next();
        expect(cellsOf(step.value)).toEqual(expected);
      }),
    );
  });
});

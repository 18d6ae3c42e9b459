import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowError } from '../../src/diagnostics/row-error.ts';
import { aggregateFunctions } from '../../src/functions/aggregate/index.ts';
import type { Accumulator, AggregateFunction, AggregateOverload } from '../../src/functions/declaration.ts';
import { metricFunctions } from '../../src/functions/metrics/index.ts';
import { patternFunctions } from '../../src/functions/patterns/index.ts';
import { substitute } from '../../src/functions/resolve.ts';
import { showValue } from '../../src/testing/show-value.ts';
import { arrayType, BIGINT, type DataType, VARBINARY, VARCHAR } from '../../src/types/data-type.ts';
import { buildVector } from '../../src/vectors/builder.ts';
import { cellReader, type Vector } from '../../src/vectors/vector.ts';

function cellsOf(type: DataType, constant: boolean): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'boolean':
      return fc.option(fc.boolean());
    case 'real':
    case 'double':
      return constant ? fc.constant(0.25) : fc.option(fc.integer({ min: 1, max: 50 }));
    case 'interval year to month':
      return fc.option(fc.integer({ min: -50, max: 50 }));
    case 'varchar':
      return constant ? fc.constant('a') : fc.option(fc.constantFrom('', 'a', 'b', 'é', '\u{1f600}'));
    case 'varbinary':
      return fc.option(fc.uint8Array({ maxLength: 3 }));
    case 'array':
      return type.element.kind === 'double'
        ? fc.constant([0.25, 0.75])
        : fc.option(fc.array(cellsOf(type.element, false), { maxLength: 2 }));
    default:
      return constant ? fc.constant(2n) : fc.option(fc.bigInt({ min: 1n, max: 9n }));
  }
}

/** Arguments of functions of metrics: times that seldom repeat, windows that contain them, fractions that stay. */
function metricCells({ name, category }: AggregateFunction, place: number): fc.Arbitrary<unknown> | undefined {
  if (category !== 'metrics') return undefined;
  if (name === 'histogram_quantile') return place === 0 ? fc.constant(0.25) : undefined;
  return place === 1 ? fc.bigInt({ min: 1n, max: 10n ** 12n }) : place === 3 ? fc.constant(10n ** 13n) : undefined;
}

/** The rows of one part, each with its group of three. */
type Part = readonly (readonly [cells: readonly unknown[], group: number])[];

/** The states of the parts as one accumulator's, its groups numbered otherwise; they come as copies, as from another thread. */
function merge(start: () => Accumulator, parts: readonly Part[], types: readonly DataType[]): Vector {
  const whole = start();
  for (const part of parts) {
    const accumulator = start();
    update(accumulator, part, types);
    whole.mergeState(structuredClone(accumulator.state(3)), Uint32Array.from([1, 2, 0]), 3);
  }
  return whole.finish(0, 3);
}

function update(accumulator: Accumulator, part: Part, types: readonly DataType[]): void {
  const columns = types.map((type, i) =>
    buildVector(
      type,
      part.map(([cells]) => cells[i]),
    ),
  );
  accumulator.update(
    Uint32Array.from(part, ([, group]) => group),
    3,
    columns,
  );
}

function whole(start: () => Accumulator, parts: readonly Part[], types: readonly DataType[]): Vector {
  const accumulator = start();
  for (const part of parts) update(accumulator, part, types);
  return accumulator.finish(0, 3);
}

/** The same, its groups asked for in two pieces. */
function inPieces(start: () => Accumulator, parts: readonly Part[], types: readonly DataType[]): string[] {
  const accumulator = start();
  for (const part of parts) update(accumulator, part, types);
  return [...show(accumulator.finish(0, 1), [0]), ...show(accumulator.finish(1, 3), [0, 1])];
}

/** The values after each part, of an accumulator that goes on, and of one for each answer. */
function looked(start: () => Accumulator, parts: readonly Part[], types: readonly DataType[], all: boolean): [string[][], string[][]] {
  const shown = (vector: Vector): string[] =>
    Array.from({ length: vector.length }, (_, group) => showValue(vector.type, cellReader(vector)(group)));
  const take = (accumulator: Accumulator, part: Part): void => {
    const columns = types.map((type, i) =>
      buildVector(
        type,
        part.map(([cells]) => cells[i]),
      ),
    );
    if (all && accumulator.updateAll) accumulator.updateAll(columns, part.length);
    else update(accumulator, part, types);
  };
  const groups = all ? 1 : 3;
  const one = start();
  const going = parts.map((part) => {
    take(one, part);
    return shown(one.finish(0, groups));
  });
  const fresh = parts.map((_, i) => {
    const accumulator = start();
    for (const part of parts.slice(0, i + 1)) take(accumulator, part);
    return shown(accumulator.finish(0, groups));
  });
  return [going, fresh];
}

function show(vector: Vector, order: readonly number[]): string[] {
  const read = cellReader(vector);
  return order.map((group) => showValue(vector.type, round(read(group))));
}

/** Sums in another order differ in their last digits. */
function round(value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Math.abs(value) < 1e-9 ? 0 : Number(value.toPrecision(9));
}

/** The overload for arguments of the given type where it takes any. */
function concretize(overload: AggregateOverload, any: DataType): { readonly types: DataType[]; readonly start: () => Accumulator } {
  const concrete = new Map<string, DataType>(['T', 'U', 'K', 'V'].map((name) => [name, any]));
  const types = overload.params.map((p) => substitute(p.type, concrete));
  const returns = substitute(overload.returns.type, concrete);
  return { types, start: () => overload.accumulator({ types, returns, constants: types.map(() => undefined) }) };
}

const takesAny = ({ params }: AggregateOverload): boolean => params.some((p) => p.type.kind === 'variable');

describe('the states of two accumulators, merged into a third, are one accumulator over both, whole or in pieces', () => {
  for (const fn of [...aggregateFunctions, ...metricFunctions].filter((fn) => fn.kind === 'aggregate')) {
    fn.overloads.forEach((overload, index) => {
      for (const any of takesAny(overload) ? [BIGINT, VARCHAR, VARBINARY, arrayType(BIGINT)] : [BIGINT]) {
        it(`${fn.name}, overload ${index + 1}${takesAny(overload) ? `, of ${any.kind}` : ''}`, () => {
          const { types, start } = concretize(overload, any);
          // Shares, numbers of values and errors are the same for all rows of a call.
          const free = /^(covar|corr|regr|map|multimap)/.test(fn.name) || (fn.name.endsWith('_by') && types.length === 2);
          const row = fc.tuple(...types.map((type, i) => metricCells(fn, i) ?? cellsOf(type, !free && i > 0 && i === types.length - 1)));
          const rows = fc.array(fc.tuple(row, fc.integer({ min: 0, max: 2 })), { maxLength: 30 });
          fc.assert(
            fc.property(rows, rows, (a, b) => {
              expect(show(merge(start, [a, b], types), [1, 2, 0])).toEqual(show(whole(start, [a, b], types), [0, 1, 2]));
              for (const all of [false, true]) {
                if (all && !start().updateAll) continue;
                const [going, fresh] = looked(start, [a, b], types, all);
                expect(going).toEqual(fresh);
              }
              expect(show(merge(start, [a], types), [1, 2, 0])).toEqual(show(whole(start, [a], types), [0, 1, 2]));
              expect(inPieces(start, [a, b], types)).toEqual(show(whole(start, [a, b], types), [0, 1, 2]));
            }),
            { numRuns: 20 },
          );
        });
      }
    });
  }
});

const overloadOf = (fns: readonly unknown[], name: string, arity: number): AggregateOverload =>
  (fns as readonly AggregateFunction[]).find((fn) => fn.name === name)!.overloads.find(({ params }) => params.length === arity)!;

describe('states that crossed threads', () => {
  it.each([
    ['approx_percentile', [0.9]],
    ['approx_distinct', []],
    ['count_distinct', []],
  ])('%s of more values than it keeps exactly', (name, constants) => {
    const { types, start } = concretize(overloadOf(aggregateFunctions, name, 1 + constants.length), BIGINT);
    const part = (from: number): Part => Array.from({ length: 4000 }, (_, i) => [[BigInt(from + i * 7), ...constants], i % 3] as const);
    const parts = [part(0), part(9000), part(-50_000)];
    expect(show(merge(start, parts, types), [1, 2, 0])).toEqual(show(whole(start, parts, types), [0, 1, 2]));
  });

  it('keep the failure of a group, and only of that group', () => {
    const { types, start } = concretize(overloadOf(aggregateFunctions, 'entropy', 1), BIGINT);
    const merged = merge(
      start,
      [
        [[[1], 0] as const, [[-1], 1] as const],
        [[[3], 1] as const, [[4], 2] as const],
      ],
      types,
    );
    expect([...merged.errors!].map(([group, failure]) => [group, failure.reason])).toEqual([[2, 'a count cannot be negative']]);
    expect(show(merged, [1, 2, 0])).toEqual(['0.0', 'NULL', '0.0']);
    const own = whole(start, [[[[-1], 1]]], types);
    expect(own.errors!.get(1)).toBeInstanceOf(RowError);
  });

  it('sum BIGINTs exactly through sums that do not fit', () => {
    const { types, start } = concretize(overloadOf(aggregateFunctions, 'sum', 1), BIGINT);
    const max = 2n ** 63n - 1n;
    const parts: Part[] = [
      [
        [[max], 0],
        [[max], 0],
        [[-max], 1],
        [[max], 2],
      ],
      [
        [[-max], 0],
        [[-max], 1],
        [[1n], 2],
        [[-1n], 2],
      ],
    ];
    const merged = merge(start, parts, types);
    expect(show(merged, [1, 2, 0])).toEqual([String(max), 'NULL', String(max)]);
    expect([...merged.errors!.keys()]).toEqual([2]);
    expect(show(whole(start, parts, types), [0, 1, 2])).toEqual([String(max), 'NULL', String(max)]);
  });

  it('log_patterns keeps the templates and goes on with them', () => {
    const { types, start } = concretize(overloadOf(patternFunctions, 'log_patterns', 3), VARCHAR);
    const lines: Part = ['user a logged in', 'user b logged in', 'disk 7 is full', 'disk 8 is full', 'x'].map((line) => [[line], 1]);
    expect(show(merge(start, [lines], types), [1, 2, 0])).toEqual(show(whole(start, [lines], types), [0, 1, 2]));
    expect(show(merge(start, [lines, lines], types), [2])).toEqual(show(whole(start, [lines, lines], types), [1]));
  });
});

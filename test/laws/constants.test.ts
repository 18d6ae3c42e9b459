import { beforeAll, describe, expect, it } from 'vitest';
import { RowError } from '../../src/diagnostics/row-error.ts';
import type { Overload, ScalarFunction } from '../../src/functions/declaration.ts';
import { builtinFunctions } from '../../src/functions/index.ts';
import { instancesOf, substitute } from '../../src/functions/resolve.ts';
import { syntaxFunctions } from '../../src/functions/syntax/index.ts';
import type { Expression } from '../../src/operators/expressions/expression.ts';
import { emptyFrame, interpret } from '../../src/operators/expressions/interpret.ts';
import { type ExecutionContext, Warnings } from '../../src/runtime/context.ts';
import { createEvaluation } from '../../src/runtime/evaluation.ts';
import { compileEvaluator } from '../../src/runtime/expressions/evaluator.ts';
import { defaultLimits } from '../../src/runtime/limits.ts';
import { type DataType, formatType } from '../../src/types/data-type.ts';
import { findTimeZone } from '../../src/types/time-zone.ts';
import { buildVector } from '../../src/vectors/builder.ts';
import { cellReader } from '../../src/vectors/vector.ts';

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;
const day = 86_400_000_000_000n;

/** Values at the ends of each type, and a few beside zero. */
const ends: Partial<Record<DataType['kind'], readonly unknown[]>> = {
  boolean: [true, false],
  tinyint: [-128, 127, 0, 3],
  smallint: [-32768, 32767, 0, 3],
  integer: [-2147483648, 2147483647, 0, -1, 3],
  bigint: [minInt64, maxInt64, 0n, -1n, 3n, 2n ** 53n + 1n],
  real: [0, 1.5, Math.fround(3.4e38), -Math.fround(1e-45), Number.NaN, Number.NEGATIVE_INFINITY],
  double: [0, -0, 1.5, Number.MAX_VALUE, -Number.MIN_VALUE, 1e19, Number.NaN, Number.POSITIVE_INFINITY],
  timestamp: [minInt64, maxInt64, 0n, 1_700_000_000_123_456_789n],
  date: [-719_162, 2_932_896, 0, 19_800, 2147483647, -2147483648], // the years 1 and 9999, and the ends of the storage
  time: [0n, day - 1n, 3_600_000_000_000n],
  'interval day to second': [minInt64, maxInt64, 0n, day],
  'interval year to month': [-2147483648, 2147483647, 0, 1],
  varchar: ['', 'day', 'month', '9223372036854775808', '9999-12-31 23:59:59', '0001-01-01', '%Y-%m-%d %H:%i:%s', 'UTC', '𝒳a'],
  varbinary: [new Uint8Array(0), new Uint8Array(8).fill(255), new Uint8Array(4).fill(128)],
  json: ['null', '[9223372036854775808]', '{"a":1e400}'],
};

const zone = findTimeZone('Asia/Kolkata')!;
const evaluation = createEvaluation(zone, 1_700_000_000_000, 1, { ...defaultLimits, cellSize: 10_000 });
const context: ExecutionContext = {
  evaluation,
  pace: evaluation.pace,
  cells: evaluation.cells,
  limits: defaultLimits,
  maxBatchRows: 1024,
  kernels: true,
  dictionaryInputs: false,
  onRowError: 'null',
  onLimit: 'fail',
  tableOf: () => expect.unreachable(),
  warnings: new Warnings(),
  stats: [],
  shared: new Map(),
};

const bound = new Map<string, DataType>([
  ['T', { kind: 'bigint' }],
  ['K', { kind: 'timestamp' }],
]);
const plain = (type: DataType): boolean => (type.kind === 'array' ? plain(type.element) : ends[type.kind] !== undefined);

/** Some cells of a type; `turn` walks through them at a pace of its own per argument. */
function cell(type: DataType, turn: number): unknown {
  if (type.kind === 'array') return [cell(type.element, turn), null, cell(type.element, turn + 1)];
  const list = ends[type.kind]!;
  return list[turn % list.length];
}

const span = { start: 0, end: 0 };
const span0 = { span };

/** What a call gives for constants: its value, or that it fails. */
function constant(fn: ScalarFunction, overload: Overload, types: readonly DataType[], type: DataType, values: readonly unknown[]): unknown {
  const args = values.map((value, i): Expression => ({ kind: 'literal', type: types[i]!, value, ...span0 }));
  try {
    const call: Expression = { kind: 'call', fn, overload, args, names: [], type, span };
    return interpret(call, emptyFrame(), evaluation)() ?? null;
  } catch (error) {
    if (error instanceof RowError) return 'fails';
    throw error;
  }
}

/** What the same call gives for stored cells, by the batch evaluator. */
function stored(
  fn: ScalarFunction,
  overload: Overload,
  types: readonly DataType[],
  type: DataType,
  rows: readonly (readonly unknown[])[],
): unknown[] {
  const args = types.map((known, index): Expression => ({ kind: 'column', index, name: `c${index}`, type: known, ...span0 }));
  const call: Expression = { kind: 'call', fn, overload, args, names: [], type, span };
  const columns = types.map((known, i) =>
    buildVector(
      known,
      rows.map((row) => row[i]),
    ),
  );
  const schema = types.map((known, i) => ({ name: `c${i}`, type: known }));
  const vector = compileEvaluator(call, context)({ schema, length: rows.length, columns });
  const read = cellReader(vector);
  return rows.map((_, i) => (vector.errors?.has(i) ? 'fails' : read(i)));
}

const functions = [...new Set([...Object.values(syntaxFunctions), ...builtinFunctions])].filter(
  (fn): fn is ScalarFunction =>
    fn.kind === 'scalar' && fn.volatility !== 'volatile' && fn.category !== 'series' && fn.category !== 'patterns',
);

beforeAll(() => Promise.all(functions.map((fn) => fn.library?.load())));

describe('a constant and a stored cell agree at the ends of their types', () => {
  for (const fn of functions) {
    const calls = fn.overloads.flatMap((overload) =>
      instancesOf(overload).map(({ params, returns }) => ({
        overload,
        types: params.map((param) => substitute(param, bound)),
        type: substitute(returns, bound),
      })),
    );
    const tested = calls.filter(({ types }) => types.length > 0 && types.every(plain));
    if (tested.length === 0) continue;
    it(fn.name, () => {
      for (const { overload, types, type } of tested) {
        const rows = Array.from({ length: 40 }, (_, turn) => types.map((known, i) => cell(known, turn + i * (1 + (turn >> 2)))));
        const expected = rows.map((row) => constant(fn, overload, types, type, row));
        expect(stored(fn, overload, types, type, rows), `${fn.name}(${types.map(formatType).join(', ')})`).toEqual(expected);
      }
    });
  }
});

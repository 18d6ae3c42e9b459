import { QueryError } from '../diagnostics/query-error.ts';
import { RowError } from '../diagnostics/row-error.ts';
import { createEngine, type Engine } from '../engine.ts';
import type { AggregateFunction, AggregateOverload, FunctionDeclaration, Overload, ScalarFunction } from '../functions/declaration.ts';
import { builtinFunctions } from '../functions/index.ts';
import { substitute } from '../functions/resolve.ts';
import type { EngineOptions, ExecutionOptions } from '../settings.ts';
import { type DataType, formatType, type Schema } from '../types/data-type.ts';
import { buildVector } from '../vectors/builder.ts';
import { Table } from '../vectors/table.ts';
import { cellReader, type Vector } from '../vectors/vector.ts';
import { showTable } from './golden.ts';
import { hasCells, type Random, randomCell, randomFrom } from './random-cells.ts';
import { showValue } from './show-value.ts';
import { expectSame, type TestCase } from './test-case.ts';

export interface FunctionCaseOptions {
  /** What engines are made with in addition to the function. */
  readonly engine?: EngineOptions;
  /** Arguments by the name of their parameter, as the language writes them: those that must be constant, or that random values seldom meet. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** How many random tables each law is tried over. 30 unless given. */
  readonly rounds?: number;
}

/** The types that type variables stand for. */
const concrete = new Map<string, DataType>(['T', 'U', 'K', 'V', 'R'].map((name) => [name, { kind: 'bigint' }]));

/**
 * The tests that every function should pass: its examples give what they say; a scalar function gives the same whether it runs by row or by batch,
 * over any batches and encodings; accumulators of an aggregate over parts, merged, give what one over all rows gives. Functions of functions
 * (lambdas) and window functions have only their examples.
 */
export function functionCases(fn: FunctionDeclaration, options: FunctionCaseOptions = {}): readonly TestCase[] {
  const laws = fn.kind === 'scalar' ? scalarCases(fn, options) : fn.kind === 'aggregate' ? aggregateCases(fn, options) : [];
  return [{ name: `${fn.name}: examples`, run: () => runExamples(fn, options) }, ...laws];
}

function engineWith(
  fn: FunctionDeclaration,
  { engine = {} }: FunctionCaseOptions,
  tables: Record<string, Table>,
  execution: ExecutionOptions = {},
): Engine {
  const known = engine.functions ?? [];
  const functions = known.includes(fn) || builtinFunctions.includes(fn) ? known : [...known, fn];
  return createEngine({ now: () => 1_700_000_000_000, ...engine, functions, tables, execution });
}

const exampleRows = Table.from([
  { x: 1, y: 'a' },
  { x: 2, y: 'b' },
  { x: 3, y: 'c' },
]);

const exampleQueries: Readonly<Record<FunctionDeclaration['kind'], (call: string) => string>> = {
  scalar: (call) => `* | limit 1 | project r = ${call}`,
  aggregate: (call) => `* | stats r = ${call}`,
  window: (call) => `* | project r = ${call} | limit 1`,
  special: (call) => `* | limit 1 | project r = ${call}`,
};

/** Examples read the columns x (1, 2, 3) and y ('a', 'b', 'c'). */
async function runExamples(fn: FunctionDeclaration, options: FunctionCaseOptions): Promise<void> {
  const engine = engineWith(fn, options, { logs: exampleRows });
  if (fn.examples.length === 0) throw new Error(`${fn.name} has no examples`);
  for (const { call, result, error } of fn.examples) {
    const found = await outcome(engine, exampleQueries[fn.kind](call), 'fail', ({ schema, columns }) =>
      showValue(schema[0]!.type, cellReader(columns[0]!)(0)),
    );
    expectSame(found, result ?? error, call);
  }
}

/** What a query gives, or the code of what stops it. */
async function outcome(
  engine: Engine,
  query: string,
  onRowError: 'null' | 'fail',
  show: (table: Table, warnings: string) => string,
): Promise<string> {
  try {
    const result = await engine.query(query, { onRowError });
    return show(result.toTable(), result.warnings.map(({ code, message }) => `${code} ${message}`).join('\n'));
  } catch (error) {
    if (error instanceof QueryError) return error.diagnostics[0]!.code;
    throw error;
  }
}

/** The ways in which a scalar function may run; the first is by its meaning. */
const ways: readonly ExecutionOptions[] = [
  { kernels: false, optimize: false },
  {},
  { maxBatchRows: 1 },
  { maxBatchRows: 3, dictionaryInputs: true },
];

function scalarCases(fn: ScalarFunction, options: FunctionCaseOptions): readonly TestCase[] {
  if (fn.volatility === 'volatile') return [];
  return fn.overloads.flatMap((overload: Overload): readonly TestCase[] => {
    const args = argumentsOf(fn, overload.params, options);
    if (!args) return [];
    const { schema, texts, signature } = args;
    const query = `* | project ${fn.name}_ = ${fn.name}(${texts.join(', ')})`;
    const run = async (): Promise<void> => {
      for (let round = 0; round < (options.rounds ?? 30); round++) {
        const table = randomTable(schema, randomFrom(round), 1 + (round % 20));
        const results: string[] = [];
        for (const way of ways) {
          const found = await outcome(
            engineWith(fn, options, { logs: table }, way),
            query,
            'null',
            (rows, warnings) => `${showTable(rows, false)}\n${warnings}`,
          );
          if (/^SPL[12]/.test(found))
            throw new Error(`${signature}: random arguments do not compile (${found}); write them under 'arguments'`);
          results.push(found);
        }
        results.forEach((found, i) =>
          expectSame(found, results[0]!, `${signature}, ${JSON.stringify(ways[i])}, over\n${showTable(table, false)}`),
        );
      }
    };
    return [{ name: `${signature}: by batch as by row`, run }];
  });
}

interface Arguments {
  readonly signature: string;
  /** The columns that the random arguments are. */
  readonly schema: Schema;
  /** The arguments as the language writes them. */
  readonly texts: readonly string[];
}

/** What a call of an overload is written with; nothing where an argument is a function. */
function argumentsOf(
  fn: FunctionDeclaration,
  params: readonly { readonly type: DataType }[],
  options: FunctionCaseOptions,
): Arguments | undefined {
  const types = params.map(({ type }) => substitute(type, concrete));
  const given = parametersFor(fn, params.length).map((name) => options.arguments?.[name]);
  if (types.some((type, i) => given[i] === undefined && !hasCells(type))) return undefined;
  return {
    signature: `${fn.name}(${types.map(formatType).join(', ')})`,
    schema: types.flatMap((type, i) => (given[i] === undefined ? [{ name: `a${i}`, type }] : [])),
    texts: types.map((_, i) => given[i] ?? `a${i}`),
  };
}

/** The names of the parameters that a call with so many arguments gives; optional ones are left out from the right. */
function parametersFor({ parameters }: FunctionDeclaration, count: number): readonly string[] {
  let absent = parameters.length - count;
  const kept = parameters.toReversed().filter(({ optional }) => !(optional && absent-- > 0));
  const names = kept.toReversed().map(({ name }) => name);
  return Array.from({ length: count }, (_, i) => names[Math.min(i, names.length - 1)] ?? '');
}

/** At least one column, so that a table has its rows. */
function randomTable(schema: Schema, random: Random, rows: number): Table {
  const all: Schema = [{ name: 'row', type: { kind: 'bigint' } }, ...schema];
  const columns = all.map(({ type }) =>
    buildVector(
      type,
      Array.from({ length: rows }, () => randomCell(type, random)),
    ),
  );
  return new Table(all, columns, rows);
}

const groupCount = 3;

function aggregateCases(fn: AggregateFunction, options: FunctionCaseOptions): readonly TestCase[] {
  return fn.overloads.flatMap((overload): readonly TestCase[] => {
    const args = argumentsOf(fn, overload.params, options);
    if (!args) return [];
    const { schema, texts, signature } = args;
    const types = overload.params.map(({ type }) => substitute(type, concrete));
    const isColumn = texts.map((text) => schema.some(({ name }) => name === text));
    const outputs = texts.map((text, i) => `c${i} = ${isColumn[i] ? text : `cast(${text} as ${formatType(types[i]!)})`}`);
    const part = async (random: Random, length: number): Promise<Part> => {
      const logs = randomTable(schema, random, length);
      const result = await engineWith(fn, options, { logs }).query(`* | project ${outputs.join(', ') || 'row'}`);
      return { groups: Array.from({ length }, () => random(groupCount)), columns: result.toTable().columns.slice(0, types.length) };
    };
    const run = async (): Promise<void> => {
      const one = await part(randomFrom(0), 1);
      const constants = one.columns.map((column, i) => (isColumn[i] ? undefined : cellReader(column)(0)));
      for (let round = 0; round < (options.rounds ?? 30); round++) {
        const random = randomFrom(round);
        const [a, b] = [await part(random, random(20)), await part(random, random(20))];
        const both: Part = {
          groups: [...a.groups, ...b.groups],
          columns: types.map((type, i) => buildVector(type, [...cellsOf(a.columns[i]!), ...cellsOf(b.columns[i]!)])),
        };
        const merged = accumulate(overload, types, [a, b], constants);
        expectSame(merged, accumulate(overload, types, [both], constants), `${signature}: two parts merged, and all rows at once`);
      }
    };
    return [{ name: `${signature}: merging parts is the whole`, run }];
  });
}

interface Part {
  readonly groups: readonly number[];
  readonly columns: readonly Vector[];
}

const cellsOf = (vector: Vector): unknown[] => Array.from({ length: vector.length }, (_, row) => cellReader(vector)(row));

/** The results of all groups after taking in each part with an accumulator of its own and merging them, or why a row could not be taken in. */
function accumulate(
  overload: AggregateOverload,
  types: readonly DataType[],
  parts: readonly Part[],
  constants: readonly unknown[],
): string {
  try {
    return results(overload, types, parts, constants);
  } catch (error) {
    if (error instanceof RowError) return `fails: ${error.reason}`;
    throw error;
  }
}

function results(overload: AggregateOverload, types: readonly DataType[], parts: readonly Part[], constants: readonly unknown[]): string {
  const returns = substitute(overload.returns.type, concrete);
  const accumulators = parts.map(({ groups, columns }) => {
    const accumulator = overload.accumulator({ types, returns, constants });
    accumulator.update(Uint32Array.from(groups), groupCount, columns);
    return accumulator;
  });
  const [first, ...rest] = accumulators;
  const groups = Uint32Array.from({ length: groupCount }, (_, group) => group);
  // States come as copies, as from another thread.
  for (const other of rest) first!.mergeState(structuredClone(other.state(groupCount)), groups, groupCount);
  return cellsOf(first!.finish(0, groupCount))
    .map((value) => showValue(returns, overload.exactMerge ? value : rounded(value)))
    .join('\n');
}

/** Sums in another order differ in their last digits. */
function rounded(value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Math.abs(value) < 1e-9 ? 0 : Number(value.toPrecision(9));
}

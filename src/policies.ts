import { type Diagnostic, diagnose, type Report } from './diagnostics/diagnostic.ts';
import { ExecutionAbort } from './diagnostics/query-error.ts';
import type { BindContext } from './operators/bind/bind-context.ts';
import { bindExpression } from './operators/bind/bind-expression.ts';
import { expectType } from './operators/bind/coerce.ts';
import { columnRef, schemaOf } from './operators/bind/relation.ts';
import { findColumn, type Scope, scopeOf } from './operators/bind/scope.ts';
import { childrenOf, type Expression, type Output, some } from './operators/expressions/expression.ts';
import type { LogicalPlan } from './operators/plan/plan.ts';
import { parseExpression } from './parser/parser.ts';
import { BatchBuffer } from './runtime/batch-buffer.ts';
import { type ExecutionContext, Warnings } from './runtime/context.ts';
import { runPlan } from './runtime/driver.ts';
import type { Limits } from './runtime/limits.ts';
import type { TablePolicy } from './settings.ts';
import { BOOLEAN, formatType, type Schema } from './types/data-type.ts';
import { buildColumn, Table } from './vectors/table.ts';
import { cellReader, isFixedWidth, type Vector } from './vectors/vector.ts';

/** A table as the queries of one set of context values see it: its columns, and the plan that makes its rows of those of the table. */
export interface View {
  readonly name: string;
  readonly schema: Schema;
  readonly plan: LogicalPlan;
  readonly table: Table;
  /** What the rows depend on beside the table; undefined if they may differ by query. */
  readonly key: string | undefined;
}

/** Why a policy cannot be applied: to the host with all details, to the author of a query without what the policy says. */
export class PolicyMistake extends ExecutionAbort {
  constructor(table: string, reason: string, help?: string, options?: ErrorOptions) {
    super(diagnose('policy', nowhere, { table, reason }, help === undefined ? {} : { help }), options);
  }
}

/** Makes what the binder needs for one part of a policy, which is a source of its own; the parameters are the context values. */
type BindContextOf = (source: string, report: Report) => BindContext;

const nowhere = { start: 0, end: 0 };

/** The context values of every policy while it is only checked: NULL, which is of every type. */
export const anyContext: Readonly<Record<string, unknown>> = new Proxy(
  {},
  { get: () => null, getOwnPropertyDescriptor: () => ({ value: null, configurable: true, enumerable: true }) },
);

/** What a policy leaves of a table. @throws PolicyMistake */
export function viewOf(name: string, table: Table, policy: TablePolicy, contextOf: BindContextOf, limits: Limits): View {
  const ignoreCase = contextOf('', () => {}).ignoreCase;
  const scope = scopeOf(table.schema, ignoreCase);
  const bind = (part: string, source: string): Expression => bindPart(name, part, source, scope, contextOf, limits);
  const scan: LogicalPlan = { kind: 'Scan', table: name, columns: table.schema.map((_, i) => i), schema: table.schema, span: nowhere };
  const predicate = policy.rows === undefined ? undefined : bind('rows', policy.rows);
  const input: LogicalPlan = predicate ? { kind: 'Filter', input: scan, predicate, schema: scan.schema, span: nowhere } : scan;
  const indexOf = (column: string, part: string): number => {
    const index = findColumn(scope, column);
    if (index < 0) throw new PolicyMistake(name, `names a column that the table does not have: '${column}' in '${part}'`);
    return index;
  };
  const hidden = new Set((policy.hide ?? []).map((column) => indexOf(column, 'hide')));
  const masks = new Map<number, Expression>();
  for (const [column, mask] of Object.entries(policy.masks ?? {}))
    masks.set(indexOf(column, 'masks'), bind(`the mask of '${column}'`, mask));
  const outputs: Output[] = [];
  for (const [i, field] of table.schema.entries())
    if (!hidden.has(i)) outputs.push({ name: field.name, value: masks.get(i) ?? columnRef(table.schema, i, nowhere) });
  const plan: LogicalPlan = { kind: 'Project', input, outputs, schema: schemaOf(outputs), span: nowhere };
  const expressions = [...(predicate ? [predicate] : []), ...masks.values()];
  return {
    name,
    schema: plan.schema,
    plan,
    table,
    key: expressions.some(changes) ? undefined : JSON.stringify([name, expressions.flatMap(literalsOf)]),
  };
}

/** Whether an expression may have other values in the next query. */
const changes = (expression: Expression): boolean => some(expression, (node) => node.kind === 'call' && node.fn.volatility !== 'immutable');

/** The literals of an expression, by which policies with other context values differ. */
function literalsOf(expression: Expression): readonly string[] {
  if (expression.kind === 'literal') return [`${formatType(expression.type)} ${keyOf(expression.value)}`];
  return childrenOf(expression).flatMap(literalsOf);
}

const keyOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint'
      ? `${part}n`
      : typeof part === 'number'
        ? `#${Object.is(part, -0) ? '-0' : part}`
        : typeof part === 'string'
          ? `'${part}`
          : part,
  );

function bindPart(name: string, part: string, source: string, scope: Scope, contextOf: BindContextOf, limits: Limits): Expression {
  const found: Diagnostic[] = [];
  const context = contextOf(source, (diagnostic) => found.push(diagnostic));
  const { tree, diagnostics } = parseExpression(source, limits);
  found.push(...diagnostics);
  const bound = bindExpression(tree, { scope, context });
  const expression = part === 'rows' ? expectType(bound, BOOLEAN, 'the condition', context) : bound;
  const mistake = found.find(({ severity }) => severity === 'error');
  if (!mistake) return expression;
  if (context.parameters === anyContext) throw new PolicyMistake(name, `has a mistake in ${part}: ${mistake.message}`, mistake.help);
  // Whoever wrote the query may not know what the policy says.
  const missing = found.find((diagnostic) => diagnostic.name === 'missing-parameter');
  const help = missing && `the host passes it with each query: context: { ${source.slice(missing.span.start + 1, missing.span.end)}: … }`;
  throw new PolicyMistake(name, missing ? 'needs a context value' : 'does not fit the context values', help);
}

/** How many views an engine keeps. */
const maxViews = 32;

/** The rows of views. They are copied, and share nothing with the table that a query could observe: no dictionary, no facts, no failures. */
export class ViewCache {
  /** By key, the least recently used first. */
  readonly #known = new Map<string, { readonly table: Table; readonly rows: Table }>();

  /** The rows of a view; a condition that is NULL or fails hides the row, a mask that fails is NULL, and nobody is told of it. */
  *rowsOf(view: View, context: ExecutionContext): Generator<void, Table> {
    const { key, table } = view;
    const known = key === undefined ? undefined : this.#known.get(key);
    const rows = known?.table === table ? known.rows : yield* computed(view, context);
    if (key !== undefined) this.#keep(key, { table, rows });
    return rows;
  }

  #keep(key: string, entry: { readonly table: Table; readonly rows: Table }): void {
    this.#known.delete(key);
    this.#known.set(key, entry);
    const [oldest] = this.#known.keys();
    if (this.#known.size > maxViews) this.#known.delete(oldest!);
  }
}

function* computed({ name, plan, table }: View, context: ExecutionContext): Generator<void, Table> {
  const { evaluation } = context;
  const own: ExecutionContext = {
    ...context,
    evaluation: { ...evaluation, report: () => {} },
    limits: { ...context.limits, rowsScanned: Number.POSITIVE_INFINITY },
    onRowError: 'null',
    tableOf: () => table,
    warnings: new Warnings(),
    stats: [],
    shared: new Map(),
  };
  const buffer = new BatchBuffer(plan.schema, evaluation.memory);
  const work = runPlan(plan, own, (batch) => {
    buffer.push(batch);
    return 'needMore';
  });
  try {
    for (const _ of work) {
      evaluation.tick();
      yield;
    }
  } catch (error) {
    // What a function of the host says may quote rows that are hidden.
    throw error instanceof ExecutionAbort ? error : new PolicyMistake(name, 'failed', undefined, { cause: error });
  }
  const gathered = yield* buffer.toTable();
  const columns: Vector[] = [];
  for (const column of gathered.columns) {
    columns.push(detached(column, evaluation.tick));
    yield;
  }
  buffer.free();
  return new Table(plan.schema, columns, gathered.rowCount);
}

/** The same cells, without what else a vector knows or shares. */
function detached(vector: Vector, tick: () => void): Vector {
  const { type, length } = vector;
  if (vector.encoding === 'flat' && isFixedWidth(vector.values))
    return { encoding: 'flat', type, values: vector.values, validity: vector.validity, length };
  const read = cellReader(vector);
  return buildColumn(
    type,
    Array.from({ length }, (_, row) => {
      tick();
      return vector.errors?.has(row) ? null : read(row);
    }),
  );
}

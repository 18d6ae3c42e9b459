import { diagnose } from '../../diagnostics/diagnostic.ts';
import { printExpression } from '../../parser/printer.ts';
import type { AssignmentNode, ExpressionNode, NameNode } from '../../parser/syntax.ts';
import { wholeRowFunction } from '../bind/bind-call.ts';
import type { BindContext } from '../bind/bind-context.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { flatMapInSteps, type SteppedBinder, type Steps } from '../bind/command-binder.ts';
import { columnRef, nextRelation, projectOf, type Relation, reportRepeats, schemaOf } from '../bind/relation.ts';
import { findColumn } from '../bind/scope.ts';
import type { Output } from '../expressions/expression.ts';
import type { AggregateCall, LogicalPlan } from '../plan/plan.ts';

/** Binds `by` items: columns keep their name, expressions get the given one or a default. */
export function bindKeys(items: readonly AssignmentNode[], relation: Relation, context: BindContext): Steps<Output[]> {
  return flatMapInSteps(items, ({ name, value }) => {
    if (value.kind === 'error') return [];
    const bound = bindExpression(value, { scope: relation.scope, context });
    if (bound.kind === 'literal' && bound.type.kind.startsWith('interval')) warnOfStep(value, relation, context);
    return [{ name: name?.name ?? (bound.kind === 'column' ? bound.name : nameFor(value) || printExpression(value)), value: bound }];
  });
}

/** `by 5m` is one group: the steps of a time are meant. */
function warnOfStep({ span }: ExpressionNode, { scope }: Relation, context: BindContext): void {
  const step = context.source.slice(span.start, span.end);
  const text = `bin(__time__, ${step})`;
  const reason = `'${step}' is the same for all rows, and makes one group`;
  const fixes = findColumn(scope, '__time__') < 0 ? [] : [{ title: `write ${text}`, span, text }];
  context.report(diagnose('misleading-argument', span, { reason }, { help: `write ${text}`, fixes }));
}

/** The default name of an output without a name: `count`, `sum_latency`, `date_trunc___time__`. */
export function nameFor(node: ExpressionNode): string {
  switch (node.kind) {
    case 'name':
      return node.name;
    case 'member':
      return node.member.name;
    case 'call': {
      const argument = node.args.map(nameFor).find((name) => name !== '');
      return argument ? `${node.name.name}_${argument}` : node.name.name;
    }
    case 'cast':
      return nameFor(node.value);
    default:
      return '';
  }
}

/** `arg_max(x, *)` → every column that is not a key, from the row with the largest x: `a = max_by(a, x), b = max_by(b, x), …`. */
function wholeRow({ name, value, span }: AssignmentNode, keys: readonly Output[], { scope }: Relation): AssignmentNode[] | undefined {
  if (name || value.kind !== 'call') return undefined;
  const by = wholeRowFunction(value);
  if (!by) return undefined;
  const known = new Set(keys.map((key) => key.name));
  return scope.schema
    .filter((field) => !known.has(field.name))
    .map((field): AssignmentNode => {
      const column: NameNode = { name: field.name, quoted: true, span: value.name.span };
      const args: ExpressionNode[] = [{ kind: 'name', ...column }, ...value.args];
      return { name: column, value: { ...value, name: { ...value.name, name: by }, args, star: false }, span };
    });
}

export const bindStats: SteppedBinder<'stats'> = function* ({ outputs, by, span }, relation, context) {
  const keys = yield* bindKeys(by, relation, context);
  const calls: AggregateCall[] = [];
  const items = outputs.flatMap((item) => wholeRow(item, keys, relation) ?? [item]);
  const results: Output[] = yield* flatMapInSteps(items, ({ name, value, span: where }, i) => {
    if (value.kind === 'error') return [];
    const before = calls.length;
    const bound = bindExpression(value, { scope: relation.scope, context, aggregates: { keys, calls, inside: false } });
    if (calls.length === before && bound.type.kind !== 'unknown')
      context.report(diagnose('aggregate-expected', where, { found: `'${context.source.slice(value.span.start, value.span.end)}'` }));
    return [{ name: name?.name ?? (nameFor(value) || `expression_${i + 1}`), value: bound }];
  });
  reportRepeats(
    [
      ...keys.map((key, i) => ({ name: key.name, span: by[i]?.span ?? span })),
      ...results.map((result, i) => ({ name: result.name, span: items[i]?.span ?? span })),
    ],
    context,
  );
  // If every output is one aggregate, the aggregates take the names of the outputs and no Project is needed.
  const direct =
    results.length === calls.length && results.every(({ value }, i) => value.kind === 'column' && value.index === keys.length + i);
  const whole = new Set(results.flatMap(({ value }) => (value.kind === 'column' ? [value.index] : [])));
  const named = calls.map((call, i) => ({
    ...call,
    name: direct ? results[i]!.name : call.name,
    inExpression: !whole.has(keys.length + i),
  }));
  const schema = [...schemaOf(keys), ...named.map(({ name, type }) => ({ name, type }))];
  const aggregate: LogicalPlan = { kind: 'Aggregate', input: relation.plan, keys, aggregates: named, schema, span };
  if (direct) return nextRelation(relation, aggregate, 'stats');
  const kept = keys.map((key, i) => ({ name: key.name, value: columnRef(schema, i, span) }));
  return nextRelation(relation, projectOf(aggregate, [...kept, ...results], span, context), 'stats');
};

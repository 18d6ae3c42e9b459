import { diagnose } from '../../diagnostics/diagnostic.ts';
import { printExpression } from '../../parser/printer.ts';
import type { AssignmentNode, ExpressionNode } from '../../parser/syntax.ts';
import type { BindContext } from '../bind/bind-context.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { columnRef, nextRelation, projectOf, type Relation, reportRepeats, schemaOf } from '../bind/relation.ts';
import type { Output } from '../expressions/expression.ts';
import type { AggregateCall, LogicalPlan } from '../plan/plan.ts';

/** Binds `by` items: columns keep their name, expressions get the given one or a default. */
export function bindKeys(items: readonly AssignmentNode[], relation: Relation, context: BindContext): Output[] {
  return items.flatMap(({ name, value }) => {
    if (value.kind === 'error') return [];
    const bound = bindExpression(value, { scope: relation.scope, context });
    return [{ name: name?.name ?? (bound.kind === 'column' ? bound.name : nameFor(value) || printExpression(value)), value: bound }];
  });
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

export const bindStats: CommandBinder<'stats'> = ({ outputs, by, span }, relation, context) => {
  const keys = bindKeys(by, relation, context);
  const calls: AggregateCall[] = [];
  const results: Output[] = outputs.flatMap(({ name, value, span: where }, i) => {
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
      ...results.map((result, i) => ({ name: result.name, span: outputs[i]?.span ?? span })),
    ],
    context,
  );
  // If every output is one aggregate, the aggregates take the names of the outputs and no Project is needed.
  const direct =
    results.length === calls.length && results.every(({ value }, i) => value.kind === 'column' && value.index === keys.length + i);
  const named = direct ? calls.map((call, i) => ({ ...call, name: results[i]!.name, isOutput: true })) : calls;
  const schema = [...schemaOf(keys), ...named.map(({ name, type }) => ({ name, type }))];
  const aggregate: LogicalPlan = { kind: 'Aggregate', input: relation.plan, keys, aggregates: named, schema, span };
  if (direct) return nextRelation(relation, aggregate, 'stats');
  const kept = keys.map((key, i) => ({ name: key.name, value: columnRef(schema, i, span) }));
  return nextRelation(relation, projectOf(aggregate, [...kept, ...results], span, context), 'stats');
};

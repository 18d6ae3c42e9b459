import { diagnose } from '../../diagnostics/diagnostic.ts';
import { seriesDrilldown } from '../../functions/series/drilldown.ts';
import { printName } from '../../parser/printer.ts';
import { arrayType, DOUBLE, VARCHAR } from '../../types/data-type.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { literal } from '../bind/bind-literal.ts';
import { callOperator } from '../bind/build-expression.ts';
import { bindCommands, type SteppedBinder } from '../bind/command-binder.ts';
import { readOptions } from '../bind/command-options.ts';
import { desugar } from '../bind/desugar.ts';
import { columnRef, nextRelation, projectOf } from '../bind/relation.ts';
import { scopeOf } from '../bind/scope.ts';
import type { Expression } from '../expressions/expression.ts';

export const bindSeriesDrilldown: SteppedBinder<'series-drilldown'> = function* (
  { options: given, value, on, by, from, to, span },
  relation,
  context,
) {
  const command = 'series-drilldown';
  const { options } = readOptions(given, command, { options: 'string' }, context);
  if (by.length === 0) {
    context.report(diagnose('invalid-command', span, { command, reason: 'it needs attributes: by <column>, …' }));
    return relation;
  }
  const name = { name: 'value', quoted: true, span };
  const series = [{ name, value, fill: undefined, span }];
  const nothing = { fill: undefined, from: undefined, to: undefined, step: undefined };
  const gathered = yield* context.command(relation, { kind: 'make-series', series, on, by, ...nothing, span });
  const { schema } = gathered.plan;
  if (schema.length !== by.length + 2) return relation;
  const arrays = schema.map((field) => printName(field.name));
  const collect = desugar(`| stats ${arrays.map((array) => `${array} = array_agg(${array})`).join(', ')}`, span);
  const collected = yield* bindCommands(collect, gathered, context);
  const bindScope = { scope: scopeOf([]), context };
  const as = (expression: Expression, element: typeof VARCHAR | typeof DOUBLE, depth: number): Expression => {
    const type = depth === 1 ? arrayType(element) : arrayType(arrayType(element));
    return { kind: 'cast', value: expression, lenient: false, type, span };
  };
  const columns = collected.plan.schema.map((_, i) => columnRef(collected.plan.schema, i, span));
  const call = callOperator(
    seriesDrilldown,
    [
      ...columns.slice(0, by.length).map((column) => as(column, VARCHAR, 1)),
      columns[by.length]!,
      as(columns[by.length + 1]!, DOUBLE, 2),
      bindExpression(from, bindScope),
      bindExpression(to, bindScope),
      ...(options === undefined ? [] : [literal(VARCHAR, options, span)]),
    ],
    span,
    bindScope,
  );
  if (call.kind !== 'call') return relation;
  const answered = nextRelation(collected, projectOf(collected.plan, [{ name: 'ret', value: call }], span, context), command);
  const number = (key: string): string => `try_cast(json_extract_scalar(cause, '$.statistics.${key}') as double)`;
  const source = `
    | extend cause = cast(json_extract(ret, '$.causes') as array(json)), error_msg = json_extract_scalar(ret, '$.error_msg')
    | unnest cause -outer
    | where cause is not null or error_msg is not null
    | project filter = json_extract_scalar(cause, '$.filter'), attrs = json_extract(cause, '$.attrs'),
        direction = json_extract_scalar(cause, '$.direction'), explained = try_cast(json_extract_scalar(cause, '$.explained') as double),
        predict = ${number('predict')}, real = ${number('real')}, difference = ${number('difference')},
        relative_ratio = ${number('relative_ratio')}, relative_unexpected_difference = ${number('relative_unexpected_difference')},
        support = try_cast(json_extract_scalar(cause, '$.statistics.support') as bigint), error_msg`;
  return yield* bindCommands(desugar(source, span), answered, context);
};

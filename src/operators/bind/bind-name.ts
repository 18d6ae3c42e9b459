import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { nearFixes } from '../../diagnostics/suggest.ts';
import type { ExpressionNode } from '../../parser/syntax.ts';
import { formatName, UNKNOWN } from '../../types/data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import { overflowColumn } from '../plan/hidden-columns.ts';
import type { BindContext } from './bind-context.ts';
import { errorExpression, literal } from './bind-literal.ts';
import type { BindScope } from './bind-scope.ts';
import { readDynamicColumn } from './dynamic-columns.ts';
import { explainMissing, findColumn, wasDropped } from './scope.ts';

/** Binds a name: a parameter of a lambda, a column, a group key, or a key that an open schema may have. */
export function bindName(
  node: ExpressionNode & { readonly kind: 'name' },
  { scope, context, aggregates, besideString }: BindScope,
): Expression {
  const { name, span } = node;
  for (let i = scope.lambdas.length - 1; i >= 0; i--) {
    const parameter = scope.lambdas[i]!;
    if (parameter.name === name) return { kind: 'argument', slot: parameter.slot, name, type: parameter.type, span };
  }
  const index = findColumn(scope, name);
  if (index < 0) {
    const grouped = aggregates && !aggregates.inside ? aggregates.keys.findIndex((output) => output.name === name) : -1;
    if (grouped >= 0) return { kind: 'column', index: grouped, name, type: aggregates!.keys[grouped]!.value.type, span };
    const key = readDynamicColumn(scope, name, span, context);
    if (key) return aggregates && !aggregates.inside ? notAggregated(name, span, context) : key;
    if (scope.unknown) return errorExpression(span);
    if (!wasDropped(scope, name) && context.noteMissing(name, span)) return literal(UNKNOWN, null, span);
    const names = scope.schema.map((field) => field.name).filter((column) => column !== overflowColumn);
    const asString = { title: 'write a string in single quotes', span, text: `'${name.replaceAll("'", "''")}'` };
    const fixes = nearFixes(name, names, span, formatName) ?? (node.quoted || besideString ? [asString] : undefined);
    const help = explainMissing(scope, name, context.source);
    context.report(
      diagnose(
        'unknown-column',
        span,
        { name },
        {
          help:
            besideString && fixes?.includes(asString) && !node.quoted
              ? `a string is written ${asString.text}. ${help}`
              : node.quoted
                ? `double quotes enclose names; a string is written in single quotes. ${help}`
                : help,
          ...(fixes ? { fixes } : {}),
        },
      ),
    );
    return errorExpression(span);
  }
  const field = scope.schema[index]!;
  if (aggregates && !aggregates.inside) {
    const key = aggregates.keys.findIndex((output) => output.value.kind === 'column' && output.value.index === index);
    if (key >= 0) return { kind: 'column', index: key, name, type: field.type, span };
    return notAggregated(name, span, context);
  }
  return { kind: 'column', index, name: field.name, type: field.type, span };
}

function notAggregated(name: string, span: Span, context: BindContext): Expression {
  const help = `add '${name}' to 'by', or aggregate it: arbitrary(${formatName(name)}), max(${formatName(name)})`;
  context.report(diagnose('aggregate-expected', span, { found: `column '${name}'` }, { help }));
  return errorExpression(span);
}

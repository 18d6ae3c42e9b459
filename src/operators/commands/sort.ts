import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { SortKeyNode } from '../../parser/syntax.ts';
import type { BindContext } from '../bind/bind-context.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { bindSortKeys } from '../bind/bind-window.ts';
import { flatMapInSteps, type SteppedBinder } from '../bind/command-binder.ts';
import { nextRelation, type Relation } from '../bind/relation.ts';

export const bindSort: SteppedBinder<'sort'> = function* ({ keys, span }, relation, context) {
  const bound = yield* flatMapInSteps(keys, (key) => {
    const meant = fallingString(key, relation, context);
    // One warning is enough.
    const quiet = { ...context, report: (d: Diagnostic) => (meant && d.name === 'string-read-as-number' ? undefined : context.report(d)) };
    if (meant) context.report(meant);
    return bindSortKeys([key], { scope: relation.scope, context: quiet }, bindExpression);
  });
  return nextRelation(relation, { kind: 'Sort', input: relation.plan, keys: bound, schema: relation.plan.schema, span }, 'sort');
};

/** `sort -host` is in Splunk the falling order of strings; here it is that of the numbers that they hold. */
function fallingString({ value }: SortKeyNode, { scope }: Relation, context: BindContext): Diagnostic | undefined {
  if (value.kind !== 'negate') return undefined;
  const { type } = bindExpression(value.operand, { scope, context: { ...context, report: () => undefined } });
  if (type.kind !== 'varchar') return undefined;
  const text = `${context.source.slice(value.operand.span.start, value.operand.span.end)} desc`;
  const parameters = { meaning: 'sorts by the numbers in strings', language: 'Splunk', other: 'sorts in descending order' };
  return diagnose('other-meaning', value.span, parameters, {
    help: `write ${text}`,
    fixes: [{ title: `write ${text}`, span: value.span, text }],
  });
}

import { diagnose } from '../../diagnostics/diagnostic.ts';
import { RowError } from '../../diagnostics/row-error.ts';
import { groupsOf } from '../../functions/regexp/pattern.ts';
import { regexpCaptures } from '../../functions/regexp/regexp-captures.ts';
import type { NameNode } from '../../parser/syntax.ts';
import { VARCHAR } from '../../types/data-type.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { literal } from '../bind/bind-literal.ts';
import { callOperator } from '../bind/build-expression.ts';
import { constantValue } from '../bind/coerce.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { isPreserving, readOptions } from '../bind/command-options.ts';
import { bindField, nameElements } from '../bind/parsed-columns.ts';

export const bindParseRegexp: CommandBinder<'parse-regexp'> = ({ options, field, pattern, outputs, span }, relation, context) => {
  const command = 'parse-regexp';
  const { mode } = readOptions(options, command, { mode: 'string' }, context);
  const preserve = isPreserving(mode, options, context);
  const input = bindField(field, command, relation, context);
  const wrong = (reason: string) => {
    context.report(diagnose('invalid-command', pattern.span, { command, reason }));
    return relation;
  };
  const constant = constantValue(bindExpression(pattern, { scope: relation.scope, context }), context)?.value;
  if (typeof constant !== 'string') return pattern.kind === 'error' ? relation : wrong('the pattern must be a constant string');
  let groups: readonly (string | undefined)[];
  try {
    groups = groupsOf(constant, context.evaluation);
  } catch (error) {
    if (error instanceof RowError) return wrong(error.reason);
    throw error;
  }
  const named = groups.flatMap((name): NameNode[] => (name === undefined ? [] : [{ name, quoted: true, span: pattern.span }]));
  const names = outputs.length > 0 ? outputs : named;
  const count = `the pattern has ${groups.length} ${groups.length === 1 ? 'group' : 'groups'}`;
  if (groups.length === 0) return wrong('the pattern has no group: put the wanted part in parentheses');
  if (names.length !== groups.length)
    return wrong(
      outputs.length > 0
        ? `${count}, but ${outputs.length === 1 ? 'there is 1 name' : `there are ${outputs.length} names`}`
        : `${count} without names: add 'as <name>, …'`,
    );
  const found = callOperator(regexpCaptures, [input, literal(VARCHAR, constant, pattern.span)], span, { scope: relation.scope, context });
  return nameElements(relation, found, names, { preserve, command, span }, context);
};

import { diagnose } from '../../diagnostics/diagnostic.ts';
import { RowError } from '../../diagnostics/row-error.ts';
import { groupsOf } from '../../functions/regexp/pattern.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { VARCHAR } from '../../types/data-type.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { literal } from '../bind/bind-literal.ts';
import { callOperator } from '../bind/build-expression.ts';
import { constantValue } from '../bind/coerce.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { isPreserving, readOptions } from '../bind/command-options.ts';
import { addDynamicColumns } from '../bind/dynamic-columns.ts';
import { bindField } from '../bind/parsed-columns.ts';
import type { Expression } from '../expressions/expression.ts';

const quoteSet = (characters: string): string => characters.replace(/[\]^-]/g, '\\$&');
/** The characters of a set, which may be written as in a pattern: ',\\s'. */
const charactersOf = (set: string): string[] =>
  [...set.matchAll(/\\s|\\([tnr])|\\?([^])/g)].flatMap(([all, control, character]) =>
    all === '\\s' ? [' ', '\t', '\n', '\r', '\f'] : [control ? { t: '\t', n: '\n', r: '\r' }[control]! : character!],
  );
const quoteLiteral = (literal: string): string => literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

export const bindParseKv: CommandBinder<'parse-kv'> = ({ options, field, separators, span }, relation, context) => {
  const command = 'parse-kv';
  const kinds = { mode: 'string', prefix: 'string', regexp: 'switch', delims: 'string', 'kv-sep': 'char', quote: 'switch' } as const;
  const given = readOptions(options, command, kinds, context);
  const bindScope = { scope: relation.scope, context };
  const input = bindField(field, command, relation, context);
  const wrong = (reason: string) => {
    context.report(diagnose('invalid-command', separators[0]?.span ?? span, { command, reason }));
    return relation;
  };
  const constants = separators.map((node) => constantValue(bindExpression(node, bindScope), context)?.value);
  if (!constants.every((value) => typeof value === 'string')) return wrong('separators and patterns must be constant strings');
  const prefix = literal(VARCHAR, given.prefix ?? '', span);
  const [first, second] = constants;
  let found: Expression;
  const quoted = (delimiters: readonly string[], separator: string): Expression => {
    const ends: Expression = { kind: 'literal', value: delimiters, type: { kind: 'array', element: VARCHAR }, span };
    return callOperator(syntaxFunctions.quotedPairs, [input, ends, literal(VARCHAR, separator, span), prefix], span, bindScope);
  };
  if (first === undefined && !given.regexp && (given.quote || given.delims === undefined))
    found = quoted(charactersOf(given.delims ?? '\\s'), given['kv-sep'] || '=');
  else if (given.regexp || first === undefined) {
    if (given.regexp && given.quote) return wrong('-quote and -regexp exclude each other: the pattern says what a value is');
    if (given.regexp && constants.length !== 1) return wrong("-regexp takes one pattern: parse-kv -regexp <column>, '<pattern>'");
    // A pair ends at one character of a set, which may be written as in a pattern: ',\s'.
    const ends = quoteSet(given.delims ?? '\\s');
    const pattern = first ?? `([^${ends}]+?)${quoteLiteral(given['kv-sep'] ?? '=')}([^${ends}]*)`;
    try {
      if (groupsOf(pattern, context.evaluation).length < 2) return wrong('the pattern needs two groups, for key and value');
    } catch (error) {
      if (error instanceof RowError) return wrong(error.reason);
      throw error;
    }
    found = callOperator(syntaxFunctions.regexpPairs, [input, literal(VARCHAR, pattern, span), prefix], span, bindScope);
  } else {
    if (constants.length !== 2) return wrong("two separators are needed: parse-kv <column>, '<pair separator>', '<key-value separator>'");
    if (first === '' || second === '') return wrong('a separator is empty');
    found = given.quote
      ? quoted([first], second!)
      : callOperator(
          syntaxFunctions.splitPairs,
          [input, literal(VARCHAR, first, span), literal(VARCHAR, second, span), prefix],
          span,
          bindScope,
        );
  }
  return addDynamicColumns(relation, found, isPreserving(given.mode, options, context), command, span, context);
};

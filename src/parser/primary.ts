import type { IToken, TokenType } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import { type CallRules, defineCase, defineCast, defineNameOrCall, defineOperand, defineSqlCall, defineTypeName, unquote } from './call.ts';
import { type Grammar, isToken, isWord, type Rule, recoverExpression, spanOf } from './grammar.ts';
import type { ExpressionNode } from './syntax.ts';

/** Words that start a typed literal such as `TIMESTAMP '2025-01-01'`. */
const typedLiteralWords = new Set(
  'boolean tinyint smallint integer int bigint real double timestamp datetime date varchar varbinary json interval time decimal numeric char'.split(
    ' ',
  ),
);

/** The smallest expressions: literals, names, calls, CASE, CAST, arrays, rows and parentheses. */
export function definePrimary($: Grammar, outer: () => Pick<CallRules, 'name' | 'expression' | 'over'>): Rule<ExpressionNode> {
  const rules = (): CallRules => ({ ...outer(), typeName, operand });
  const typeName = defineTypeName($, rules);
  const operand = defineOperand($);
  const castCall = defineCast($, rules);
  const caseExpression = defineCase($, rules);
  const sqlCall = defineSqlCall($, rules);
  const nameOrCall = defineNameOrCall($, rules);
  const alternatives = () => [
    ...literals($),
    { ALT: () => $.SUBRULE(caseExpression) },
    { GATE: () => isToken($.LA(2), t.OpenParen), ALT: () => $.SUBRULE(castCall) },
    {
      GATE: () => isToken($.LA(2), t.OpenParen) && !isToken($.LA(1), t.Cast) && !isToken($.LA(1), t.TryCast),
      ALT: () => $.SUBRULE(sqlCall),
    },
    { GATE: () => startsTypedLiteral($), ALT: () => typedLiteral($, $.LA(1)) },
    {
      GATE: () => isWord($.LA(1), 'interval') && isToken($.LA(2), t.StringLiteral) && isToken($.LA(3), t.Name),
      ALT: () => intervalLiteral($, $.LA(1)),
    },
    {
      GATE: () => isToken($.LA(1), t.OpenBracket) || (isToken($.LA(2), t.OpenBracket) && isToken($.LA(1), t.ArrayWord)),
      ALT: () => array($, outer().expression, $.LA(1)),
    },
    { ALT: () => $.SUBRULE(nameOrCall) },
    { ALT: () => parenthesized($, outer().expression, $.LA(1)) },
  ];
  let options:
    | {
        readonly ERR_MSG: string;
        readonly IGNORE_AMBIGUITIES: boolean;
        readonly MAX_LOOKAHEAD: number;
        readonly DEF: ReturnType<typeof alternatives>;
      }
    | undefined;
  return $.RULE(
    'primary',
    () => {
      // Made once: a query has thousands of values.
      options ??= {
        ERR_MSG: 'a value',
        IGNORE_AMBIGUITIES: true, // gates decide casts, SQL calls, typed literals and arrays, which start like names
        MAX_LOOKAHEAD: 1,
        DEF: alternatives(),
      };
      return $.OR(options);
    },
    recoverExpression($),
  );
}

/** The alternatives that are one token. */
function literals($: Grammar): { readonly ALT: () => ExpressionNode }[] {
  const literal = (type: TokenType, node: (token: IToken) => ExpressionNode) => ({
    ALT: () => {
      const token = $.CONSUME(type);
      return $.ACTION(() => node(token));
    },
  });
  return [
    literal(t.Duration, (token) => ({ kind: 'duration', source: token.image, span: spanOf(token) })),
    literal(t.Numeral, (token) => ({ kind: 'number', source: token.image, span: spanOf(token) })),
    literal(t.StringLiteral, (token) => ({ kind: 'string', value: unquote(token), span: spanOf(token) })),
    literal(t.Binary, (token) => ({ kind: 'binaryLiteral', digits: token.image.slice(2, -1), span: spanOf(token) })),
    literal(t.Parameter, (token) => ({ kind: 'parameter', name: token.image.slice(1), span: spanOf(token) })),
    literal(t.Dollar, (token) => ({ kind: 'dataset', name: token.image.slice(1), span: spanOf(token) })),
    literal(t.Null, (token) => ({ kind: 'null', span: spanOf(token) })),
    literal(t.True, (token) => ({ kind: 'boolean', value: true, span: spanOf(token) })),
    literal(t.False, (token) => ({ kind: 'boolean', value: false, span: spanOf(token) })),
  ];
}

function startsTypedLiteral($: Grammar): boolean {
  return (
    isToken($.LA(2), t.StringLiteral) &&
    !isToken($.LA(1), t.QuotedName) &&
    !(isWord($.LA(1), 'interval') && isToken($.LA(3), t.Name)) &&
    typedLiteralWords.has($.LA(1).image.toLowerCase())
  );
}

/** `timestamp '2025-01-01'` */
function typedLiteral($: Grammar, first: IToken): ExpressionNode {
  const word = $.CONSUME(t.Name);
  const value = $.CONSUME1(t.StringLiteral);
  return $.ACTION(
    (): ExpressionNode => ({
      kind: 'typedLiteral',
      type: word.image,
      typeSpan: spanOf(word),
      value: unquote(value),
      span: $.spanFrom(first),
    }),
  );
}

/** Whether a token is a unit of intervals. */
export const isIntervalUnit = (token: IToken): boolean =>
  /^(?:millisecond|second|minute|hour|day|week|month|quarter|year)s?$/i.test(token.image);

/** `interval '1-6' year to month` */
function intervalLiteral($: Grammar, first: IToken): ExpressionNode {
  $.CONSUME1(t.Name);
  const value = $.CONSUME2(t.StringLiteral);
  const from = $.CONSUME2(t.Name);
  const to = $.OPTION({
    GATE: () => isIntervalUnit($.LA(2)), // 'to' may belong to make-series
    DEF: () => {
      $.CONSUME(t.To);
      return $.CONSUME3(t.Name);
    },
  });
  return $.ACTION(
    (): ExpressionNode => ({ kind: 'interval', value: unquote(value), from: from.image, to: to?.image, span: $.spanFrom(first) }),
  );
}

/** `array[a, b]` or `[a, b]`; after an expression a bracket is a subscript. */
function array($: Grammar, expression: Rule<ExpressionNode>, first: IToken): ExpressionNode {
  $.OPTION1(() => $.CONSUME(t.ArrayWord));
  $.CONSUME(t.OpenBracket);
  const elements: ExpressionNode[] = [];
  $.MANY_SEP({ SEP: t.Comma, DEF: () => elements.push($.SUBRULE(expression)) });
  $.CONSUME(t.CloseBracket);
  return $.ACTION((): ExpressionNode => ({ kind: 'array', elements, span: $.spanFrom(first) }));
}

/** `(a)`, or the row `(a, b)` */
function parenthesized($: Grammar, expression: Rule<ExpressionNode>, first: IToken): ExpressionNode {
  $.CONSUME(t.OpenParen);
  const elements: ExpressionNode[] = [];
  $.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => elements.push($.SUBRULE1(expression)) });
  $.CONSUME(t.CloseParen);
  return $.ACTION((): ExpressionNode => {
    const span = $.spanFrom(first);
    return elements.length === 1 ? { ...elements[0]!, span } : { kind: 'row', elements, span };
  });
}

import type { IToken } from 'chevrotain';
import type { Span } from '../diagnostics/span.ts';
import * as t from '../lexer/tokens.ts';
import { type ExpressionRules, type Grammar, isToken, isWord, nameOf, type Rule, spanOf } from './grammar.ts';
import type { ExpressionNode, WindowNode } from './syntax.ts';

/** Words that start a typed literal such as `TIMESTAMP '2025-01-01'`. */
const typedLiteralWords = new Set(
  'boolean tinyint smallint integer int bigint real double timestamp date varchar varbinary json interval time decimal numeric char'.split(
    ' ',
  ),
);

/** Functions that SQL calls without parentheses. */
const bareCalls = new Set(['current_date', 'current_timestamp', 'current_time', 'localtime', 'localtimestamp']);

/** The value of a string literal token. */
export function unquote(token: IToken): string {
  const closed = !isToken(token, t.OpenString);
  return token.image.slice(1, closed ? -1 : undefined).replaceAll("''", "'");
}

/** The smallest expressions: literals, names, calls, CASE, CAST, arrays, rows and parentheses. */
export function definePrimary(
  $: Grammar,
  { name, expression, over }: Pick<ExpressionRules, 'name' | 'expression'> & { readonly over: Rule<WindowNode> },
): Rule<ExpressionNode> {
  const config = { recoveryValueFunc: (): ExpressionNode => ({ kind: 'error', span: spanOf($.LA(1)) }) };

  const typeName: Rule<{ source: string; span: Span }> = $.RULE('typeName', () => {
    const first = $.LA(1);
    const parts: string[] = [];
    const word = $.OR([{ ALT: () => $.CONSUME(t.Name) }]);
    parts.push(word.image);
    $.OPTION(() => {
      $.OR2([{ ALT: () => $.CONSUME(t.OpenParen) }, { ALT: () => $.CONSUME(t.Less) }]);
      parts.push('(');
      $.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => {
          parts.push(
            $.OR1([
              { ALT: () => $.CONSUME(t.Numeral).image },
              {
                ALT: () => {
                  const inner = $.SUBRULE(typeName);
                  const second = $.OPTION1(() => $.SUBRULE1(typeName));
                  return $.ACTION(() => (second ? `${inner.source} ${second.source}` : inner.source));
                },
              },
            ]),
            ',',
          );
        },
      });
      parts.pop();
      $.OR3([{ ALT: () => $.CONSUME(t.CloseParen) }, { ALT: () => $.CONSUME(t.Greater) }]);
      parts.push(')');
    });
    return $.ACTION(() => ({ source: parts.join(''), span: $.spanFrom(first) }));
  });

  const castCall: Rule<ExpressionNode> = $.RULE(
    'castCall',
    () => {
      const word = $.OR([{ ALT: () => $.CONSUME(t.Cast) }, { ALT: () => $.CONSUME(t.TryCast) }]);
      $.CONSUME(t.OpenParen);
      const value = $.SUBRULE(expression);
      $.CONSUME(t.As);
      const type = $.SUBRULE(typeName);
      $.CONSUME(t.CloseParen);
      return $.ACTION(() => ({
        kind: 'cast',
        lenient: isToken(word, t.TryCast),
        value,
        type: type?.source ?? '',
        typeSpan: type?.span ?? spanOf(word),
        span: $.spanFrom(word),
      }));
    },
    config,
  );

  const caseExpression: Rule<ExpressionNode> = $.RULE(
    'caseExpression',
    () => {
      const first = $.CONSUME(t.Case);
      const subject = $.OPTION(() => $.SUBRULE(expression));
      const branches: { when: ExpressionNode; result: ExpressionNode }[] = [];
      $.MANY(() => {
        $.CONSUME(t.When);
        const when = $.SUBRULE1(expression);
        $.CONSUME(t.Then);
        const result = $.SUBRULE2(expression);
        branches.push({ when, result });
      });
      const otherwise = $.OPTION1(() => {
        $.CONSUME(t.Else);
        return $.SUBRULE3(expression);
      });
      $.CONSUME(t.End);
      return $.ACTION(() => ({ kind: 'case', subject, branches, otherwise, span: $.spanFrom(first) }));
    },
    config,
  );

  /** `EXTRACT(unit FROM x)`, `POSITION(a IN b)`, `SUBSTRING(s FROM n FOR m)`: calls with the syntax of SQL. */
  const sqlCall: Rule<ExpressionNode> = $.RULE(
    'sqlCall',
    () => {
      const word = $.OR([{ ALT: () => $.CONSUME(t.Extract) }, { ALT: () => $.CONSUME(t.Position) }, { ALT: () => $.CONSUME(t.Substring) }]);
      const args: ExpressionNode[] = [];
      let between: IToken | undefined;
      $.CONSUME(t.OpenParen);
      $.OPTION(() => {
        // IN would be read as part of an expression: the needle of POSITION ends before it.
        args.push($.OR1([{ GATE: () => isToken(word, t.Position), ALT: () => $.SUBRULE(operand) }, { ALT: () => $.SUBRULE(expression) }]));
      });
      $.MANY(() => {
        between = $.OR2([
          { ALT: () => $.CONSUME(t.From) },
          { ALT: () => $.CONSUME(t.In) },
          { ALT: () => $.CONSUME(t.For) },
          { ALT: () => $.CONSUME(t.Comma) },
        ]);
        args.push($.SUBRULE1(expression));
      });
      $.CONSUME(t.CloseParen);
      return $.ACTION((): ExpressionNode => {
        const span = $.spanFrom(word);
        const called = nameOf(word);
        const unit = args[0];
        if (isToken(word, t.Extract) && between && isToken(between, t.From) && unit?.kind === 'name')
          args[0] = { kind: 'string', value: unit.name.toLowerCase(), span: unit.span };
        if (isToken(word, t.Position) && between && isToken(between, t.In)) args.reverse();
        const target = isToken(word, t.Position) ? { ...called, name: 'strpos' } : called;
        return { kind: 'call', name: target, args, star: false, distinct: false, filter: undefined, over: undefined, span };
      });
    },
    config,
  );
  const operand: Rule<ExpressionNode> = $.RULE(
    'operand',
    () => {
      const token = $.OR([{ ALT: () => $.CONSUME(t.StringLiteral) }, { ALT: () => $.CONSUME(t.Null) }, { ALT: () => $.CONSUME(t.Name) }]);
      return $.ACTION((): ExpressionNode => {
        if (isToken(token, t.StringLiteral)) return { kind: 'string', value: unquote(token), span: spanOf(token) };
        return isToken(token, t.Null) ? { kind: 'null', span: spanOf(token) } : { kind: 'name', ...nameOf(token) };
      });
    },
    config,
  );

  const nameOrCall: Rule<ExpressionNode> = $.RULE(
    'nameOrCall',
    () => {
      const first = $.LA(1);
      const called = $.SUBRULE(name);
      const args: ExpressionNode[] = [];
      let star = false;
      let distinct = false;
      const call = $.OPTION(() => {
        $.CONSUME(t.OpenParen);
        $.OPTION1({
          GATE: () => !isToken($.LA(2), t.Comma) && !isToken($.LA(2), t.CloseParen) && !isToken($.LA(2), t.Arrow),
          DEF: () => {
            $.CONSUME(t.Distinct);
            distinct = true;
          },
        });
        $.OR([
          {
            ALT: () => {
              $.CONSUME(t.Star);
              star = true;
            },
          },
          { ALT: () => $.MANY_SEP({ SEP: t.Comma, DEF: () => args.push($.SUBRULE(expression)) }) },
        ]);
        return $.CONSUME(t.CloseParen);
      });
      const filter = $.OPTION2({
        GATE: () => call !== undefined && isWord($.LA(1), 'filter') && isToken($.LA(2), t.OpenParen) && isWord($.LA(3), 'where'),
        DEF: () => {
          $.CONSUME(t.Name);
          $.CONSUME1(t.OpenParen);
          $.CONSUME1(t.Name);
          const condition = $.SUBRULE1(expression);
          $.CONSUME1(t.CloseParen);
          return condition;
        },
      });
      const window = $.OPTION3({
        GATE: () => call !== undefined && isWord($.LA(1), 'over') && isToken($.LA(2), t.OpenParen),
        DEF: () => $.SUBRULE(over),
      });
      return $.ACTION((): ExpressionNode => {
        const span = $.spanFrom(first);
        if (call || (!called.quoted && bareCalls.has(called.name.toLowerCase())))
          return { kind: 'call', name: called, args, star, distinct, filter, over: window, span };
        return { kind: 'name', name: called.name, quoted: called.quoted, span };
      });
    },
    config,
  );

  return $.RULE(
    'primary',
    () => {
      const first = $.LA(1);
      return $.OR({
        ERR_MSG: 'a value',
        IGNORE_AMBIGUITIES: true, // gates decide casts, SQL calls, typed literals and arrays, which start like names
        MAX_LOOKAHEAD: 1,
        DEF: [
          { ALT: () => literal($, t.Duration, (token) => ({ kind: 'duration', source: token.image, span: spanOf(token) })) },
          { ALT: () => literal($, t.Numeral, (token) => ({ kind: 'number', source: token.image, span: spanOf(token) })) },
          {
            ALT: () => literal($, t.StringLiteral, (token) => ({ kind: 'string', value: unquote(token), span: spanOf(token) })),
          },
          {
            ALT: () =>
              literal($, t.Binary, (token) => ({
                kind: 'binaryLiteral',
                digits: token.image.slice(2, -1),
                span: spanOf(token),
              })),
          },
          {
            ALT: () =>
              literal($, t.Parameter, (token) => ({
                kind: 'parameter',
                name: token.image.slice(1),
                span: spanOf(token),
              })),
          },
          {
            ALT: () => literal($, t.Dollar, (token) => ({ kind: 'dataset', name: token.image.slice(1), span: spanOf(token) })),
          },
          { ALT: () => literal($, t.Null, (token) => ({ kind: 'null', span: spanOf(token) })) },
          { ALT: () => literal($, t.True, (token) => ({ kind: 'boolean', value: true, span: spanOf(token) })) },
          { ALT: () => literal($, t.False, (token) => ({ kind: 'boolean', value: false, span: spanOf(token) })) },
          { ALT: () => $.SUBRULE(caseExpression) },
          {
            GATE: () => isToken($.LA(2), t.OpenParen),
            ALT: () => $.SUBRULE(castCall),
          },
          {
            GATE: () => isToken($.LA(2), t.OpenParen) && !isToken($.LA(1), t.Cast) && !isToken($.LA(1), t.TryCast),
            ALT: () => $.SUBRULE(sqlCall),
          },
          {
            GATE: () =>
              isToken($.LA(2), t.StringLiteral) &&
              !isToken($.LA(1), t.QuotedName) &&
              !(isWord($.LA(1), 'interval') && isToken($.LA(3), t.Name)) &&
              typedLiteralWords.has($.LA(1).image.toLowerCase()),
            ALT: () => {
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
            },
          },
          {
            GATE: () => isWord($.LA(1), 'interval') && isToken($.LA(2), t.StringLiteral) && isToken($.LA(3), t.Name),
            ALT: () => {
              $.CONSUME1(t.Name);
              const value = $.CONSUME2(t.StringLiteral);
              const from = $.CONSUME2(t.Name);
              const to = $.OPTION(() => {
                $.CONSUME(t.To);
                return $.CONSUME3(t.Name);
              });
              return $.ACTION(
                (): ExpressionNode => ({
                  kind: 'interval',
                  value: unquote(value),
                  from: from.image,
                  to: to?.image,
                  span: $.spanFrom(first),
                }),
              );
            },
          },
          {
            GATE: () => isToken($.LA(2), t.OpenBracket) && isToken($.LA(1), t.ArrayWord),
            ALT: () => {
              $.CONSUME(t.ArrayWord);
              $.CONSUME(t.OpenBracket);
              const elements: ExpressionNode[] = [];
              $.MANY_SEP({ SEP: t.Comma, DEF: () => elements.push($.SUBRULE(expression)) });
              $.CONSUME(t.CloseBracket);
              return $.ACTION((): ExpressionNode => ({ kind: 'array', elements, span: $.spanFrom(first) }));
            },
          },
          { ALT: () => $.SUBRULE(nameOrCall) },
          {
            ALT: () => {
              $.CONSUME(t.OpenParen);
              const elements: ExpressionNode[] = [];
              $.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => elements.push($.SUBRULE1(expression)) });
              $.CONSUME(t.CloseParen);
              return $.ACTION((): ExpressionNode => {
                const span = $.spanFrom(first);
                return elements.length === 1 ? { ...elements[0]!, span } : { kind: 'row', elements, span };
              });
            },
          },
        ],
      });
    },
    config,
  );
}

function literal($: Grammar, type: Parameters<Grammar['CONSUME']>[0], make: (token: IToken) => ExpressionNode): ExpressionNode {
  const token = $.CONSUME(type);
  return $.ACTION(() => make(token));
}

import type { IToken } from 'chevrotain';
import type { Span } from '../diagnostics/span.ts';
import * as t from '../lexer/tokens.ts';
import { type Grammar, isToken, isWord, nameOf, type Rule, recoverExpression, spanOf } from './grammar.ts';
import type { ExpressionNode, NameNode, WindowNode } from './syntax.ts';

/** The name of a type as written, without blanks. */
export interface TypeName {
  readonly source: string;
  readonly span: Span;
}

/** The rules that calls are made of. */
export interface CallRules {
  readonly name: Rule<NameNode>;
  readonly expression: Rule<ExpressionNode>;
  readonly typeName: Rule<TypeName>;
  readonly operand: Rule<ExpressionNode>;
  readonly over: Rule<WindowNode>;
}

type Rules = () => CallRules;

/** Functions that SQL calls without parentheses. */
const bareCalls = new Set(['current_date', 'current_timestamp', 'current_time', 'localtime', 'localtimestamp']);

/** `varchar`, `double precision`, `decimal(10, 2)`, `array(map(varchar, bigint))`, `row(a bigint)` */
export function defineTypeName($: Grammar, rules: Rules): Rule<TypeName> {
  const read = (): TypeName => {
    const first = $.LA(1);
    const parts: string[] = [];
    const word = $.OR({ DEF: [{ ALT: () => $.CONSUME(t.Name) }], ERR_MSG: 'a type' });
    parts.push(word.image);
    $.OPTION2({
      GATE: () => isWord(first, 'double') && isWord($.LA(1), 'precision'),
      DEF: () => parts.push(` ${$.CONSUME1(t.Name).image}`),
    });
    $.OPTION(() => {
      $.OR2([{ ALT: () => $.CONSUME(t.OpenParen) }, { ALT: () => $.CONSUME(t.Less) }]);
      parts.push('(');
      $.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        ERR_MSG: 'a type',
        DEF: () => {
          parts.push(
            $.OR1({
              DEF: [
                { ALT: () => $.CONSUME(t.Numeral).image },
                {
                  ALT: () => {
                    const inner = $.SUBRULE(rules().typeName);
                    const second = $.OPTION1(() => $.SUBRULE1(rules().typeName));
                    return $.ACTION(() => (second?.source && inner.source ? `${inner.source} ${second.source}` : (second ?? inner).source));
                  },
                },
              ],
              ERR_MSG: 'a type',
            }),
            ',',
          );
        },
      });
      parts.pop();
      $.OR3([{ ALT: () => $.CONSUME(t.CloseParen) }, { ALT: () => $.CONSUME(t.Greater) }]);
      parts.push(')');
    });
    // A type with a part that could not be read has no name.
    return $.ACTION(() => ({ source: parts.includes('') ? '' : parts.join(''), span: $.spanFrom(first) }));
  };
  return $.RULE('typeName', read, { recoveryValueFunc: () => ({ source: '', span: spanOf($.LA(1)) }) });
}

/** `cast(x as type)`, `try_cast(x as type)` */
export function defineCast($: Grammar, rules: Rules): Rule<ExpressionNode> {
  return $.RULE(
    'castCall',
    () => {
      const word = $.OR([{ ALT: () => $.CONSUME(t.Cast) }, { ALT: () => $.CONSUME(t.TryCast) }]);
      $.CONSUME(t.OpenParen);
      const value = $.SUBRULE(rules().expression);
      $.CONSUME(t.As);
      const type = $.SUBRULE(rules().typeName);
      $.CONSUME(t.CloseParen);
      return $.ACTION(() => ({
        kind: 'cast',
        lenient: isToken(word, t.TryCast),
        value,
        type: type.source,
        typeSpan: type.span,
        span: $.spanFrom(word),
      }));
    },
    recoverExpression($),
  );
}

/** `case [x] when … then … else … end` */
export function defineCase($: Grammar, rules: Rules): Rule<ExpressionNode> {
  return $.RULE(
    'caseExpression',
    () => {
      const first = $.CONSUME(t.Case);
      const subject = $.OPTION(() => $.SUBRULE(rules().expression));
      const branches: { when: ExpressionNode; result: ExpressionNode }[] = [];
      $.MANY(() => {
        $.CONSUME(t.When);
        const when = $.SUBRULE1(rules().expression);
        $.CONSUME(t.Then);
        const result = $.SUBRULE2(rules().expression);
        branches.push({ when, result });
      });
      const otherwise = $.OPTION1(() => {
        $.CONSUME(t.Else);
        return $.SUBRULE3(rules().expression);
      });
      $.CONSUME(t.End);
      return $.ACTION(() => ({ kind: 'case', subject, branches, otherwise, span: $.spanFrom(first) }));
    },
    recoverExpression($),
  );
}

/** `EXTRACT(unit FROM x)`, `POSITION(a IN b)`, `SUBSTRING(s FROM n FOR m)`: calls with the syntax of SQL. */
export function defineSqlCall($: Grammar, rules: Rules): Rule<ExpressionNode> {
  return $.RULE(
    'sqlCall',
    () => {
      const word = $.OR([{ ALT: () => $.CONSUME(t.Extract) }, { ALT: () => $.CONSUME(t.Position) }, { ALT: () => $.CONSUME(t.Substring) }]);
      const args: ExpressionNode[] = [];
      let between: IToken | undefined;
      $.CONSUME(t.OpenParen);
      $.OPTION(() => {
        // IN would be read as part of an expression: the needle of POSITION ends before it.
        args.push(
          $.OR1([
            { GATE: () => isToken(word, t.Position), ALT: () => $.SUBRULE(rules().operand) },
            { ALT: () => $.SUBRULE(rules().expression) },
          ]),
        );
      });
      $.MANY(() => {
        between = $.OR2([
          { ALT: () => $.CONSUME(t.From) },
          { ALT: () => $.CONSUME(t.In) },
          { ALT: () => $.CONSUME(t.For) },
          { ALT: () => $.CONSUME(t.Comma) },
        ]);
        args.push($.SUBRULE1(rules().expression));
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
    recoverExpression($),
  );
}

/** The needle of POSITION, which ends before IN. */
export function defineOperand($: Grammar): Rule<ExpressionNode> {
  return $.RULE(
    'operand',
    () => {
      const token = $.OR([{ ALT: () => $.CONSUME(t.StringLiteral) }, { ALT: () => $.CONSUME(t.Null) }, { ALT: () => $.CONSUME(t.Name) }]);
      return $.ACTION((): ExpressionNode => {
        if (isToken(token, t.StringLiteral)) return { kind: 'string', value: unquote(token), span: spanOf(token) };
        return isToken(token, t.Null) ? { kind: 'null', span: spanOf(token) } : { kind: 'name', ...nameOf(token) };
      });
    },
    recoverExpression($),
  );
}

/** `name`, `name(args)`, `count(*)`, `arg_max(x, *)`, `sum(distinct x) filter (where …)`, `lag(x) over (…)` */
export function defineNameOrCall($: Grammar, rules: Rules): Rule<ExpressionNode> {
  return $.RULE(
    'nameOrCall',
    () => {
      const first = $.LA(1);
      const called = $.SUBRULE(rules().name);
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
        $.MANY_SEP({
          SEP: t.Comma,
          DEF: () =>
            $.OR([
              {
                GATE: () => !star,
                ALT: () => {
                  $.CONSUME(t.Star);
                  star = true;
                },
              },
              { GATE: () => !star, ALT: () => args.push($.SUBRULE(rules().expression)) },
            ]),
        });
        return $.CONSUME(t.CloseParen);
      });
      const filter = $.OPTION2({
        GATE: () => call !== undefined && isWord($.LA(1), 'filter') && isToken($.LA(2), t.OpenParen) && isWord($.LA(3), 'where'),
        DEF: () => {
          $.CONSUME(t.Name);
          $.CONSUME1(t.OpenParen);
          $.CONSUME1(t.Name);
          const condition = $.SUBRULE1(rules().expression);
          $.CONSUME1(t.CloseParen);
          return condition;
        },
      });
      const over = $.OPTION3({
        GATE: () => call !== undefined && isWord($.LA(1), 'over') && isToken($.LA(2), t.OpenParen),
        DEF: () => $.SUBRULE(rules().over),
      });
      return $.ACTION((): ExpressionNode => {
        const span = $.spanFrom(first);
        if (call || (!called.quoted && bareCalls.has(called.name.toLowerCase())))
          return { kind: 'call', name: called, args, star, distinct, filter, over, span };
        return { kind: 'name', name: called.name, quoted: called.quoted, span };
      });
    },
    recoverExpression($),
  );
}

/** The value of a string literal token. */
export function unquote(token: IToken): string {
  const closed = !isToken(token, t.OpenString);
  return token.image.slice(1, closed ? -1 : undefined).replaceAll("''", "'");
}

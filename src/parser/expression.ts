import type { IToken, TokenType } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import { climbPrecedence } from './climb-precedence.ts';
import { type ExpressionRules, type Grammar, isToken, isWord, nameOf, type Rule, recoverExpression, spanOf } from './grammar.ts';
import { defineOver } from './over.ts';
import { definePredicate } from './predicate.ts';
import { definePrimary } from './primary.ts';
import { defineSortKeys } from './sort-keys.ts';
import type { ExpressionNode, NameNode, PipelineNode, WindowNode } from './syntax.ts';

interface AllRules extends ExpressionRules {
  readonly logical: Rule<ExpressionNode>;
  readonly predicate: Rule<ExpressionNode>;
  readonly arithmetic: Rule<ExpressionNode>;
  readonly prefix: Rule<ExpressionNode>;
  readonly postfix: Rule<ExpressionNode>;
  readonly over: Rule<WindowNode>;
  readonly subquery: Rule<PipelineNode>;
}

/** The rules by name; they refer to each other, so each asks for the others only when it runs. */
type Rules = () => AllRules;

/**
 * Expressions, loosest first: OR, AND, NOT, comparisons, `||`, `+ -`, `* / %`, unary minus, `[ ]` and `.`.
 * Runs of operators are read flat and joined afterwards, which keeps the parser's stack shallow.
 */
export function defineExpressions($: Grammar, subquery: () => Rule<PipelineNode>): ExpressionRules {
  const rules: Rules = () => all;
  const all: AllRules = {
    name: defineName($, 'name', t.Name),
    memberName: defineName($, 'memberName', t.MemberName),
    expression: defineExpression($, rules),
    logical: defineLogical($, rules),
    negation: defineNegation($, rules),
    predicate: definePredicate($, rules),
    arithmetic: defineArithmetic($, rules),
    prefix: definePrefix($, rules),
    postfix: definePostfix($, rules),
    primary: definePrimary($, rules),
    sortKeys: defineSortKeys($, () => all.expression),
    over: defineOver($, rules),
    get subquery() {
      return subquery();
    },
  };
  return all;
}

/** A name, or the name of a member, which may be any word. */
function defineName($: Grammar, rule: 'name' | 'memberName', type: TokenType): Rule<NameNode> {
  return $.RULE(
    rule,
    () => {
      const token = $.CONSUME(type);
      return $.ACTION(() => nameOf(token));
    },
    { recoveryValueFunc: () => ({ name: '', quoted: false, span: spanOf($.LA(1)) }) },
  );
}

/** A lambda, or an expression of operators. */
function defineExpression($: Grammar, rules: Rules): Rule<ExpressionNode> {
  return $.RULE(
    'expression',
    () => {
      const known = $.takeAhead('expression');
      if (known) return known;
      const first = $.LA(1);
      return $.OR({
        IGNORE_AMBIGUITIES: true, // a gate looks ahead for the arrow of a lambda
        MAX_LOOKAHEAD: 1,
        DEF: [{ GATE: () => startsLambda($), ALT: () => lambda($, rules(), first) }, { ALT: () => $.SUBRULE3(rules().logical) }],
      });
    },
    recoverExpression($),
  );
}

/** `x -> body`, `(x, y) -> body` */
function lambda($: Grammar, { name, expression }: ExpressionRules, first: IToken): ExpressionNode {
  const parameters: NameNode[] = [];
  $.OR1<void>([
    {
      ALT: () => {
        parameters.push($.SUBRULE(name));
      },
    },
    {
      ALT: () => {
        $.CONSUME(t.OpenParen);
        $.MANY_SEP({ SEP: t.Comma, DEF: () => parameters.push($.SUBRULE1(name)) });
        $.CONSUME(t.CloseParen);
      },
    },
  ]);
  $.CONSUME(t.Arrow);
  const body = $.SUBRULE2(expression);
  return $.ACTION((): ExpressionNode => ({ kind: 'lambda', parameters, body, span: $.spanFrom(first) }));
}

/** Whether a lambda starts here: `x ->` or `(x, y) ->`. */
function startsLambda($: Grammar): boolean {
  if (isToken($.LA(1), t.Name)) return isToken($.LA(2), t.Arrow);
  if (!isToken($.LA(1), t.OpenParen)) return false;
  let at = 2;
  while (isToken($.LA(at), t.Name) || isToken($.LA(at), t.Comma)) at++;
  return isToken($.LA(at), t.CloseParen) && isToken($.LA(at + 1), t.Arrow);
}

function defineLogical($: Grammar, rules: Rules): Rule<ExpressionNode> {
  return $.RULE(
    'logical',
    () => {
      const operands = [$.SUBRULE(rules().negation)];
      const operators: IToken[] = [];
      $.MANY(() => {
        operators.push($.CONSUME(t.LogicalOperator));
        operands.push($.SUBRULE1(rules().negation));
      });
      return $.ACTION(() => climbPrecedence(operands, operators));
    },
    recoverExpression($),
  );
}

function defineNegation($: Grammar, rules: Rules): Rule<ExpressionNode> {
  return $.RULE(
    'negation',
    () => {
      const known = $.takeAhead('negation');
      if (known) return known;
      const nots: IToken[] = [];
      $.MANY(() => nots.push($.CONSUME(t.Not)));
      const operand = $.SUBRULE(rules().predicate);
      return $.ACTION(() =>
        nots.reduceRight<ExpressionNode>(
          (node, not) => ({ kind: 'not', operand: node, span: { start: spanOf(not).start, end: node.span.end } }),
          operand,
        ),
      );
    },
    recoverExpression($),
  );
}

function defineArithmetic($: Grammar, rules: Rules): Rule<ExpressionNode> {
  return $.RULE(
    'arithmetic',
    () => {
      const operands = [$.SUBRULE(rules().prefix)];
      const operators: IToken[] = [];
      $.MANY(() => {
        operators.push($.CONSUME(t.ArithmeticOperator));
        operands.push($.SUBRULE1(rules().prefix));
      });
      return $.ACTION(() => climbPrecedence(operands, operators));
    },
    recoverExpression($),
  );
}

function definePrefix($: Grammar, rules: Rules): Rule<ExpressionNode> {
  return $.RULE(
    'prefix',
    () => {
      const signs: IToken[] = [];
      $.MANY(() => {
        signs.push($.OR([{ ALT: () => $.CONSUME(t.Minus) }, { ALT: () => $.CONSUME(t.Plus) }]));
      });
      const operand = $.SUBRULE(rules().postfix);
      return $.ACTION(() =>
        signs.reduceRight<ExpressionNode>(
          (node, sign) => ({
            kind: sign.image === '-' ? 'negate' : 'plus',
            operand: node,
            span: { start: spanOf(sign).start, end: node.span.end },
          }),
          operand,
        ),
      );
    },
    recoverExpression($),
  );
}

/** `value[index]`, `value.member` */
function definePostfix($: Grammar, rules: Rules): Rule<ExpressionNode> {
  return $.RULE(
    'postfix',
    () => {
      const first = $.LA(1);
      let node = $.SUBRULE(rules().primary);
      $.MANY({
        GATE: () => !isToken($.LA(1), t.At) || (isWord($.LA(2), 'time') && isWord($.LA(3), 'zone')),
        DEF: () => {
          const object = node;
          $.OR([
            {
              ALT: () => {
                node = atTimeZone($, rules(), object, first);
              },
            },
            {
              ALT: () => {
                $.CONSUME(t.OpenBracket);
                const index = $.SUBRULE(rules().expression);
                $.CONSUME(t.CloseBracket);
                node = $.ACTION((): ExpressionNode => ({ kind: 'subscript', object, index, span: $.spanFrom(first) }));
              },
            },
            {
              ALT: () => {
                $.CONSUME(t.Dot);
                const member = $.SUBRULE(rules().memberName);
                node = $.ACTION((): ExpressionNode => ({ kind: 'member', object, member, span: $.spanFrom(first) }));
              },
            },
          ]);
        },
      });
      return node;
    },
    recoverExpression($),
  );
}

/** `time at time zone 'Asia/Tokyo'`, which is `at_timezone(time, 'Asia/Tokyo')` */
function atTimeZone($: Grammar, { primary }: AllRules, time: ExpressionNode, first: IToken): ExpressionNode {
  const at = $.CONSUME(t.At);
  $.CONSUME1(t.Name);
  $.CONSUME2(t.Name);
  const name = $.ACTION((): NameNode => ({ name: 'at_timezone', quoted: false, span: $.spanFrom(at) }));
  const zone = $.SUBRULE1(primary);
  return $.ACTION(() => ({
    kind: 'call',
    name,
    args: [time, zone],
    star: false,
    distinct: false,
    filter: undefined,
    over: undefined,
    span: $.spanFrom(first),
  }));
}

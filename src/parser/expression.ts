import type { IToken } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import { climbPrecedence } from './binding-powers.ts';
import { type ExpressionRules, type Grammar, isToken, nameOf, type Rule, spanOf } from './grammar.ts';
import { defineOver } from './over.ts';
import { definePrimary } from './primary.ts';
import { defineSortKeys } from './sort-keys.ts';
import type { ExpressionNode, InfixWord, NameNode, PipelineNode } from './syntax.ts';

/**
 * Expressions, loosest first: OR, AND, NOT, comparisons, `||`, `+ -`, `* / %`, unary minus, `[ ]` and `.`.
 * Runs of operators are read flat and joined afterwards, which keeps the parser's stack shallow.
 */
export function defineExpressions($: Grammar, subquery: () => Rule<PipelineNode>): ExpressionRules {
  const missing = (): ExpressionNode => ({ kind: 'error', span: spanOf($.LA(1)) });
  const config = { recoveryValueFunc: missing };

  const name: Rule<NameNode> = $.RULE(
    'name',
    () => {
      const token = $.CONSUME(t.Name);
      return $.ACTION(() => nameOf(token));
    },
    { recoveryValueFunc: () => ({ name: '', quoted: false, span: spanOf($.LA(1)) }) },
  );

  let logical: Rule<ExpressionNode>;
  const expression: Rule<ExpressionNode> = $.RULE(
    'expression',
    () => {
      const first = $.LA(1);
      return $.OR({
        IGNORE_AMBIGUITIES: true, // a gate looks ahead for the arrow of a lambda
        MAX_LOOKAHEAD: 1,
        DEF: [
          {
            GATE: () => startsLambda($),
            ALT: () => {
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
            },
          },
          { ALT: () => $.SUBRULE3(logical) },
        ],
      });
    },
    config,
  );

  const over = defineOver($, { expression, primary: () => primary, sortKeys: () => sortKeys });
  const primary: Rule<ExpressionNode> = definePrimary($, { name, expression, over });
  const sortKeys = defineSortKeys($, expression);

  const postfix: Rule<ExpressionNode> = $.RULE(
    'postfix',
    () => {
      const first = $.LA(1);
      let node = $.SUBRULE(primary);
      $.MANY(() => {
        $.OR([
          {
            ALT: () => {
              $.CONSUME(t.OpenBracket);
              const object = node;
              const index = $.SUBRULE(expression);
              $.CONSUME(t.CloseBracket);
              node = $.ACTION((): ExpressionNode => ({ kind: 'subscript', object, index, span: $.spanFrom(first) }));
            },
          },
          {
            ALT: () => {
              $.CONSUME(t.Dot);
              const object = node;
              const member = $.SUBRULE(name);
              node = $.ACTION((): ExpressionNode => ({ kind: 'member', object, member, span: $.spanFrom(first) }));
            },
          },
        ]);
      });
      return node;
    },
    config,
  );

  const prefix: Rule<ExpressionNode> = $.RULE(
    'prefix',
    () => {
      const signs: IToken[] = [];
      $.MANY(() => {
        signs.push($.OR([{ ALT: () => $.CONSUME(t.Minus) }, { ALT: () => $.CONSUME(t.Plus) }]));
      });
      const operand = $.SUBRULE(postfix);
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
    config,
  );

  const arithmetic: Rule<ExpressionNode> = $.RULE(
    'arithmetic',
    () => {
      const operands = [$.SUBRULE(prefix)];
      const operators: IToken[] = [];
      $.MANY(() => {
        operators.push(
          $.OR([
            { ALT: () => $.CONSUME(t.Plus) },
            { ALT: () => $.CONSUME(t.Minus) },
            { ALT: () => $.CONSUME(t.Star) },
            { ALT: () => $.CONSUME(t.Slash) },
            { ALT: () => $.CONSUME(t.Percent) },
            { ALT: () => $.CONSUME(t.Concat) },
          ]),
        );
        operands.push($.SUBRULE1(prefix));
      });
      return $.ACTION(() => climbPrecedence(operands, operators));
    },
    config,
  );

  const predicate: Rule<ExpressionNode> = $.RULE(
    'predicate',
    () => {
      const first = $.LA(1);
      let node = $.SUBRULE(arithmetic);
      $.MANY(() => {
        const value = node;
        node = $.OR([
          {
            ALT: () => {
              const operator = $.OR1([
                { ALT: () => $.CONSUME(t.Equals) },
                { ALT: () => $.CONSUME(t.DoubleEquals) },
                { ALT: () => $.CONSUME(t.NotEquals) },
                { ALT: () => $.CONSUME(t.LessOrEqual) },
                { ALT: () => $.CONSUME(t.GreaterOrEqual) },
                { ALT: () => $.CONSUME(t.Less) },
                { ALT: () => $.CONSUME(t.Greater) },
              ]);
              const right = $.SUBRULE1(arithmetic);
              return $.ACTION(() => climbPrecedence([value, right], [operator]));
            },
          },
          {
            ALT: () => {
              $.CONSUME(t.Is);
              const negated = $.OPTION(() => $.CONSUME(t.Not)) !== undefined;
              return $.OR2({
                ERR_MSG: 'NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM',
                DEF: [
                  {
                    ALT: () => {
                      $.CONSUME(t.Null);
                      return $.ACTION((): ExpressionNode => ({ kind: 'isNull', negated, value, span: $.spanFrom(first) }));
                    },
                  },
                  {
                    GATE: () => /^unknown$/i.test($.LA(1).image),
                    ALT: () => {
                      $.CONSUME1(t.Name);
                      return $.ACTION((): ExpressionNode => ({ kind: 'isNull', negated, value, span: $.spanFrom(first) }));
                    },
                  },
                  {
                    ALT: () => {
                      const truth = $.OR4([{ ALT: () => $.CONSUME(t.True) }, { ALT: () => $.CONSUME(t.False) }]);
                      return $.ACTION((): ExpressionNode => {
                        const right: ExpressionNode = { kind: 'boolean', value: isToken(truth, t.True), span: spanOf(truth) };
                        return { kind: 'isDistinct', negated: !negated, left: value, right, span: $.spanFrom(first) };
                      });
                    },
                  },
                  {
                    ALT: () => {
                      $.CONSUME(t.Distinct);
                      $.CONSUME(t.From);
                      const right = $.SUBRULE2(arithmetic);
                      return $.ACTION(
                        (): ExpressionNode => ({
                          kind: 'isDistinct',
                          negated,
                          left: value,
                          right,
                          span: $.spanFrom(first),
                        }),
                      );
                    },
                  },
                ],
              });
            },
          },
          {
            ALT: () => {
              const negated = $.OPTION1(() => $.CONSUME1(t.Not)) !== undefined;
              return $.OR3([
                {
                  ALT: () => {
                    $.CONSUME(t.Between);
                    const sides = $.OPTION3({
                      GATE: () => /^a?symmetric$/i.test($.LA(1).image) && !isToken($.LA(2), t.And),
                      DEF: () => $.CONSUME(t.Name),
                    });
                    const low = $.SUBRULE3(arithmetic);
                    $.CONSUME(t.And);
                    const high = $.SUBRULE4(arithmetic);
                    return $.ACTION(
                      (): ExpressionNode => ({
                        kind: 'between',
                        negated,
                        symmetric: /^s/i.test(sides?.image ?? ''),
                        value,
                        low,
                        high,
                        span: $.spanFrom(first),
                      }),
                    );
                  },
                },
                {
                  ALT: () => {
                    $.CONSUME(t.In);
                    return $.OR5({
                      IGNORE_AMBIGUITIES: true, // a gate tells a pipeline from a list
                      MAX_LOOKAHEAD: 1,
                      DEF: [
                        {
                          GATE: () => startsPipeline($),
                          ALT: () => {
                            const pipeline = $.SUBRULE(subquery());
                            return $.ACTION(
                              (): ExpressionNode => ({ kind: 'in', negated, value, list: [], pipeline, span: $.spanFrom(first) }),
                            );
                          },
                        },
                        {
                          ALT: () => {
                            $.CONSUME(t.OpenParen);
                            const list: ExpressionNode[] = [];
                            $.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => list.push($.SUBRULE(expression)) });
                            $.CONSUME(t.CloseParen);
                            return $.ACTION(
                              (): ExpressionNode => ({ kind: 'in', negated, value, list, pipeline: undefined, span: $.spanFrom(first) }),
                            );
                          },
                        },
                      ],
                    });
                  },
                },
                {
                  ALT: () => {
                    const operator = $.OR6([
                      { ALT: () => $.CONSUME(t.InfixWord) },
                      { ALT: () => $.CONSUME(t.Matches) },
                      { ALT: () => $.CONSUME(t.NotMatches) },
                    ]);
                    const right = $.SUBRULE7(arithmetic);
                    return $.ACTION((): ExpressionNode => {
                      const not = negated !== isToken(operator, t.NotMatches);
                      return {
                        kind: 'infix',
                        operator: infixWord(operator),
                        operatorSpan: spanOf(operator),
                        negated: not,
                        left: value,
                        right,
                        span: $.spanFrom(first),
                      };
                    });
                  },
                },
                {
                  ALT: () => {
                    $.CONSUME(t.Like);
                    const pattern = $.SUBRULE5(arithmetic);
                    const escape = $.OPTION2(() => {
                      $.CONSUME(t.Escape);
                      return $.SUBRULE6(arithmetic);
                    });
                    return $.ACTION(
                      (): ExpressionNode => ({
                        kind: 'like',
                        negated,
                        value,
                        pattern,
                        escape,
                        span: $.spanFrom(first),
                      }),
                    );
                  },
                },
              ]);
            },
          },
        ]);
      });
      return node;
    },
    config,
  );

  const negation: Rule<ExpressionNode> = $.RULE(
    'negation',
    () => {
      const nots: IToken[] = [];
      $.MANY(() => nots.push($.CONSUME(t.Not)));
      const operand = $.SUBRULE(predicate);
      return $.ACTION(() =>
        nots.reduceRight<ExpressionNode>(
          (node, not) => ({ kind: 'not', operand: node, span: { start: spanOf(not).start, end: node.span.end } }),
          operand,
        ),
      );
    },
    config,
  );

  logical = $.RULE(
    'logical',
    () => {
      const operands = [$.SUBRULE(negation)];
      const operators: IToken[] = [];
      $.MANY(() => {
        operators.push($.OR([{ ALT: () => $.CONSUME(t.And) }, { ALT: () => $.CONSUME(t.Or) }, { ALT: () => $.CONSUME(t.AndAnd) }]));
        operands.push($.SUBRULE1(negation));
      });
      return $.ACTION(() => climbPrecedence(operands, operators));
    },
    config,
  );

  return { expression, name, primary, sortKeys };
}

/** The infix operator that a token writes. */
function infixWord(token: IToken): InfixWord {
  return isToken(token, t.InfixWord) ? (token.image.toLowerCase() as InfixWord) : 'matches'; // the lexer knows the words
}

/** Whether a pipeline in parentheses starts here, or a dataset. */
function startsPipeline($: Grammar): boolean {
  if (isToken($.LA(1), t.Dollar)) return true;
  if (!isToken($.LA(1), t.OpenParen)) return false;
  return isToken($.LA(2), t.Star) || isToken($.LA(2), t.Dollar) || isToken($.LA(2), t.Dot);
}

/** Whether a lambda starts here: `x ->` or `(x, y) ->`. */
function startsLambda($: Grammar): boolean {
  if (isToken($.LA(1), t.Name)) return isToken($.LA(2), t.Arrow);
  if (!isToken($.LA(1), t.OpenParen)) return false;
  let at = 2;
  while (isToken($.LA(at), t.Name) || isToken($.LA(at), t.Comma)) at++;
  return isToken($.LA(at), t.CloseParen) && isToken($.LA(at + 1), t.Arrow);
}

import type { IToken } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import { climbPrecedence, wordOperatorOf } from './climb-precedence.ts';
import { type Grammar, isToken, type Rule, recoverExpression, spanOf } from './grammar.ts';
import type { ExpressionNode, PipelineNode } from './syntax.ts';

/** The rules that predicates are made of. */
export interface PredicateParts {
  readonly expression: Rule<ExpressionNode>;
  readonly arithmetic: Rule<ExpressionNode>;
  readonly subquery: Rule<PipelineNode>;
}

/** A test of a value: its left operand and the first token of it. */
interface Tested {
  readonly value: ExpressionNode;
  readonly first: IToken;
}

/** Comparisons, IS, BETWEEN, IN and LIKE; they associate to the left. Subrule numbers are unique over the functions of this file. */
export function definePredicate($: Grammar, parts: () => PredicateParts): Rule<ExpressionNode> {
  return $.RULE(
    'predicate',
    () => {
      const first = $.LA(1);
      let node = $.SUBRULE(parts().arithmetic);
      $.MANY(() => {
        const tested = { value: node, first };
        node = $.OR([
          { ALT: () => comparison($, parts(), tested) },
          { ALT: () => isTest($, parts(), tested) },
          { ALT: () => negatableTest($, parts(), tested) },
        ]);
      });
      return node;
    },
    recoverExpression($),
  );
}

function comparison($: Grammar, { arithmetic }: PredicateParts, { value }: Tested): ExpressionNode {
  const operator = $.CONSUME(t.ComparisonOperator);
  const right = $.SUBRULE1(arithmetic);
  return $.ACTION(() => climbPrecedence([value, right], [operator]));
}

/** `is [not] null|unknown|true|false`, `is [not] distinct from x` */
function isTest($: Grammar, { arithmetic }: PredicateParts, { value, first }: Tested): ExpressionNode {
  $.CONSUME(t.Is);
  const negated = $.OPTION(() => $.CONSUME(t.Not)) !== undefined;
  const isNull = (): ExpressionNode => ({ kind: 'isNull', negated, value, span: $.spanFrom(first) });
  return $.OR2({
    ERR_MSG: 'NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM',
    DEF: [
      {
        ALT: () => {
          $.CONSUME(t.Null);
          return $.ACTION(isNull);
        },
      },
      {
        GATE: () => /^unknown$/i.test($.LA(1).image),
        ALT: () => {
          $.CONSUME1(t.Name);
          return $.ACTION(isNull);
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
          return $.ACTION((): ExpressionNode => ({ kind: 'isDistinct', negated, left: value, right, span: $.spanFrom(first) }));
        },
      },
    ],
  });
}

/** `[not] between`, `[not] in`, `[not] like`, and the operators that are words */
function negatableTest($: Grammar, parts: PredicateParts, tested: Tested): ExpressionNode {
  const negated = $.OPTION1(() => $.CONSUME1(t.Not)) !== undefined;
  return $.OR3([
    { ALT: () => between($, parts, tested, negated) },
    { ALT: () => inTest($, parts, tested, negated) },
    { ALT: () => like($, parts, tested, negated) },
    { ALT: () => infix($, parts, tested, negated) },
  ]);
}

function between($: Grammar, { arithmetic }: PredicateParts, { value, first }: Tested, negated: boolean): ExpressionNode {
  $.CONSUME(t.Between);
  const sides = $.OPTION3({
    GATE: () => /^a?symmetric$/i.test($.LA(1).image) && !isToken($.LA(2), t.And),
    DEF: () => $.CONSUME(t.Name),
  });
  const low = $.SUBRULE3(arithmetic);
  $.CONSUME(t.And);
  const high = $.SUBRULE4(arithmetic);
  return $.ACTION((): ExpressionNode => {
    const symmetric = /^s/i.test(sides?.image ?? '');
    return { kind: 'between', negated, symmetric, value, low, high, span: $.spanFrom(first) };
  });
}

/** `in (a, b)`, `in (* | …)`, `in $dataset` */
function inTest($: Grammar, parts: PredicateParts, { value, first }: Tested, negated: boolean): ExpressionNode {
  $.CONSUME(t.In);
  return $.OR5({
    IGNORE_AMBIGUITIES: true, // a gate tells a pipeline from a list
    MAX_LOOKAHEAD: 1,
    DEF: [
      {
        GATE: () => startsPipeline($),
        ALT: () => {
          const pipeline = $.SUBRULE(parts.subquery);
          return $.ACTION((): ExpressionNode => ({ kind: 'in', negated, value, list: [], pipeline, span: $.spanFrom(first) }));
        },
      },
      {
        ALT: () => {
          $.CONSUME(t.OpenParen);
          const list: ExpressionNode[] = [];
          $.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => list.push($.SUBRULE(parts.expression)) });
          $.CONSUME(t.CloseParen);
          return $.ACTION((): ExpressionNode => ({ kind: 'in', negated, value, list, pipeline: undefined, span: $.spanFrom(first) }));
        },
      },
    ],
  });
}

/** Whether a pipeline in parentheses starts here, or a dataset. */
function startsPipeline($: Grammar): boolean {
  if (isToken($.LA(1), t.Dollar)) return true;
  return isToken($.LA(1), t.OpenParen) && (isToken($.LA(2), t.Star) || isToken($.LA(2), t.Dollar));
}

/** `contains x`, `=~ x` */
function infix($: Grammar, { arithmetic }: PredicateParts, { value, first }: Tested, not: boolean): ExpressionNode {
  const token = $.CONSUME(t.WordOperator);
  const right = $.SUBRULE7(arithmetic);
  return $.ACTION((): ExpressionNode => {
    const negated = not !== isToken(token, t.NotMatches);
    const operator = wordOperatorOf(token);
    return { kind: 'infix', operator, operatorSpan: spanOf(token), negated, left: value, right, span: $.spanFrom(first) };
  });
}

function like($: Grammar, { arithmetic }: PredicateParts, { value, first }: Tested, negated: boolean): ExpressionNode {
  $.CONSUME(t.Like);
  const pattern = $.SUBRULE5(arithmetic);
  const escape = $.OPTION2(() => {
    $.CONSUME(t.Escape);
    return $.SUBRULE6(arithmetic);
  });
  return $.ACTION((): ExpressionNode => ({ kind: 'like', negated, value, pattern, escape, span: $.spanFrom(first) }));
}

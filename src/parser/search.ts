import type { IToken } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import { type Grammar, isToken, type Rule, spanOf } from './grammar.ts';
import type { NameNode, SearchNode } from './syntax.ts';

const unescape = (image: string): string => image.replace(/\\([^])/g, '$1');

function valueOf(token: IToken): string {
  const { image } = token;
  if (isToken(token, t.SearchPhrase)) return unescape(image.slice(2, -1));
  if (isToken(token, t.SearchString)) return unescape(image.slice(1, -1));
  if (isToken(token, t.OpenSearchString)) return unescape(image.replace(/^#?"/, ''));
  return unescape(image);
}

function keyOf(token: IToken): NameNode {
  return { name: valueOf(token), quoted: isToken(token, t.SearchString), span: spanOf(token) };
}

/** The search before the first pipe: words, phrases, `key:value`, comparisons and ranges, joined by AND, OR and NOT. */
export function defineSearch($: Grammar): Rule<SearchNode> {
  const missing = (): SearchNode => ({ kind: 'error', span: spanOf($.LA(1)) });
  const config = { recoveryValueFunc: missing };
  let disjunction: Rule<SearchNode>;

  const value: Rule<IToken> = $.RULE(
    'searchValue',
    () =>
      $.OR({
        ERR_MSG: 'a word or a string in double quotes',
        DEF: [
          { ALT: () => $.CONSUME(t.SearchWord) },
          { ALT: () => $.CONSUME(t.SearchString) },
          { ALT: () => $.CONSUME(t.SearchPhrase) },
          { ALT: () => $.CONSUME(t.OpenSearchString) },
          { ALT: () => $.CONSUME(t.Star) },
          { ALT: () => $.CONSUME(t.Dollar) },
        ],
      }),
    { recoveryValueFunc: () => $.LA(1) },
  );

  const term: Rule<SearchNode> = $.RULE(
    'searchTerm',
    () => {
      const first = $.SUBRULE(value);
      let node = $.ACTION(() => wordNode(undefined, first, spanOf(first)));
      $.OPTION(() => {
        node = $.OR<SearchNode>([
          {
            ALT: () => {
              $.CONSUME(t.Colon);
              const parts: IToken[] = [];
              // `__tag__:__path__:x`: every colon but the last belongs to the key.
              parts.push($.SUBRULE1(value));
              $.MANY(() => {
                $.CONSUME1(t.Colon);
                parts.push($.SUBRULE2(value));
              });
              return $.ACTION(() => {
                const last = parts.at(-1)!;
                const key = keyOf(first);
                const name = [key.name, ...parts.slice(0, -1).map(valueOf)].join(':');
                return wordNode({ ...key, name }, last, $.spanFrom(first));
              });
            },
          },
          {
            ALT: () => {
              const operator = $.OR1([
                { ALT: () => $.CONSUME(t.LessOrEqual) },
                { ALT: () => $.CONSUME(t.GreaterOrEqual) },
                { ALT: () => $.CONSUME(t.Less) },
                { ALT: () => $.CONSUME(t.Greater) },
                { ALT: () => $.CONSUME(t.Equals) },
              ]);
              const limit = $.SUBRULE3(value);
              return $.ACTION(() => ({
                kind: 'compare',
                key: keyOf(first),
                operator: operator.image as '=',
                value: valueOf(limit),
                valueSpan: spanOf(limit),
                span: $.spanFrom(first),
              }));
            },
          },
          {
            ALT: () => {
              $.CONSUME(t.SearchIn);
              const open = $.OR2([{ ALT: () => $.CONSUME(t.OpenBracket) }, { ALT: () => $.CONSUME(t.OpenParen) }]);
              const low = $.SUBRULE4(value);
              const high = $.SUBRULE5(value);
              const close = $.OR3([{ ALT: () => $.CONSUME(t.CloseBracket) }, { ALT: () => $.CONSUME(t.CloseParen) }]);
              return $.ACTION(() => ({
                kind: 'range',
                key: keyOf(first),
                low: valueOf(low),
                high: valueOf(high),
                lowInclusive: open.image === '[',
                highInclusive: close.image === ']',
                span: $.spanFrom(first),
              }));
            },
          },
        ]);
      });
      return node;
    },
    config,
  );

  const negation: Rule<SearchNode> = $.RULE(
    'searchNegation',
    () => {
      const nots: IToken[] = [];
      $.MANY(() => nots.push($.CONSUME(t.SearchNot)));
      const operand = $.OR([
        {
          ALT: () => {
            $.CONSUME(t.OpenParen);
            const inner = $.SUBRULE(disjunction);
            $.CONSUME(t.CloseParen);
            return inner;
          },
        },
        { ALT: () => $.SUBRULE(term) },
      ]);
      return $.ACTION(() =>
        nots.reduceRight<SearchNode>(
          (node, not) => ({ kind: 'not', operand: node, span: { start: spanOf(not).start, end: node.span.end } }),
          operand,
        ),
      );
    },
    config,
  );

  const conjunction: Rule<SearchNode> = $.RULE(
    'searchConjunction',
    () => {
      const first = $.LA(1);
      const operands = [$.SUBRULE(negation)];
      $.MANY(() => {
        $.OPTION(() => $.CONSUME(t.SearchAnd));
        operands.push($.SUBRULE1(negation));
      });
      return $.ACTION(() => (operands.length === 1 ? operands[0]! : { kind: 'and', operands, span: $.spanFrom(first) }));
    },
    config,
  );

  disjunction = $.RULE(
    'searchDisjunction',
    () => {
      const first = $.LA(1);
      const operands = [$.SUBRULE(conjunction)];
      $.MANY(() => {
        $.CONSUME(t.SearchOr);
        operands.push($.SUBRULE1(conjunction));
      });
      return $.ACTION(() => (operands.length === 1 ? operands[0]! : { kind: 'or', operands, span: $.spanFrom(first) }));
    },
    config,
  );
  return disjunction;
}

function wordNode(key: NameNode | undefined, token: IToken, span: SearchNode['span']): SearchNode {
  if (!key && isToken(token, t.Star)) return { kind: 'all', span };
  const match = isToken(token, t.SearchPhrase) ? 'phrase' : isToken(token, t.SearchString) ? 'quoted' : 'word';
  return { kind: 'term', key, match, value: valueOf(token), span };
}

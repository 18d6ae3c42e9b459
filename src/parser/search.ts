import type { IToken } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import { type Grammar, isToken, type Rule, spanOf } from './grammar.ts';
import type { NameNode, SearchNode, SearchValue } from './syntax.ts';

const unescape = (image: string): string => image.replace(/\\([^])/g, '$1');

function valueOf(token: IToken): string {
  const { image } = token;
  if (isToken(token, t.SearchPhrase)) return unescape(image.slice(2, -1));
  if (isToken(token, t.SearchString)) return unescape(image.slice(1, -1));
  if (isToken(token, t.OpenSearchString)) return unescape(image.replace(/^#?"/, ''));
  return unescape(image);
}

/** Whether a word is `?name`; a search word cannot begin with a wildcard. */
const isParameter = (token: IToken): boolean => isToken(token, t.SearchWord) && /^\?[A-Za-z_][A-Za-z0-9_]*$/.test(token.image);

function searchValue(token: IToken): SearchValue {
  const parameter = isParameter(token);
  return { value: parameter ? token.image.slice(1) : valueOf(token), parameter, span: spanOf(token) };
}

function keyOf(token: IToken): NameNode {
  return { name: valueOf(token), quoted: isToken(token, t.SearchString), span: spanOf(token) };
}

interface SearchRules {
  readonly value: Rule<IToken>;
  readonly term: Rule<SearchNode>;
  readonly negation: Rule<SearchNode>;
  readonly conjunction: Rule<SearchNode>;
  readonly disjunction: Rule<SearchNode>;
}

/** The rules by name; they refer to each other, so each asks for the others only when it runs. */
type Rules = () => SearchRules;

const recoverSearch = ($: Grammar) => ({ recoveryValueFunc: (): SearchNode => ({ kind: 'error', span: spanOf($.LA(1)) }) });

/** The search before the first pipe: words, phrases, `key:value`, comparisons and ranges, joined by AND, OR and NOT. */
export function defineSearch($: Grammar): Rule<SearchNode> {
  const rules: Rules = () => all;
  const all: SearchRules = {
    value: defineValue($),
    term: defineTerm($, rules),
    negation: defineNegation($, rules),
    conjunction: defineConjunction($, rules),
    disjunction: defineDisjunction($, rules),
  };
  return all.disjunction;
}

function defineValue($: Grammar): Rule<IToken> {
  return $.RULE(
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
}

/** A word, or a key with what it is tested for. Subrule numbers are unique over the functions of this rule. */
function defineTerm($: Grammar, rules: Rules): Rule<SearchNode> {
  return $.RULE(
    'searchTerm',
    () => {
      const first = $.SUBRULE(rules().value);
      let node = $.ACTION(() => wordNode(undefined, first, spanOf(first)));
      $.OPTION(() => {
        node = $.OR<SearchNode>([
          { ALT: () => keyedWord($, rules(), first) },
          { ALT: () => comparison($, rules(), first) },
          { ALT: () => range($, rules(), first) },
        ]);
      });
      return node;
    },
    recoverSearch($),
  );
}

/** `key:value`; of `__tag__:__path__:x` every colon but the last belongs to the key. */
function keyedWord($: Grammar, { value }: SearchRules, first: IToken): SearchNode {
  $.CONSUME(t.Colon);
  const parts = [$.SUBRULE1(value)];
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
}

/** `key > 5` */
function comparison($: Grammar, { value }: SearchRules, first: IToken): SearchNode {
  const operator = $.CONSUME(t.ComparisonOperator);
  const limit = $.SUBRULE3(value);
  return $.ACTION(() => ({
    kind: 'compare',
    key: keyOf(first),
    operator: operator.image as '=', // the search mode of the lexer has the operators of a comparison only
    value: searchValue(limit),
    span: $.spanFrom(first),
  }));
}

/** `key in [low high)` */
function range($: Grammar, { value }: SearchRules, first: IToken): SearchNode {
  $.CONSUME(t.SearchIn);
  const open = $.OR2([{ ALT: () => $.CONSUME(t.OpenBracket) }, { ALT: () => $.CONSUME(t.OpenParen) }]);
  const low = $.SUBRULE4(value);
  const high = $.SUBRULE5(value);
  const close = $.OR3([{ ALT: () => $.CONSUME(t.CloseBracket) }, { ALT: () => $.CONSUME(t.CloseParen) }]);
  return $.ACTION(() => ({
    kind: 'range',
    key: keyOf(first),
    low: searchValue(low),
    high: searchValue(high),
    lowInclusive: open.image === '[',
    highInclusive: close.image === ']',
    span: $.spanFrom(first),
  }));
}

function defineNegation($: Grammar, rules: Rules): Rule<SearchNode> {
  return $.RULE(
    'searchNegation',
    () => {
      const nots: IToken[] = [];
      $.MANY(() => nots.push($.CONSUME(t.SearchNot)));
      const operand = $.OR([
        {
          ALT: () => {
            $.CONSUME(t.OpenParen);
            const inner = $.SUBRULE(rules().disjunction);
            $.CONSUME(t.CloseParen);
            return inner;
          },
        },
        { ALT: () => $.SUBRULE(rules().term) },
      ]);
      return $.ACTION(() =>
        nots.reduceRight<SearchNode>(
          (node, not) => ({ kind: 'not', operand: node, span: { start: spanOf(not).start, end: node.span.end } }),
          operand,
        ),
      );
    },
    recoverSearch($),
  );
}

function defineConjunction($: Grammar, rules: Rules): Rule<SearchNode> {
  return $.RULE(
    'searchConjunction',
    () => {
      const first = $.LA(1);
      const operands = [$.SUBRULE(rules().negation)];
      $.MANY(() => {
        $.OPTION(() => $.CONSUME(t.SearchAnd));
        operands.push($.SUBRULE1(rules().negation));
      });
      return $.ACTION(() => (operands.length === 1 ? operands[0]! : { kind: 'and', operands, span: $.spanFrom(first) }));
    },
    recoverSearch($),
  );
}

function defineDisjunction($: Grammar, rules: Rules): Rule<SearchNode> {
  return $.RULE(
    'searchDisjunction',
    () => {
      const first = $.LA(1);
      const operands = [$.SUBRULE(rules().conjunction)];
      $.MANY(() => {
        $.CONSUME(t.SearchOr);
        operands.push($.SUBRULE1(rules().conjunction));
      });
      return $.ACTION(() => (operands.length === 1 ? operands[0]! : { kind: 'or', operands, span: $.spanFrom(first) }));
    },
    recoverSearch($),
  );
}

function wordNode(key: NameNode | undefined, token: IToken, span: SearchNode['span']): SearchNode {
  if (!key && isToken(token, t.Star)) return { kind: 'all', span };
  if (isParameter(token)) return { kind: 'term', key, match: 'parameter', value: token.image.slice(1), span };
  const match = isToken(token, t.SearchPhrase) ? 'phrase' : isToken(token, t.SearchString) ? 'quoted' : 'word';
  return { kind: 'term', key, match, value: valueOf(token), span };
}

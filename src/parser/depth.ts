import type { IToken } from 'chevrotain';
import * as t from '../lexer/tokens.ts';

/** The maximum nesting depth of brackets, CASE and prefix operators, checked before the parser recurses into them. */
export function nestingDepth(tokens: readonly IToken[]): number {
  let depth = 0;
  let prefixes = 0;
  let deepest = 0;
  for (const { tokenType } of tokens) {
    if (tokenType === t.OpenParen || tokenType === t.OpenBracket || tokenType === t.Case) depth++;
    else if (tokenType === t.CloseParen || tokenType === t.CloseBracket || tokenType === t.End) depth = Math.max(0, depth - 1);
    prefixes =
      tokenType === t.Minus || tokenType === t.Plus || tokenType === t.Not || tokenType === t.SearchNot || tokenType === t.Arrow
        ? prefixes + 1
        : tokenType === t.OpenParen
          ? prefixes
          : 0;
    deepest = Math.max(deepest, depth + prefixes);
  }
  return deepest;
}

/** The depth of a tree: in a chain such as `a + b + c`, each operator contains the ones before it. */
export function treeDepth(tree: object): number {
  let deepest = 0;
  const open: [object, number][] = [[tree, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, above] = next;
    const depth = 'kind' in node ? above + 1 : above;
    deepest = Math.max(deepest, depth);
    for (const key in node) {
      const part: unknown = node[key as keyof typeof node]; // of its own keys
      if (typeof part === 'object' && part !== null) open.push([part, depth]);
    }
  }
  return deepest;
}

import type { IToken, TokenType } from 'chevrotain';
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import * as t from '../lexer/tokens.ts';
import { isToken, spanOf } from './grammar.ts';

const closerOf = new Map<TokenType, TokenType>([
  [t.OpenParen, t.CloseParen],
  [t.OpenBracket, t.CloseBracket],
]);

/** Reports unterminated strings, names, comments and brackets where they open, and closing brackets without an opening one. */
export function findUnbalanced(tokens: readonly IToken[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const open: IToken[] = [];
  let inRange = false;
  for (const token of tokens) {
    const { tokenType } = token;
    if (tokenType === t.OpenString) {
      found.push(
        diagnose(
          'unterminated',
          { start: token.startOffset, end: token.startOffset + 1 },
          { what: 'single quote' },
          { help: "a quote inside a string is written twice: 'it''s'" },
        ),
      );
    } else if (tokenType === t.OpenName || tokenType === t.OpenSearchString) {
      found.push(diagnose('unterminated', { start: token.startOffset, end: token.startOffset + 1 }, { what: 'double quote' }));
    } else if (tokenType === t.OpenComment) {
      found.push(diagnose('unterminated', { start: token.startOffset, end: token.startOffset + 2 }, { what: 'comment' }));
    } else if (tokenType === t.SearchIn) {
      inRange = true;
    } else if (closerOf.has(tokenType)) {
      open.push(token);
      if (inRange) continue; // a range may open with `(` and close with `]`
    } else if (isToken(token, t.CloseParen) || isToken(token, t.CloseBracket)) {
      const opener = open.pop();
      if (!opener) found.push(diagnose('unmatched-bracket', spanOf(token), { what: `'${token.image}'` }));
      else if (closerOf.get(opener.tokenType) !== tokenType && !inRange)
        found.push(
          diagnose(
            'unterminated',
            spanOf(opener),
            { what: `'${opener.image}'` },
            { related: [{ span: spanOf(token), message: 'this closes another bracket' }] },
          ),
        );
      inRange = false;
    } else if (isToken(token, t.Semicolon)) {
      for (const opener of open.splice(0)) found.push(diagnose('unterminated', spanOf(opener), { what: `'${opener.image}'` }));
    }
  }
  for (const opener of open) found.push(diagnose('unterminated', spanOf(opener), { what: `'${opener.image}'` }));
  return found;
}

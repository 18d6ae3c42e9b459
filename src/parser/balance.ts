import type { IToken, TokenType } from 'chevrotain';
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import * as t from '../lexer/tokens.ts';
import { isToken, spanOf } from './grammar.ts';

const closerOf = new Map<TokenType, TokenType>([
  [t.OpenParen, t.CloseParen],
  [t.OpenBracket, t.CloseBracket],
]);

/**
 * The error of a string that is not closed. Where text touches the string before it, that one was meant to go on: `'it's'` or `'it\\'s'`, which is one mistake.
 */
function unterminatedString(tokens: readonly IToken[], at: number): Diagnostic {
  const token = tokens[at]!;
  const end = token.startOffset + 1;
  const help = "a quote inside a string is written twice: 'it''s'";
  const before = tokens.slice(0, at).findLastIndex((one) => isToken(one, t.StringLiteral));
  const string = tokens[before];
  const quote = string ? string.startOffset + string.image.length - 1 : -1;
  if (!string || tokens[before + 1]!.startOffset !== quote + 1)
    return diagnose('unterminated', { start: end - 1, end }, { what: 'single quote' }, { help });
  const escaped = string.image.at(-2) === '\\' && string.image.length > 2;
  const fixes = [{ title: 'write the quote twice', span: { start: escaped ? quote - 1 : quote, end: quote + 1 }, text: "''" }];
  return diagnose('unterminated', { start: quote, end }, { what: 'single quote' }, { help, fixes });
}

/** Reports unterminated strings, names, comments and brackets where they open, and closing brackets without an opening one. */
export function findUnbalanced(tokens: readonly IToken[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const open: Opener[] = [];
  let inRange = false;
  for (const [i, token] of tokens.entries()) {
    const { tokenType } = token;
    if (tokenType === t.OpenString) {
      found.push(unterminatedString(tokens, i));
    } else if (tokenType === t.OpenName || tokenType === t.OpenSearchString) {
      found.push(diagnose('unterminated', { start: token.startOffset, end: token.startOffset + 1 }, { what: 'double quote' }));
    } else if (tokenType === t.OpenComment) {
      found.push(diagnose('unterminated', { start: token.startOffset, end: token.startOffset + 2 }, { what: 'comment' }));
    } else if (tokenType === t.SearchIn) {
      inRange = true;
    } else if (closerOf.has(tokenType)) {
      const next = tokens[i + 1];
      open.push({ token, pipeline: next !== undefined && (isToken(next, t.Star) || isToken(next, t.Dollar)), end: undefined });
      if (inRange) continue; // a range may open with `(` and close with `]`
    } else if (isToken(token, t.CloseParen) || isToken(token, t.CloseBracket)) {
      const opener = open.pop();
      if (!opener) found.push(diagnose('unmatched-bracket', spanOf(token), { what: `'${token.image}'` }));
      else if (closerOf.get(opener.token.tokenType) !== tokenType && !inRange)
        found.push(
          diagnose(
            'unterminated',
            spanOf(opener.token),
            { what: `'${opener.token.image}'` },
            { related: [{ span: spanOf(token), message: 'this closes another bracket' }] },
          ),
        );
      inRange = false;
    } else if (isToken(token, t.Semicolon)) {
      found.push(...unclosed(open.splice(0), endOf(tokens[i - 1])));
    } else if (isToken(token, t.Pipe)) {
      // A pipe ends a stage, unless its pipeline stands in parentheses.
      for (const opener of open.slice(open.findLastIndex(({ pipeline }) => pipeline) + 1)) opener.end ??= endOf(tokens[i - 1]);
    }
  }
  found.push(...unclosed(open, endOf(tokens.at(-1))));
  return found;
}

/** A bracket that is open, whether a pipeline follows it, and where at the latest it must close. */
interface Opener {
  readonly token: IToken;
  readonly pipeline: boolean;
  end: number | undefined;
}

const endOf = (token: IToken | undefined): number => (token ? spanOf(token).end : 0);

/** Reports brackets that nothing closes, with the place where the closing one is missing at the latest. */
function unclosed(open: readonly Opener[], end: number): Diagnostic[] {
  const alike = new Set(open.map(({ token }) => token.tokenType)).size === 1;
  return open.map(({ token, pipeline, end: at = end }) => {
    const closer = token.tokenType === t.OpenParen ? ')' : ']';
    const span = { start: at, end: at };
    const what = pipeline
      ? `the pipeline in parentheses ends here at the latest: '${closer}' is missing`
      : `'${closer}' is missing here or before`;
    const fixes = [{ title: `write ${closer} at the end`, span, text: closer }];
    return diagnose(
      'unterminated',
      spanOf(token),
      { what: `'${token.image}'` },
      { help: `write '${closer}' where the bracket ends`, related: [{ span, message: what }], ...(alike ? { fixes } : {}) },
    );
  });
}

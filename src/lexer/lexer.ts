import { type IToken, Lexer, type TokenType } from 'chevrotain';
import { canonical, categories, modes } from './tokens.ts';

let splLexer: Lexer | undefined;
let bareLexer: Lexer | undefined;

/** The tokens of a text and its comments, in order. Every character belongs to a token, a comment or a blank. */
export interface TokenizedText {
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
}

function createLexer(defaultMode: keyof typeof modes, skipValidations: boolean): Lexer {
  return new Lexer({ modes, defaultMode }, { ensureOptimizations: true, positionTracking: 'onlyOffset', skipValidations });
}

/** Builds the lexers with all of Chevrotain's checks, which the shared ones skip for a quick start. */
export function validateTokens(): void {
  createLexer('search', false);
  createLexer('expression', false);
}

/** Splits a script into tokens. */
export function tokenize(text: string): TokenizedText {
  splLexer ??= createLexer('search', true);
  return read(splLexer, text);
}

/** Splits a bare expression into tokens. */
export function tokenizeExpression(text: string): TokenizedText {
  bareLexer ??= createLexer('expression', true);
  return read(bareLexer, text);
}

function read(lexer: Lexer, text: string): TokenizedText {
  const { tokens, groups } = lexer.tokenize(text);
  for (const token of tokens) {
    const one = canonical.get(token.tokenType);
    if (!one) continue;
    token.tokenType = one;
    token.tokenTypeIdx = one.tokenTypeIdx!;
  }
  return { tokens, comments: groups.comments ?? [] };
}

/** Every token type the parser may meet. */
export const vocabulary: TokenType[] = [...new Set([...categories, ...Object.values(modes).flat()])];

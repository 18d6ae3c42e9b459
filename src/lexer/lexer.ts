import { type IToken, Lexer, type TokenType } from 'chevrotain';
import { canonical, categories, modes } from './tokens.ts';

let splLexer: Lexer | undefined;
let bareLexer: Lexer | undefined;

/** The tokens and comments of a source, in order. Every character belongs to a token, a comment or white space. */
export interface TokenizedSource {
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
}

function createLexer(defaultMode: keyof typeof modes, skipValidations: boolean): Lexer {
  return new Lexer({ modes, defaultMode }, { ensureOptimizations: true, positionTracking: 'onlyOffset', skipValidations });
}

/** Builds the lexers with all of Chevrotain's validations, which the shared ones skip to start faster. */
export function validateTokens(): void {
  createLexer('search', false);
  createLexer('expression', false);
}

/** Splits a script into tokens. */
export function tokenize(source: string): TokenizedSource {
  splLexer ??= createLexer('search', true);
  return read(splLexer, source);
}

/** Splits a bare expression into tokens. */
export function tokenizeExpression(source: string): TokenizedSource {
  bareLexer ??= createLexer('expression', true);
  return read(bareLexer, source);
}

function read(lexer: Lexer, source: string): TokenizedSource {
  const { tokens, groups } = lexer.tokenize(source);
  for (const token of tokens) {
    const one = canonical.get(token.tokenType);
    if (!one) continue;
    token.tokenType = one;
    token.tokenTypeIdx = one.tokenTypeIdx!;
  }
  return { tokens, comments: groups.comments ?? [] };
}

/** Every token type that the parser can see. */
export const vocabulary: TokenType[] = [...new Set([...categories, ...Object.values(modes).flat()])];

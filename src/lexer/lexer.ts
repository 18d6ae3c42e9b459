import { type IToken, Lexer, type TokenType } from 'chevrotain';
import { canonical, categories, modes } from './tokens.ts';

let shared: Lexer | undefined;

/** The tokens and comments of a source, in order. Every character belongs to a token, a comment or white space. */
export interface TokenizedSource {
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
}

function createLexer(skipValidations: boolean): Lexer {
  return new Lexer({ modes, defaultMode: 'search' }, { ensureOptimizations: true, positionTracking: 'onlyOffset', skipValidations });
}

/** Builds the lexer with all of Chevrotain's validations, which the shared one skips to start faster. */
export function validateTokens(): void {
  createLexer(false);
}

/** Splits a script into tokens. */
export function tokenize(source: string): TokenizedSource {
  return read(source, 'search');
}

/** Splits a bare expression into tokens. */
export function tokenizeExpression(source: string): TokenizedSource {
  return read(source, 'bare');
}

function read(source: string, mode: keyof typeof modes): TokenizedSource {
  shared ??= createLexer(true);
  const { tokens, groups } = shared.tokenize(source, mode);
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

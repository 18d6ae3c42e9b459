import { EOF, type IToken, type ParserMethod, type TokenType } from 'chevrotain';
import type { Span } from '../diagnostics/span.ts';
import * as t from '../lexer/tokens.ts';
import type { CommandNode, ExpressionNode, HostSourceNode, NameNode, SortKeyNode } from './syntax.ts';

/** A grammar rule that returns a `T`. */
export type Rule<T> = ParserMethod<[], T>;

interface Alternative<T> {
  readonly GATE?: () => boolean;
  readonly ALT: () => T;
}

interface Repetition {
  readonly DEF: () => void;
  readonly GATE?: () => boolean;
}

interface SeparatedRepetition {
  readonly SEP: TokenType;
  readonly DEF: () => void;
  readonly ERR_MSG?: string;
}

/** The rules that can be read ahead: what they make depends on their tokens alone. */
export interface AheadRules {
  readonly stage: CommandNode;
  readonly expression: ExpressionNode;
  readonly negation: ExpressionNode;
}

/** What grammar fragments may use: Chevrotain's parsing methods (protected there), and spans of what was read. */
export interface Grammar {
  RULE<T>(name: string, implementation: () => T, config?: { recoveryValueFunc?: () => T; resyncEnabled?: boolean }): Rule<T>;
  CONSUME(token: TokenType, options?: { LABEL?: string }): IToken;
  CONSUME1(token: TokenType): IToken;
  CONSUME2(token: TokenType): IToken;
  CONSUME3(token: TokenType): IToken;
  CONSUME4(token: TokenType): IToken;
  SUBRULE<T>(rule: Rule<T>): T;
  SUBRULE1<T>(rule: Rule<T>): T;
  SUBRULE2<T>(rule: Rule<T>): T;
  SUBRULE3<T>(rule: Rule<T>): T;
  SUBRULE4<T>(rule: Rule<T>): T;
  SUBRULE5<T>(rule: Rule<T>): T;
  SUBRULE6<T>(rule: Rule<T>): T;
  SUBRULE7<T>(rule: Rule<T>): T;
  OR<T>(
    alternatives:
      | readonly Alternative<T>[]
      | {
          readonly DEF: readonly Alternative<T>[];
          readonly ERR_MSG?: string;
          readonly IGNORE_AMBIGUITIES?: boolean;
          readonly MAX_LOOKAHEAD?: number;
        },
  ): T;
  OR1<T>(alternatives: readonly Alternative<T>[] | { readonly DEF: readonly Alternative<T>[]; readonly ERR_MSG?: string }): T;
  OR2<T>(alternatives: readonly Alternative<T>[] | { readonly DEF: readonly Alternative<T>[]; readonly ERR_MSG?: string }): T;
  OR3<T>(alternatives: readonly Alternative<T>[]): T;
  OR4<T>(alternatives: readonly Alternative<T>[]): T;
  OR5<T>(alternatives: {
    readonly DEF: readonly Alternative<T>[];
    readonly IGNORE_AMBIGUITIES?: boolean;
    readonly MAX_LOOKAHEAD?: number;
  }): T;
  OR6<T>(alternatives: readonly Alternative<T>[]): T;
  OPTION<T>(definition: (() => T) | { readonly DEF: () => T; readonly GATE?: () => boolean }): T | undefined;
  OPTION1<T>(definition: (() => T) | { readonly DEF: () => T; readonly GATE?: () => boolean }): T | undefined;
  OPTION2<T>(definition: (() => T) | { readonly DEF: () => T; readonly GATE?: () => boolean }): T | undefined;
  OPTION3<T>(definition: (() => T) | { readonly DEF: () => T; readonly GATE?: () => boolean }): T | undefined;
  OPTION4<T>(definition: (() => T) | { readonly DEF: () => T; readonly GATE?: () => boolean }): T | undefined;
  MANY(definition: (() => void) | Repetition): void;
  MANY1(definition: (() => void) | Repetition): void;
  MANY2(definition: (() => void) | Repetition): void;
  MANY_SEP(definition: SeparatedRepetition): void;
  AT_LEAST_ONE_SEP(definition: SeparatedRepetition): void;
  AT_LEAST_ONE_SEP1(definition: SeparatedRepetition): void;
  AT_LEAST_ONE_SEP2(definition: SeparatedRepetition): void;
  ACTION<T>(action: () => T): T;
  LA(distance: number): IToken;
  SKIP_TOKEN(): IToken;
  /** Records a token where a stage should have ended. */
  reportUnexpected(token: IToken): void;
  /** Keeps a source of the host, for those who load them; returns it. */
  noteSource(source: HostSourceNode): HostSourceNode;
  /** What a rule makes of the tokens from here on, which are then read, if that is known already. */
  takeAhead<R extends keyof AheadRules>(rule: R): AheadRules[R] | undefined;
  /** Whether Chevrotain is recording the grammar; tokens and results are placeholders then. */
  readonly RECORDING_PHASE: boolean;
  /** The span from a first token to the last token read. */
  spanFrom(first: IToken): Span;
}

/** The span of a token; empty for an inserted token and for the end of the source. */
export function spanOf(token: IToken): Span {
  const start = Number.isFinite(token.startOffset) ? token.startOffset : 0;
  const end = start + token.image.length;
  return { start, end };
}

/** Whether a token is of a type or of a category. */
export function isToken(token: IToken, type: TokenType): boolean {
  return token.tokenType === type || (token.tokenType.CATEGORIES?.includes(type) ?? false);
}

/** Whether a token is a word, whatever its case. */
export function isWord(token: IToken, word: string): boolean {
  return token.image.toLowerCase() === word;
}

/** Whether a stage ends before the token. */
export function endsStage(token: IToken): boolean {
  return token.tokenType === EOF || isToken(token, t.Pipe) || isToken(token, t.Semicolon) || isToken(token, t.CloseParen);
}

/** The rules that commands build on. */
export interface ExpressionRules {
  readonly expression: Rule<ExpressionNode>;
  /** An operand of AND and OR. */
  readonly negation: Rule<ExpressionNode>;
  readonly name: Rule<NameNode>;
  /** What follows a dot: a name, or any other word. */
  readonly memberName: Rule<NameNode>;
  /** A literal, name, call or bracketed expression. */
  readonly primary: Rule<ExpressionNode>;
  /** `expression [asc|desc] [nulls first|last], …` */
  readonly sortKeys: Rule<SortKeyNode[]>;
}

/** Recovers from a syntax error with an error node in the place of the expression. */
export function recoverExpression($: Grammar): { readonly recoveryValueFunc: () => ExpressionNode } {
  return { recoveryValueFunc: () => ({ kind: 'error', span: spanOf($.LA(1)) }) };
}

/** The node of a name token. */
export function nameOf(token: IToken): NameNode {
  const { image } = token;
  const quoted = image.startsWith('"');
  const name = quoted ? image.slice(1, isToken(token, t.QuotedName) ? -1 : undefined).replaceAll('""', '"') : image;
  return { name, quoted, span: spanOf(token) };
}

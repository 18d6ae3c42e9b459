import { type IParserErrorMessageProvider, type IToken, type TokenType, tokenLabel } from 'chevrotain';
import { TooManyMistakes } from '../diagnostics/query-error.ts';
import * as t from '../lexer/tokens.ts';
import { isToken } from './grammar.ts';

/** A list of expected tokens, in words. */
function inWords(labels: readonly string[]): string {
  const unique = [...new Set(labels)];
  if (unique.length === 1) return unique[0]!;
  if (unique.includes(tokenLabel(t.Numeral))) return 'an expression';
  return `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`;
}

const maxMistakes = 50;

/** Makes the message of a syntax error only what was expected; the parser adds what was found. Gives up after {@link maxMistakes}. */
export class ExpectationProvider implements IParserErrorMessageProvider {
  #mistakes = 0;

  /** Counts from zero again, for another source. */
  reset(): void {
    this.#mistakes = 0;
  }

  buildMismatchTokenMessage({ expected }: { expected: TokenType }): string {
    return label(expected);
  }

  buildNotAllInputParsedMessage({ ruleName }: { ruleName: string }): string {
    return ruleName === 'bareExpression' ? 'an operator or the end of the expression' : "'|' or the end of the statement";
  }

  buildNoViableAltMessage({
    expectedPathsPerAlt,
    customUserDescription,
  }: Parameters<IParserErrorMessageProvider['buildNoViableAltMessage']>[0]) {
    if (++this.#mistakes > maxMistakes) throw new TooManyMistakes();
    return customUserDescription ?? inWords(expectedPathsPerAlt.flatMap((paths) => paths.map((path) => label(path[0]!))));
  }

  buildEarlyExitMessage({
    expectedIterationPaths,
    customUserDescription,
  }: Parameters<IParserErrorMessageProvider['buildEarlyExitMessage']>[0]) {
    return customUserDescription ?? inWords(expectedIterationPaths.map((path) => label(path[0]!)));
  }
}

function label(type: TokenType): string {
  return type === t.CommandWord || type.name.startsWith('cmd_') ? 'a command' : tokenLabel(type);
}

/** A token as a message names it. */
export function describeToken(token: IToken): string {
  const { image } = token;
  if (image === '') return 'the end of the query';
  const shown = image.length > 40 ? `${image.slice(0, 40)}…` : image;
  if (isToken(token, t.StringLiteral)) return `the string ${shown}`;
  if (isToken(token, t.QuotedName)) return `the name ${shown}`;
  return `'${shown}'`;
}

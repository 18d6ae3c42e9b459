import type { IToken } from 'chevrotain';
import { tokenizeExpression } from '../../lexer/lexer.ts';
import * as t from '../../lexer/tokens.ts';
import { isToken, spanOf } from '../grammar.ts';

/** A token of a foreign query; `quoted` in double quotes, `string` in single ones. */
export interface Word {
  readonly kind: 'name' | 'quoted' | 'string' | 'number' | 'duration' | 'symbol';
  readonly image: string;
  /** The word in lower case, for comparing. */
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

function kindOf(token: IToken): Word['kind'] {
  if (isToken(token, t.QuotedName)) return 'quoted';
  if (isToken(token, t.StringLiteral)) return 'string';
  if (isToken(token, t.Numeral)) return 'number';
  if (isToken(token, t.Duration)) return 'duration';
  return /^[A-Za-z_]/.test(token.image) ? 'name' : 'symbol';
}

/** Splits foreign source into words; `start` is where it begins in the query. Characters that no token has are symbols. */
export function wordsOf(source: string, start = 0): Word[] {
  // A pipe would make the lexer expect a command: it is a word of its own here.
  return partsBetweenPipes(source).flatMap(({ text, at }): Word[] => {
    if (text === '|' || text === '||')
      return [{ kind: 'symbol', image: text, lower: text, start: start + at, end: start + at + text.length }];
    return tokenizeExpression(text).tokens.map((token): Word => {
      const { image } = token;
      const span = spanOf(token);
      return { kind: kindOf(token), image, lower: image.toLowerCase(), start: start + at + span.start, end: start + at + span.end };
    });
  });
}

function partsBetweenPipes(source: string): { readonly text: string; readonly at: number }[] {
  const parts: { text: string; at: number }[] = [];
  let from = 0;
  for (let i = 0; i < source.length; i++) {
    const character = source[i]!;
    if (character === '"' || character === "'") i = (source.indexOf(character, i + 1) + 1 || source.length + 1) - 1;
    else if (character === '|') {
      const text = source[i + 1] === '|' ? '||' : '|';
      parts.push({ text: source.slice(from, i), at: from }, { text, at: i });
      i += text.length - 1;
      from = i + 1;
    }
  }
  return [...parts, { text: source.slice(from), at: from }];
}

const opening: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const closing: ReadonlySet<string> = new Set(Object.values(opening));

/** The index of the bracket that closes the one at `at`; the number of words if none does. */
export function closerOf(words: readonly Word[], at: number): number {
  let depth = 0;
  for (let i = at; i < words.length; i++) {
    const { image } = words[i]!;
    if (opening[image]) depth++;
    else if (closing.has(image) && --depth === 0) return i;
  }
  return words.length;
}

/** Splits words at a symbol or word outside of brackets. */
export function splitAt(words: readonly Word[], separator: string): (readonly Word[])[] {
  const parts: (readonly Word[])[] = [];
  let from = 0;
  for (let i = 0; i < words.length; i++) {
    if (opening[words[i]!.image]) i = closerOf(words, i);
    else if (words[i]!.lower === separator) {
      parts.push(words.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(words.slice(from));
  return parts;
}

/** The index of a word outside of brackets, or -1. */
export function indexOf(words: readonly Word[], wanted: string, from = 0): number {
  for (let i = from; i < words.length; i++) {
    if (opening[words[i]!.image]) i = closerOf(words, i);
    else if (words[i]!.lower === wanted) return i;
  }
  return -1;
}

/** A piece of a statement: its source, the first one without the others' leading pipe. */
export interface Piece {
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

/** Splits a query into statements, and each into pieces at the pipes outside of quotes and brackets. */
export function piecesOf(query: string): (readonly Piece[])[] {
  const statements: Piece[][] = [];
  let pieces: Piece[] = [];
  let start = 0;
  let depth = 0;
  const cut = (end: number): void => {
    pieces.push({ source: query.slice(start, end), start, end });
    start = end + 1;
  };
  for (let i = 0; i < query.length; i++) {
    const character = query[i]!;
    if (character === '"' || character === "'" || character === '`') {
      const end = query.indexOf(character, i + 1);
      if (end < 0) break;
      i = end;
    } else if ((query.startsWith('--', i) || query.startsWith('//', i)) && pieces.length > 0) {
      i = (query.indexOf('\n', i) + 1 || query.length + 1) - 1;
    } else if (opening[character]) depth++;
    else if (closing.has(character)) depth--;
    else if (depth > 0) continue;
    else if (character === '|' && query[i + 1] === '|') i++;
    else if (character === '|') cut(i);
    else if (character === ';') {
      cut(i);
      statements.push(pieces);
      pieces = [];
    }
  }
  cut(query.length);
  if (pieces.some(({ source }) => source.trim() !== '')) statements.push(pieces);
  return statements;
}

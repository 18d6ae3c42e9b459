import type { IToken } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import { type AheadRules, isToken } from './grammar.ts';
import type { HostSourceNode } from './syntax.ts';

/** A place where a rule will be asked for, as far as brackets and commas tell. */
export interface Piece {
  readonly rule: keyof AheadRules;
  /** The index of its first token. */
  readonly from: number;
}

interface Known<T> {
  readonly node: T;
  /** The index of its last token. */
  readonly to: number;
  readonly sources: readonly HostSourceNode[];
}

/** What was read of a source before its tree is made: of a long list each item, so that others have their turn in between. */
export class ReadAhead {
  readonly #known: { readonly [R in keyof AheadRules]: Map<number, Known<AheadRules[R]>> } = {
    stage: new Map(),
    expression: new Map(),
    negation: new Map(),
  };

  add<R extends keyof AheadRules>(rule: R, from: number, known: Known<AheadRules[R]>): void {
    this.#known[rule].set(from, known);
  }

  get<R extends keyof AheadRules>(rule: R, from: number): Known<AheadRules[R]> | undefined {
    return this.#known[rule].get(from);
  }
}

/** Lists of fewer tokens are not worth it. */
const minTokens = 256;

/** The tokens from a pipe, a bracket or CASE on. */
interface Frame {
  readonly kind: 'stage' | 'bracket' | 'case';
  readonly start: number;
  /** Whether its items may have names, as those of commands. */
  named: boolean;
  /** Where an item begins that may be an expression. */
  item: number | undefined;
  readonly pieces: Piece[];
}

/** Where a long source can be read ahead, the inner before what contains it: stages, items of long lists, and operands of long runs of AND and OR. */
export function piecesOf(tokens: readonly IToken[]): readonly Piece[] {
  const found: Piece[] = [];
  const open: Frame[] = [{ kind: 'stage', start: 0, named: true, item: undefined, pieces: [] }];
  const endItem = (frame: Frame, end: number): void => {
    if (frame.item !== undefined && frame.item < end) frame.pieces.push({ rule: 'expression', from: frame.item });
    frame.item = undefined;
  };
  const close = (end: number): void => {
    const frame = open.pop()!;
    endItem(frame, end);
    if (end - frame.start >= minTokens) for (const piece of frame.pieces) found.push(piece);
    if (frame.kind === 'stage' && frame.start > 0 && isToken(tokens[frame.start - 1]!, t.Pipe))
      found.push({ rule: 'stage', from: frame.start });
  };
  for (const [i, token] of tokens.entries()) {
    const frame = open.at(-1)!;
    const { tokenType } = token;
    if (tokenType === t.OpenParen || tokenType === t.OpenBracket || tokenType === t.Case)
      open.push({ kind: tokenType === t.Case ? 'case' : 'bracket', start: i + 1, named: false, item: i + 1, pieces: [] });
    else if (tokenType === t.CloseParen || tokenType === t.CloseBracket || tokenType === t.End) {
      if (open.length > 1) close(i);
    } else if (tokenType === t.Comma) {
      endItem(frame, i);
      frame.item = frame.named && tokens[i + 2]?.tokenType === t.Equals ? i + 3 : i + 1;
    } else if (tokenType === t.When || tokenType === t.Then || tokenType === t.Else) {
      endItem(frame, i);
      frame.item = i + 1;
    } else if (isToken(token, t.LogicalOperator)) frame.pieces.push({ rule: 'negation', from: i + 1 });
    else if (isToken(token, t.Pipe) || isToken(token, t.Semicolon)) {
      frame.named = true;
      frame.item = undefined; // it was a source
      if (frame.kind !== 'stage') continue;
      close(i);
      open.push({ kind: 'stage', start: i + 1, named: true, item: undefined, pieces: [] });
    }
  }
  if (open.length === 1) close(tokens.length);
  return found;
}

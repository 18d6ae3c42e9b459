import { singlePoint } from './char-set.ts';
import type { RegexNode } from './syntax.ts';

/** The strings that every match of a pattern has. */
export interface Literals {
  /** Every match starts with it. */
  readonly prefix: string;
  /** Every match contains it: the longest that is known. */
  readonly inner: string;
  /** The pattern is the prefix and nothing else. */
  readonly exact: boolean;
  /** Every match starts at the start of the string. */
  readonly anchored: boolean;
}

const isSurrogate = (point: number): boolean => point >= 0xd800 && point <= 0xdfff;

/** Flattens what every match goes through in order: undefined stands for anything. */
function visitRequired(node: RegexNode, visit: (node: RegexNode | undefined) => void): void {
  switch (node.kind) {
    case 'concat':
      for (const part of node.parts) visitRequired(part, visit);
      break;
    case 'group':
      visitRequired(node.node, visit);
      break;
    case 'repeat':
      if (node.min === 0) visit(undefined);
      else {
        visitRequired(node.node, visit);
        if (node.min !== 1 || node.max !== 1) visit(undefined);
      }
      break;
    case 'alternate':
      visit(undefined);
      break;
    default:
      visit(node);
  }
}

/** Finds the literals of a pattern. */
export function literalsOf(node: RegexNode): Literals {
  let run = '';
  let prefix: string | undefined;
  let inner = '';
  let anchored = false;
  let exact = true;
  let read = false;
  const finish = (): void => {
    prefix ??= run;
    if (run.length > inner.length) inner = run;
    run = '';
  };
  visitRequired(node, (part) => {
    if (part?.kind === 'empty') return;
    if (part?.kind === 'assertion') {
      // An assertion reads nothing: the characters before and behind it are next to each other.
      if (part.assertion === 'textStart' && !read) anchored = true;
      exact = false;
      return;
    }
    read = true;
    const point = part?.kind === 'set' ? singlePoint(part.set) : -1;
    // Half of a surrogate pair is not a character of its own where the other half follows.
    if (point >= 0 && !isSurrogate(point)) run += String.fromCodePoint(point);
    else {
      finish();
      exact = false;
    }
  });
  finish();
  return { prefix: prefix ?? '', inner, exact: exact && inner !== '', anchored };
}

import type { CharSet } from './char-set.ts';

/** What an assertion demands of the characters before and behind a position. */
export const assertions = ['textStart', 'textEnd', 'lineStart', 'lineEnd', 'wordBoundary', 'noWordBoundary'] as const;
export type Assertion = (typeof assertions)[number];

/** The syntax tree of a regular expression. */
export type RegexNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'concat'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'alternate'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly node: RegexNode; readonly min: number; readonly max: number; readonly greedy: boolean }
  | { readonly kind: 'group'; readonly index: number; readonly node: RegexNode };

/** A parsed pattern. */
export interface ParsedRegex {
  readonly node: RegexNode;
  readonly groupCount: number;
  /** The numbers of the named groups. */
  readonly groupNames: ReadonlyMap<string, number>;
}

/** A pattern that cannot be compiled; the message says why. */
export class RegexError extends Error {
  override name = 'RegexError';
}

/** A place of a pattern in a message, which is not a whole pattern of thousands of characters. */
const shown = (found: string): string => `\`${found.length > 100 ? `${found.slice(0, 100)}…` : found}\``;

/** Fails for a fault of syntax. */
export function malformed(problem: string, found?: string): never {
  throw new RegexError(`error parsing regexp: ${problem}${found === undefined ? '' : `: ${shown(found)}`}`);
}

/** Fails for what cannot be matched in linear time. */
export function unsupported(construct: string, found: string, advice: string): never {
  throw new RegexError(`${construct} are not supported: ${shown(found)} cannot be matched in linear time; ${advice}`);
}

/** Fails for a back-reference. */
export const backReference = (found: string): never =>
  unsupported('back-references', found, 'capture both parts in groups and compare those');

/** What an expression gives at an instant. */
export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

/** The part of the query that an expression is, by its characters. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface Matcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** Where in time a selector or subquery looks: at a fixed instant, at an end of the range, or when it is asked; then so many milliseconds back. */
export interface Shift {
  readonly at: number | 'start' | 'end' | undefined;
  readonly offset: number;
}

/** How series of two sides are matched, by labels that they share or by all others; `card` says which side may have several of a group. */
export interface Matching {
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly card: 'one' | 'left' | 'right';
  /** Labels that are taken from the side that has one. */
  readonly include: readonly string[];
}

export interface SelectorNode extends Place, Shift {
  readonly kind: 'selector';
  readonly matchers: readonly Matcher[];
}

export interface MatrixNode extends Place {
  readonly kind: 'matrix';
  readonly selector: SelectorNode;
  /** Milliseconds. */
  readonly range: number;
}

export interface SubqueryNode extends Place, Shift {
  readonly kind: 'subquery';
  readonly expr: PromNode;
  /** Milliseconds. */
  readonly range: number;
  readonly step: number | undefined;
}

export interface CallNode extends Place {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly PromNode[];
}

export interface AggregateNode extends Place {
  readonly kind: 'aggregate';
  readonly op: string;
  readonly without: boolean;
  readonly labels: readonly string[];
  readonly param: PromNode | undefined;
  readonly expr: PromNode;
}

export interface BinaryNode extends Place {
  readonly kind: 'binary';
  readonly op: string;
  readonly left: PromNode;
  readonly right: PromNode;
  readonly bool: boolean;
  readonly matching: Matching;
}

export type PromNode =
  | (Place & { readonly kind: 'number'; readonly value: number })
  | (Place & { readonly kind: 'string'; readonly value: string })
  | (Place & { readonly kind: 'unary'; readonly negative: boolean; readonly expr: PromNode })
  | SelectorNode
  | MatrixNode
  | SubqueryNode
  | CallNode
  | AggregateNode
  | BinaryNode;

/** A mistake in a query, or a part of it that is not supported. */
export class PromqlError extends Error {
  readonly place: Place;

  constructor(reason: string, place: Place) {
    super(reason);
    this.name = 'PromqlError';
    this.place = place;
  }
}

import type { Span } from '../../diagnostics/span.ts';
import type { Overload, ScalarFunction } from '../../functions/declaration.ts';
import type { DataType } from '../../types/data-type.ts';

interface Typed {
  readonly type: DataType;
  readonly span: Span;
}

/** A parameter of a lambda; the slot is its index in the evaluator's frame. */
export interface LambdaParameter {
  readonly slot: number;
  readonly name: string;
  readonly type: DataType;
}

/** A bound expression: every node has its type, columns are indexes, calls refer to their declaration. */
export type Expression =
  | (Typed & { readonly kind: 'column'; readonly index: number; readonly name: string })
  | (Typed & {
      readonly kind: 'literal';
      readonly value: unknown /** Stands for what could not be bound, after that was reported. */;
      readonly failed?: true;
    })
  | (Typed & {
      readonly kind: 'call';
      readonly fn: ScalarFunction;
      readonly overload: Overload;
      readonly args: readonly Expression[];
      /** The column that each argument read in the source; rules may rename columns later. */
      readonly names: readonly (string | undefined)[];
    })
  | (Typed & { readonly kind: 'and' | 'or'; readonly args: readonly Expression[] })
  | (Typed & { readonly kind: 'coalesce'; readonly args: readonly Expression[] })
  | (Typed & {
      readonly kind: 'case';
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise: Expression;
    })
  | (Typed & { readonly kind: 'try' | 'isNull'; readonly value: Expression })
  | (Typed & {
      readonly kind: 'cast';
      readonly value: Expression;
      /** Whether a failure is NULL; it is counted where the cast is implicit, and reads a string. */
      readonly lenient: boolean;
      /** Set where the query does not say it, so that the user is warned of what it loses. */
      readonly implicit?: true;
    })
  | (Typed & { readonly kind: 'member'; readonly value: Expression; readonly index: number; readonly name: string })
  | (Typed & { readonly kind: 'lambda'; readonly parameters: readonly LambdaParameter[]; readonly body: Expression })
  | (Typed & { readonly kind: 'argument'; readonly slot: number; readonly name: string });

/** The name of the column that an expression reads, directly or through casts. */
export function columnName(expression: Expression): string | undefined {
  return expression.kind === 'column' ? expression.name : expression.kind === 'cast' ? columnName(expression.value) : undefined;
}

/** A named expression: one output column. */
export interface Output {
  readonly name: string;
  readonly value: Expression;
}

/** The children of an expression. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'column':
    case 'literal':
    case 'argument':
      return [];
    case 'call':
    case 'and':
    case 'or':
    case 'coalesce':
      return expression.args;
    case 'case':
      return [...expression.branches.flatMap(({ when, result }) => [when, result]), expression.otherwise];
    case 'try':
    case 'isNull':
    case 'cast':
    case 'member':
      return [expression.value];
    case 'lambda':
      return [expression.body];
  }
}

/** The expression with its children replaced; the same object if nothing changed. */
export function mapChildren(expression: Expression, map: (child: Expression) => Expression): Expression {
  switch (expression.kind) {
    case 'column':
    case 'literal':
    case 'argument':
      return expression;
    case 'call':
    case 'and':
    case 'or':
    case 'coalesce': {
      const args = expression.args.map(map);
      return args.every((arg, i) => arg === expression.args[i]) ? expression : { ...expression, args };
    }
    case 'case': {
      const branches = expression.branches.map(({ when, result }) => ({ when: map(when), result: map(result) }));
      return { ...expression, branches, otherwise: map(expression.otherwise) };
    }
    case 'try':
    case 'isNull':
    case 'cast':
    case 'member': {
      const value = map(expression.value);
      return value === expression.value ? expression : { ...expression, value };
    }
    case 'lambda': {
      const body = map(expression.body);
      return body === expression.body ? expression : { ...expression, body };
    }
  }
}

/** Rewrites an expression from its leaves up. */
export function rewrite(expression: Expression, change: (node: Expression) => Expression): Expression {
  return change(mapChildren(expression, (child) => rewrite(child, change)));
}

/** Whether any part of an expression satisfies a test. */
export function some(expression: Expression, test: (node: Expression) => boolean): boolean {
  return test(expression) || childrenOf(expression).some((child) => some(child, test));
}

/** The operands of a conjunction; an expression that is not one is its only operand. */
export function conjunctsOf(predicate: Expression): readonly Expression[] {
  return predicate.kind === 'and' ? predicate.args.flatMap(conjunctsOf) : [predicate];
}

/** The indexes of the input columns an expression reads. */
export function columnsOf(expression: Expression, into: Set<number> = new Set()): Set<number> {
  if (expression.kind === 'column') into.add(expression.index);
  for (const child of childrenOf(expression)) columnsOf(child, into);
  return into;
}

/** Whether the value is the same for every row of a query: no columns, and no function whose value depends on the row or the run. */
export function isConstant(expression: Expression): boolean {
  return !some(
    expression,
    (node) =>
      node.kind === 'column' ||
      node.kind === 'argument' ||
      (node.kind === 'call' && (node.fn.volatility !== 'immutable' || node.fn.library?.ready() === false)),
  );
}

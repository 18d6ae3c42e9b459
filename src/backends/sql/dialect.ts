import type { Span } from '../../diagnostics/span.ts';
import type { Expression } from '../../operators/expressions/expression.ts';
import type { AggregateCall, RemoteTableDefinition, SortKey, WindowCall } from '../../operators/plan/plan.ts';
import type { DataType } from '../../types/data-type.ts';
import type { RemoteTable } from '../backend.ts';
import type { Bound, OrderKey } from './select.ts';
import { Unportable } from './unportable.ts';

/** A column of a table as statements read it. */
export interface SqlColumn {
  /** The value as the engine's type has it; TIMESTAMP is a BIGINT of nanoseconds since 1970. */
  readonly sql: string;
  readonly bound?: Bound | undefined;
}

/** A column of a backend as statements read it, and the type that it then has in the engine. */
export interface ReadColumn extends SqlColumn {
  readonly type: DataType;
}

/** A table of a backend that is asked in SQL. */
export interface SqlTable extends RemoteTable, RemoteTableDefinition {
  /** What follows FROM. */
  readonly from: string;
  readonly columns: readonly SqlColumn[];
  /** What the rows are ordered by, where they have an order: no two rows have the same value. */
  readonly order: string | undefined;
}

/** What a user allows to differ. */
export interface Tolerance {
  /** `exact` (the default): sums and means of doubles run in the engine; `fast`: in the backend, whose last digits depend on its order of adding. */
  readonly sums: 'exact' | 'fast';
  /** `engine` (the default): approximate aggregates are the engine's own; `backend`: those of the backend, which are other approximations. */
  readonly approximate: 'engine' | 'backend';
}

/** A place in a plan that is translated. */
export interface Site extends Tolerance {
  readonly utc: boolean;
  /** Notes that the SQL fails where a cell of the engine fails. @throws Unportable where it must not. */
  mayFail(what: string): void;
  /** Notes that the SQL fails for values of which only the engine knows what they are, though no cell of its fails. @throws Unportable where it must not. */
  mayGiveUp(what: string): void;
}

/** A place where only it matters whether a value is NULL: databases leave out computing it where it cannot be, and so do not notice that it fails. */
export function whereNullMatters(site: Site): Site {
  const refuse = (what: string): never => {
    throw new Unportable(what, 'may fail, which a test for NULL would not notice');
  };
  return { ...site, mayFail: refuse, mayGiveUp: refuse };
}

/** A call whose arguments are SQL already. */
export interface SqlCall {
  readonly name: string;
  readonly args: readonly string[];
  readonly types: readonly DataType[];
  /** The values of literal arguments; undefined for others. */
  readonly literals: readonly unknown[];
  readonly returns: DataType;
  readonly span: Span;
}

/** The SQL of a call with the same result for every value, or undefined where these arguments have none. */
export type CallSql = (call: SqlCall, site: Site) => string | undefined;

/** A place of an aggregate, with its filter: the arguments are NULL already in rows that it leaves out. */
export interface AggregateSite extends Site {
  readonly filter: string | undefined;
}

/** The SQL of an aggregate with the same result for all values, or undefined. */
export type AggregateSql = (call: AggregateCall, args: readonly string[], site: AggregateSite) => string | undefined;

/** What follows OVER: for calls that count rows, and for those that do not tell equal ones apart. */
export interface Over {
  /** Partitions and order; equal rows are in the order of the input. */
  readonly rows: string;
  /** Partitions and order; equal rows are peers. */
  readonly peers: string;
  /** The frame of the call, in the order that it needs. */
  readonly frame: string;
}

/** The SQL of a window function, with what follows OVER, or undefined. */
export type WindowSql = (call: WindowCall, args: readonly string[], over: Over, site: Site) => string | undefined;

/** How a database writes what plans say. */
export interface Dialect {
  readonly name: string;
  /** Keyed by the function's name; what is not there runs in the engine. */
  readonly calls: ReadonlyMap<string, CallSql>;
  readonly aggregates: ReadonlyMap<string, AggregateSql>;
  readonly windows: ReadonlyMap<string, WindowSql>;
  /** A literal; undefined where there is no exact one. */
  literal(value: unknown, type: DataType): string | undefined;
  /** A cast, of which a cell that fails is NULL where it is lenient; undefined where there is no exact one. */
  cast(sql: string, from: DataType, to: DataType, lenient: boolean, site: Site): string | undefined;
  /** Makes the failures of an expression that may fail NULL; undefined where the database cannot. */
  attempt(sql: string): string | undefined;
  /** What a key of a sort is in ORDER BY: NaN is above all numbers, zeros of either sign are equal. */
  orderKeys(sql: string, key: SortKey): readonly OrderKey[];
  /** `AND` and `OR` in three-valued logic. */
  connected(operator: 'and' | 'or', args: readonly string[]): string;
  /** Whether values of a type can be keys: groups and joins take the same values as equal. */
  isKey(type: DataType): boolean;
  /** Whether the order of values of a type is the same. */
  isOrdered(type: DataType): boolean;
  /** How a SELECT keeps one row per combination of keys, the first where it has an order. */
  readonly onePerKey: 'distinct on' | 'limit by';
  /** Whether joins are those of standard SQL. */
  readonly joins: boolean;
  /** A column of an answer as a type that does not depend on the expression; undefined where it has the right type anyway. */
  readonly output: ((sql: string, type: DataType) => string) | undefined;
}

/** The value of a literal, or undefined. */
export const literalOf = (expression: Expression): unknown => (expression.kind === 'literal' ? expression.value : undefined);

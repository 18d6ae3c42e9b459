import type { Expression } from '../../operators/expressions/expression.ts';
import type { AggregateCall } from '../../operators/plan/plan.ts';
import { type DataType, isInteger } from '../../types/data-type.ts';
import { isFloat, isPlain, needBackend, needFast } from './common-calls.ts';
import type { AggregateSql, Dialect, Site, WindowSql } from './dialect.ts';
import { duckdbCalls } from './duckdb-calls.ts';
import { duckdbFailure, duckdbLiteral, duckdbString, duckdbType } from './duckdb-literal.ts';
import { anyDoublePattern, bigintPattern, plainDoublePattern } from './number-patterns.ts';

const typesOf = ({ args }: AggregateCall): readonly DataType[] => args.map((arg) => arg.type);

/** Whether groups may differ in nothing but the sign of zero, of which one is kept. */
const isKey = (type: DataType): boolean => isPlain(type);

const distinctWord = ({ distinct }: AggregateCall): string => (distinct ? 'DISTINCT ' : '');

const extreme =
  (name: string): AggregateSql =>
  (call, args) =>
    args.length === 1 && typesOf(call).every((type) => isPlain(type) || type.kind === 'double') ? `${name}(${args[0]})` : undefined;

/** The integer below a cast to DOUBLE, whose sum is exact. */
const integerBelow = (arg: Expression | undefined): boolean =>
  arg?.kind === 'cast' && isInteger(arg.value.type) && arg.type.kind === 'double';

const aggregates: ReadonlyMap<string, AggregateSql> = new Map<string, AggregateSql>([
  [
    'count',
    (call, args, { filter }) => {
      if (args.length === 0) return filter === undefined ? 'count(*)' : `count(CASE WHEN ${filter} THEN 1 END)`;
      return call.distinct && !typesOf(call).every(isPlain) ? undefined : `count(${distinctWord(call)}${args[0]})`;
    },
  ],
  ['count_if', (call, args) => (call.distinct ? undefined : `count(CASE WHEN ${args[0]} THEN 1 END)`)],
  [
    'count_null',
    (call, args, { filter }) =>
      call.distinct || filter !== undefined ? undefined : `CAST(sum(CASE WHEN ${args[0]} IS NULL THEN 1 ELSE 0 END) AS BIGINT)`,
  ],
  ['count_distinct', (call, args) => (args.length === 1 && typesOf(call).every(isPlain) ? `count(DISTINCT ${args[0]})` : undefined)],
  [
    'sum',
    (call, args, site) => {
      const [type] = typesOf(call);
      if (type!.kind === 'bigint') {
        site.mayFail("'sum' of integers");
        return `CAST(sum(${distinctWord(call)}${args[0]}) AS BIGINT)`;
      }
      if (type!.kind !== 'double' || call.distinct) return undefined;
      needFast('sum', site);
      return `sum(${args[0]})`;
    },
  ],
  [
    'avg',
    (call, args, site) => {
      if (typesOf(call)[0]!.kind !== 'double' || call.distinct) return undefined;
      const [arg] = args;
      if (!integerBelow(call.args[0])) {
        needFast('avg', site);
        return `avg(${arg})`;
      }
      site.mayGiveUp("'avg' of integers");
      // Whole numbers that a double holds exactly, as long as their sum is such a number too.
      const sum = `sum(CAST(${arg} AS HUGEINT))`;
      return `CASE WHEN max(abs(${arg})) > 9007199254740992 OR abs(${sum}) > 9007199254740992 THEN ${duckdbFailure('the sum is too large', `max(${arg})`, call.args[0]!.type)} ELSE CAST(${sum} AS DOUBLE) / count(${arg}) END`;
    },
  ],
  ['min', extreme('min')],
  ['max', extreme('max')],
  ['bool_and', (_, args) => `bool_and(${args[0]})`],
  ['bool_or', (_, args) => `bool_or(${args[0]})`],
  [
    'approx_distinct',
    (_, args, site) => {
      needBackend('approx_distinct', site);
      return args.length === 1 ? `approx_count_distinct(${args[0]})` : undefined;
    },
  ],
  [
    'approx_percentile',
    (call, args, site) => {
      needBackend('approx_percentile', site);
      const fraction = call.args[1];
      if (args.length !== 2 || typesOf(call)[0]!.kind !== 'double' || fraction?.kind !== 'literal' || typeof fraction.value !== 'number')
        return undefined;
      return `approx_quantile(${args[0]}, ${fraction.value})`;
    },
  ],
]);

/** The same over the rows of a frame. */
const framed =
  (name: string, test: (type: DataType) => boolean): WindowSql =>
  ({ args: given }, args, { frame }) =>
    args.length === 1 && test(given[0]!.type) ? `${name}(${args[0]}) OVER ${frame}` : undefined;

/** The value of a row of the frame, which does not tell equal rows apart; the first of all rows does not depend on that. */
const valueIn =
  (name: 'first_value' | 'last_value'): WindowSql =>
  ({ frame: { unit, start, end } }, [value], { frame, rows }) => {
    if (unit === 'rows') return `${name}(${value}) OVER ${frame}`;
    return name === 'first_value' && start.kind === 'unbounded' && end.kind !== 'offset' ? `first_value(${value}) OVER ${rows}` : undefined;
  };

const neighbour =
  (name: string): WindowSql =>
  ({ args: [, distance] }, args, { rows }) =>
    distance === undefined || (distance.kind === 'literal' && distance.value !== null && Number(distance.value) >= 0)
      ? `${name}(${args.join(', ')}) OVER ${rows}`
      : undefined;

const windows: ReadonlyMap<string, WindowSql> = new Map<string, WindowSql>([
  ['row_number', (_, __, { rows }) => `row_number() OVER ${rows}`],
  ['rank', (_, __, { peers }) => `rank() OVER ${peers}`],
  ['dense_rank', (_, __, { peers }) => `dense_rank() OVER ${peers}`],
  ['lag', neighbour('lag')],
  ['lead', neighbour('lead')],
  ['first_value', valueIn('first_value')],
  ['last_value', valueIn('last_value')],
  ['count', (_, args, { frame }) => `count(${args[0] ?? '*'}) OVER ${frame}`],
  [
    'sum',
    ({ args: [arg] }, [sql], { frame }, site) => {
      if (arg!.type.kind !== 'bigint') return undefined;
      site.mayFail("'sum' of integers");
      return `CAST(sum(${sql}) OVER ${frame} AS BIGINT)`;
    },
  ],
  ['min', framed('min', isPlain)],
  ['max', framed('max', isPlain)],
]);

const widths: readonly DataType['kind'][] = ['tinyint', 'smallint', 'integer', 'bigint'];

function cast(sql: string, from: DataType, to: DataType, lenient: boolean, site: Site): string | undefined {
  const sqlType = duckdbType(to);
  if (sqlType === undefined) return undefined;
  if (from.kind === to.kind || from.kind === 'unknown') return `CAST(${sql} AS ${sqlType})`;
  const failingCast = (value: string, target = sqlType): string => {
    if (lenient) return `TRY_CAST(${value} AS ${target})`;
    site.mayFail('a cast');
    return `CAST(${value} AS ${target})`;
  };
  /** What a string reads as, or a failure. */
  const parsed = (value: string): string => {
    if (lenient) return value;
    site.mayFail('a cast of strings');
    return `CASE WHEN ${sql} IS NULL THEN NULL ELSE coalesce(${value}, ${duckdbFailure('not a number', sql, to)}) END`;
  };
  if (isInteger(from) && isInteger(to))
    return widths.indexOf(from.kind) <= widths.indexOf(to.kind) ? `CAST(${sql} AS ${sqlType})` : failingCast(sql);
  if (isInteger(from) && to.kind === 'double') return `CAST(${sql} AS DOUBLE)`;
  if (from.kind === 'real' && to.kind === 'double') return `CAST(${sql} AS DOUBLE)`;
  if (from.kind === 'double' && to.kind === 'bigint') return failingCast(`round(${sql})`);
  if (from.kind === 'boolean' && (to.kind === 'bigint' || to.kind === 'double')) return `CAST(${sql} AS ${sqlType})`;
  if ((isInteger(from) || from.kind === 'boolean') && to.kind === 'varchar') return `CAST(${sql} AS VARCHAR)`;
  if (from.kind === 'varchar' && to.kind === 'bigint')
    return parsed(`TRY_CAST(regexp_extract(${sql}, ${duckdbString(bigintPattern)}, 1) AS BIGINT)`);
  if (from.kind === 'varchar' && to.kind === 'double') {
    site.mayGiveUp('a cast of strings with large exponents');
    const plain = duckdbString(plainDoublePattern);
    const unusual = `regexp_matches(${sql}, ${duckdbString(anyDoublePattern)})`;
    return parsed(
      `CASE WHEN regexp_matches(${sql}, ${plain}) THEN TRY_CAST(regexp_extract(${sql}, ${plain}, 1) AS DOUBLE) WHEN ${unusual} THEN ${duckdbFailure('an unusual number', sql, to)} END`,
    );
  }
  if (from.kind === 'date' && to.kind === 'timestamp' && site.utc) {
    site.mayGiveUp('a cast of dates');
    return `(CAST(date_diff('day', DATE '1970-01-01', ${sql}) AS BIGINT) * 86400000000000)`;
  }
  if (from.kind === 'timestamp' && to.kind === 'date' && site.utc)
    return `(DATE '1970-01-01' + CAST((${sql} - ((${sql} % 86400000000000) + 86400000000000) % 86400000000000) // 86400000000000 AS INTEGER))`;
  return undefined;
}

/** The SQL of DuckDB. */
export const duckdbDialect: Dialect = {
  name: 'duckdb',
  calls: duckdbCalls,
  aggregates,
  windows,
  literal: duckdbLiteral,
  cast,
  attempt: (sql) => `TRY(${sql})`,
  orderKeys: (sql, { value, descending, nullsFirst }) => [
    {
      sql: isFloat(value.type) ? `(${sql} + 0e0)` : sql,
      direction: `${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`,
    },
  ],
  connected: (operator, args) => `(${args.join(` ${operator.toUpperCase()} `)})`,
  isKey,
  isOrdered: (type) => isPlain(type) || isFloat(type),
  onePerKey: 'distinct on',
  joins: true,
  output: undefined,
};

import type { Expression } from '../../operators/expressions/expression.ts';
import type { AggregateCall } from '../../operators/plan/plan.ts';
import { type DataType, isInteger } from '../../types/data-type.ts';
import { type ClickhouseFeatures, checked, clickhouseCalls, connected } from './clickhouse-calls.ts';
import { clickhouseLiteral, clickhouseString, clickhouseType } from './clickhouse-literal.ts';
import { isFloat, isPlain, needBackend, needFast } from './common-calls.ts';
import type { AggregateSql, Dialect, Site, WindowSql } from './dialect.ts';
import { bigintPattern } from './number-patterns.ts';

const typeOf = ({ args }: AggregateCall): DataType => args[0]!.type;

/** The integer below a cast to DOUBLE, whose sum is exact. */
const integerBelow = (arg: Expression | undefined): boolean =>
  arg?.kind === 'cast' && isInteger(arg.value.type) && arg.type.kind === 'double';

/** A number of rows, which is not signed there, as a BIGINT: others compare and combine with it. */
const counted = (sql: string): string => `toInt64(${sql})`;

/** `min` or `max`, for which NaN is above all numbers. */
const extreme =
  (name: 'min' | 'max'): AggregateSql =>
  (call, args) => {
    const [arg] = args;
    const type = typeOf(call);
    if (args.length !== 1) return undefined;
    if (isPlain(type)) return `${name}(toNullable(${arg}))`;
    if (type.kind !== 'double') return undefined;
    const isNumber = `ifNull(NOT isNaN(${arg}), 0)`;
    const of = `${name}If(${arg}, ${isNumber})`;
    const numbers = `countIf(${isNumber})`;
    const nan = name === 'max' ? `${numbers} < count(${arg})` : `${numbers} = 0`;
    return `multiIf(count(${arg}) = 0, NULL, ${nan}, nan, toNullable(${of}))`;
  };

function aggregatesOf({ modern }: ClickhouseFeatures): ReadonlyMap<string, AggregateSql> {
  const sumOf = (call: AggregateCall, arg: string, site: Site): string => {
    const distinct = call.distinct ? 'DISTINCT ' : '';
    site.mayFail("'sum' of integers");
    if (modern) return `accurateCast(sum(${distinct}toInt128(toNullable(${arg}))), 'Nullable(Int64)')`;
    // A sum of doubles says about how large the exact one is, which wraps around.
    const sum = `sum(${distinct}toNullable(${arg}))`;
    return checked(sum, `abs(sum(${distinct}toFloat64(${arg}))) > 9.2e18`, "'sum' of integers", site);
  };
  return new Map<string, AggregateSql>([
    [
      'count',
      (call, args, { filter }) => {
        if (args.length === 0) return counted(filter === undefined ? 'count()' : `countIf(ifNull(${filter}, 0))`);
        if (!call.distinct) return counted(`count(${args[0]})`);
        return isPlain(typeOf(call)) ? counted(`ifNull(uniqExact(${args[0]}), 0)`) : undefined;
      },
    ],
    ['count_if', (call, args) => (call.distinct ? undefined : counted(`countIf(ifNull(${args[0]}, 0))`))],
    [
      'count_distinct',
      (call, args) => (args.length === 1 && isPlain(typeOf(call)) ? counted(`ifNull(uniqExact(${args[0]}), 0)`) : undefined),
    ],
    [
      'sum',
      (call, args, site) => {
        if (typeOf(call).kind === 'bigint') return sumOf(call, args[0]!, site);
        if (typeOf(call).kind !== 'double' || call.distinct) return undefined;
        needFast('sum', site);
        return `sum(toNullable(${args[0]}))`;
      },
    ],
    [
      'avg',
      (call, args, site) => {
        const [arg] = args;
        if (typeOf(call).kind !== 'double' || call.distinct) return undefined;
        if (!integerBelow(call.args[0])) {
          needFast('avg', site);
          return `(sum(toNullable(${arg})) / count(${arg}))`;
        }
        // Whole numbers that a double holds exactly, as long as their sum is such a number too.
        const large = `max(abs(${arg})) > 9007199254740992 OR sum(abs(${arg})) > 9007199254740992`;
        return checked(`(sum(toNullable(${arg})) / count(${arg}))`, large, "'avg' of integers", site);
      },
    ],
    ['min', extreme('min')],
    ['max', extreme('max')],
    ['bool_and', (_, args) => `min(toNullable(${args[0]}))`],
    ['bool_or', (_, args) => `max(toNullable(${args[0]}))`],
    [
      'approx_distinct',
      (_, args, site) => {
        needBackend('approx_distinct', site);
        return args.length === 1 ? counted(`uniq(${args[0]})`) : undefined;
      },
    ],
    [
      'approx_percentile',
      (call, args, site) => {
        needBackend('approx_percentile', site);
        const fraction = call.args[1];
        if (args.length !== 2 || typeOf(call).kind !== 'double' || fraction?.kind !== 'literal' || typeof fraction.value !== 'number')
          return undefined;
        return `quantileTDigest(${fraction.value})(toNullable(${args[0]}))`;
      },
    ],
  ]);
}

const framed =
  (name: string): WindowSql =>
  ({ args: given }, args, { frame }) =>
    args.length === 1 && isPlain(given[0]!.type) ? `${name}(toNullable(${args[0]})) OVER ${frame}` : undefined;

/** A row some rows away; where there is none, it is NULL only of a type that has NULL. */
const neighbour =
  (name: string): WindowSql =>
  ({ args: [value, distance, otherwise] }, args, { rows }) => {
    const isConstant = distance === undefined || (distance.kind === 'literal' && distance.value !== null && Number(distance.value) >= 0);
    if (!isConstant || otherwise || !isPlain(value!.type)) return undefined;
    const frame = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';
    return `${name}(${[`toNullable(${args[0]})`, ...args.slice(1)].join(', ')}) OVER ${rows.slice(0, -1)} ${frame})`;
  };

const windows: ReadonlyMap<string, WindowSql> = new Map<string, WindowSql>([
  ['row_number', (_, __, { rows }) => `toInt64(row_number() OVER ${rows})`],
  ['rank', (_, __, { peers }) => `toInt64(rank() OVER ${peers})`],
  ['dense_rank', (_, __, { peers }) => `toInt64(dense_rank() OVER ${peers})`],
  ['lag', neighbour('lagInFrame')],
  ['lead', neighbour('leadInFrame')],
  ['count', (_, args, { frame }) => `toInt64(count(${args[0] ?? ''}) OVER ${frame})`],
  [
    'sum',
    ({ args: [arg] }, [sql], { frame }, site) => {
      if (arg!.type.kind !== 'bigint') return undefined;
      site.mayFail("'sum' of integers");
      return `accurateCast(sum(toInt128(toNullable(${sql}))) OVER ${frame}, 'Nullable(Int64)')`;
    },
  ],
  ['min', framed('min')],
  ['max', framed('max')],
]);

const widths: readonly DataType['kind'][] = ['tinyint', 'smallint', 'integer', 'bigint'];

function cast(sql: string, from: DataType, to: DataType, lenient: boolean, site: Site): string | undefined {
  const sqlType = clickhouseType(to);
  if (sqlType === undefined) return undefined;
  if (from.kind === 'unknown') return `CAST(NULL AS Nullable(${sqlType}))`;
  if (from.kind === to.kind) return sql;
  if (isInteger(from) && isInteger(to)) {
    if (widths.indexOf(from.kind) <= widths.indexOf(to.kind)) return `to${sqlType}(${sql})`;
    const most = 2n ** BigInt({ tinyint: 7, smallint: 15, integer: 31 }[to.kind as 'integer']); // BIGINT is the widest
    const outside = `${sql} > ${most - 1n} OR ${sql} < ${-most}`;
    if (lenient) return `multiIf(isNull(${sql}) OR ${outside}, NULL, toNullable(to${sqlType}(${sql})))`;
    return `to${sqlType}(${checked(`to${sqlType}(${sql})`, outside, 'a cast', site)})`;
  }
  if (isInteger(from) && to.kind === 'double') return `toFloat64(${sql})`;
  if (from.kind === 'real' && to.kind === 'double') return `toFloat64(${sql})`;
  if (from.kind === 'boolean' && (to.kind === 'bigint' || to.kind === 'double')) return `to${sqlType}(${sql})`;
  if (isInteger(from) && to.kind === 'varchar') return `toString(${sql})`;
  if (from.kind === 'boolean' && to.kind === 'varchar') return `multiIf(isNull(${sql}), NULL, ${sql}, 'true', 'false')`;
  if (from.kind === 'varchar' && to.kind === 'bigint') {
    const value = `toInt64OrNull(extract(${sql}, '^[+]?(-?[0-9]{1,18})$'))`;
    const number = `match(${sql}, ${clickhouseString(bigintPattern)})`;
    const unusual = `${number} AND NOT match(${sql}, '^[+]?-?[0-9]{1,18}$')`;
    return checked(value, lenient ? unusual : `(${unusual}) OR NOT ${number}`, 'a cast of strings', site);
  }
  return undefined;
}

/** The SQL of a version of ClickHouse. */
export function clickhouseDialect(name: string, features: ClickhouseFeatures): Dialect {
  return {
    name,
    calls: clickhouseCalls(features),
    aggregates: aggregatesOf(features),
    windows: features.modern ? windows : new Map(),
    literal: clickhouseLiteral,
    cast,
    attempt: () => undefined,
    isKey: isPlain,
    isOrdered: (type) => isPlain(type) || isFloat(type),
    orderKeys(sql, { value, descending, nullsFirst }) {
      const nulls = { sql: `isNull(${sql})`, direction: nullsFirst ? 'DESC' : 'ASC' };
      const direction = descending ? 'DESC' : 'ASC';
      if (!isFloat(value.type)) return [nulls, { sql, direction }];
      return [nulls, { sql: `ifNull(isNaN(${sql}), 0)`, direction }, { sql: `(${sql} + 0)`, direction }];
    },
    connected,
    onePerKey: 'limit by',
    joins: features.modern,
    output: (sql, type) => `CAST(${sql} AS Nullable(${clickhouseType(type) ?? 'UInt8'}))`,
  };
}

import type { AggregateCall } from '../../../operators/plan/plan.ts';
import { whereNullMatters } from '../dialect.ts';
import { expressionSql } from '../expression.ts';
import { opened } from '../select.ts';
import { Unportable } from '../unportable.ts';
import { type NodeSql, requireType, type Translation } from './node.ts';

/** `GROUP BY` */
export const aggregateSql: NodeSql<'Aggregate'> = ({ keys, aggregates, schema }, [input], { dialect, site }) => {
  const select = opened(input!);
  if (schema.length === 0) throw new Unportable("'stats'", 'has no columns');
  const keyColumns = keys.map(({ value }) => {
    requireType(value, dialect.isKey, 'grouping by', dialect);
    return expressionSql(value, select.columns, dialect, site);
  });
  const calls = aggregates.map((call) => aggregateCallSql(call, select.columns, { dialect, site }));
  // Groups are in the order of their first rows, where these have one.
  const order = select.stored && keys.length > 0 ? select.order.map(({ sql, direction }) => ({ sql: `min(${sql})`, direction })) : [];
  return { ...select, columns: [...keyColumns, ...calls], keys: keys.length, order, stored: order.length > 0, bounds: [] };
};

function aggregateCallSql(call: AggregateCall, columns: readonly string[], { dialect, site }: Translation): string {
  const { fn, filter, span } = call;
  try {
    const condition = filter && expressionSql(filter, columns, dialect, site);
    const countsNulls = !call.distinct && (fn.name === 'count' || fn.name === 'count_null');
    const args = call.args.map((arg) => {
      const sql = expressionSql(arg, columns, dialect, countsNulls ? whereNullMatters(site) : site);
      return condition === undefined ? sql : `CASE WHEN ${condition} THEN ${sql} END`;
    });
    const sql = dialect.aggregates.get(fn.name)?.(call, args, { ...site, filter: condition });
    if (sql === undefined) throw new Unportable(`aggregate '${fn.name}'`, `has no equal in ${dialect.name} for every value`);
    return sql;
  } catch (error) {
    if (error instanceof Unportable) error.span ??= span;
    throw error;
  }
}

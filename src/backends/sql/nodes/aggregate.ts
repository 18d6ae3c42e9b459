import type { Expression, Output } from '../../../operators/expressions/expression.ts';
import type { AggregateCall } from '../../../operators/plan/plan.ts';
import { type Dialect, whereNullMatters } from '../dialect.ts';
import { expressionSql } from '../expression.ts';
import { type Reason, reasonOfFunction } from '../reasons.ts';
import { opened } from '../select.ts';
import { translateAll, Unportable } from '../unportable.ts';
import { type NodeSql, requireType, type Translation } from './node.ts';

/** `GROUP BY` */
export const aggregateSql: NodeSql<'Aggregate'> = ({ keys, aggregates, schema }, [input], { dialect, site }) => {
  const select = opened(input!);
  if (schema.length === 0) throw new Unportable("'stats'", 'has no columns');
  const keySql = (value: Expression): string => {
    requireType(value, dialect.isKey, 'grouping by', dialect);
    return expressionSql(value, select.columns, dialect, site);
  };
  const columns = translateAll<AggregateCall | Output>([...keys, ...aggregates], (output) =>
    'value' in output ? keySql(output.value) : aggregateCallSql(output, select.columns, { dialect, site }),
  );
  // Groups are in the order of their first rows, where these have one.
  const order = select.stored && keys.length > 0 ? select.order.map(({ sql, direction }) => ({ sql: `min(${sql})`, direction })) : [];
  return { ...select, columns, keys: keys.length, order, stored: order.length > 0, bounds: [] };
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
    if (sql === undefined) {
      const { reason, rewrite } = reasonOfAggregate(call, dialect);
      throw new Unportable(`aggregate '${fn.name}'`, reason, rewrite);
    }
    return sql;
  } catch (error) {
    if (error instanceof Unportable) error.span ??= span;
    throw error;
  }
}

/** Why an aggregate has no translation: it has none at all, or not of such arguments. */
function reasonOfAggregate({ fn, args, type, distinct }: AggregateCall, { name, aggregates }: Dialect): Reason {
  if (!aggregates.has(fn.name)) return reasonOfFunction(fn.name, fn.category, [...args.map((arg) => arg.type), type], name);
  if (distinct) return { reason: 'of distinct values has no equal for arguments of these types' };
  return { reason: 'has no equal for arguments of these types', rewrite: 'cast the argument to bigint, double or varchar' };
}

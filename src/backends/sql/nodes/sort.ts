import type { SortKey } from '../../../operators/plan/plan.ts';
import { expressionSql } from '../expression.ts';
import { type OrderKey, opened } from '../select.ts';
import { type NodeSql, requireType, type Translation } from './node.ts';

/** The keys of ORDER BY. */
export function orderSql(keys: readonly SortKey[], columns: readonly string[], { dialect, site }: Translation): readonly OrderKey[] {
  return keys.map((key) => {
    requireType(key.value, dialect.isOrdered, 'sorting by', dialect);
    const sql = expressionSql(key.value, columns, dialect, site);
    return { sql: dialect.sortKey(sql, key.value.type), direction: dialect.direction(key) };
  });
}

/** `ORDER BY`; rows that are equal in its keys stay as an earlier one left them. */
export const sortSql: NodeSql<'Sort'> = ({ keys }, [input], translation) => {
  const select = opened(input!);
  return { ...select, order: [...orderSql(keys, select.columns, translation), ...select.order] };
};

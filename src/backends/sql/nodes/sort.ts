import type { SortKey } from '../../../operators/plan/plan.ts';
import { expressionSql } from '../expression.ts';
import { type OrderKey, opened } from '../select.ts';
import { type NodeSql, requireType, type Translation } from './node.ts';

/** The keys of ORDER BY; constants, by which rows are equal, are left out. */
export function orderSql(keys: readonly SortKey[], columns: readonly string[], { dialect, site }: Translation): readonly OrderKey[] {
  return keys.flatMap((key) => {
    requireType(key.value, dialect.isOrdered, 'sorting by', dialect);
    const sql = expressionSql(key.value, columns, dialect, site);
    return isConstant(sql) ? [] : dialect.orderKeys(sql, key);
  });
}

/** Whether SQL reads no column: those are qualified. */
export const isConstant = (sql: string): boolean => !/\b(?:t|[qlr]\d+)[.]/.test(sql.replace(/'(?:[^'\\]|\\.)*'/g, ''));

/** `ORDER BY`; rows that are equal in its keys stay as an earlier one left them. */
export const sortSql: NodeSql<'Sort'> = ({ keys }, [input], translation) => {
  const select = opened(input!);
  return { ...select, order: [...orderSql(keys, select.columns, translation), ...select.order], stored: false };
};

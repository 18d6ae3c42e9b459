import { expressionSql } from '../expression.ts';
import { columnName, opened, wrapped } from '../select.ts';
import { Unportable } from '../unportable.ts';
import { type NodeSql, requireType } from './node.ts';
import { isConstant } from './sort.ts';

/** One row per combination of keys: the first, where the rows have an order. */
export const dedupSql: NodeSql<'Dedup'> = ({ keys }, [input], { dialect, site }) => {
  const isDistinctOn = dialect.onePerKey === 'distinct on';
  if (isDistinctOn && input!.order.length > 0 && !input!.stored)
    throw new Unportable("'dedup' after 'sort'", `keeps the first row, which ${dialect.name} may not`);
  const select = opened(input!);
  const on = keys.map((key) => {
    requireType(key, dialect.isKey, 'comparing', dialect);
    return expressionSql(key, select.columns, dialect, site);
  });
  if (!isDistinctOn) {
    const limitBy = on.map((_, i) => columnName(select, select.columns.length + i));
    const kept = wrapped({ ...select, columns: [...select.columns, ...on], limitBy });
    return { ...kept, columns: kept.columns.slice(0, select.columns.length) };
  }
  const keyed = on.filter((sql) => !isConstant(sql));
  if (keyed.length === 0) return wrapped({ ...select, count: 1 });
  const ordered = wrapped({ ...select, distinctOn: keyed, order: [...keyed.map((sql) => ({ sql, direction: 'ASC' })), ...select.order] });
  return { ...ordered, order: ordered.order.slice(keyed.length) };
};

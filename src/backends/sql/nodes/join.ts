import type { Expression } from '../../../operators/expressions/expression.ts';
import { formatType } from '../../../types/data-type.ts';
import { expressionSql } from '../expression.ts';
import { columnName, render, type Select, selectFrom } from '../select.ts';
import { Unportable } from '../unportable.ts';
import type { NodeSql } from './node.ts';

const words = { inner: 'INNER JOIN', left: 'LEFT JOIN', right: 'RIGHT JOIN', full: 'FULL JOIN' } as const;

/** `JOIN` of two SELECTs, whose keys are never equal where they are NULL. */
export const joinSql: NodeSql<'Join'> = ({ join, unique, leftKeys, rightKeys, condition }, [left, right], { dialect, site }) => {
  if (unique) throw new Unportable('a lookup', 'fails where a key has two rows, which SQL does not');
  if (join === 'full' && (condition || leftKeys.length === 0))
    throw new Unportable('a full join with such a condition', `has no equal in ${dialect.name}`);
  if (!dialect.joins) throw new Unportable("'join'", `has no equal in this version of ${dialect.name}`);
  const depth = Math.max(left!.depth, right!.depth);
  const [l, r] = [`l${depth}`, `r${depth}`];
  const columnsOf = (name: string, select: Select): readonly string[] => select.columns.map((_, i) => `${name}.${columnName(select, i)}`);
  const [leftColumns, rightColumns] = [columnsOf(l, left!), columnsOf(r, right!)];
  const all = [...leftColumns, ...rightColumns];
  const keySql = (key: Expression, columns: readonly string[]): string => {
    if (!dialect.isKey(key.type))
      throw new Unportable(`joining by ${formatType(key.type)}`, `has no equal in ${dialect.name}`, undefined, key.span);
    return expressionSql(key, columns, dialect, site);
  };
  const conditions = leftKeys.map((key, i) => `${keySql(key, leftColumns)} = ${keySql(rightKeys[i]!, rightColumns)}`);
  if (condition) conditions.push(expressionSql(condition, all, dialect, site));
  const on = conditions.length > 0 ? conditions.join(' AND ') : 'TRUE';
  const inner = (select: Select): string => render({ ...select, order: select.count === undefined ? [] : select.order });
  if (join === 'semi' || join === 'anti') {
    const exists = `${join === 'anti' ? 'NOT ' : ''}EXISTS (SELECT 1 FROM (${inner(right!)}) AS ${r} WHERE ${on})`;
    return { ...selectFrom(`(${inner(left!)}) AS ${l}`, leftColumns, []), where: [exists], depth: depth + 1 };
  }
  return { ...selectFrom(`(${inner(left!)}) AS ${l} ${words[join]} (${inner(right!)}) AS ${r} ON ${on}`, all, []), depth: depth + 1 };
};

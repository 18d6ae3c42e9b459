import { columnName, render, selectFrom, wrapped } from '../select.ts';
import { Unportable } from '../unportable.ts';
import type { NodeSql } from './node.ts';

/** `UNION ALL` */
export const unionSql: NodeSql<'Union'> = ({ schema }, inputs, { dialect }) => {
  const plain = inputs.map((input) => (input.order.length > 0 || input.count !== undefined || input.offset > 0 ? wrapped(input) : input));
  const depth = Math.max(...plain.map((input) => input.depth));
  const name = `q${depth}`;
  if (schema.length === 0) throw new Unportable("'union'", `has no columns in ${dialect.name}`);
  const columns = schema.map((_, i) => `${name}.${columnName(plain[0]!, i)}`);
  return { ...selectFrom(`(${plain.map(render).join(' UNION ALL ')}) AS ${name}`, columns, []), depth: depth + 1 };
};

import { opened, type Select } from '../select.ts';
import type { NodeSql } from './node.ts';
import { orderSql } from './sort.ts';

/** `LIMIT` and `OFFSET` */
export const limitSql: NodeSql<'Limit'> = ({ offset, count }, [input]) => limited(input!, offset, count);

function limited(select: Select, offset: number, count: number): Select {
  const left = select.count === undefined ? count : Math.max(0, Math.min(count, select.count - offset));
  return { ...select, offset: select.offset + offset, count: left };
}

/** `ORDER BY … LIMIT` */
export const topNSql: NodeSql<'TopN'> = ({ keys, offset, count }, [input], translation) => {
  const select = opened(input!);
  return limited({ ...select, order: [...orderSql(keys, select.columns, translation), ...select.order], stored: false }, offset, count);
};

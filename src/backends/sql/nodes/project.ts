import { expressionSql } from '../expression.ts';
import { type Select, wrapped } from '../select.ts';
import { translateAll } from '../unportable.ts';
import type { NodeSql } from './node.ts';

/** Characters of the expressions of one SELECT, above which they are computed in a subquery instead of being written out once more. */
const maxInlined = 4000;

/** The columns of a SELECT list. */
export const projectSql: NodeSql<'Project'> = ({ outputs }, [input], { dialect, site }) => {
  const over = (select: Select): Select => ({
    ...select,
    columns: translateAll(outputs, ({ value }) => expressionSql(value, select.columns, dialect, site)),
    bounds: outputs.map(({ value }) => (value.kind === 'column' ? select.bounds[value.index] : undefined)),
  });
  const select = input!.keys === undefined ? input! : wrapped(input!);
  const inlined = over(select);
  const length = inlined.columns.reduce((sum, sql) => sum + sql.length, 0);
  return length > maxInlined && select === input ? over(wrapped(select)) : inlined;
};

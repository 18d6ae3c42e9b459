import type { PlanOf } from '../../../operators/plan/plan.ts';
import type { SqlTable } from '../dialect.ts';
import { type Select, selectFrom } from '../select.ts';

/** `SELECT … FROM table` */
export function scanSql(plan: PlanOf<'Scan'>, table: SqlTable): Select {
  const select = selectFrom(
    table.from,
    plan.columns.map((i) => table.columns[i]!.sql),
    plan.columns.map((i) => table.columns[i]!.bound),
  );
  return table.order === undefined ? select : { ...select, order: [{ sql: table.order, direction: 'ASC' }], stored: true };
}

import type { Expression } from '../../../operators/expressions/expression.ts';
import type { LogicalPlan, PlanOf } from '../../../operators/plan/plan.ts';
import { type DataType, formatType } from '../../../types/data-type.ts';
import type { Dialect, Site } from '../dialect.ts';
import type { Select } from '../select.ts';
import { Unportable } from '../unportable.ts';

/** What nodes are translated with. */
export interface Translation {
  readonly dialect: Dialect;
  readonly site: Site;
}

/** The SELECT of a node over those of its inputs. @throws Unportable */
export type NodeSql<K extends LogicalPlan['kind']> = (plan: PlanOf<K>, inputs: readonly Select[], translation: Translation) => Select;

/** @throws Unportable unless a test holds for the type of an expression. */
export function requireType(value: Expression, test: (type: DataType) => boolean, what: string, { name }: Dialect): void {
  if (!test(value.type))
    throw new Unportable(`${what} ${formatType(value.type)}`, `has no equal in ${name} for every value`, undefined, value.span);
}

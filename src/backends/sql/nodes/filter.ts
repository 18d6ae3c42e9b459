import { conjunctsOf, type Expression } from '../../../operators/expressions/expression.ts';
import { expressionSql } from '../expression.ts';
import { opened, type Select } from '../select.ts';
import type { Translation } from './node.ts';

/** `WHERE`, with what it implies of stored columns, by which the database skips parts of a table. */
export function filterSql(conjuncts: readonly Expression[], input: Select, { dialect, site }: Translation): Select {
  const select = opened(input);
  const where = conjuncts.map((conjunct) => expressionSql(conjunct, select.columns, dialect, site));
  return { ...select, where: [...select.where, ...conjuncts.flatMap((conjunct) => impliedBounds(conjunct, select)), ...where] };
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=' };

function impliedBounds(conjunct: Expression, { bounds }: Select): readonly string[] {
  if (conjunct.kind === 'and') return conjunctsOf(conjunct).flatMap((part) => impliedBounds(part, { bounds } as Select)); // only the bounds are read
  if (conjunct.kind !== 'call' || mirrored[conjunct.fn.name] === undefined) return [];
  const [left, right] = conjunct.args;
  const bound = (column: Expression, operator: string, value: Expression): readonly string[] => {
    if (column.kind !== 'column' || value.kind !== 'literal' || value.value === null) return [];
    const sql = bounds[column.index]?.(operator, value.value);
    return sql === undefined ? [] : [sql];
  };
  return [...bound(left!, conjunct.fn.name, right!), ...bound(right!, mirrored[conjunct.fn.name]!, left!)];
}

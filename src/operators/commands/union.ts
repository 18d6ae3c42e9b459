import { diagnose } from '../../diagnostics/diagnostic.ts';
import { commonType } from '../../types/coercion.ts';
import { type DataType, formatType, JSON_TYPE } from '../../types/data-type.ts';
import { literal } from '../bind/bind-literal.ts';
import { coerce } from '../bind/coerce.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { readDynamicColumn } from '../bind/dynamic-columns.ts';
import { columnRef, nextRelation, projectOf, type Relation, schemaOf } from '../bind/relation.ts';
import type { Output } from '../expressions/expression.ts';
import { overflowColumn } from '../plan/hidden-columns.ts';
import type { LogicalPlan } from '../plan/plan.ts';

/** JSON beside another type stays JSON, since an object could not become that type. */
function unionType(a: DataType, b: DataType): DataType | undefined {
  return a.kind === 'json' || b.kind === 'json' ? JSON_TYPE : commonType(a, b);
}

export const bindUnion: CommandBinder<'union'> = ({ others, span }, relation, context) => {
  const stages = [relation, ...others.map(context.subquery)];
  const types = new Map<string, DataType>();
  stages.forEach(({ plan }, i) => {
    for (const { name, type } of plan.schema) {
      const known = types.get(name);
      const common = known ? unionType(known, type) : type;
      if (common) types.set(name, common);
      else {
        const [left, right] = [known!, type].map((t) => formatType(t).toUpperCase());
        const where = others[i - 1]?.span ?? span;
        context.report(
          diagnose(
            'incompatible-types',
            where,
            { operation: `column '${name}' of this union`, left: left!, right: right! },
            { help: 'cast or rename it first' },
          ),
        );
      }
    }
  });
  // A name that is a column of one input may be a key of another input's open schema.
  const open = types.has(overflowColumn);
  const outputsOf = ({ plan, scope }: Relation): Output[] =>
    [...types].map(([name, type]) => {
      const index = plan.schema.findIndex((field) => field.name === name);
      const value =
        index >= 0 ? columnRef(plan.schema, index, span) : name !== overflowColumn && readDynamicColumn(scope, name, span, context);
      const fits = value && unionType(value.type, type);
      return { name, value: fits ? coerce(value, type, context) : literal(type, null, span) };
    });
  const [input, ...rest] = stages.map((part): LogicalPlan => projectOf(part.plan, outputsOf(part), span, context));
  const plan: LogicalPlan = { kind: 'Union', input: input!, others: rest, schema: schemaOf(outputsOf(relation)), span };
  const next = nextRelation(relation, plan, 'union');
  const taken = open ? new Set(stages.flatMap((part) => [...part.scope.claimedNames])) : relation.scope.claimedNames;
  return { ...next, scope: { ...next.scope, claimedNames: taken } };
};

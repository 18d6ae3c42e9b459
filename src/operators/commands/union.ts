import { diagnose } from '../../diagnostics/diagnostic.ts';
import { commonType } from '../../types/coercion.ts';
import { type DataType, formatType, JSON_TYPE } from '../../types/data-type.ts';
import { literal } from '../bind/bind-literal.ts';
import { coerce } from '../bind/coerce.ts';
import { flatMapInSteps, type SteppedBinder } from '../bind/command-binder.ts';
import { readDynamicColumn } from '../bind/dynamic-columns.ts';
import { columnRef, nextRelation, projectOf, type Relation, schemaOf } from '../bind/relation.ts';
import type { Output } from '../expressions/expression.ts';
import { overflowColumn } from '../plan/hidden-columns.ts';
import type { LogicalPlan } from '../plan/plan.ts';

/** JSON beside another type stays JSON, since an object could not become that type. */
function unionType(a: DataType, b: DataType): DataType | undefined {
  return a.kind === 'json' || b.kind === 'json' ? JSON_TYPE : commonType(a, b);
}

export const bindUnion: SteppedBinder<'union'> = function* ({ others, span }, relation, context) {
  const stages = [relation];
  for (const other of others) stages.push(yield* context.subquery(other));
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
  const outputsOf = ({ plan, scope }: Relation): Output[] => {
    const indexes = new Map(plan.schema.map((field, i) => [field.name, i]));
    return [...types].map(([name, type]) => {
      const index = indexes.get(name);
      const value =
        index === undefined
          ? name !== overflowColumn && readDynamicColumn(scope, name, span, context)
          : columnRef(plan.schema, index, span);
      const fits = value && unionType(value.type, type);
      return { name, value: fits ? coerce(value, type, context) : literal(type, null, span) };
    });
  };
  const [input, ...rest] = yield* flatMapInSteps(stages, (part): LogicalPlan[] => [projectOf(part.plan, outputsOf(part), span, context)]);
  const plan: LogicalPlan = { kind: 'Union', input: input!, others: rest, schema: schemaOf(outputsOf(relation)), span };
  const next = nextRelation(relation, plan, 'union');
  const taken = open ? new Set(stages.flatMap((part) => [...part.scope.claimedNames])) : relation.scope.claimedNames;
  return { ...next, scope: { ...next.scope, claimedNames: taken } };
};

import type { SteppedBinder } from '../bind/command-binder.ts';
import { columnRef, nextRelation, reportRepeats, schemaOf } from '../bind/relation.ts';
import type { LogicalPlan } from '../plan/plan.ts';
import { bindKeys } from './stats.ts';

export const bindDistinct: SteppedBinder<'distinct'> = function* ({ items, span }, relation, context) {
  const { schema } = relation.plan;
  const all = schema.map((field, i) => ({ name: field.name, value: columnRef(schema, i, span) }));
  const keys = items.length > 0 ? yield* bindKeys(items, relation, context) : all;
  reportRepeats(
    keys.map(({ name }) => ({ name, span })),
    context,
  );
  const plan: LogicalPlan = { kind: 'Aggregate', input: relation.plan, keys, aggregates: [], schema: schemaOf(keys), span };
  return nextRelation(relation, plan, 'distinct');
};

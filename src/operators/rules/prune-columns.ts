import { columnsOf, type Expression } from '../expression.ts';
import type { LogicalPlan } from '../plan.ts';
import type { OptimizerRule } from './rule.ts';
import { renumber } from './substitute.ts';

/** `* | stats n = count(1) by verb` → the Scan reads only `verb`. */
export const pruneColumns: OptimizerRule = {
  name: 'pruneColumns',
  summary: 'Drops columns and aggregates that nothing reads, down to the scan.',
  rewrite: (plan) => prune(plan, new Set(plan.schema.keys())).plan,
};

/** A plan with fewer columns, and where each kept column went. */
interface Pruned {
  readonly plan: LogicalPlan;
  readonly moved: ReadonlyMap<number, number>;
}

function prune(plan: LogicalPlan, needed: ReadonlySet<number>): Pruned {
  const kept = [...plan.schema.keys()].filter((i) => needed.has(i));
  const moved = new Map(kept.map((old, i) => [old, i]));
  const schema = kept.map((i) => plan.schema[i]!);
  switch (plan.kind) {
    case 'Scan':
      return { plan: { ...plan, columns: kept.map((i) => plan.columns[i]!), schema }, moved };
    case 'Project': {
      const outputs = kept.map((i) => plan.outputs[i]!);
      const input = prune(plan.input, reads(outputs.map((o) => o.value)));
      return {
        plan: {
          ...plan,
          input: input.plan,
          outputs: outputs.map((o) => ({ ...o, value: renumber(o.value, input.moved) })),
          schema,
        },
        moved,
      };
    }
    case 'Filter': {
      const input = prune(plan.input, columnsOf(plan.predicate, new Set(needed)));
      return narrowed(
        { ...plan, input: input.plan, predicate: renumber(plan.predicate, input.moved), schema: input.plan.schema },
        input,
        needed,
      );
    }
    case 'Sort':
    case 'TopN': {
      const input = prune(
        plan.input,
        reads(
          plan.keys.map((key) => key.value),
          needed,
        ),
      );
      const keys = plan.keys.map((key) => ({ ...key, value: renumber(key.value, input.moved) }));
      return narrowed({ ...plan, input: input.plan, keys, schema: input.plan.schema }, input, needed);
    }
    case 'Limit': {
      const input = prune(plan.input, needed);
      return { plan: { ...plan, input: input.plan, schema: input.plan.schema }, moved: input.moved };
    }
    case 'Aggregate': {
      // Keys decide the groups, so all stay; aggregates nobody reads go.
      const aggregates = plan.aggregates.filter((_, i) => needed.has(plan.keys.length + i));
      const input = prune(plan.input, reads([...plan.keys.map((k) => k.value), ...aggregates.flatMap((a) => a.args)]));
      const keys = plan.keys.map((key) => ({ ...key, value: renumber(key.value, input.moved) }));
      const calls = aggregates.map((a) => ({ ...a, args: a.args.map((arg) => renumber(arg, input.moved)) }));
      const all = [...plan.schema.keys()].filter((i) => i < keys.length || needed.has(i));
      return {
        plan: { ...plan, input: input.plan, keys, aggregates: calls, schema: all.map((i) => plan.schema[i]!) },
        moved: new Map(all.map((old, i) => [old, i])),
      };
    }
    case 'MakeSeries': {
      const bounds = [plan.from, plan.to].flatMap((b) => (b.kind === 'column' ? [b.value] : []));
      const input = prune(
        plan.input,
        reads([plan.on.value, ...bounds, ...plan.by.map((o) => o.value), ...plan.series.map((o) => o.value)]),
      );
      const move = <O extends { readonly value: Expression }>(o: O): O => ({
        ...o,
        value: renumber(o.value, input.moved),
      });
      const bound = (b: typeof plan.from): typeof plan.from => (b.kind === 'column' ? move(b) : b);
      const moves = {
        ...plan,
        input: input.plan,
        on: move(plan.on),
        by: plan.by.map(move),
        series: plan.series.map(move),
        from: bound(plan.from),
        to: bound(plan.to),
      };
      return { plan: moves, moved: new Map([...plan.schema.keys()].map((i) => [i, i])) };
    }
    case 'Shared':
      // Others read it too: it keeps its columns. What is below it was pruned with all of them needed.
      return { plan, moved: new Map([...plan.schema.keys()].map((i) => [i, i])) };
  }
}

function reads(expressions: readonly Expression[], also: ReadonlySet<number> = new Set()): Set<number> {
  const columns = new Set(also);
  for (const expression of expressions) columnsOf(expression, columns);
  return columns;
}

/** Drops the columns that only the node itself needed. */
function narrowed(plan: LogicalPlan, { moved }: Pruned, needed: ReadonlySet<number>): Pruned {
  if (moved.size === [...moved.keys()].filter((i) => needed.has(i)).length) return { plan, moved };
  const kept = [...moved].filter(([old]) => needed.has(old));
  const outputs = kept.map(([, i]) => {
    const { name, type } = plan.schema[i]!;
    return { name, value: { kind: 'column' as const, index: i, name, type, span: plan.span } };
  });
  const schema = kept.map(([, i]) => plan.schema[i]!);
  return {
    plan: { kind: 'Project', input: plan, outputs, schema, span: plan.span },
    moved: new Map(kept.map(([old], i) => [old, i])),
  };
}

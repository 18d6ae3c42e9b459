import type { Expression, Output } from '../expressions/expression.ts';
import { remapColumns } from '../expressions/substitute-columns.ts';
import { type LogicalPlan, mapExpressions, type PlanOf, type WindowGroup } from '../plan/plan.ts';
import { addKeyReads, addReads, type RequiredColumns, requireAll, requiredOf, restrictKeys, restrictReads } from './required-columns.ts';
import type { OptimizerRule } from './rule.ts';

/** `* | stats n = count(1) by verb` → the Scan reads only `verb`; `parse-json` extracts only the keys that are read. */
export const pruneColumns: OptimizerRule = {
  name: 'pruneColumns',
  summary: 'Drops columns, keys and aggregates that nothing reads, down to the scan.',
  rewrite: (plan) => prune(plan, requireAll(plan.schema.keys())).plan,
};

/** A plan with fewer columns, and the new index of each kept column. */
interface Pruned {
  readonly plan: LogicalPlan;
  readonly moved: ReadonlyMap<number, number>;
}

function prune(plan: LogicalPlan, needed: RequiredColumns): Pruned {
  const kept = [...plan.schema.keys()].filter((i) => needed.has(i));
  const moved = new Map(kept.map((old, i) => [old, i]));
  const schema = kept.map((i) => plan.schema[i]!);
  switch (plan.kind) {
    case 'Scan':
      return { plan: { ...plan, columns: kept.map((i) => plan.columns[i]!), schema }, moved };
    case 'Project': {
      const outputs = kept.map((i) => ({ ...plan.outputs[i]!, value: restrictKeys(plan.outputs[i]!.value, needed.get(i)!) }));
      const reads: RequiredColumns = new Map();
      for (const i of kept) addKeyReads(plan.outputs[i]!.value, needed.get(i)!, reads);
      const input = prune(plan.input, reads);
      const renamed = outputs.map((o) => ({ ...o, value: restrictReads(remapColumns(o.value, input.moved)) }));
      return { plan: { ...plan, input: input.plan, outputs: renamed, schema }, moved };
    }
    case 'Filter':
      return passThrough(plan, [plan.predicate], needed);
    case 'Sort':
    case 'TopN':
      return passThrough(
        plan,
        plan.keys.map((key) => key.value),
        needed,
      );
    case 'Sample':
      return passThrough(plan, valuesOf(plan.keys), needed);
    case 'Dedup':
      return passThrough(plan, plan.keys, needed);
    case 'Limit':
      return passThrough(plan, [], needed);
    case 'HostCall': {
      // The host gets every column.
      const input = prune(plan.input, requireAll(plan.input.schema.keys()));
      return { plan: { ...plan, input: input.plan }, moved: identity(plan) };
    }
    case 'SpreadColumns': {
      // Every column found at run time is part of the result.
      const input = prune(plan.input, requireAll(plan.input.schema.keys()));
      return { plan: { ...plan, input: input.plan }, moved: identity(plan) };
    }
    case 'Aggregate': {
      // Keys determine the groups, so all are kept; unused aggregates are dropped.
      const aggregates = plan.aggregates.filter((_, i) => needed.has(plan.keys.length + i));
      const all = [...plan.schema.keys()].filter((i) => i < plan.keys.length || needed.has(i));
      const slim = { ...plan, aggregates, schema: all.map((i) => plan.schema[i]!) };
      const parts = aggregates.flatMap(({ args, filter }) => [...args, ...(filter ? [filter] : [])]);
      return { plan: barrier(slim, [...valuesOf(plan.keys), ...parts]), moved: new Map(all.map((old, i) => [old, i])) };
    }
    case 'MakeSeries': {
      const bounds = [plan.from, plan.to].flatMap((b) => (b.kind === 'column' ? [b.value] : []));
      return {
        plan: barrier(plan, [
          plan.on.value,
          ...(plan.weight ? [plan.weight] : []),
          ...bounds,
          ...valuesOf(plan.by),
          ...valuesOf(plan.series),
        ]),
        moved: identity(plan),
      };
    }
    case 'Unnest': {
      // The elements determine the rows, so all items are kept.
      const width = plan.kept.length;
      const through = kept.filter((i) => i < width);
      const reads = requiredOf(through.map((i) => [plan.kept[i]!, needed.get(i)!]));
      const input = prune(plan.input, addReads(plan.items, reads));
      const all = [...plan.schema.keys()].filter((i) => i >= width || needed.has(i));
      const slim: LogicalPlan = {
        ...plan,
        input: input.plan,
        kept: through.map((i) => input.moved.get(plan.kept[i]!)!),
        items: plan.items.map((item) => restrictReads(remapColumns(item, input.moved))),
        schema: all.map((i) => plan.schema[i]!),
      };
      return { plan: slim, moved: new Map(all.map((old, i) => [old, i])) };
    }
    case 'Window':
      return pruneWindow(plan, needed);
    case 'Join':
      return pruneJoin(plan, needed);
    case 'Union': {
      const inputs = [plan.input, ...plan.others].map((input) => projectTo(prune(input, needed), kept));
      return { plan: { ...plan, input: inputs[0]!, others: inputs.slice(1), schema }, moved };
    }
    case 'Remote':
      return { plan, moved: identity(plan) };
    case 'Shared':
      // It has other readers, so it keeps its columns; the plan below it was pruned with all of them required.
      return { plan, moved: identity(plan) };
  }
}

function pruneWindow(plan: PlanOf<'Window'>, needed: RequiredColumns): Pruned {
  const width = plan.input.schema.length;
  let index = width;
  const kept: number[] = [];
  const groups = plan.groups.flatMap((group): WindowGroup[] => {
    const calls = group.calls.filter(() => {
      const wanted = needed.has(index);
      if (wanted) kept.push(index);
      index++;
      return wanted;
    });
    return calls.length > 0 ? [{ ...group, calls }] : [];
  });
  const below = requiredOf([...needed].filter(([i]) => i < width));
  const reads = groups.flatMap(({ partition, order, calls }) => [
    ...partition,
    ...valuesOf(order),
    ...calls.flatMap(({ args, filter }) => [...args, ...(filter ? [filter] : [])]),
  ]);
  const input = prune(plan.input, addReads(reads, below));
  if (groups.length === 0) return dropUnneeded(input, below);
  const base = input.plan.schema.length;
  const moved = new Map([...input.moved, ...kept.map((old, i) => [old, base + i] as const)]);
  const schema = [...input.plan.schema, ...kept.map((i) => plan.schema[i]!)];
  const slim: LogicalPlan = { ...plan, input: input.plan, groups, schema };
  return dropUnneeded({ plan: mapExpressions(slim, (e) => restrictReads(remapColumns(e, input.moved))), moved }, needed);
}

function pruneJoin(plan: LogicalPlan & { readonly kind: 'Join' }, needed: RequiredColumns): Pruned {
  const width = plan.input.schema.length;
  const whole = plan.condition ? addReads([plan.condition], requiredOf(needed)) : needed;
  const left = prune(plan.input, addReads(plan.leftKeys, requiredOf([...whole].filter(([i]) => i < width))));
  const shifted = [...whole].flatMap(([i, keys]) => (i >= width ? [[i - width, keys] as const] : []));
  const right = prune(plan.right, addReads(plan.rightKeys, requiredOf(shifted)));
  const newWidth = left.plan.schema.length;
  const moved = new Map([...left.moved, ...[...right.moved].map(([old, i]) => [old + width, i + newWidth] as const)]);
  const name = (old: number): string => plan.schema[old]?.name ?? '';
  const paired = plan.join !== 'semi' && plan.join !== 'anti';
  const schema = [...moved].filter(([old]) => paired || old < width).sort(([, a], [, b]) => a - b);
  const typeAt = (i: number) => (i < newWidth ? left.plan.schema[i]! : right.plan.schema[i - newWidth]!).type;
  const joined: LogicalPlan = {
    ...plan,
    input: left.plan,
    right: right.plan,
    leftKeys: plan.leftKeys.map((key) => remapColumns(key, left.moved)),
    rightKeys: plan.rightKeys.map((key) => remapColumns(key, right.moved)),
    condition: plan.condition && remapColumns(plan.condition, moved),
    schema: schema.map(([old, i]) => ({ name: name(old), type: typeAt(i) })),
  };
  return dropUnneeded({ plan: joined, moved: new Map(schema) }, needed);
}

const valuesOf = (outputs: readonly Pick<Output, 'value'>[]): readonly Expression[] => outputs.map(({ value }) => value);

function identity(plan: LogicalPlan): ReadonlyMap<number, number> {
  return new Map([...plan.schema.keys()].map((i) => [i, i]));
}

/** A node that produces all of its columns: its input keeps what the node reads. */
function barrier(plan: LogicalPlan & { readonly input: LogicalPlan }, reads: readonly Expression[]): LogicalPlan {
  const input = prune(plan.input, addReads(reads, new Map()));
  return mapExpressions({ ...plan, input: input.plan } as LogicalPlan, (e) => restrictReads(remapColumns(e, input.moved)));
}

/** A node that passes the columns of its input through. */
function passThrough(plan: LogicalPlan & { readonly input: LogicalPlan }, reads: readonly Expression[], needed: RequiredColumns): Pruned {
  const input = prune(plan.input, addReads(reads, requiredOf(needed)));
  const slim = { ...plan, input: input.plan, schema: input.plan.schema } as LogicalPlan;
  return dropUnneeded({ plan: mapExpressions(slim, (e) => restrictReads(remapColumns(e, input.moved))), moved: input.moved }, needed);
}

/** Drops the columns that only the node itself reads. */
function dropUnneeded({ plan, moved }: Pruned, needed: RequiredColumns): Pruned {
  const kept = [...moved.keys()].filter((i) => needed.has(i));
  if (moved.size === kept.length) return { plan, moved };
  return { plan: projectTo({ plan, moved }, kept), moved: new Map(kept.map((old, i) => [old, i])) };
}

/** Projects to exactly the required columns, in their order. */
function projectTo({ plan, moved }: Pruned, kept: readonly number[]): LogicalPlan {
  const places = kept.map((old) => moved.get(old)!);
  if (places.length === plan.schema.length && places.every((place, i) => place === i)) return plan;
  const schema = places.map((i) => plan.schema[i]!);
  const outputs = places.map((index) => {
    const { name, type } = plan.schema[index]!;
    return { name, value: { kind: 'column' as const, index, name, type, span: plan.span } };
  });
  return { kind: 'Project', input: plan, outputs, schema, span: plan.span };
}

import { diagnose } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { CommandNode, PipelineNode, ScriptNode, SourceNode } from '../parser/syntax.ts';
import { BOOLEAN } from '../types/data-type.ts';
import { bindSearch } from './bind-search.ts';
import { expectType } from './coerce.ts';
import type { CommandBinder } from './commands/command.ts';
import { binders } from './commands/index.ts';
import type { BindContext } from './context.ts';
import type { LogicalPlan } from './plan.ts';
import type { Stage } from './stage.ts';

/** One output of a script: the dataset's name, or undefined for an unnamed statement. */
export interface BoundOutput {
  readonly name: string | undefined;
  readonly plan: LogicalPlan;
}

interface Dataset {
  readonly plan: LogicalPlan;
  readonly timeColumn: string | undefined;
}

/** Binds a script to one plan an output. Reports mistakes and goes on, so that all are found at once. */
export function bindScript(script: ScriptNode, context: BindContext): readonly BoundOutput[] {
  const datasets = new Map<string, Dataset>();
  const outputs: BoundOutput[] = [];
  for (const { define, pipeline } of script.statements) {
    const stage = bindPipeline(pipeline, datasets, context);
    if (!define) {
      const { source, commands } = pipeline;
      outputs.push({
        name: source.kind === 'dataset' && commands.length === 0 ? source.name : undefined,
        plan: stage.plan,
      });
      continue;
    }
    const { name, span } = define;
    if (datasets.has(name)) context.report(diagnose('SPL2114', span, { name }));
    if (context.catalogue.schemaOf(name)) context.report(diagnose('SPL2203', span, { name }));
    const plan: LogicalPlan = { kind: 'Shared', input: stage.plan, name, schema: stage.plan.schema, span };
    datasets.set(name, { plan, timeColumn: stage.scope.timeColumn });
  }
  return outputs;
}

function bindPipeline({ source, commands, span }: PipelineNode, datasets: ReadonlyMap<string, Dataset>, context: BindContext): Stage {
  if (commands.length > context.stages) context.report(diagnose('SPL4003', span, { limit: context.stages }));
  let stage = bindSource(source, datasets, context);
  for (const command of commands.slice(0, context.stages)) stage = bindCommand(command, stage, context);
  return stage;
}

function bindCommand(command: CommandNode, stage: Stage, context: BindContext): Stage {
  // Each binder takes the command of its own kind, which the union cannot say.
  const bind = binders[command.kind] as CommandBinder<CommandNode['kind']>;
  return bind(command, stage, context);
}

function bindSource(source: SourceNode, datasets: ReadonlyMap<string, Dataset>, context: BindContext): Stage {
  switch (source.kind) {
    case 'search': {
      const stage = tableStage(context.from ?? defaultTable(context), source.span, context);
      const predicate = bindSearch(source.search, stage.scope, context);
      if (!predicate) return stage;
      const known = expectType(predicate, BOOLEAN, 'the search', context);
      return {
        ...stage,
        plan: { kind: 'Filter', input: stage.plan, predicate: known, schema: stage.plan.schema, span: source.span },
      };
    }
    case 'dataset': {
      const dataset = datasets.get(source.name);
      if (!dataset) return tableStage(source.name, source.span, context, [...datasets.keys()]);
      return stageOf(dataset.plan, context, dataset.timeColumn);
    }
    case 'source':
      context.report(diagnose('SPL1005', source.span, { word: `.${source.name}` }));
      return stageOf({ kind: 'Scan', table: '', columns: [], schema: [], span: source.span }, context);
  }
}

/** The table that `*` reads: the only one, or the one named `logs`. */
function defaultTable({ catalogue }: BindContext): string | undefined {
  const names = catalogue.names();
  return names.length === 1 ? names[0] : names.includes('logs') ? 'logs' : undefined;
}

function tableStage(name: string | undefined, span: Span, context: BindContext, datasets: readonly string[] = []): Stage {
  const schema = name === undefined ? undefined : context.catalogue.schemaOf(name);
  if (name === undefined || !schema) {
    const names = [...context.catalogue.names(), ...datasets];
    const known = names.length === 0 ? 'the engine has no tables' : `there are ${names.map((n) => `$${n}`).join(', ')}`;
    const help =
      name === undefined
        ? `'*' reads the only table, the one named 'logs', or the one that 'from' names; ${known}`
        : (didYouMean(name, names) ?? known);
    context.report(diagnose('SPL2003', span, { name: name ?? '*' }, { help }));
    return stageOf({ kind: 'Scan', table: '', columns: [], schema: [], span }, context);
  }
  return stageOf({ kind: 'Scan', table: name, columns: schema.map((_, i) => i), schema, span }, context);
}

function stageOf(plan: LogicalPlan, context: BindContext, timeColumn?: string): Stage {
  return { plan, scope: { schema: plan.schema, passed: [], lambdas: [], timeColumn, ignoreCase: context.ignoreCase } };
}

import { diagnose } from '../../diagnostics/diagnostic.ts';
import { printName } from '../../parser/printer.ts';
import type { ExpressionNode } from '../../parser/syntax.ts';
import { bindCommands, type SteppedBinder } from '../bind/command-binder.ts';
import { readOptions } from '../bind/command-options.ts';
import { desugar } from '../bind/desugar.ts';

export const bindLogPatterns: SteppedBinder<'log-patterns'> = function* ({ options, field, by, span }, relation, context) {
  const command = 'log-patterns';
  const { similarity = 0.4, depth = 4 } = readOptions(options, command, { similarity: 'number', depth: 'number' }, context);
  const wrong = (option: string, reason: string) => {
    context.report(diagnose('invalid-option', options.find(({ name }) => name === option)!.span, { option: `-${option}`, reason }));
    return relation;
  };
  if (!(similarity > 0 && similarity <= 1)) return wrong('similarity', 'it must be a number above 0 and up to 1');
  if (!(Number.isInteger(depth) && depth >= 3 && depth <= 16)) return wrong('depth', 'it must be a whole number from 3 to 16');
  const name = (value: string) => ({ name: value, quoted: true, span });
  const args: readonly ExpressionNode[] = [
    field,
    { kind: 'number', source: similarity.toFixed(6), span },
    { kind: 'number', source: String(depth), span },
  ];
  const call: ExpressionNode = {
    kind: 'call',
    name: name('log_patterns'),
    args,
    star: false,
    distinct: false,
    filter: undefined,
    over: undefined,
    span,
  };
  const grouped = yield* context.command(relation, { kind: 'stats', outputs: [{ name: name('pattern'), value: call, span }], by, span });
  const keys = grouped.plan.schema.map((column) => column.name).filter((column) => column !== 'pattern');
  const source = `
    | extend total = reduce(pattern, 0, (sum, p) -> sum + p.count, sum -> sum)
    | unnest pattern
    | project ${[...keys.map(printName), 'template = pattern.template', 'count = pattern.count'].join(', ')},
        share = cast(pattern.count as double) / total, example = pattern.example`;
  return yield* bindCommands(desugar(source, span), grouped, context);
};

import { diagnose } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { AssignmentNode, ExpressionNode } from '../../parser/syntax.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { explainMissing, findColumn } from '../bind/scope.ts';

const charts = [
  'linechart',
  'areachart',
  'columnchart',
  'barchart',
  'piechart',
  'scatterchart',
  'timechart',
  'anomalychart',
  'table',
  'card',
];
const settings = ['visualize', 'xfield', 'yfields', 'seriesfields'];

export const bindRender: CommandBinder<'render'> = ({ items, span }, relation, context) => {
  const given = new Map<string, AssignmentNode[]>();
  let last: AssignmentNode[] | undefined;
  for (const item of items) {
    if (item.value.kind === 'error') continue;
    const word = item.name?.name.toLowerCase();
    if (word !== undefined && !settings.includes(word)) {
      const help = didYouMean(word, settings) ?? `the settings are ${settings.join(', ')}`;
      context.report(diagnose('unknown-option', item.span, { command: 'render', option: item.name!.name }, { help }));
      last = undefined;
    } else if (word !== undefined) given.set(word, (last = [item]));
    else if (last) last.push(item);
    else context.report(diagnose('unexpected-token', item.span, { expected: "'visualize=<chart>'", found: 'a value without a setting' }));
  }
  const wordOf = (node: ExpressionNode): string | undefined =>
    node.kind === 'name' ? node.name : node.kind === 'string' ? node.value : undefined;
  const columns = (setting: string): string[] =>
    (given.get(setting) ?? []).flatMap(({ value }) => {
      const name = wordOf(value);
      const index = name === undefined ? -1 : findColumn(relation.scope, name);
      if (index >= 0) return [relation.scope.schema[index]!.name];
      const help = explainMissing(relation.scope, name ?? '', context.source);
      context.report(
        diagnose('unknown-column', value.span, { name: name ?? context.source.slice(value.span.start, value.span.end) }, { help }),
      );
      return [];
    });
  const [chart] = given.get('visualize') ?? [];
  const visualize = (chart && wordOf(chart.value)?.toLowerCase()) ?? '';
  if (!charts.includes(visualize)) {
    const help = didYouMean(visualize, charts) ?? `the charts are ${charts.join(', ')}`;
    context.report(
      diagnose('invalid-command', chart?.span ?? span, { command: 'render', reason: 'visualize=<chart> is required' }, { help }),
    );
  }
  const render = { visualize, xField: columns('xfield')[0], yFields: columns('yfields'), seriesFields: columns('seriesfields') };
  return { ...relation, scope: { ...relation.scope, render } };
};

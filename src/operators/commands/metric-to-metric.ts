import { diagnose } from '../../diagnostics/diagnostic.ts';
import { printText } from '../../parser/printer.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { readOptions } from '../bind/command-options.ts';
import { desugar } from '../bind/desugar.ts';

const editKinds = { del_labels: 'text', add_labels: 'text', rename_labels: 'text', format: 'switch' } as const;

export const bindMetricToMetric: CommandBinder<'metric-to-metric'> = ({ options, span }, relation, context) => {
  const given = readOptions(options, 'metric-to-metric', editKinds, context);
  const read = (option: keyof typeof given, fits: (value: unknown) => boolean, example: string): string => {
    const text = given[option];
    const empty = option === 'del_labels' ? '[]' : '{}';
    if (typeof text !== 'string') return empty;
    try {
      if (fits(JSON.parse(text))) return text;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    const where = options.find(({ name }) => name === option)!.span;
    context.report(diagnose('invalid-option', where, { option: `-${option}`, reason: `it is JSON such as '${example}'` }));
    return empty;
  };
  const isText = (value: unknown): boolean => typeof value === 'string';
  const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
  const isObject = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);
  const edits = [
    read('del_labels', isList, '["host"]'),
    read('rename_labels', isObject, '{"host": "hostname"}'),
    read('add_labels', isObject, '{"region": "cn"}'),
  ].map(printText);
  const text = `| extend __labels__ = edit_labels(__labels__, ${edits.join(', ')}, ${given.format ? 'true' : 'false'})`;
  return desugar(text, span).reduce(context.command, relation);
};

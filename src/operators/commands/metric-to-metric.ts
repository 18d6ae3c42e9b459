import { diagnose } from '../../diagnostics/diagnostic.ts';
import { printString } from '../../parser/printer.ts';
import { bindCommands, type CommandBinder } from '../bind/command-binder.ts';
import { readOptions } from '../bind/command-options.ts';
import { desugar } from '../bind/desugar.ts';

const editKinds = { del_labels: 'string', add_labels: 'string', rename_labels: 'string', format: 'switch' } as const;

export const bindMetricToMetric: CommandBinder<'metric-to-metric'> = ({ options, span }, relation, context) => {
  const given = readOptions(options, 'metric-to-metric', editKinds, context);
  const read = (option: keyof typeof given, fits: (value: unknown) => boolean, example: string): string => {
    const json = given[option];
    const empty = option === 'del_labels' ? '[]' : '{}';
    if (typeof json !== 'string') return empty;
    try {
      if (fits(JSON.parse(json))) return json;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    const where = options.find(({ name }) => name === option)!.span;
    context.report(diagnose('invalid-option', where, { option: `-${option}`, reason: `it must be JSON such as '${example}'` }));
    return empty;
  };
  const isString = (value: unknown): boolean => typeof value === 'string';
  const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isString);
  const isObject = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isString);
  const edits = [
    read('del_labels', isList, '["host"]'),
    read('rename_labels', isObject, '{"host": "hostname"}'),
    read('add_labels', isObject, '{"region": "cn"}'),
  ].map(printString);
  const source = `| extend __labels__ = edit_labels(__labels__, ${edits.join(', ')}, ${given.format ? 'true' : 'false'})`;
  return bindCommands(desugar(source, span), relation, context);
};

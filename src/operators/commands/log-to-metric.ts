import { diagnose } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { printName, printString } from '../../parser/printer.ts';
import type { OptionNode } from '../../parser/syntax.ts';
import { bindCommands, type CommandBinder, type CommandContext } from '../bind/command-binder.ts';
import { readOptions } from '../bind/command-options.ts';
import { desugar } from '../bind/desugar.ts';
import { findColumn } from '../bind/scope.ts';
import { wildcardTest } from '../bind/wildcard.ts';

/** A column and its name as a metric or a label. */
interface Renamed {
  readonly column: string;
  readonly name: string;
}

/** Reads `["a", ["b", "name of b"]]`. */
function readNames(json: string | undefined, option: string, given: readonly OptionNode[], context: CommandContext): readonly Renamed[] {
  if (json === undefined) return [];
  try {
    const list: unknown = JSON.parse(json);
    if (Array.isArray(list)) {
      const names = list.map((item: unknown) => (Array.isArray(item) ? item : [item, item]) as unknown[]);
      if (names.every((pair) => pair.length === 2 && pair.every((name) => typeof name === 'string')))
        return names.map(([column, name]) => ({ column: column as string, name: name as string }));
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const span = given.find(({ name }) => name === option)!.span;
  context.report(
    diagnose('invalid-option', span, {
      option: `-${option}`,
      reason: `it must be a JSON list of names, such as '["rt", ["qps", "total_qps"]]'`,
    }),
  );
  return [];
}

const kinds = { names: 'string', labels: 'string', time_field: 'string', wildcard: 'switch', format: 'switch' } as const;

export const bindLogToMetric: CommandBinder<'log-to-metric'> = ({ options, span }, relation, context) => {
  const command = 'log-to-metric';
  const given = readOptions(options, command, kinds, context);
  const columns = relation.plan.schema.map((field) => field.name);
  const expand = (list: readonly Renamed[]): readonly Renamed[] =>
    list.flatMap(({ column, name }) => {
      if (given.wildcard && column.includes('*'))
        return columns.filter(wildcardTest(column)).map((match) => ({ column: match, name: match }));
      if (findColumn(relation.scope, column) >= 0) return [{ column, name }];
      const help = didYouMean(column, columns);
      context.report(diagnose('skipped-name', span, { name: column, command }, help ? { help } : {}));
      return [];
    });
  const shown = (name: string): string => (given.format ? name.replace(/[^A-Za-z0-9_:]/g, '_') : name);
  const metrics = expand(readNames(given.names, 'names', options, context));
  const labels = expand(readNames(given.labels, 'labels', options, context));
  const wrong = (reason: string) => {
    context.report(diagnose('invalid-command', span, { command, reason }));
    return relation;
  };
  if (metrics.length === 0) return given.names === undefined ? wrong(`name the value columns: -names='["rt"]'`) : relation;
  let time = given.time_field === undefined ? undefined : `epoch_nanos(${printName(given.time_field)})`;
  if (time === undefined) {
    if (!columns.includes('__time__')) return wrong("there is no __time__: name the time column with -time_field='<column>'");
    const rest = columns.includes('__time_ns_part__') ? ' + coalesce(__time_ns_part__, 0)' : '';
    time = `__time__ * 1000000000${rest}`;
  }
  const pieces = labels.map(({ column, name }) => `${printString(`${shown(name)}#$#`)} || cast(${printName(column)} as varchar)`);
  const points = metrics.map(({ column, name }) => `row(${printString(shown(name))}, try_cast(${printName(column)} as double))`);
  const source = `
    | project __labels__ = ${pieces.length > 0 ? `array_join(array[${pieces.join(', ')}], '|')` : "''"},
        __time_nano__ = ${time}, point = filter(array[${points.join(', ')}], p -> p.field1 is not null)
    | unnest point
    | project __labels__, __name__ = point.field0, __time_nano__, __value__ = point.field1`;
  return bindCommands(desugar(source, span), relation, context);
};

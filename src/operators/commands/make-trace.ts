import { diagnose } from '../../diagnostics/diagnostic.ts';
import { printName } from '../../parser/printer.ts';
import { arrayType, formatType, rowType } from '../../types/data-type.ts';
import { bindCommands, type SteppedBinder } from '../bind/command-binder.ts';
import { desugar } from '../bind/desugar.ts';
import { reportRepeats } from '../bind/relation.ts';

export const bindMakeTrace: SteppedBinder<'make-trace'> = function* ({ items, span }, relation, context) {
  const named = items.flatMap((item) => (item.name ? [{ ...item, name: item.name }] : []));
  for (const { name, value, span: where } of items)
    if (!name && value.kind !== 'error')
      context.report(diagnose('unexpected-token', where, { expected: "'name = column'", found: 'a column without a name' }));
  reportRepeats(
    named.map(({ name }) => name),
    context,
  );
  const names = named.map(({ name }) => name.name);
  if (!names.includes('traceId')) {
    context.report(diagnose('invalid-command', span, { command: 'make-trace', reason: 'it needs traceId=<column>' }));
    return relation;
  }
  const columns = yield* context.command(relation, { kind: 'project', options: [], items: named, span });
  const fields = columns.plan.schema.filter(({ name }) => name !== 'traceId');
  const trace = columns.plan.schema.find(({ name }) => name === 'traceId');
  if (!trace || fields.length === 0) return columns;
  const row = rowType(fields);
  const whole = rowType([trace, { name: 'spanList', type: arrayType(row) }]);
  const source = `${names.includes('startTime') ? '| sort startTime ' : ''}
    | stats spanList = array_agg(cast(row(${fields.map(({ name }) => printName(name)).join(', ')}) as ${formatType(row)})) by traceId
    | project traceRow = cast(row(traceId, spanList) as ${formatType(whole)})`;
  return yield* bindCommands(desugar(source, span), columns, context);
};

import type { Compiler } from './compile.ts';
import { asQueryError } from './diagnostics/as-query-error.ts';
import { diagnose } from './diagnostics/diagnostic.ts';
import { QueryError } from './diagnostics/query-error.ts';
import { diagnosticOf, RowError } from './diagnostics/row-error.ts';
import { emptyFrame, interpret } from './operators/expressions/interpret.ts';
import { librariesOf, requireLoaded } from './operators/plan/libraries.ts';
import { type OutputOptions, outputConverter } from './runtime/results/output-converter.ts';
import { formatType } from './types/data-type.ts';
import type { TimeZone } from './types/time-zone.ts';
import { buildVector } from './vectors/builder.ts';
import { Table } from './vectors/table.ts';
import { cellReader } from './vectors/vector.ts';

/** Computes one expression over the values of one row; JSON comes as its text unless `json: 'value'` is given. @throws QueryError on any failure. */
export type ExpressionEvaluator = (
  source: string,
  values?: Readonly<Record<string, unknown>>,
  options?: OutputOptions,
) => { readonly type: string; readonly value: unknown };

/** Evaluates single expressions, by the meaning of every function. */
export function createEvaluator(compiler: Compiler, timeZone: TimeZone): ExpressionEvaluator {
  return (source, values = {}, output = {}) => {
    const row = Table.from([values]);
    const { expression, evaluation } = compiler.expression(source, row.schema);
    try {
      requireLoaded(librariesOf(expression));
      const value = interpret(expression, { ...emptyFrame(), columns: row.columns.map(cellReader) }, evaluation)();
      const convert = outputConverter(expression.type, [buildVector(expression.type, [value])], { json: 'text', ...output }, timeZone);
      return { type: formatType(expression.type), value: convert(value) };
    } catch (error) {
      if (!(error instanceof RowError)) throw asQueryError(error, source);
      const parameters = { call: error.call ?? 'expression', reason: error.reason };
      throw new QueryError([diagnose(diagnosticOf(error.kind), error.span ?? expression.span, parameters)], source);
    }
  };
}

import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { fromUnixtime } from '../../functions/datetime/from-unixtime.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { BIGINT, BOOLEAN, DOUBLE, isInteger, type Schema, TIMESTAMP, VARCHAR } from '../../types/data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import { inputsOf, type LogicalPlan } from '../plan/plan.ts';
import type { BindContext } from './bind-context.ts';
import { literal } from './bind-literal.ts';
import { callOperator } from './build-expression.ts';
import { coerce } from './coerce.ts';
import { columnRef } from './relation.ts';
import { scopeOf } from './scope.ts';

const nanosPerSecond = 1_000_000_000n;

type Comparison = '>=' | '<' | '>' | '=';

/**
 * A table as the query window shows it: a Filter that keeps the rows whose `__time__` lies in the window. `__time__` may be seconds (an integer, to
 * which `__time_ns_part__` adds nanoseconds, or a DOUBLE), a TIMESTAMP, a DATE, or a string of a time or of seconds, which is read with a warning;
 * rows where it is NULL, or does not parse, are left out. A table without such a column, and every table of a query without a window, stays whole.
 */
export function inQueryWindow(scan: LogicalPlan, context: BindContext): LogicalPlan {
  const predicate = windowPredicate(scan.schema, scan.span, context);
  return predicate ? { kind: 'Filter', input: scan, predicate, schema: scan.schema, span: scan.span } : scan;
}

function windowPredicate(schema: Schema, span: Span, context: BindContext): Expression | undefined {
  const { window } = context;
  const index = schema.findIndex(({ name }) => name === '__time__');
  if (!window || index < 0) return undefined;
  const time = columnRef(schema, index, span);
  const bindScope = { scope: scopeOf([]), context };
  const compare = (operator: Comparison, left: Expression, right: Expression): Expression =>
    callOperator(syntaxFunctions[operator], [left, right], span, bindScope);
  const all = (args: readonly Expression[]): Expression => ({ kind: 'and', args, type: BOOLEAN, span });
  const { kind } = time.type;
  const instant = kind === 'timestamp' || kind === 'date' ? coerce(time, TIMESTAMP, context) : readAsInstant(time, context);
  if (instant) {
    const bound = (nanos: bigint): Expression => literal(TIMESTAMP, clamp(nanos), span);
    return all([compare('>=', instant, bound(window.begin)), compare('<', instant, bound(window.end))]);
  }
  if (kind === 'double' || kind === 'real') {
    const bound = (nanos: bigint): Expression => literal(DOUBLE, Number(nanos) / 1e9, span);
    return all([compare('>=', time, bound(window.begin)), compare('<', time, bound(window.end))]);
  }
  if (!isInteger(time.type)) return undefined;
  const seconds = (value: bigint): Expression => literal(BIGINT, clamp(value), span);
  const part = nanosOf(schema, span, context);
  /** What is true from an instant on (`>=`), or before it (`<`). */
  const side = (operator: '>=' | '<', nanos: bigint): Expression => {
    const rest = ((nanos % nanosPerSecond) + nanosPerSecond) % nanosPerSecond;
    const whole = (nanos - rest) / nanosPerSecond;
    if (rest === 0n) return compare(operator, time, seconds(whole));
    // Without a part of the second, the next whole second is the first that is not before the instant.
    if (!part) return compare(operator, time, seconds(whole + 1n));
    const within = all([compare('=', time, seconds(whole)), compare(operator, part, literal(BIGINT, rest, span))]);
    return { kind: 'or', args: [compare(operator === '>=' ? '>' : '<', time, seconds(whole)), within], type: BOOLEAN, span };
  };
  return all([side('>=', window.begin), side('<', window.end)]);
}

/** Warns of a window that leaves out no row, as no table that the query reads has times; tables of other things beside one that has are as usual. */
export function warnOfWindow(plans: readonly LogicalPlan[], { window, report }: BindContext): void {
  if (!window) return;
  const scans: (LogicalPlan & { readonly kind: 'Scan' })[] = [];
  const seen = new Set<LogicalPlan>();
  const visit = (plan: LogicalPlan): void => {
    if (seen.has(plan)) return;
    seen.add(plan);
    if (plan.kind === 'Scan' && plan.table !== '') scans.push(plan);
    inputsOf(plan).forEach(visit);
  };
  plans.forEach(visit);
  const [first] = scans;
  if (!first || scans.some(({ schema }) => schema.some(({ name }) => name === '__time__'))) return;
  report(diagnose('unwindowed-table', first.span, { table: first.table }));
}

/** Reads a VARCHAR or JSON column as a time or as seconds since 1970, with the warning; undefined for other types. */
function readAsInstant(time: Expression, context: BindContext): Expression | undefined {
  const { span } = time;
  const { kind } = time.type;
  if (kind !== 'varchar' && kind !== 'json') return undefined;
  const text: Expression = kind === 'json' ? { kind: 'cast', value: time, lenient: true, type: VARCHAR, span } : time;
  const seconds: Expression = { kind: 'cast', value: text, lenient: true, type: BIGINT, span };
  const ofSeconds = callOperator(fromUnixtime, [seconds], span, { scope: scopeOf([]), context });
  const args: Expression[] = [
    { kind: 'try', value: ofSeconds, type: TIMESTAMP, span },
    { kind: 'cast', value: text, lenient: true, type: TIMESTAMP, span },
  ];
  const help = 'values that are neither a time nor seconds since 1970 are outside of the query window';
  context.report(diagnose('string-read-as-number', span, { name: '__time__', type: 'TIMESTAMP' }, { help }));
  return { kind: 'coalesce', args, type: TIMESTAMP, span };
}

/** The nanoseconds within the second, 0 where they are not known; undefined where the table has none. */
function nanosOf(schema: Schema, span: Span, context: BindContext): Expression | undefined {
  const index = schema.findIndex(({ name, type }) => name === '__time_ns_part__' && isInteger(type));
  if (index < 0) return undefined;
  const part = coerce(columnRef(schema, index, span), BIGINT, context);
  return { kind: 'coalesce', args: [part, literal(BIGINT, 0n, span)], type: BIGINT, span };
}

const clamp = (value: bigint): bigint => {
  const fit = BigInt.asIntN(64, value);
  return fit === value ? value : value < 0n ? -(2n ** 63n) : 2n ** 63n - 1n;
};

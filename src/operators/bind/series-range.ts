import { diagnose } from '../../diagnostics/diagnostic.ts';
import { RowError } from '../../diagnostics/row-error.ts';
import { floorInstant, type Step, stepOfMonths, stepOfNanos } from '../../functions/datetime/calendar.ts';
import { mistakenUnit } from '../../functions/datetime/epoch-unit.ts';
import { fromUnixtime } from '../../functions/datetime/from-unixtime.ts';
import { seriesTime } from '../../functions/datetime/series-time.ts';
import type { CommandOf, ExpressionNode } from '../../parser/syntax.ts';
import { BIGINT, formatType, isInteger } from '../../types/data-type.ts';
import { durationNanos } from '../../types/duration-text.ts';
import { parseInterval } from '../../types/interval-format.ts';
import { parseTimestamp } from '../../types/time-format.ts';
import type { Bound } from '../plan/plan.ts';
import type { BindContext } from './bind-context.ts';
import { bindExpression } from './bind-expression.ts';
import { callOperator } from './build-expression.ts';
import { asTime, coerce, constantValue } from './coerce.ts';
import type { Relation } from './relation.ts';

/** The units of a step that durations do not have. */
const longUnits: Readonly<Record<string, string>> = { mo: 'month', M: 'month', q: 'quarter', y: 'year' };

/** The length of a cell: an interval, or a string such as `5m`, `1d` or `1 month`. */
export function bindStep(node: ExpressionNode, relation: Relation, context: BindContext): Step | undefined {
  const bound = bindExpression(node, { scope: relation.scope, context });
  const written = constantValue(bound, context)?.value;
  try {
    if (bound.type.kind === 'interval day to second' && typeof written === 'bigint') return stepOfNanos(written);
    if (bound.type.kind === 'interval year to month' && typeof written === 'number') return stepOfMonths(written);
    const length = typeof written === 'string' ? stepOfText(written) : undefined;
    if (length) return length;
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
  }
  if (node.kind !== 'error')
    context.report(
      diagnose('invalid-series', node.span, {
        reason:
          "'step' must be a length of time above 0, such as 5m, 1h, 1d, 1w, '1 month', '1 quarter' or '1 year'; its units are ns, us, ms, s, m, h, d, w, mo, q, y and their names",
      }),
    );
  return undefined;
}

function stepOfText(text: string): Step | undefined {
  const parts = /^\s*(\d+)\s*([A-Za-z]+)\s*$/.exec(text);
  const interval = parts && parseInterval(parts[1]!, longUnits[parts[2]!] ?? parts[2]!, undefined);
  if (interval) return 'months' in interval ? stepOfMonths(interval.months) : stepOfNanos(interval.nanos);
  const nanos = /^\s*[-+]/.test(text) || /\dy/.test(text) ? undefined : durationNanos(text);
  return nanos === undefined ? undefined : stepOfNanos(nanos);
}

/** The first and the last bound of an axis. */
export interface SeriesRange {
  readonly from: Bound;
  readonly to: Bound;
}

/** Binds `from` and `to` of make-series; constants must be in order. */
export function bindRange(
  command: CommandOf<'make-series'>,
  step: Step | undefined,
  relation: Relation,
  context: BindContext,
): SeriesRange {
  const from = bindBound(command.from, 'min', 'sls_begin_time', step, relation, context);
  const to = bindBound(command.to, 'max', 'sls_end_time', step, relation, context);
  if (command.from && command.to && from.kind === 'instant' && to.kind === 'instant' && from.value >= to.value)
    context.report(diagnose('invalid-series', command.to.span, { reason: "'to' must be after 'from': it is where the last cell ends" }));
  return { from, to };
}

function bindBound(
  node: ExpressionNode | undefined,
  extreme: 'min' | 'max',
  windowWord: string,
  step: Step | undefined,
  relation: Relation,
  context: BindContext,
): Bound {
  if (!node || node.kind === 'error') return { kind: extreme };
  const word = extreme === 'min' ? "'from'" : "'to'";
  const bound = bindExpression(node, { scope: relation.scope, context });
  const wrong = (reason: string): Bound => {
    context.report(diagnose('invalid-series', node.span, { reason }));
    return { kind: extreme };
  };
  if (bound.kind === 'literal' && typeof bound.value === 'string' && bound.type.kind === 'varchar') {
    if (bound.value === extreme) return { kind: extreme };
    if (bound.value === `series_${extreme}`) return { kind: 'series' };
    if (bound.value === windowWord) return windowBound(node, extreme, windowWord, step, context);
    const instant = parseTimestamp(bound.value, context.evaluation.timeZone);
    if (instant !== undefined) return { kind: 'instant', value: instant };
    return wrong(
      `${word} must be '${extreme}', 'series_${extreme}', '${windowWord}', a column, an integer or a time such as '2024-12-17 01:00:00'`,
    );
  }
  const constant = constantValue(bound, context)?.value;
  if (constant === null && bound.type.kind !== 'unknown') return wrong(`${word} is NULL`);
  const time = asTime(bound, context);
  if (time) {
    const instant = constantValue(time, context)?.value;
    return typeof instant === 'bigint' ? { kind: 'instant', value: instant } : { kind: 'column', value: time };
  }
  if (isInteger(bound.type)) {
    if (typeof constant === 'bigint' || typeof constant === 'number') {
      checkUnit(node, BigInt(constant), word, context);
      return { kind: 'instant', value: BigInt(constant) };
    }
    const fn = bound.kind === 'column' && bound.name === '__time__' ? fromUnixtime : seriesTime;
    return { kind: 'column', value: callOperator(fn, [coerce(bound, BIGINT, context)], node.span, { scope: relation.scope, context }) };
  }
  return bound.type.kind === 'unknown' ? { kind: extreme } : wrong(`a bound must be a time, found ${formatType(bound.type).toUpperCase()}`);
}

/** An end of the query window; its begin is the start of the cell in which it lies. */
function windowBound(
  { span }: ExpressionNode,
  extreme: 'min' | 'max',
  word: string,
  step: Step | undefined,
  { window, evaluation, report }: BindContext,
): Bound {
  if (!window) {
    const help = "pass window: { begin, end } with the query (--window from..to on the command line), or write 'min' and 'max'";
    report(diagnose('window-missing', span, { word }, { help }));
    return { kind: extreme };
  }
  if (extreme === 'max') return { kind: 'instant', value: window.end };
  return { kind: 'instant', value: step ? floorInstant(step, window.begin, evaluation.timeZone) : window.begin };
}

/** Warns of a constant that is hardly nanoseconds. */
function checkUnit({ span }: ExpressionNode, value: bigint, word: string, context: BindContext): void {
  const unit = mistakenUnit(value);
  if (!unit) return;
  const text = `epoch_nanos(${context.source.slice(span.start, span.end)})`;
  const fixes = [{ title: `write ${text}`, span, text }];
  context.report(diagnose('suspicious-time-unit', span, { reason: `${word} looks like ${unit}` }, { help: `write ${text}`, fixes }));
}

import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { bin } from '../../functions/datetime/bin.ts';
import { nanosPerDay, type Step } from '../../functions/datetime/calendar.ts';
import { fromUnixtime } from '../../functions/datetime/from-unixtime.ts';
import { seriesTime } from '../../functions/datetime/series-time.ts';
import { timeCell } from '../../functions/datetime/time-cell.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import type { ExpressionNode } from '../../parser/syntax.ts';
import {
  arrayType,
  BIGINT,
  type DataType,
  DOUBLE,
  formatType,
  INTERVAL_DAY,
  INTERVAL_MONTH,
  isInteger,
  isNumeric,
  TIMESTAMP,
} from '../../types/data-type.ts';
import { parseDouble } from '../../types/number-format.ts';
import type { BindContext } from '../bind/bind-context.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { literal } from '../bind/bind-literal.ts';
import { callOperator, caseOf } from '../bind/build-expression.ts';
import { asTime, coerce, constantValue, readAsNumber } from '../bind/coerce.ts';
import { flatMapInSteps, type SteppedBinder, type Steps } from '../bind/command-binder.ts';
import { columnRef, nextRelation, type Relation, schemaOf } from '../bind/relation.ts';
import { scopeOf } from '../bind/scope.ts';
import { bindRange, bindStep, type SeriesRange } from '../bind/series-range.ts';
import type { Expression, Output } from '../expressions/expression.ts';
import type { AggregateCall, Bound, Fill, LogicalPlan, SeriesOutput } from '../plan/plan.ts';
import { bindKeys, nameFor } from './stats.ts';

export const bindMakeSeries: SteppedBinder<'make-series'> = function* (command, given, context) {
  const { span } = command;
  const step = command.step && bindStep(command.step, given, context);
  for (const part of [command.fill, command.from ?? command.to])
    if (part && !command.step)
      context.report(
        diagnose('invalid-series', part.span, {
          reason: part === command.fill ? "'default' needs a 'step': without one no cell can be missing" : "'from' and 'to' need a 'step'",
        }),
      );
  const range = bindRange(command, step, given, context);
  const relation = yield* aggregateFirst(command, step, range, given, context);
  const by = relation.keys ?? (yield* bindKeys(command.by, relation, context));
  const on = relation.on ?? bindTime(command.on, relation, context);
  const series: SeriesOutput[] = yield* flatMapInSteps(command.series, ({ name, value, fill, span: where }, i) => {
    if (value.kind === 'error') return [];
    const bound = relation.values?.[i] ?? bindExpression(value, { scope: relation.scope, context });
    if (fill && !command.step)
      context.report(diagnose('invalid-series', where, { reason: "'default' needs a 'step': without one no cell can be missing" }));
    const how = bindFill(fill ?? command.fill, relation, context);
    return [
      {
        name: name?.name ?? (nameFor(value) || `series_${i + 1}`),
        value: seriesValue(bound, how, value, context),
        fill: how,
        span: where,
      },
    ];
  });
  const arrays = series.map(({ name, value }) => ({ name, type: arrayType(value.type) }));
  const schema = [...schemaOf(by), { name: on.name, type: arrayType(on.type) }, ...arrays];
  const plan: LogicalPlan = {
    kind: 'MakeSeries',
    input: relation.plan,
    by,
    on: { name: on.name, value: on.value },
    weight: relation.weight,
    // Columns are those of the input of the node.
    ...(relation.keys ? bindRange(command, step, relation, context) : range),
    step,
    layout: relation.keys || step?.nanos === undefined ? 'bins' : 'steps',
    series,
    schema,
    span,
  };
  const names = new Set<string>();
  for (const { name } of schema) {
    if (names.has(name)) context.report(diagnose('duplicate-column', span, { name }, { help: 'give the array another name' }));
    names.add(name);
  }
  return nextRelation(given, plan, 'make-series', on.name);
};

/** The times of a series, as TIMESTAMP, and the type that their array has. */
interface SeriesTime extends Output {
  readonly type: DataType;
}

interface SeriesStage extends Relation {
  readonly keys?: readonly Output[];
  readonly on?: SeriesTime;
  readonly weight?: Expression;
  readonly values?: readonly Expression[];
}

/** If an output is an aggregate, the rows of each cell are aggregated first: `n = count(1)` needs no stats before it. */
function* aggregateFirst(
  command: Parameters<typeof bindMakeSeries>[0],
  step: Step | undefined,
  range: SeriesRange,
  relation: Relation,
  context: BindContext,
): Steps<SeriesStage> {
  const { span } = command;
  const aggregates = command.series.map(
    ({ value }) => value.kind === 'call' && context.registry.find(value.name.name)?.kind === 'aggregate',
  );
  if (!aggregates.includes(true)) return relation;
  const plain = command.series[aggregates.indexOf(false)];
  if (plain) context.report(diagnose('invalid-series', plain.span, { reason: 'either all outputs must be aggregates or none' }));
  const keys = yield* bindKeys(command.by, relation, context);
  const on = bindTime(command.on, relation, context);
  const cell = step ? cellOf(on.value, step, range, context) : on.value;
  const group = [...keys, { name: on.name, value: cell }];
  const calls: AggregateCall[] = [];
  const bindScope = { scope: relation.scope, context, aggregates: { keys: group, calls, inside: false } };
  const values = yield* flatMapInSteps(command.series, ({ value }) => [bindExpression(value, bindScope)]);
  const counted = calls.findIndex(
    ({ fn, args, filter, distinct }) => fn.name === 'count' && args[0]?.kind === 'literal' && !filter && !distinct,
  );
  const weight = counted < 0 ? bindExpression(countOfRows(span), bindScope) : undefined;
  const schema = [...schemaOf(group), ...calls.map(({ name, type }) => ({ name, type }))];
  const plan: LogicalPlan = { kind: 'Aggregate', input: relation.plan, keys: group, aggregates: calls, schema, span };
  return {
    plan,
    scope: { ...relation.scope, schema },
    keys: keys.map((key, i) => ({ name: key.name, value: columnRef(schema, i, span) })),
    on: { ...on, value: { ...columnRef(schema, keys.length, span), span: on.value.span } },
    weight: weight ?? columnRef(schema, group.length + counted, span),
    values,
  };
}

/** `count(*)` */
const countOfRows = (span: Span): ExpressionNode => ({
  kind: 'call',
  name: { name: 'count', quoted: false, span },
  args: [],
  star: true,
  distinct: false,
  filter: undefined,
  over: undefined,
  span,
});

/** The start of the cell that a time lies in. Times from the end on are the end, so that they are in no cell. */
function cellOf(time: Expression, step: Step, { from, to }: SeriesRange, context: BindContext): Expression {
  const { span } = time;
  const bindScope = { scope: scopeOf([]), context };
  const length =
    step.months === undefined
      ? literal(INTERVAL_DAY, step.nanos ?? BigInt(step.days) * nanosPerDay, span)
      : literal(INTERVAL_MONTH, step.months, span);
  const begin = instantOf(from, span);
  const end = instantOf(to, span);
  const start = begin ? callOperator(timeCell, [length, begin, time], span, bindScope) : callOperator(bin, [time, length], span, bindScope);
  if (!end) return start;
  return caseOf([callOperator(syntaxFunctions['>='], [time, end], span, bindScope)], [end, start], span, bindScope);
}

const instantOf = (bound: Bound, span: Span): Expression | undefined =>
  bound.kind === 'instant' ? literal(TIMESTAMP, bound.value, span) : bound.kind === 'column' ? bound.value : undefined;

function bindTime(node: ExpressionNode, relation: Relation, context: BindContext): SeriesTime {
  const value = bindExpression(node, { scope: relation.scope, context });
  const name = value.kind === 'column' ? value.name : nameFor(node) || 'time';
  const { kind } = value.type;
  const time = asTime(value, context);
  if (time) return { name, value: time, type: TIMESTAMP };
  if (isInteger(value.type)) {
    // `__time__` is known to count seconds; other integers are nanoseconds.
    const fn = name === '__time__' ? fromUnixtime : seriesTime;
    const instant = callOperator(fn, [coerce(value, BIGINT, context)], node.span, { scope: relation.scope, context });
    return { name, value: instant, type: BIGINT };
  }
  if (kind !== 'unknown') {
    const help = 'second_to_nano(…) converts seconds to nanoseconds';
    context.report(
      diagnose(
        'type-mismatch',
        node.span,
        {
          what: "the time of make-series ('on')",
          expected: 'BIGINT nanoseconds or TIMESTAMP',
          found: formatType(value.type).toUpperCase(),
        },
        { help },
      ),
    );
  }
  return { name, value: literal(TIMESTAMP, null, node.span), type: BIGINT };
}

function bindFill(node: ExpressionNode | undefined, relation: Relation, context: BindContext): Fill {
  if (!node) return { kind: 'null' };
  const value = constantValue(bindExpression(node, { scope: relation.scope, context }), context)?.value;
  if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'value', value };
  const word = String(value).toLowerCase().trim();
  if (word === 'null' || word === 'nan' || word === 'last' || word === 'next' || word === 'avg' || word === 'linear') return { kind: word };
  const number = parseDouble(word);
  if (number !== undefined) return { kind: 'value', value: number };
  context.report(
    diagnose('invalid-series', node.span, {
      reason: "'default' must be one of 'null', 'nan', 'last', 'next', 'avg', 'linear' or a number such as '0'",
    }),
  );
  return { kind: 'null' };
}

/** Fills that need fractions give DOUBLE arrays; strings are read as numbers. */
function seriesValue(bound: Expression, fill: Fill, node: ExpressionNode, context: BindContext): Expression {
  const numeric = isNumeric(bound.type);
  if (bound.type.kind === 'varchar' && fill.kind !== 'null' && fill.kind !== 'last' && fill.kind !== 'next')
    return readAsNumber(bound, DOUBLE, context);
  if (numeric && (fill.kind === 'nan' || fill.kind === 'avg' || fill.kind === 'linear')) return coerce(bound, DOUBLE, context);
  if (numeric && fill.kind === 'value')
    return isInteger(bound.type) && !Number.isInteger(Number(fill.value)) ? coerce(bound, DOUBLE, context) : bound;
  if (!numeric && bound.type.kind !== 'unknown' && !['null', 'last', 'next'].includes(fill.kind))
    context.report(
      diagnose('type-mismatch', node.span, {
        what: 'a series with this default',
        expected: 'a number',
        found: formatType(bound.type).toUpperCase(),
      }),
    );
  return bound;
}

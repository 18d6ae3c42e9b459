import { diagnose } from '../../diagnostics/diagnostic.ts';
import { timeCell } from '../../functions/datetime/time-cell.ts';
import type { ExpressionNode } from '../../parser/syntax.ts';
import { arrayType, type DataType, DOUBLE, formatType, isInteger, isNumeric, TIMESTAMP } from '../../types/data-type.ts';
import { parseDouble } from '../../types/number-format.ts';
import { floorDivide } from '../../types/time-zone.ts';
import type { BindContext } from '../bind/bind-context.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { literal } from '../bind/bind-literal.ts';
import { callOperator } from '../bind/build-expression.ts';
import { coerce, constantValue, readAsNumber } from '../bind/coerce.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { columnRef, nextRelation, type Relation, schemaOf } from '../bind/relation.ts';
import { scopeOf } from '../bind/scope.ts';
import type { Expression, Output } from '../expressions/expression.ts';
import type { AggregateCall, Bound, Fill, LogicalPlan, SeriesOutput } from '../plan/plan.ts';
import { bindKeys, nameFor } from './stats.ts';

const unitNanos: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

export const bindMakeSeries: CommandBinder<'make-series'> = (command, given, context) => {
  const { span } = command;
  const relation = aggregateFirst(command, given, context);
  const by = relation.keys ?? bindKeys(command.by, relation, context);
  const on = relation.on ?? bindTime(command.on, relation, context);
  const unit = on.name === '__time__' && on.value.type.kind === 'bigint' ? unitNanos.s! : 1n;
  const step = command.step && bindStep(command.step, relation, context);
  const series: SeriesOutput[] = command.series.flatMap(({ name, value, fill, span: where }, i) => {
    if (value.kind === 'error') return [];
    const bound = relation.values?.[i] ?? bindExpression(value, { scope: relation.scope, context });
    if (fill && !step)
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
  if (command.fill && !step)
    context.report(
      diagnose('invalid-series', command.fill.span, {
        reason: "'default' needs a 'step': without one no cell can be missing",
      }),
    );
  if ((command.from || command.to) && !step)
    context.report(diagnose('invalid-series', (command.from ?? command.to)!.span, { reason: "'from' and 'to' need a 'step'" }));
  const from = bindBound(command.from, 'min', 'sls_begin_time', step, relation, context);
  const to = bindBound(command.to, 'max', 'sls_end_time', step, relation, context);
  const arrays = series.map(({ name, value }) => ({ name, type: arrayType(value.type) }));
  const time: DataType = on.value.type.kind === 'timestamp' ? TIMESTAMP : { kind: 'bigint' };
  const schema = [...schemaOf(by), { name: on.name, type: arrayType(time) }, ...arrays];
  const plan: LogicalPlan = {
    kind: 'MakeSeries',
    input: relation.plan,
    by,
    on,
    unit,
    from,
    to,
    step,
    series,
    schema,
    span,
  };
  const names = schema.map((field) => field.name);
  names.forEach((name, i) => {
    if (names.indexOf(name) < i) context.report(diagnose('duplicate-column', span, { name }, { help: 'give the array another name' }));
  });
  return nextRelation(given, plan, 'make-series', on.name);
};

interface SeriesStage extends Relation {
  readonly keys?: readonly Output[];
  readonly on?: Output;
  readonly values?: readonly Expression[];
}

/** If an output is an aggregate, the rows of each cell are aggregated first: `n = count(1)` needs no stats before it. */
function aggregateFirst(command: Parameters<typeof bindMakeSeries>[0], relation: Relation, context: BindContext): SeriesStage {
  const aggregates = command.series.map(
    ({ value }) => value.kind === 'call' && context.registry.find(value.name.name)?.kind === 'aggregate',
  );
  if (!aggregates.includes(true)) return relation;
  const plain = command.series[aggregates.indexOf(false)];
  if (plain) context.report(diagnose('invalid-series', plain.span, { reason: 'either all outputs must be aggregates or none' }));
  const keys = bindKeys(command.by, relation, context);
  const on = bindTime(command.on, relation, context);
  const step = command.step && bindStep(command.step, relation, context);
  const fromConstant = command.from && bindBound(command.from, 'min', 'sls_begin_time', step, relation, context);
  const cell = step ? cellOf(on.value, step, on.name === '__time__' ? unitNanos.s! : 1n, fromConstant, context) : on.value;
  const group = [...keys, { name: on.name, value: cell }];
  const calls: AggregateCall[] = [];
  const values = command.series.map(({ value }) =>
    bindExpression(value, { scope: relation.scope, context, aggregates: { keys: group, calls, inside: false } }),
  );
  const schema = [...schemaOf(group), ...calls.map(({ name, type }) => ({ name, type }))];
  const plan: LogicalPlan = {
    kind: 'Aggregate',
    input: relation.plan,
    keys: group,
    aggregates: calls,
    schema,
    span: command.span,
  };
  return {
    plan,
    scope: { ...relation.scope, schema },
    keys: keys.map((key, i) => ({ name: key.name, value: columnRef(schema, i, command.span) })),
    on: { name: on.name, value: columnRef(schema, keys.length, command.span) },
    values,
  };
}

/** The start of the cell that a time falls into, as arithmetic on the time: t - (t - b) mod step. */
function cellOf(time: Expression, step: bigint, unit: bigint, from: Bound | undefined, context: BindContext): Expression {
  const { span } = time;
  const width = step / unit;
  const origin = from?.kind === 'instant' ? floorDivide(from.value, unit) : 0n;
  const bindScope = { scope: scopeOf([]), context };
  const number = (value: bigint): Expression => literal({ kind: 'bigint' }, value, span);
  return callOperator(timeCell, [number(width > 0n ? width : 1n), number(origin), time], span, bindScope);
}

function bindTime(node: ExpressionNode, relation: Relation, context: BindContext): Output {
  const value = bindExpression(node, { scope: relation.scope, context });
  const name = value.kind === 'column' ? value.name : nameFor(node) || 'time';
  if (value.type.kind === 'timestamp' || value.type.kind === 'unknown') return { name, value };
  if (isInteger(value.type)) {
    return { name, value: coerce(value, { kind: 'bigint' }, context) };
  }
  const help =
    value.type.kind === 'varchar'
      ? "parse it first: date_parse(s, '%Y-%m-%d %H:%i:%s'), or second_to_nano(cast(s as bigint))"
      : 'second_to_nano(…) converts seconds to nanoseconds';
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
  return { name, value: { ...value, type: { kind: 'bigint' } } };
}

function bindStep(node: ExpressionNode, relation: Relation, context: BindContext): bigint | undefined {
  const written = constantValue(bindExpression(node, { scope: relation.scope, context }), context)?.value;
  const match = typeof written === 'string' ? /^\s*(\d+)\s*([a-z]+)\s*$/.exec(written) : null;
  const unit = match && Object.hasOwn(unitNanos, match[2]!) ? unitNanos[match[2]!] : undefined;
  if (match && unit && BigInt(match[1]!) > 0n) return BigInt(match[1]!) * unit;
  context.report(
    diagnose('invalid-series', node.span, {
      reason: "'step' must be a string such as '1m': a whole number and one of the units ns, us, ms, s, m, h, d, w",
    }),
  );
  return undefined;
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

function bindBound(
  node: ExpressionNode | undefined,
  extreme: 'min' | 'max',
  windowWord: string,
  step: bigint | undefined,
  relation: Relation,
  context: BindContext,
): Bound {
  if (!node || node.kind === 'error') return { kind: extreme };
  const bound = bindExpression(node, { scope: relation.scope, context });
  if (bound.type.kind === 'varchar' && bound.kind === 'literal') {
    const word = String(bound.value);
    if (word === extreme) return { kind: extreme };
    if (word === `series_${extreme}`) return { kind: 'series' };
    if (word === windowWord) {
      const { window } = context;
      if (!window) {
        context.report(
          diagnose(
            'window-missing',
            node.span,
            { word },
            {
              help: "pass window: { begin, end } with the query (--window from..to on the command line), or write 'min' and 'max'",
            },
          ),
        );
        return { kind: extreme };
      }
      return {
        kind: 'instant',
        value: extreme === 'min' ? (step ? floorDivide(window.begin, step) * step : window.begin) : window.end,
      };
    }
    context.report(
      diagnose('invalid-series', node.span, {
        reason: `'${extreme === 'min' ? 'from' : 'to'}' must be '${extreme}', 'series_${extreme}', '${windowWord}', a column, an integer or a TIMESTAMP`,
      }),
    );
    return { kind: extreme };
  }
  const constant = constantValue(bound, context);
  if (constant && (typeof constant.value === 'bigint' || typeof constant.value === 'number'))
    return { kind: 'instant', value: BigInt(constant.value) };
  if (bound.type.kind === 'timestamp' || isInteger(bound.type))
    return {
      kind: 'column',
      value: bound.type.kind === 'timestamp' ? bound : coerce(bound, { kind: 'bigint' }, context),
    };
  context.report(
    diagnose('invalid-series', node.span, { reason: `a bound must be a time, found ${formatType(bound.type).toUpperCase()}` }),
  );
  return { kind: extreme };
}

import type { Step } from '../../functions/datetime/calendar.ts';
import { formatName as formatPlainName, formatType, type Schema } from '../../types/data-type.ts';
import { valueFormatter } from '../../types/format-value.ts';
import { findTimeZone } from '../../types/time-zone.ts';
import type { Expression } from '../expressions/expression.ts';
import { isHidden } from './hidden-columns.ts';
import {
  type Bound,
  type Fill,
  type FrameBound,
  inputsOf,
  type LogicalPlan,
  type SortKey,
  type WindowFrame,
  type WindowGroup,
} from './plan.ts';

/** Names of hidden columns are shown as an ellipsis. */
const formatName = (name: string): string => (isHidden(name) ? '…' : formatPlainName(name));

const utc = findTimeZone('UTC')!;

/** A plan as an indented tree; a node with several parents is shown once and then referenced as `#1`. */
export function explainPlan(plan: LogicalPlan): string {
  const shared = new Map<LogicalPlan, number>();
  const lines: string[] = [];
  const visit = (node: LogicalPlan, depth: number): void => {
    const pad = '  '.repeat(depth);
    const known = shared.get(node);
    if (known !== undefined) {
      lines.push(`${pad}#${known}`);
      return;
    }
    let mark = '';
    if (node.kind === 'Shared') {
      shared.set(node, shared.size + 1);
      mark = `#${shared.size} `;
    }
    lines.push(`${pad}${mark}${describe(node)}`);
    if (node.kind === 'Remote') {
      lines.push(`${pad}  ${node.statement.text}`);
      visit(node.plan, depth + 1);
    }
    for (const input of inputsOf(node)) visit(input, depth + 1);
  };
  visit(plan, 0);
  return lines.join('\n');
}

/** Columns as a plan shows them: `[ts: bigint, n: bigint]`. */
function formatSchema(schema: Schema): string {
  return `[${schema.map((field) => `${formatName(field.name)}: ${formatType(field.type)}`).join(', ')}]`;
}

function describe(plan: LogicalPlan): string {
  const schema = formatSchema(plan.schema);
  const outputs = (list: readonly { readonly name: string; readonly value: Expression }[]): string =>
    list
      .map(({ name, value }) =>
        value.kind === 'column' && value.name === name ? formatName(name) : `${formatName(name)}=${formatExpression(value)}`,
      )
      .join(', ');
  switch (plan.kind) {
    case 'Scan':
      return `Scan ${plan.table} ${schema}`;
    case 'Filter':
      return `Filter ${formatExpression(plan.predicate)}`;
    case 'Project': {
      const computed = plan.outputs.filter(({ name, value }) => value.kind !== 'column' || value.name !== name);
      return `Project ${schema}${computed.length > 0 ? ` ${outputs(computed)}` : ''}`;
    }
    case 'Aggregate': {
      const calls = plan.aggregates
        .map(({ name, fn, args, filter, distinct }) => {
          const call = `${formatName(name)}=${fn.name}(${distinct ? 'distinct ' : ''}${args.map(formatExpression).join(', ')})`;
          return filter ? `${call} filter ${formatExpression(filter)}` : call;
        })
        .join(', ');
      const by = plan.keys.length > 0 ? ` by ${outputs(plan.keys)}` : '';
      return `Aggregate ${schema}${by}${by && calls ? ': ' : calls && ' '}${calls}`;
    }
    case 'Sort':
      return `Sort ${formatKeys(plan.keys)}`;
    case 'Limit':
      return `Limit ${plan.offset > 0 ? `${plan.offset}, ` : ''}${plan.count}`;
    case 'TopN':
      return `TopN ${plan.offset > 0 ? `${plan.offset}, ` : ''}${plan.count} by ${formatKeys(plan.keys)}`;
    case 'MakeSeries': {
      const range =
        plan.step === undefined
          ? ''
          : ` from ${formatBound(plan.from, 'min')} to ${formatBound(plan.to, 'max')} step ${formatStep(plan.step)}`;
      const series = plan.series.map(
        ({ name, value, fill }) =>
          `${formatName(name)}=${formatExpression(value)}${plan.step === undefined ? '' : ` default ${formatFill(fill)}`}`,
      );
      return `MakeSeries ${schema} ${series.join(', ')} on ${formatExpression(plan.on.value)}${range}${plan.by.length > 0 ? ` by ${outputs(plan.by)}` : ''}`;
    }
    case 'Unnest':
      return `Unnest ${schema} ${plan.items.map(formatExpression).join(', ')}${plan.outer ? ' outer' : ''}`;
    case 'Join': {
      const keys = plan.leftKeys.map((key, i) => `${formatExpression(key)} = ${formatExpression(plan.rightKeys[i]!)}`).join(' and ');
      const further = plan.condition ? ` and ${formatExpression(plan.condition)}` : '';
      return `Join ${plan.join}${plan.unique ? ' unique' : ''} ${schema} on ${keys}${further}`;
    }
    case 'Union':
      return `Union ${schema}`;
    case 'Sample':
      return `Sample ${plan.size.kind === 'ratio' ? `ratio ${plan.size.value}` : plan.size.value}${plan.keys.length > 0 ? ` by ${outputs(plan.keys)}` : ''}`;
    case 'Dedup':
      return `Dedup ${plan.keys.map(formatExpression).join(', ')}`;
    case 'SpreadColumns':
      return `SpreadColumns ${schema}`;
    case 'Window': {
      const groups = plan.groups.map((group) => formatWindowGroup(group));
      return `Window ${schema} ${groups.join('; ')}${plan.keep === undefined ? '' : ` keep ${plan.keep}`}`;
    }
    case 'Shared':
      return `Shared $${plan.name} ${schema}`;
    case 'HostCall':
      return `HostCall ${plan.title} ${schema}`;
    case 'Remote':
      return `Remote ${plan.statement.backend} ${schema}`;
  }
}

function formatWindowGroup({ partition, order, calls }: WindowGroup): string {
  const parts = [
    ...(partition.length > 0 ? [`partition by ${partition.map(formatExpression).join(', ')}`] : []),
    ...(order.length > 0 ? [`order by ${formatKeys(order)}`] : []),
  ];
  const shown = calls.map(({ name, fn, args, distinct, filter, frame }) => {
    const call = `${formatName(name)}=${fn.name}(${distinct ? 'distinct ' : ''}${args.map(formatExpression).join(', ')})`;
    return `${call}${filter ? ` filter ${formatExpression(filter)}` : ''} ${formatFrame(frame)}`;
  });
  return `${shown.join(', ')} over (${parts.join(' ')})`;
}

function formatFrame({ unit, start, end }: WindowFrame): string {
  const bound = (b: FrameBound, unbounded: string): string => {
    if (b.kind === 'unbounded') return `unbounded ${unbounded}`;
    if (b.kind === 'current') return 'current row';
    return b.value < 0 ? `${-b.value} preceding` : `${b.value} following`;
  };
  return `${unit} between ${bound(start, 'preceding')} and ${bound(end, 'following')}`;
}

function formatKeys(keys: readonly SortKey[]): string {
  return keys
    .map(({ value, descending, nullsFirst }) => `${formatExpression(value)}${descending ? ' desc' : ''}${nullsFirst ? ' nulls first' : ''}`)
    .join(', ');
}

function formatBound(bound: Bound, extreme: string): string {
  return bound.kind === 'instant'
    ? String(bound.value)
    : bound.kind === 'column'
      ? formatExpression(bound.value)
      : bound.kind === 'series'
        ? `series_${extreme}`
        : bound.kind;
}

const stepUnits = [
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
] as const;

/** `5m`, `1d`, `3 month` */
function formatStep({ nanos, days, months }: Step): string {
  if (nanos === undefined) return days === undefined ? `${months} month` : `${days}d`;
  const [unit, length] = stepUnits.find(([, size]) => nanos % size === 0n) ?? ['ns', 1n];
  return `${nanos / length}${unit}`;
}

function formatFill(fill: Fill): string {
  return fill.kind === 'value' ? String(fill.value) : fill.kind;
}

/** Whether a call is shown between its two operands. */
const isInfix = ({ fn, args }: Expression & { readonly kind: 'call' }): boolean =>
  fn.notation !== undefined && 'infix' in fn.notation && fn.name !== 'in' && args.length === 2;

/** A bound expression as a plan shows it. */
export function formatExpression(expression: Expression): string {
  const inner = (node: Expression): string =>
    node.kind === 'and' || node.kind === 'or' || (node.kind === 'call' && isInfix(node))
      ? `(${formatExpression(node)})`
      : formatExpression(node);
  switch (expression.kind) {
    case 'column':
    case 'argument':
      return formatName(expression.name);
    case 'literal':
      return formatLiteral(expression);
    case 'call': {
      const { fn, args } = expression;
      const { notation } = fn;
      if (fn.name === 'in') return `${inner(args[0]!)} in (${args.slice(1).map(formatExpression).join(', ')})`;
      if (notation && 'infix' in notation && args.length === 2) return `${inner(args[0]!)} ${notation.infix} ${inner(args[1]!)}`;
      if (notation && 'prefix' in notation) return `${notation.prefix}${inner(args[0]!)}`;
      if (fn.name === 'array') return `array[${args.map(formatExpression).join(', ')}]`;
      if (fn.name === 'subscript') return `${inner(args[0]!)}[${formatExpression(args[1]!)}]`;
      return `${fn.name}(${args.map(formatExpression).join(', ')})`;
    }
    case 'and':
    case 'or':
      return expression.args.map(inner).join(` ${expression.kind} `);
    case 'coalesce':
      return `coalesce(${expression.args.map(formatExpression).join(', ')})`;
    case 'case':
      return `case${expression.branches.map(({ when, result }) => ` when ${formatExpression(when)} then ${formatExpression(result)}`).join('')} else ${formatExpression(expression.otherwise)} end`;
    case 'try':
      return `try(${formatExpression(expression.value)})`;
    case 'isNull':
      return `${inner(expression.value)} is null`;
    case 'cast':
      return `${expression.lenient ? 'try_cast' : 'cast'}(${formatExpression(expression.value)} as ${formatType(expression.type)})`;
    case 'member':
      return `${inner(expression.value)}.${formatName(expression.name)}`;
    case 'lambda':
      return `(${expression.parameters.map((p) => p.name).join(', ')}) -> ${formatExpression(expression.body)}`;
  }
}

function formatLiteral({ type, value }: Expression & { readonly kind: 'literal' }): string {
  if (value === null) return 'null';
  const text = type.kind === 'json' ? String(value) : valueFormatter(type, utc)(value);
  switch (type.kind) {
    case 'varchar':
      return `'${text.replaceAll("'", "''")}'`;
    case 'timestamp':
    case 'date':
    case 'json':
      return `${type.kind} '${text}'`;
    case 'varbinary':
      return `x'${text}'`;
    default:
      return text;
  }
}

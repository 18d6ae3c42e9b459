import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { ExpressionNode, FrameBoundNode, FrameNode, SortKeyNode, WindowNode } from '../../parser/syntax.ts';
import { type DataType, isInteger, isNumeric } from '../../types/data-type.ts';
import type { Expression, Output } from '../expressions/expression.ts';
import { remapColumns } from '../expressions/substitute-columns.ts';
import { formatExpression } from '../plan/explain.ts';
import type { FrameBound, LogicalPlan, SortKey, WindowCall, WindowFrame, WindowGroup } from '../plan/plan.ts';
import type { BindContext, WindowCollector } from './bind-context.ts';
import type { BindScope } from './bind-scope.ts';
import { asTime, constantValue } from './coerce.ts';
import { projectOf } from './relation.ts';

type Bind = (node: ExpressionNode, bindScope: BindScope) => Expression;

/** Adds a call to those of the command, and reads its column. */
export function addWindowCall(
  call: Omit<WindowCall, 'frame' | 'name'>,
  over: WindowNode,
  windows: WindowCollector,
  bindScope: BindScope,
  bind: Bind,
): Expression {
  const partition = over.partition.map((node) => bind(node, bindScope));
  const keys = bindSortKeys(over.order, bindScope, bind);
  const order = over.frame ? timesOf(keys, over.frame, bindScope, bind) : keys;
  const frame = over.frame ? bindFrame(over.frame, order, bindScope, bind) : defaultFrame(order);
  const index = windows.width + windows.calls.length;
  const name = `${call.fn.name}_${windows.calls.length + 1}`;
  windows.calls.push({ group: { partition, order }, call: { ...call, name, frame } });
  return { kind: 'column', index, name, type: call.type, span: call.span };
}

/** The keys of an order; one to which an interval is added is a time, also where it is a string. */
function timesOf(keys: readonly SortKey[], { unit, start, end }: FrameNode, bindScope: BindScope, bind: Bind): readonly SortKey[] {
  const { context } = bindScope;
  const [key] = keys;
  if (unit !== 'range' || keys.length !== 1 || !key || (key.value.type.kind !== 'varchar' && key.value.type.kind !== 'json')) return keys;
  const quiet = { ...bindScope, context: { ...context, report: () => {} } };
  const intervals = [start, end].some(({ value }) => value && bind(value, quiet).type.kind.startsWith('interval'));
  const time = intervals ? asTime(key.value, context) : undefined;
  return time ? [{ ...key, value: time }] : keys;
}

/** Binds the keys of an order; `defaults` say what is meant where nothing is written. */
export function bindSortKeys(
  keys: readonly SortKeyNode[],
  bindScope: BindScope,
  bind: Bind,
  defaults: { readonly direction?: 'asc' | 'desc'; readonly nullsFirst?: boolean } = {},
): readonly SortKey[] {
  return keys.map(({ value, direction = defaults.direction, nullsFirst = defaults.nullsFirst ?? false }) => {
    const key = bind(value, bindScope);
    if (key.type.kind === 'map')
      bindScope.context.report(
        diagnose('type-mismatch', value.span, { what: 'a sort key', expected: 'of an ordered type', found: 'a MAP' }),
      );
    return { value: key, descending: direction === 'desc', nullsFirst };
  });
}

/** A Project of outputs that may read window calls, above a Window that computes those. */
export function projectWithWindows(
  input: LogicalPlan,
  outputs: readonly Output[],
  { width, calls }: WindowCollector,
  span: Span,
  context: BindContext,
): LogicalPlan {
  if (calls.length === 0) return projectOf(input, outputs, span, context);
  const groups = new Map<string, { readonly group: Omit<WindowGroup, 'calls'>; readonly members: number[] }>();
  for (const [i, { group }] of calls.entries()) {
    const keys = group.order.map((key) => `${formatExpression(key.value)} ${key.descending} ${key.nullsFirst}`);
    const id = `${group.partition.map(formatExpression).join()} / ${keys.join()}`;
    const known = groups.get(id);
    if (known) known.members.push(i);
    else groups.set(id, { group, members: [i] });
  }
  const ordered = [...groups.values()].flatMap(({ members }) => members);
  const window: LogicalPlan = {
    kind: 'Window',
    input,
    groups: [...groups.values()].map(({ group, members }) => ({ ...group, calls: members.map((i) => calls[i]!.call) })),
    schema: [...input.schema, ...ordered.map((i) => ({ name: calls[i]!.call.name, type: calls[i]!.call.type }))],
    span,
  };
  const moved = new Map([...input.schema.keys()].map((i) => [i, i]));
  for (const [place, i] of ordered.entries()) moved.set(width + i, width + place);
  return projectOf(
    window,
    outputs.map((output) => ({ ...output, value: remapColumns(output.value, moved) })),
    span,
    context,
  );
}

const defaultFrame = (order: readonly SortKey[]): WindowFrame => ({
  unit: 'range',
  start: { kind: 'unbounded' },
  end: order.length > 0 ? { kind: 'current' } : { kind: 'unbounded' },
});

function bindFrame({ unit, start, end, span }: FrameNode, order: readonly SortKey[], bindScope: BindScope, bind: Bind): WindowFrame {
  const { context } = bindScope;
  const wrong = (reason: string, where: Span = span): WindowFrame => {
    context.report(diagnose('invalid-command', where, { command: 'over', reason }));
    return defaultFrame(order);
  };
  for (const bound of [start, end]) {
    const expected = bound.kind === 'current' ? 'row' : undefined;
    const word = bound.word.toLowerCase();
    if (expected ? word !== expected : word !== 'preceding' && word !== 'following')
      return wrong(expected ? "write 'current row'" : "a bound ends in 'preceding' or 'following'", bound.span);
  }
  if (start.kind === 'unbounded' && start.direction === 'following') return wrong('a frame cannot start at its end', start.span);
  if (end.kind === 'unbounded' && end.direction === 'preceding') return wrong('a frame cannot end at its start', end.span);
  const offsets = start.kind === 'offset' || end.kind === 'offset';
  if (unit === 'range' && offsets && order.length !== 1)
    return wrong("'range' with an offset needs one key in 'order by', which the offset is added to");
  const from = bindBound(start, unit, order[0], bindScope, bind);
  const to = bindBound(end, unit, order[0], bindScope, bind);
  return from && to ? { unit, start: from, end: to } : defaultFrame(order);
}

function bindBound(
  { kind, value, direction, span }: FrameBoundNode,
  unit: 'rows' | 'range',
  key: SortKey | undefined,
  bindScope: BindScope,
  bind: Bind,
): FrameBound | undefined {
  if (kind !== 'offset' || !value) return kind === 'unbounded' ? { kind } : { kind: 'current' };
  const sign = direction === 'preceding' ? -1 : 1;
  const { context } = bindScope;
  const bound = bind(value, bindScope);
  const constant = constantValue(bound, context)?.value;
  const wrong = (expected: string): undefined => {
    context.report(diagnose('invalid-command', span, { command: 'over', reason: `the offset must be ${expected}` }));
    return undefined;
  };
  if (unit === 'rows') {
    if (!isInteger(bound.type) || constant === null || Number(constant) < 0) return wrong('a constant number of rows, not negative');
    return { kind: 'offset', value: sign * Number(constant) };
  }
  const offset = constant === null || constant === undefined ? undefined : rangeOffset(key!.value, bound.type, constant);
  if (offset === undefined || offset < 0)
    return wrong(`a constant that can be added to the key, such as ${exampleOffset(key!.value.type)}`);
  return { kind: 'offset', value: typeof offset === 'bigint' ? BigInt(sign) * offset : sign * offset };
}

const exampleOffset = ({ kind }: DataType): string => (kind === 'timestamp' || kind === 'date' ? '5m' : '10');

/** What an offset is in the unit of the key: nanoseconds for TIMESTAMP, days for DATE, seconds for `__time__`. */
function rangeOffset(key: Expression, type: DataType, value: unknown): number | bigint | undefined {
  const nanos = type.kind === 'interval day to second' ? (value as bigint) : undefined;
  switch (key.type.kind) {
    case 'timestamp':
      return nanos;
    case 'date':
      return nanos === undefined ? undefined : Number(nanos / 86_400_000_000_000n);
    case 'bigint':
      if (nanos !== undefined) return key.kind === 'column' && key.name === '__time__' ? nanos / 1_000_000_000n : nanos;
      return isInteger(type) ? BigInt(value as number | bigint) : undefined;
    default:
      return isNumeric(key.type) && isNumeric(type) ? Number(value) : undefined;
  }
}

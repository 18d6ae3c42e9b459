import type { FrameBound, WindowCall, WindowFrame, WindowGroup } from '../../../operators/plan/plan.ts';
import type { Over } from '../dialect.ts';
import { expressionSql } from '../expression.ts';
import { opened, type Select, wrapped } from '../select.ts';
import { translateAll, Unportable } from '../unportable.ts';
import { type NodeSql, requireType, type Translation } from './node.ts';
import { orderSql } from './sort.ts';

/** `OVER`: the input's columns, and then one for each call. */
export const windowSql: NodeSql<'Window'> = ({ groups }, [input], translation) => {
  const select = opened(input!);
  const calls = groups.flatMap((group) => group.calls.map((call) => callSql(call, group, select, translation)));
  return wrapped({ ...select, columns: [...select.columns, ...calls] });
};

function callSql(call: WindowCall, group: WindowGroup, select: Select, translation: Translation): string {
  const { dialect, site } = translation;
  const { fn, args, distinct, filter, frame, span } = call;
  try {
    const known = dialect.windows.get(fn.name);
    const refuse = (reason: string): never => {
      throw new Unportable(`'${fn.name}' over a window`, reason);
    };
    if (dialect.windows.size === 0) return refuse(`needs windows, which this version of ${dialect.name} does not have`);
    if (!known) return refuse(`has no equal in ${dialect.name} that was compared`);
    if (distinct || filter) return refuse('of some of the rows has no equal');
    const written = translateAll(args, (arg) => expressionSql(arg, select.columns, dialect, site));
    const sql = known(call, written, overSql(group, frame, select, translation), site);
    if (sql === undefined) return refuse('has no equal for arguments of these types');
    return sql;
  } catch (error) {
    if (error instanceof Unportable) error.span ??= span;
    throw error;
  }
}

function overSql({ partition, order }: WindowGroup, frame: WindowFrame, select: Select, translation: Translation): Over {
  const { dialect, site } = translation;
  const keys = partition.map((key) => {
    requireType(key, dialect.isKey, 'partitions by', dialect);
    return expressionSql(key, select.columns, dialect, site);
  });
  const own = orderSql(order, select.columns, translation);
  const parts = (orders: Select['order'], ...rest: readonly string[]): string =>
    [
      ...(keys.length > 0 ? [`PARTITION BY ${keys.join(', ')}`] : []),
      ...(orders.length > 0 ? [`ORDER BY ${orders.map(({ sql, direction }) => `${sql} ${direction}`).join(', ')}`] : []),
      ...rest,
    ].join(' ');
  const unit = frame.unit.toUpperCase();
  const between = `${unit} BETWEEN ${boundSql(frame, frame.start, 'PRECEDING')} AND ${boundSql(frame, frame.end, 'FOLLOWING')}`;
  const all = [...own, ...select.order];
  return { rows: `(${parts(all)})`, peers: `(${parts(own)})`, frame: `(${parts(frame.unit === 'rows' ? all : own, between)})` };
}

function boundSql({ unit }: WindowFrame, bound: FrameBound, end: string): string {
  if (bound.kind === 'unbounded') return `UNBOUNDED ${end}`;
  if (bound.kind === 'current') return 'CURRENT ROW';
  if (unit === 'range') throw new Unportable("'range' by values", 'is not compared with the databases', "'rows' counts rows");
  const { value } = bound;
  return `${value < 0 ? -value : value} ${value < 0 ? 'PRECEDING' : 'FOLLOWING'}`;
}

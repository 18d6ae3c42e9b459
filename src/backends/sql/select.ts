/** A key of ORDER BY. */
export interface OrderKey {
  readonly sql: string;
  /** What follows it, such as `DESC NULLS LAST`. */
  readonly direction: string;
}

/** A SELECT that is being put together: what it reads, and the SQL of each of its columns over that. */
export interface Select {
  /** What follows FROM. */
  readonly from: string;
  /** The conditions on the rows that are read, all of which must be true. */
  readonly where: readonly string[];
  readonly columns: readonly string[];
  /** The number of leading columns that are the keys of groups; undefined where rows are not grouped. */
  readonly keys: number | undefined;
  readonly order: readonly OrderKey[];
  /** Whether `order` is the order of the rows of a table, and not of a sort. */
  readonly stored: boolean;
  /** Of the rows with the same values of these, one is kept. */
  readonly distinctOn?: readonly string[];
  /** The same by columns of the SELECT, in its order. */
  readonly limitBy?: readonly string[];
  readonly offset: number;
  readonly count: number | undefined;
  /** How many SELECTs it is, one in the other. */
  readonly depth: number;
  /** Per column, a condition on the stored column that is implied by a comparison; the database can skip parts of the table by it. */
  readonly bounds: readonly (Bound | undefined)[];
}

/** A condition on a stored column that every row fulfils whose value compares so with a constant; undefined where there is none. */
export type Bound = (operator: string, value: unknown) => string | undefined;

/** The name of a column of a SELECT, which no other SELECT that it reads has. No stored column may have such a name. */
export const columnName = ({ depth }: Pick<Select, 'depth'>, index: number): string => `_${depth}_${index}`;

/** Whether a stored column has a name that {@link columnName} gives. */
export const isReserved = (name: string): boolean => /^_\d+_\d+$/.test(name);

/** The SELECT of all rows of a relation. */
export const selectFrom = (from: string, columns: readonly string[], bounds: Select['bounds']): Select => ({
  from,
  where: [],
  columns,
  keys: undefined,
  order: [],
  stored: false,
  offset: 0,
  count: undefined,
  depth: 1,
  bounds,
});

/** The SQL text of a SELECT. */
export function render(select: Select): string {
  const { from, where, columns, keys, order, distinctOn, limitBy, offset, count } = select;
  const listed = columns.map((sql, i) => `${sql} AS ${columnName(select, i)}`);
  const distinct = distinctOn ? `DISTINCT ON (${distinctOn.join(', ')}) ` : '';
  const parts = [`SELECT ${distinct}${listed.length > 0 ? listed.join(', ') : `1 AS ${columnName(select, 0)}`}`, `FROM ${from}`];
  if (where.length > 0) parts.push(`WHERE ${where.join(' AND ')}`);
  if (keys)
    parts.push(
      `GROUP BY ${columns
        .slice(0, keys)
        .map((_, i) => columnName(select, i))
        .join(', ')}`,
    );
  if (order.length > 0) parts.push(`ORDER BY ${order.map((key) => `${key.sql} ${key.direction}`).join(', ')}`);
  if (limitBy) parts.push(`LIMIT 1 BY ${limitBy.join(', ')}`);
  if (count !== undefined) parts.push(`LIMIT ${count}`);
  if (offset > 0) parts.push(`OFFSET ${offset}`);
  return parts.join(' ');
}

/** The SELECT as the subquery of another one, whose columns and order are the same. */
export function wrapped(select: Select): Select {
  const name = `q${select.depth}`;
  const { columns, order } = select;
  const inner = { ...select, columns: [...columns, ...order.map(({ sql }) => sql)] };
  const outer = inner.columns.map((_, i) => `${name}.${columnName(select, i)}`);
  return {
    ...selectFrom(`(${render(inner)}) AS ${name}`, outer.slice(0, columns.length), []),
    order: order.map(({ direction }, i) => ({ sql: outer[columns.length + i]!, direction })),
    stored: select.stored,
    depth: select.depth + 1,
  };
}

/** Whether conditions and expressions over the columns can be added to the SELECT itself. */
export const isOpen = ({ keys, count, offset }: Select): boolean => keys === undefined && count === undefined && offset === 0;

/** The SELECT, or one around it, to which conditions and groups can be added. */
export const opened = (select: Select): Select => (isOpen(select) ? select : wrapped(select));

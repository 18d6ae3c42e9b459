/** The languages whose habits are known. */
export type Language = 'KQL' | 'Splunk' | 'SQL' | 'LogQL' | 'LogsQL' | 'ES|QL' | 'Lucene';

/** What the engine has, as far as a rewritten query needs it. */
export interface World {
  /** The columns of the default table. */
  readonly columns: readonly string[];
  /** The column that holds the time of a row. */
  readonly time: string;
  /** The column that holds the text of a line. */
  readonly text: string;
  readonly tables: readonly string[];
  /** The table that `*` reads. */
  readonly table: string | undefined;
  readonly isFunction: (name: string) => boolean;
  readonly isAggregate: (name: string) => boolean;
}

/** What rewriting depends on: what the engine has, and whose habits they are. */
export interface Setting {
  readonly world: World;
  readonly language: Language;
  /** Names of tables that stand before a column, as in `l.status`; they are left out. */
  readonly aliases?: ReadonlySet<string>;
}

/** The source that reads a table. */
export function tableSource(name: string, { setting: { world } }: { readonly setting: Setting }): string {
  const bare = name.replace(/^["`']|["`']$/g, '');
  const known = world.tables.find((table) => table === bare) ?? world.tables.find((table) => table.toLowerCase() === bare.toLowerCase());
  return known === undefined || known === world.table ? '*' : `$${known}`;
}

const timeColumns = ['__time__', '@timestamp', 'timestamp', '_time', 'time', 'ts', 'eventTime', 'date'];
const textColumns = ['message', 'msg', '_msg', 'line', 'log', 'body', '_raw', 'content', 'text'];

/** The world of a table: its columns and their roles, and the functions there are. */
export function worldOf(
  schema: readonly { readonly name: string; readonly type: { readonly kind: string } }[],
  tables: readonly string[],
  table: string | undefined,
  functions: { readonly find: (name: string) => { readonly kind: string } | undefined },
): World {
  const columns = schema.map(({ name }) => name);
  const first = (names: readonly string[], kind: string): string | undefined =>
    names.find((name) => columns.includes(name)) ?? schema.find(({ type }) => type.kind === kind)?.name;
  return {
    columns,
    time: first(timeColumns, 'timestamp') ?? '__time__',
    text: first(textColumns, 'varchar') ?? 'message',
    tables,
    table,
    isFunction: (name) => functions.find(name) !== undefined,
    isAggregate: (name) => functions.find(name)?.kind === 'aggregate',
  };
}

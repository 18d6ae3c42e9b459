import type { Context } from './captures.ts';
import { quoteName, rewriteExpression, valueOf } from './expression.ts';
import { tableSource } from './language.ts';
import { closerOf, indexOf, splitAt, type Word } from './words.ts';

/** The clauses of a SELECT in the order in which they are written. */
const clauseWords = ['from', 'where', 'group', 'having', 'order', 'limit', 'offset'] as const;
type Clause = (typeof clauseWords)[number];

/** One item of the list of a SELECT. */
interface Item {
  readonly words: readonly Word[];
  /** The expression as it is written here. */
  readonly text: string;
  readonly name: string | undefined;
  readonly aggregates: boolean;
}

/** A SELECT as a pipeline; undefined where it has what has no counterpart. */
export function rewriteSelect(words: readonly Word[], context: Context): string | undefined {
  if (words[0]?.lower === 'with') return rewriteWith(words, context);
  const union = indexOf(words, 'union');
  if (union > 0) {
    const [left, right] = [
      rewriteSelect(words.slice(0, union), context),
      rewriteSelect(words.slice(words[union + 1]?.lower === 'all' ? union + 2 : union + 1), context),
    ];
    return left && right && `${left} | union (${right})`;
  }
  if (words[0]?.lower !== 'select') return undefined;
  const clauses = new Map<Clause, readonly Word[]>();
  const starts = clauseWords.map((word) => ({ word, at: indexOf(words, word) })).filter(({ at }) => at > 0);
  for (const [i, { word, at }] of starts.entries()) {
    const skip = (word === 'group' || word === 'order') && words[at + 1]?.lower === 'by' ? 2 : 1;
    clauses.set(word, words.slice(at + skip, starts[i + 1]?.at));
  }
  let list = words.slice(1, starts[0]?.at);
  let limit = clauses
    .get('limit')
    ?.map(({ image }) => image)
    .join(' ');
  if (list[0]?.lower === 'top' && list[1]?.kind === 'number') {
    limit = list[1].image;
    list = list.slice(2);
  }
  const distinct = list[0]?.lower === 'distinct';
  if (distinct) list = list.slice(1);
  const from = fromClause(clauses.get('from') ?? [], context);
  if (!from) return undefined;
  const inner: Context = { ...context, setting: { ...context.setting, language: 'SQL', aliases: from.aliases } };
  const items = splitAt(list, ',').map((item) => itemOf(item, inner));
  const where = clauses.get('where');
  const stages = [...from.stages, ...(where ? [`where ${rewriteExpression(where, inner.source, inner.setting)}`] : [])];
  const keys = clauses.get('group');
  const tail =
    keys || items.some(({ aggregates }) => aggregates)
      ? grouped(items, keys ?? [], clauses, inner)
      : plain(items, clauses, distinct, inner);
  const offset = clauses.get('offset')?.[0]?.image;
  const rows = limit === undefined ? (offset ? [`limit ${offset}, 1000000`] : []) : [`limit ${offset ? `${offset}, ` : ''}${limit}`];
  return tail && [from.source, ...stages, ...tail, ...rows].join(' | ');
}

/** `with a as (select …) select … from a` as datasets. */
function rewriteWith(words: readonly Word[], context: Context): string | undefined {
  const definitions: string[] = [];
  const names: string[] = [];
  let at = 1;
  for (;;) {
    const name = words[at];
    if (!name || words[at + 1]?.lower !== 'as' || words[at + 2]?.image !== '(') return undefined;
    const close = closerOf(words, at + 2);
    const inner = rewriteSelect(words.slice(at + 3, close), withTables(context, names));
    if (!inner) return undefined;
    definitions.push(`.let ${name.image} = ${inner}; `);
    names.push(name.image);
    at = close + 1;
    if (words[at]?.image !== ',') break;
    at++;
  }
  const main = rewriteSelect(words.slice(at), withTables(context, names));
  return main && definitions.join('') + main;
}

const withTables = (context: Context, names: readonly string[]): Context => ({
  ...context,
  setting: { ...context.setting, world: { ...context.setting.world, tables: [...context.setting.world.tables, ...names] } },
});

/** The source of a FROM, its joins as stages, and the names that its tables go by. */
function fromClause(
  words: readonly Word[],
  context: Context,
): { readonly source: string; readonly stages: readonly string[]; readonly aliases: ReadonlySet<string> } | undefined {
  if (words.length === 0) return undefined;
  const aliases = new Set<string>();
  const joinAt = words.findIndex(({ lower }, i) => i > 0 && /^(join|left|right|full|inner|cross|outer)$/.test(lower));
  const first = joinAt < 0 ? words : words.slice(0, joinAt);
  if (first[0]?.image === '(') {
    const close = closerOf(first, 0);
    const inner = rewriteSelect(first.slice(1, close), context);
    for (const { lower, kind } of first.slice(close + 1)) if (kind === 'name' && lower !== 'as') aliases.add(lower);
    return inner === undefined ? undefined : { source: inner, stages: [], aliases };
  }
  const table = readTable(first, aliases);
  if (!table) return undefined;
  const stages: string[] = [];
  let rest = joinAt < 0 ? [] : words.slice(joinAt);
  while (rest.length > 0) {
    const at = rest.findIndex(({ lower }) => lower === 'join');
    const on = rest.findIndex(({ lower }) => lower === 'on' || lower === 'using');
    if (at < 0 || on < at) return undefined;
    const next = rest.findIndex(({ lower }, i) => i > on && /^(join|left|right|full|inner)$/.test(lower));
    const kind = at === 0 ? 'inner' : rest[0]!.lower;
    const joined = readTable(rest.slice(at + 1, on), aliases);
    if (!joined) return undefined;
    const condition = rest.slice(on + 1, next < 0 ? undefined : next);
    const keys = splitAt(condition, 'and').map((part) => joinKey(part, joined));
    if (keys.some((key) => key === undefined)) return undefined;
    stages.push(`join kind=${kind} $${joined.name} on ${keys.join(' and ')}`);
    rest = next < 0 ? [] : rest.slice(next);
  }
  return { source: tableSource(table.name, context), stages, aliases };
}

interface TableName {
  readonly name: string;
  readonly aliases: readonly string[];
}

/** `schema.table [as] alias` */
function readTable(words: readonly Word[], aliases: Set<string>): TableName | undefined {
  let at = 0;
  while (words[at + 1]?.image === '.') at += 2;
  const name = words[at];
  if (!name) return undefined;
  const own = [
    valueOf(name).toLowerCase(),
    ...words
      .slice(at + 1)
      .filter(({ lower, kind }) => kind === 'name' && lower !== 'as')
      .map(({ lower }) => lower),
  ];
  for (const alias of own) aliases.add(alias);
  return { name: valueOf(name), aliases: own };
}

/** `l.service = o.service` is `on service`; other names are told apart by the dataset. */
function joinKey(words: readonly Word[], joined: TableName): string | undefined {
  const names = words.filter(({ kind }) => kind === 'name' || kind === 'quoted');
  if (words[0]?.image === '(' || words.length === 1) return names.map(({ image }) => image).join(' and ');
  const sides = splitAt(words, '=');
  if (sides.length !== 2 || !sides.every(([table, dot, name]) => dot?.image === '.' && name && table)) return undefined;
  const [left, right] = sides.map((side) => ({ table: side[0]!.lower, name: valueOf(side[2]!) })) as [
    { table: string; name: string },
    { table: string; name: string },
  ];
  if (left.name === right.name) return quoteName(left.name);
  const [own, other] = joined.aliases.includes(left.table) ? [left, right] : [right, left];
  return `$${joined.name}.${quoteName(own.name)} = ${quoteName(other.name)}`;
}

function itemOf(words: readonly Word[], { setting, source }: Context): Item {
  const as = indexOf(words, 'as');
  const last = words.at(-1);
  const bare =
    as < 0 &&
    words.length > 1 &&
    (last?.kind === 'name' || last?.kind === 'quoted') &&
    /[\w)"']$/.test(words.at(-2)!.image) &&
    words.at(-2)!.image !== '.' &&
    !/^(end|null|desc|asc)$/.test(last.lower);
  const value = as > 0 ? words.slice(0, as) : bare ? words.slice(0, -1) : words;
  const name = as > 0 || bare ? valueOf(last!) : undefined;
  const text = rewriteExpression(value, source, setting);
  const aggregates = value.some(
    ({ lower }, i) => value[i + 1]?.image === '(' && setting.world.isAggregate(lower) && !isWindow(value, i + 1),
  );
  return { words: value, text, name, aggregates };
}

const isWindow = (words: readonly Word[], open: number): boolean => words[closerOf(words, open) + 1]?.lower === 'over';
const isStar = ({ words }: Item): boolean => words.length === 1 && words[0]!.image === '*';
const assigned = ({ text, name }: Item): string => (name === undefined ? text : `${quoteName(name)} = ${text}`);

/** SELECT without groups: sort where the keys are known, then the columns. */
function plain(
  items: readonly Item[],
  clauses: ReadonlyMap<Clause, readonly Word[]>,
  distinct: boolean,
  context: Context,
): readonly string[] | undefined {
  const order = clauses.get('order');
  const names = new Set(items.flatMap(({ name }) => (name === undefined ? [] : [name.toLowerCase()])));
  const sort = order ? [`sort ${orderKeys(order, items, context)}`] : [];
  const late = order?.some((word) => names.has(word.lower)) || distinct;
  const [star] = items.filter(isStar);
  const rest = items.filter((item) => !isStar(item));
  const unnamed = rest.map((item, i) =>
    item.name === undefined && !/^("[^"]+"|[\w.]+)$/.test(item.text) ? { ...item, name: `column_${i + 1}` } : item,
  );
  const columns = star
    ? rest.length > 0
      ? [`extend ${unnamed.map(assigned).join(', ')}`]
      : []
    : [`project ${unnamed.map(assigned).join(', ')}`];
  const unique = distinct ? ['distinct'] : [];
  return late ? [...columns, ...unique, ...sort] : [...sort, ...columns, ...unique];
}

/** SELECT with groups: aggregates by keys, then HAVING, ORDER BY and the columns in their order. */
function grouped(
  items: readonly Item[],
  groups: readonly Word[],
  clauses: ReadonlyMap<Clause, readonly Word[]>,
  context: Context,
): readonly string[] | undefined {
  const { setting, source } = context;
  const same = (text: string): string => text.replace(/\s+/g, '').toLowerCase();
  const keys = (groups.length === 0 ? [] : splitAt(groups, ',')).map((group) => {
    const ordinal = group.length === 1 && group[0]!.kind === 'number' ? items[Number(group[0]!.image) - 1] : undefined;
    const text = ordinal?.text ?? rewriteExpression(group, source, setting);
    const item = ordinal ?? items.find((one) => (one.name !== undefined && same(one.name) === same(text)) || same(one.text) === same(text));
    const isColumn = /^("[^"]+"|\w+)$/.test(item?.text ?? text);
    const name = item?.name ?? (isColumn ? undefined : same(text).replace(/\W+/g, '_').replace(/_$/, ''));
    return { text: name === undefined ? text : `${quoteName(name)} = ${item?.text ?? text}`, item, name: name ?? text };
  });
  const outputs = items.filter((item) => item.aggregates);
  const named = new Map(outputs.map((item, i) => [item, item.name ?? aggregateName(item, i)]));
  const hidden: string[] = [];
  // An aggregate in HAVING or ORDER BY is the output that computes it, or one more output.
  const read = (words: readonly Word[]): string => {
    let text = '';
    let end = words[0]?.start ?? 0;
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      const isCall = words[i + 1]?.image === '(' && setting.world.isAggregate(word.lower);
      const close = isCall ? Math.min(closerOf(words, i + 1), words.length - 1) : i;
      const part = rewriteExpression(words.slice(i, close + 1), source, setting);
      const output = isCall ? outputs.find((item) => same(item.text) === same(part)) : undefined;
      let value = output ? quoteName(named.get(output)!) : part;
      if (isCall && !output) {
        value = `hidden_${hidden.length + 1}`;
        hidden.push(`${value} = ${part}`);
      }
      text += source(end, word.start) + value;
      end = words[close]!.end;
      i = close;
    }
    return text;
  };
  const having = clauses.get('having');
  const condition = having && read(having);
  const order = clauses.get('order');
  const sorted = order && orderKeys(order, items, context, read, (item) => named.get(item));
  const by = keys.length > 0 ? ` by ${keys.map(({ text }) => text).join(', ')}` : '';
  const aggregates = [...outputs.map((item) => `${quoteName(named.get(item)!)} = ${item.text}`), ...hidden];
  const first = aggregates.length === 0 ? `distinct ${keys.map(({ name }) => name).join(', ')}` : `stats ${aggregates.join(', ')}${by}`;
  const wanted = items.map((item) => named.get(item) ?? keys.find((key) => key.item === item)?.name ?? item.name ?? item.text);
  const given = [...keys.map(({ name }) => name), ...outputs.map((item) => named.get(item)!), ...hidden.map((_, i) => `hidden_${i + 1}`)];
  const project =
    wanted.join() === given.join() ? [] : [`project ${wanted.map((name) => (/^".*"$/.test(name) ? name : quoteName(name))).join(', ')}`];
  return [first, ...(condition ? [`where ${condition}`] : []), ...(sorted ? [`sort ${sorted}`] : []), ...project];
}

/** `count`, `avg_latency`, as they are named without a name. */
function aggregateName({ words, text }: Item, index: number): string {
  const argument = words.slice(2, -1).find(({ kind, lower }) => kind === 'name' && lower !== 'distinct');
  return /^\w+\([^()]*\)$/.test(text) ? [words[0]!.lower, argument?.lower].filter(Boolean).join('_') : `column_${index + 1}`;
}

/** The keys of ORDER BY: numbers count the items of the list. */
function orderKeys(
  words: readonly Word[],
  items: readonly Item[],
  context: Context,
  read: (words: readonly Word[]) => string = (part) => rewriteExpression(part, context.source, context.setting),
  nameOf: (item: Item) => string | undefined = ({ name }) => name,
): string {
  return splitAt(words, ',')
    .map((key) => {
      const item = key[0]?.kind === 'number' ? items[Number(key[0].image) - 1] : undefined;
      if (!item) return read(key);
      const rest = key
        .slice(1)
        .map(({ lower }) => lower)
        .join(' ');
      return `${quoteName(nameOf(item) ?? item.name ?? item.text)}${rest ? ` ${rest}` : ''}`;
    })
    .join(', ');
}

import { columnOf, quoteName, quoteString, rewriteExpression, valueOf } from './expression.ts';
import type { Setting } from './language.ts';
import { closerOf, indexOf, splitAt, type Word } from './words.ts';

/** Rewrites the words of a capture; undefined where they are not of its kind, so that the pattern does not fit. */
type Rewrite = (words: readonly Word[], context: Context) => string | undefined;

/** What captures are rewritten with. */
export interface Context {
  readonly setting: Setting;
  readonly source: (start: number, end: number) => string;
}

const expression: Rewrite = (words, { source, setting }) => rewriteExpression(words, source, setting) || undefined;
const isName = ({ kind }: Word): boolean => kind === 'name' || kind === 'quoted';

/** Splits at commas, and between two operands that nothing joins: `count avg(x) as y`. */
function itemsOf(words: readonly Word[]): (readonly Word[])[] {
  return splitAt(words, ',').flatMap((part) => {
    const items: Word[][] = [[]];
    for (let i = 0; i < part.length; i++) {
      const word = part[i]!;
      const before = part[i - 1];
      const joins =
        before === undefined ||
        before.lower === 'as' ||
        word.lower === 'as' ||
        word.image === '(' ||
        !/[\w")\]']$/.test(before.image) ||
        !/^[\w"']/.test(word.image);
      if (!joins) items.push([]);
      const close = word.image === '(' ? closerOf(part, i) : i;
      items.at(-1)!.push(...part.slice(i, close + 1));
      i = close;
    }
    return part.length === 0 ? [[]] : items.filter((item) => item.length > 0); // nothing after a comma is a mistake of its own
  });
}

/** A name: one word, or several with dots and dashes between them that touch. */
function nameOf(words: readonly Word[], { setting, source }: Context): string | undefined {
  const [first] = words;
  const last = words.at(-1);
  if (!first || !last) return undefined;
  if (words.length === 1)
    return isName(first) ? columnOf(valueOf(first), setting) : first.kind === 'string' ? quoteName(valueOf(first)) : undefined;
  const text = source(first.start, last.end);
  if (text.startsWith('`') && text.endsWith('`')) return columnOf(text.slice(1, -1), setting);
  if (first.image === '@') return columnOf(text, setting);
  return /^[A-Za-z_][\w.]*$/.test(text) ? text : undefined;
}

const named = (items: readonly (readonly Word[])[], context: Context): string | undefined => {
  const names = items.map((item) => nameOf(item, context));
  return names.length > 0 && names.every((name) => name !== undefined) ? names.join(', ') : undefined;
};

/** `count() as n`, `count as n`, `n = count()`, `count(x) n`: an aggregate with its name. */
function aggregate(item: readonly Word[], context: Context): string | undefined {
  const { setting, source } = context;
  const as = indexOf(item, 'as');
  if (as > 0) {
    const name = nameOf(item.slice(as + 1), context);
    const value = aggregate(item.slice(0, as), context);
    return name && value && `${name} = ${value.replace(/^\w+_? = /, '')}`;
  }
  if (item[1]?.image === '=' && item.length > 3) {
    const value = aggregate(item.slice(2), context);
    return value && `${nameOf(item.slice(0, 1), context)} = ${value.replace(/^\w+_? = /, '')}`;
  }
  const where = indexOf(item, 'where');
  if (where > 0) {
    const value = aggregate(item.slice(0, where), context);
    return value && `${value} filter (where ${rewriteExpression(item.slice(where + 1), source, setting)})`;
  }
  const [first, second] = item;
  if (!first) return undefined;
  if (item.length === 1) return /^(count|c)$/.test(first.lower) ? 'count = count(1)' : undefined;
  if (second?.image !== '(') return undefined;
  const close = closerOf(item, 1);
  const after = item.slice(close + 1);
  // LogsQL: `count() if (level:error) errors`, `count() n`
  if (setting.language === 'LogsQL' && after.length > 0) {
    const condition = after[0]!.lower === 'if' ? closerOf(after, 1) : -1;
    const name = nameOf(after.slice(condition + 1), context);
    const value = rewriteExpression(item.slice(0, close + 1), source, setting);
    const filter = condition > 0 ? ` filter (where ${logsFilter(after.slice(2, condition), context) ?? 'true'})` : '';
    return name === undefined && after.length > condition + 1 ? undefined : `${name ? `${name} = ` : ''}${counted(value)}${filter}`;
  }
  const value = counted(rewriteExpression(item, source, setting));
  const only = close === item.length - 1;
  // KQL names what has no name: `count_`, `avg_latency`.
  if (setting.language === 'KQL' && only) {
    const inner = item.slice(2, close);
    return inner.length === 0
      ? `${first.lower}_ = ${value}`
      : inner.length === 1 && isName(inner[0]!)
        ? `${first.lower}_${inner[0]!.image} = ${value}`
        : value;
  }
  return value;
}

const counted = (text: string): string => text.replace(/^(count)\(\s*\)/i, 'count(1)').replace(/^c\((.+)\)$/i, 'count($1)');

/** `level:error` in a filter of LogsQL; other conditions are expressions. */
export function logsFilter(words: readonly Word[], context: Context): string | undefined {
  const { setting, source } = context;
  const or = splitAt(words, 'or');
  if (or.length > 1) return joinFilters(or, ' or ', context);
  const and = splitAt(words, 'and');
  if (and.length > 1) return joinFilters(and, ' and ', context);
  const [first, second, third] = words;
  if (!first) return undefined;
  if (first.image === '!' || first.lower === 'not') {
    const inner = logsFilter(words.slice(1), context);
    return inner && `not (${inner})`;
  }
  if (first.image === '(' && closerOf(words, 0) === words.length - 1) {
    const inner = logsFilter(words.slice(1, -1), context);
    return inner && `(${inner})`;
  }
  if (second?.image !== ':' || !third) {
    const isWord = words.length === 1 && (isName(first) || first.kind === 'string');
    return isWord ? `${quoteName(setting.world.text)} has ${quoteString(valueOf(first))}` : rewriteExpression(words, source, setting);
  }
  if (first.lower === '_stream') return undefined;
  const column = columnOf(valueOf(first), setting);
  const value = words.slice(2);
  const rest = value.slice(1);
  const literal = (part: readonly Word[]): string =>
    part.length === 1 && (part[0]!.kind === 'number' || part[0]!.kind === 'duration')
      ? part[0]!.image
      : quoteString(part.map(valueOf).join(''));
  if (/^(<|>|<=|>=)$/.test(third.image)) return `${column} ${third.image} ${literal(rest)}`;
  if (third.image === '=') return `${column} = ${literal(rest)}`;
  if (third.image === '!=') return `${column} <> ${literal(rest)}`;
  if (third.image === '=~' || third.image === '~') return `${column} matches ${quoteString(rest.map(valueOf).join(''))}`;
  if (third.image === '!') return `not (${logsFilter([first, second, ...rest], context) ?? 'true'})`;
  if (third.lower === 'in' && value[1]?.image === '(') {
    const list = splitAt(value.slice(2, closerOf(value, 1)), ',').map(literal);
    return `${column} in (${list.join(', ')})`;
  }
  if (third.lower === 'range') {
    const [low, high] = splitAt(value.slice(2, -1), ',').map(literal);
    return `${column} between ${low} and ${high}`;
  }
  if (third.image === '*') return `${column} is not null`;
  if (value.length === 2 && rest[0]!.image === '*') return `${column} like ${quoteString(`${valueOf(third)}%`)}`;
  return third.kind === 'number' ? `${column} = ${literal(value)}` : `${column} has ${literal(value)}`;
}

/** The terms of a search stage of Splunk: `status>=500 host=web* error NOT x`; terms beside each other must all match. */
function searchTerms(words: readonly Word[], context: Context): string | undefined {
  const { setting, source } = context;
  let out = '';
  let joined = true;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (/^(and|or)$/.test(word.lower) || word.image === ')') {
      out += word.image === ')' ? ')' : ` ${word.lower} `;
      joined = word.image !== ')';
      continue;
    }
    if (!joined) out += ' and ';
    joined = false;
    if (word.lower === 'not' || word.image === '(') {
      out += word.image === '(' ? '(' : 'not ';
      joined = true;
    } else if (/^(=|!=|<|>|<=|>=)$/.test(words[i + 1]?.image ?? '') && words[i + 2]) {
      let last = i + 2;
      while (words[last + 1] && words[last]!.end === words[last + 1]!.start && words[last + 1]!.image !== ')') last++;
      const value = words[i + 2]!;
      const text = last > i + 2 ? source(value.start, words[last]!.end) : valueOf(value);
      const column = columnOf(valueOf(word), setting);
      const operator = words[i + 1]!.image;
      if (text.includes('*')) out += `${column} ${operator === '!=' ? 'not ' : ''}like ${quoteString(text.replaceAll('*', '%'))}`;
      else out += `${column} ${operator} ${value.kind === 'number' && last === i + 2 ? text : quoteString(text)}`;
      i = last;
    } else out += `${quoteName(setting.world.text)} ${word.kind === 'quoted' ? 'contains' : 'has'} ${quoteString(valueOf(word))}`;
  }
  return out || undefined;
}

function joinFilters(parts: readonly (readonly Word[])[], operator: string, context: Context): string | undefined {
  const filters = parts.map((part) => logsFilter(part, context));
  return filters.every((filter) => filter !== undefined) ? filters.join(operator) : undefined;
}

/** A group: `bin(ts, 1m)` keeps the name of its column, `x = …` its own, `_time:5m` bins the time. */
function group(item: readonly Word[], context: Context): string | undefined {
  const { setting, source } = context;
  if (item[1]?.image === ':' && item[2]?.kind === 'duration')
    return `${nameOf(item.slice(0, 1), context)} = bin(${quoteName(setting.world.time)}, ${item[2].image})`;
  if (item[1]?.image === '=' && item.length > 2)
    return `${nameOf(item.slice(0, 1), context)} = ${rewriteExpression(item.slice(2), source, setting)}`;
  const name = nameOf(item, context);
  if (name) return name;
  const text = rewriteExpression(item, source, setting);
  const binned = /^bin\(\s*("[^"]+"|\w+)\s*,/.exec(text);
  return binned ? `${binned[1]} = ${text}` : text || undefined;
}

/** A sort key in any notation: `-x`, `x desc`, `x descending`, `desc(x)`; `descending`: what no direction means. */
const sortKeys =
  (descending: boolean): Rewrite =>
  (words, context) => {
    const keys = (context.setting.language === 'Splunk' ? signedItems(words) : splitAt(words, ',')).map((item) => {
      const [first] = item;
      const signed = first?.image === '-' || first?.image === '+';
      const keyWords = signed ? item.slice(1) : item;
      const nulls = indexOf(keyWords, 'nulls');
      const key = nulls > 0 ? keyWords.slice(0, nulls) : keyWords;
      const ends = /^(asc|desc|ascending|descending)$/.test(key.at(-1)?.lower ?? '') && key.length > 1;
      const value = ends ? key.slice(0, -1) : key;
      const given = ends ? key.at(-1)!.lower : undefined;
      const falls = signed ? first!.image === '-' : given ? given.startsWith('d') : descending;
      const wrapped = /^(num|str|ip|auto|desc|asc)$/.test(value[0]?.lower ?? '') && value[1]?.image === '(';
      const inner = wrapped ? value.slice(2, -1) : value;
      const text = nameOf(inner, context) ?? rewriteExpression(inner, context.source, context.setting);
      if (!text) return undefined;
      const rest = nulls > 0 ? ` nulls ${keyWords.at(-1)!.lower}` : '';
      return `${text}${falls || (wrapped && value[0]!.lower === 'desc') ? ' desc' : ''}${rest}`;
    });
    return keys.length > 0 && keys.every((key) => key !== undefined) ? keys.join(', ') : undefined;
  };

/** Splunk's keys: a sign begins another one. */
function signedItems(words: readonly Word[]): (readonly Word[])[] {
  return splitAt(words, ',').flatMap((part) => {
    const items: Word[][] = [];
    for (const word of part) {
      const before = items.at(-1)?.at(-1);
      const goes =
        before !== undefined &&
        (before.image === '-' ||
          before.image === '+' ||
          !/^[\w"+-]/.test(word.image) ||
          word.lower === 'desc' ||
          word.lower === 'd' ||
          !/[\w"]$/.test(before.image));
      if (goes) items.at(-1)!.push(word);
      else items.push([word]);
    }
    return items;
  });
}

/** `a as b, c as d`: `b = a, d = c`; ES|QL also has `b = a`. */
const renames: Rewrite = (words, context) => {
  const items = itemsOf(words).map((item) => {
    const as = indexOf(item, 'as');
    const equals = indexOf(item, '=');
    const [from, to] =
      as > 0 ? [item.slice(0, as), item.slice(as + 1)] : equals > 0 ? [item.slice(equals + 1), item.slice(0, equals)] : [[], []];
    const [old, fresh] = [nameOf(from, context), nameOf(to, context)];
    return old && fresh && `${fresh} = ${old}`;
  });
  return items.length > 0 && items.every(Boolean) ? items.join(', ') : undefined;
};

const all =
  (
    item: (words: readonly Word[], context: Context) => string | undefined,
    split: (words: readonly Word[]) => (readonly Word[])[],
  ): Rewrite =>
  (words, context) => {
    const parts = split(words).map((part) => item(part, context));
    return parts.length > 0 && parts.every((part) => part !== undefined) ? parts.join(', ') : undefined;
  };

const commas = (words: readonly Word[]): (readonly Word[])[] =>
  splitAt(words, ',').map((part) => (part[0]?.image === '(' && closerOf(part, 0) === part.length - 1 ? part.slice(1, -1) : part));

/** `x = value` in each item; those without a name are not assignments. */
const assignment = (item: readonly Word[], context: Context): string | undefined => {
  const equals = indexOf(item, '=');
  if (equals < 1) return undefined;
  const name = nameOf(item.slice(0, equals), context);
  return name && `${name} = ${rewriteExpression(item.slice(equals + 1), context.source, context.setting)}`;
};

/** `x as y` is `y = x`; a name stays. */
function projection(item: readonly Word[], context: Context): string | undefined {
  const as = indexOf(item, 'as');
  const value = rewriteExpression(as > 0 ? item.slice(0, as) : item, context.source, context.setting);
  return as > 0 ? `${nameOf(item.slice(as + 1), context)} = ${value}` : value;
}

/** What each kind of capture accepts, and how it is written here. */
export const captureKinds: Readonly<Record<string, Rewrite>> = {
  expression,
  filter: (words, context) => logsFilter(words, context),
  number: (words) => (words.length === 1 && words[0]!.kind === 'number' ? words[0]!.image : undefined),
  duration: (words) =>
    words.length === 1 && words[0]!.kind === 'duration'
      ? words[0]!.image
      : words.length === 1 && words[0]!.kind === 'number'
        ? `${words[0]!.image}s`
        : undefined,
  value: (words) => (words.length === 1 ? (words[0]!.kind === 'number' ? words[0]!.image : quoteString(valueOf(words[0]!))) : undefined),
  string: (words) =>
    words.length === 1 && (words[0]!.kind === 'quoted' || words[0]!.kind === 'string') ? quoteString(valueOf(words[0]!)) : undefined,
  text: (words, { source }) => (words.length === 1 ? valueOf(words[0]!) : source(words[0]!.start, words.at(-1)!.end)),
  word: (words) => (words.length === 1 && words[0]!.kind === 'name' ? words[0]!.lower : undefined),
  name: nameOf,
  table: (words) => (words.length === 1 && words[0]!.kind === 'name' ? words[0]!.image : undefined),
  names: (words, context) => named(itemsOf(words), context),
  aggregates: (words, context) =>
    all(aggregate, context.setting.language === 'Splunk' || context.setting.language === 'KQL' ? itemsOf : commas)(words, context),
  terms: searchTerms,
  aggregate,
  groups: all(group, commas),
  spacedGroups: all(group, itemsOf),
  keys: sortKeys(false),
  fallingKeys: sortKeys(true),
  assignments: all(assignment, commas),
  renames,
  projections: all(projection, commas),
  any: (words, { source }) => source(words[0]!.start, words.at(-1)!.end),
};

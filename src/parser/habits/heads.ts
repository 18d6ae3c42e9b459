import { type Context, logsFilter } from './captures.ts';
import { columnOf, quoteName, quoteString, rewriteExpression, valueOf } from './expression.ts';
import { tableSource } from './language.ts';
import { rewriteMetric, selectorConditions } from './logql.ts';
import { luceneSearch } from './lucene.ts';
import { rewriteSelect } from './select.ts';
import { closerOf, indexOf, type Word } from './words.ts';

/** What a query begins with in another language: how it is recognized, and what to write instead. */
export interface HeadHabit {
  readonly language: Context['setting']['language'];
  readonly fits: (words: readonly Word[], context: Context) => boolean;
  /** The source and stages; undefined where the head cannot be rewritten. */
  readonly write: (words: readonly Word[], context: Context) => string | undefined;
  /** Whether the head may be meant as a search, so that it is only a hint where nothing is wrong with it. */
  readonly whenBroken?: true;
}

const isTable = ({ image }: Word, { setting: { world } }: Context): boolean =>
  world.tables.some((table) => table.toLowerCase() === image.toLowerCase());
const pipe = (source: string, conditions: readonly string[]): string =>
  conditions.length === 0 ? source : `${source} | where ${conditions.join(' and ')}`;

/** Keys of Splunk that say which events to read, and have no column here. */
const splunkKeys: ReadonlySet<string> = new Set(['index', 'sourcetype', 'source', 'earliest', 'latest']);

/** A search of Splunk: `index=web status=500 user="a b" "a phrase" NOT c`. */
function splunkSearch(words: readonly Word[], context: Context): string | undefined {
  const { setting, source } = context;
  const terms: string[] = [];
  const conditions: string[] = [];
  for (let i = words[0]?.lower === 'search' ? 1 : 0; i < words.length; i++) {
    const word = words[i]!;
    const operator = words[i + 1];
    if (operator && /^(=|!=|<|>|<=|>=)$/.test(operator.image) && words[i + 2]) {
      let last = i + 2;
      while (words[last + 1] && words[last]!.end === words[last + 1]!.start && words[last + 1]!.image !== ')') last++;
      const value = source(words[i + 2]!.start, words[last]!.end);
      const key = columnOf(valueOf(word), setting);
      if (word.lower === 'earliest' || word.lower === 'latest') {
        const ago = /^-(\d+)([smhdw])/.exec(value);
        if (ago) conditions.push(`${quoteName(setting.world.time)} ${word.lower === 'earliest' ? '>=' : '<'} now() - ${ago[1]}${ago[2]}`);
      } else if (!splunkKeys.has(word.lower) || setting.world.columns.includes(word.image)) {
        const match = operator.image === '=' || operator.image === '!=';
        terms.push(match ? `${operator.image === '!=' ? 'not ' : ''}${key}:${value}` : `${key} ${operator.image} ${value}`);
      }
      i = last;
    } else
      terms.push(
        /^(and|or|not)$/.test(word.lower)
          ? word.lower
          : word.image === '(' || word.image === ')'
            ? word.image
            : source(word.start, word.end),
      );
  }
  return pipe(terms.every((term) => term === '*') ? '*' : terms.join(' ').replaceAll('( ', '(').replaceAll(' )', ')'), conditions);
}

/** A filter of LogsQL: `_time:5m level:error "a phrase" !debug`; terms beside each other must all match. */
function logsQuery(words: readonly Word[], context: Context): string | undefined {
  const time = quoteName(context.setting.world.time);
  const parts: string[] = [];
  let joined = true;
  const add = (text: string): void => {
    parts.push(joined ? text : `and ${text}`);
    joined = false;
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word.lower === 'and' || word.lower === 'or') {
      parts.push(word.lower);
      joined = true;
      continue;
    }
    let last = i;
    if (word.image === '!' || word.lower === 'not') last++;
    if (words[last]?.image === '(') last = closerOf(words, last);
    while (words[last + 1] && words[last]!.end === words[last + 1]!.start)
      last = /^[([{]$/.test(words[last + 1]!.image) ? Math.min(words.length - 1, closerOf(words, last + 1)) : last + 1;
    const term = words.slice(i, last + 1);
    i = last;
    if (word.image === '*' && term.length === 1) continue;
    if (word.lower === '_time' && words.length > 1) {
      const [duration] = term.slice(2);
      if (duration?.kind === 'duration') add(`${time} >= now() - ${duration.image}`);
      else if (duration?.image === '>=')
        add(`${time} >= timestamp ${quoteString(context.source(term[3]!.start, term.at(-1)!.end).replace('T', ' ').replace(/Z$/, ''))}`);
      else return undefined;
    } else if (word.image === '{' || word.lower === '_stream') {
      const conditions = selectorConditions(term.slice(term.findIndex(({ image }) => image === '{')), context);
      if (!conditions) return undefined;
      if (conditions.length > 0) add(conditions.join(' and '));
    } else {
      const filter = logsFilter(term, context);
      if (filter === undefined) return undefined;
      add(filter);
    }
  }
  return pipe('*', parts.length === 0 ? [] : [parts.join(' ')]);
}

/** The words without the star that stands for all rows, after which the pipe may be missing. */
const afterStar = (words: readonly Word[]): readonly Word[] => (words[0]?.image === '*' ? words.slice(1) : words);

const textOf = (words: readonly Word[], { source }: Context): string => source(words[0]!.start, words.at(-1)!.end);

const commandsBefore = /^(where|extend|stats|project|make-series|summarize|eval)$/;

/** The beginnings of queries in other languages, the most certain ones first. */
export const headHabits: readonly HeadHabit[] = [
  {
    language: 'SQL',
    fits: ([first], { source }) =>
      first?.lower === 'select' || /^with\s+\w+\s+as\s*\(/i.test(source(first?.start ?? 0, (first?.start ?? 0) + 200)),
    write: rewriteSelect,
  },
  {
    language: 'LogQL',
    fits: (words) => words[0]?.image === '{',
    write: rewriteMetric,
  },
  {
    language: 'ES|QL',
    // In small letters it may be a word to search for.
    fits: ([first, second], context) =>
      second !== undefined && first?.lower === 'from' && (first.image === 'FROM' || isTable(second, context)),
    write(words, context) {
      const metadata = indexOf(words, 'metadata');
      const tables = words.slice(1, metadata < 0 ? undefined : metadata).filter(({ image }) => image !== ',');
      return tableSource(tables.map(({ image }) => image).join('') || '*', context);
    },
  },
  {
    language: 'Lucene',
    fits: (words, context) => luceneSearch(textOf(words, context), context) !== undefined,
    write: (words, context) => luceneSearch(textOf(words, context), context),
  },
  {
    language: 'LogsQL',
    fits: (words) =>
      words.some(
        ({ lower, image }, i) =>
          (lower === '_time' || lower === '_stream' || lower === '_msg') && words[i + 1]?.image === ':' && image !== '',
      ),
    write: logsQuery,
  },
  {
    language: 'LogsQL',
    fits: (words) =>
      words.some(
        ({ image, end, start }, i) =>
          (image === ':' && /^(=|~|>|<|>=|<=|=~|!)$/.test(words[i + 1]?.image ?? '')) ||
          (image === '!' && words[i + 1]?.start === end && (words[i - 1]?.end ?? -1) < start),
      ),
    write: logsQuery,
  },
  {
    language: 'LogsQL',
    whenBroken: true,
    fits: (words) =>
      words[0]?.image === '{' || words.some(({ image }, i) => image === ':' && /^(in|range)$/.test(words[i + 1]?.lower ?? '')),
    write: logsQuery,
  },
  {
    language: 'KQL',
    fits: (words, context) => words.length === 1 && isTable(words[0]!, context),
    write: ([first], context) => tableSource(first!.image, context),
  },
  { language: 'Splunk', fits: (words) => words[0]?.lower === 'search' && words.length > 1, write: splunkSearch },
  {
    language: 'Splunk',
    whenBroken: true,
    fits: (words) => words.some((_, i) => words[i + 1]?.image === '=' || words[i + 1]?.image === '!='),
    write: splunkSearch,
  },
  {
    language: 'KQL',
    fits: (words) =>
      commandsBefore.test(afterStar(words)[0]?.lower ?? '') &&
      words.some(
        ({ image, lower }) => /^[=<>!]/.test(image) || lower === 'by' || (words[0]!.image === '*' && /^(like|in|is|between)$/.test(lower)),
      ),
    write(words, { source, setting }) {
      const [command, ...rest] = afterStar(words);
      return `* | ${source(command!.start, rest[0]?.start ?? command!.end)}${rewriteExpression(rest, source, setting)}`;
    },
  },
];

import type { Context } from './captures.ts';
import { quoteName, quoteString, valueOf } from './expression.ts';
import type { Language } from './language.ts';
import type { Captures } from './pattern.ts';
import { regexpOf } from './text-patterns.ts';

/** The values of the captures as they are written here, and their words. */
export interface Matched {
  readonly value: (name: string) => string | undefined;
  readonly captures: Captures;
  readonly context: Context;
}

/** A stage of another language: the pattern that it has there, and the stages that mean the same here. */
export interface CommandHabit {
  readonly language: Language;
  readonly pattern: string;
  readonly write: string | ((matched: Matched) => string | undefined);
}

const of = (language: Language, ...entries: readonly (readonly [pattern: string, write: CommandHabit['write']])[]): CommandHabit[] =>
  entries.map(([pattern, write]) => ({ language, pattern, write }));

/** `extend a = f(a), b = f(b)` for a list of names. */
const each =
  (write: (name: string, matched: Matched) => string) =>
  (matched: Matched): string | undefined =>
    matched.value('names') &&
    `extend ${matched
      .value('names')!
      .split(', ')
      .map((name) => `${name.includes('"') ? name : name.split('.').at(-1)} = ${write(name, matched)}`)
      .join(', ')}`;

/** Aggregates as window calls: `n = count(1)` becomes `n = count(1) over (partition by g)`. */
const windows =
  (frame: string) =>
  ({ value }: Matched): string | undefined => {
    const keys = value('keys');
    const over = `over (${[keys && `partition by ${keys}`, frame].filter(Boolean).join(' ')})`;
    const items = value('outputs')
      ?.split(/, (?=\w+ = |\w+\()/)
      .map((item) => `${/^\w+ = /.test(item) ? item : `${item.replace(/\W+/g, '_').replace(/_$/, '')} = ${item}`} ${over}`);
    return items && `extend ${items.join(', ')}`;
  };

/** `parse-regexp` of a column, by default the text of the line. */
const parse =
  (notation: Parameters<typeof regexpOf>[0]) =>
  ({ value, captures, context }: Matched): string | undefined => {
    const pattern = regexpOf(notation, captures.get('pattern')!.words);
    return pattern && `parse-regexp ${value('column') ?? quoteName(context.setting.world.text)}, ${pattern}`;
  };

/** A stage that needs the column of the text, or of the time. */
const onText =
  (write: (column: string) => string) =>
  ({ context }: Matched): string =>
    write(quoteName(context.setting.world.text));
const onTime =
  (write: (column: string, matched: Matched) => string) =>
  (matched: Matched): string =>
    write(quoteName(matched.context.setting.world.time), matched);

const timechart = onTime((time, { value }) => {
  const keys = value('keys');
  return `stats ${value('outputs')} by ${time} = bin(${time}, ${value('span') ?? '1m'})${keys ? `, ${keys}` : ''} | sort ${time}`;
});

/** Rows of each group, kept by their number. */
const firstRows = (count: string, keys: string): string =>
  `extend row_of_group = row_number() over (partition by ${keys}) | where row_of_group <= ${count} | project-away row_of_group`;

const spath = ({ value, context }: Matched): string => {
  const path = value('path')!;
  const column = value('column') ?? quoteName(context.setting.world.text);
  return `extend ${value('name') ?? path.replace(/\W/g, '_')} = json_extract_scalar(${column}, ${quoteString(`$.${path.replaceAll('{}', '[*]')}`)})`;
};

/** An aggregate with the name `n`. */
const namedN = (aggregate: string): string => `n = ${aggregate.replace(/^\w+ = /, '')}`;
const lastName = (column: string): string => (column.includes('"') ? column : column.split('.').at(-1)!);

/** The best groups, and the best of another column in each. */
const topNested = ({ value }: Matched): string | undefined => {
  const [key, inner, output] = [value('key')!, value('inner')!, value('output')!];
  // Only counts and sums of the inner groups add up to those of the outer ones.
  if (output !== value('other') || !/^\w+ = (?:count|sum)\(/.test(output)) return undefined;
  const group = lastName(key);
  return (
    `stats ${namedN(output)} by ${key}, ${inner} | extend total = sum(n) over (partition by ${group}) ` +
    `| extend place = dense_rank() over (order by total desc, ${group}) | where place <= ${value('count')} | top ${value('most')} by n by ${group} | sort place, n desc`
  );
};

/** Events of the same keys with pauses of at most so long between them, one row per session. */
const transaction = onTime((time, { value }) => {
  const keys = value('keys')!;
  const names = keys.split(', ').map(lastName).join(', ');
  return (
    `sort ${time} | extend gap = ${time} - lag(${time}) over (partition by ${keys} order by ${time}) ` +
    `| extend session = sum(if(gap > duration_seconds('${value('pause')}'), 1, 0)) over (partition by ${keys} order by ${time} rows unbounded preceding) ` +
    `| stats begin = min(${time}), duration = max(${time}) - min(${time}), eventcount = count(1) by ${keys}, session | project ${names}, begin, duration, eventcount`
  );
});

/**
 * The commands of other languages. `<name:kind>` takes words (the kinds are in captures.ts), brackets are optional; in what is written, `[[ … ]]` is left out
 * with the capture inside it. Where two languages share a word, the language of the rest of the query decides, then the order.
 */
export const commandHabits: readonly CommandHabit[] = [
  ...of(
    'KQL',
    ['summarize by <keys:groups>', 'distinct {keys}'],
    ['summarize <outputs:aggregates> [by <keys:groups>]', 'stats {outputs}[[ by {keys}]]'],
    ['summarize arg_max ( <key:expression> , * ) by <keys:groups>', 'stats arg_max({key}, *) by {keys}'],
    ['order by <keys:fallingKeys>', 'sort {keys}'],
    ['sort by <keys:fallingKeys>', 'sort {keys}'],
    ['take <count:number>', 'limit {count}'],
    ['count', 'stats count = count(1)'],
    ['project-keep <names:names>', 'project {names}'],
    ['project-reorder <names:names>', 'project {names}'],
    ['distinct *', 'distinct'],
    [
      'mv-expand <names:names>',
      ({ value }) =>
        `unnest ${value('names')!
          .split(', ')
          .map((name) => (/^\w+\./.test(name) ? `${name} as ${name.replace(/\W/g, '_')}` : name))
          .join(', ')}`,
    ],
    ['mv-apply <name:name> = <column:name> on ( where <condition:expression> )', 'unnest {column} as {name} | where {condition}'],
    ['mv-apply <column:name> on ( where <condition:expression> )', 'unnest {column} | where {condition}'],
    [
      'top-nested <count:number> of <key:name> by <output:aggregate> , top - nested <most:number> of <inner:name> by <other:aggregate>',
      topNested,
    ],
    [
      'top-nested <count:number> of <key:name> by <output:aggregate>',
      ({ value }) => `stats ${namedN(value('output')!)} by ${value('key')} | top ${value('count')} by n`,
    ],
    ['mvexpand <names:names>', 'unnest {names}'],
    ['mv-expand <name:name> = <column:name>', 'unnest {column} as {name}'],
    ['mv-expand <column:name> to typeof ( <type:any> )', 'unnest {column}'],
    ['parse <column:name> with <pattern:any>', parse('parse')],
    ['parse kind = regex <column:name> with <pattern:string>', parse('regexp')],
    ['filter <condition:expression>', 'where {condition}'],
    [
      'make-series <outputs:aggregates> [default = <fill:number>] on <time:name> from <from:expression> to <to:expression> step <step:duration> [by <keys:names>]',
      "make-series {outputs}[[ default = '{fill}']] on {time} from {from} to {to} step '{step}'[[ by {keys}]]",
    ],
    ['search <word:string>', ({ value, context }) => `where ${quoteName(context.setting.world.text)} has ${value('word')}`],
    ['sample <count:number>', 'sample -n={count}'],
    ['sample-distinct <count:number> of <name:name>', 'distinct {name} | limit {count}'],
    ['top-hitters <count:number> of <name:name>', 'stats n = count(1) by {name} | top {count} by n'],
    ['serialize [<names:assignments>]', ({ value }) => (value('names') ? `extend ${value('names')}` : '')],
    ['join kind = leftouter ( <table:table> ) on <key:name>', 'join kind=left ${table} on {key}'],
    ['join kind = leftouter <table:table> on <key:name>', 'join kind=left ${table} on {key}'],
    ['join [kind = <kind:word>] ( <table:table> ) on <key:name>', 'join kind={kind|inner} ${table} on {key}'],
    ['join [kind = <kind:word>] <table:table> on <key:name>', 'join kind={kind|inner} ${table} on {key}'],
    ['lookup [kind = <kind:word>] ( <table:table> ) on <key:name>', 'lookup ${table} on {key}'],
    ['lookup [kind = <kind:word>] <table:table> on <key:name>', 'lookup ${table} on {key}'],
    ['render timechart', 'render visualize=linechart'],
    ['render <chart:word>', 'render visualize={chart}'],
    ['as <name:name>', ''],
    ['evaluate bag_unpack ( <column:name> )', 'parse-json {column}'],
    ['evaluate pivot ( <column:name> )', 'pivot count(1) on {column}'],
    ['evaluate pivot ( <column:name> , <output:expression> , <keys:names> )', 'pivot {output} on {column} by {keys}'],
    ['evaluate pivot ( <column:name> , <output:expression> )', 'pivot {output} on {column}'],
    ['getschema', 'limit 0'],
    ['project-rename <renames:renames>', 'project-rename {renames}'],
  ),
  ...of(
    'Splunk',
    ['stats <outputs:aggregates> [by <keys:spacedGroups>]', 'stats {outputs}[[ by {keys}]]'],
    [
      'stats <call:word> <column:name> [by <keys:spacedGroups>]',
      ({ value, context }) => {
        const keys = value('keys');
        return context.setting.world.isAggregate(value('call')!)
          ? `stats ${value('call')}(${value('column')})${keys ? ` by ${keys}` : ''}`
          : undefined;
      },
    ],
    ['chart <outputs:aggregates> over <row:name> by <keys:spacedGroups>', 'stats {outputs} by {row}, {keys}'],
    ['chart <outputs:aggregates> [over <row:name>]', 'stats {outputs}[[ by {row}]]'],
    ['chart <outputs:aggregates> by <keys:spacedGroups>', 'stats {outputs} by {keys}'],
    ['timechart span = <span:duration> <outputs:aggregates> [by <keys:spacedGroups>]', timechart],
    ['timechart <outputs:aggregates> [by <keys:spacedGroups>]', timechart],
    ['eventstats <outputs:aggregates> [by <keys:spacedGroups>]', windows('')],
    [
      'streamstats [window = <count:number>] <outputs:aggregates> [by <keys:spacedGroups>]',
      (matched) => {
        const count = matched.value('count');
        return windows(`rows between ${count ? Number(count) - 1 : 'unbounded'} preceding and current row`)(matched);
      },
    ],
    ['eval <items:assignments>', ({ value }) => `extend ${value('items')}`],
    ['search <condition:terms>', 'where {condition}'],
    ['rex [field = <column:name>] <pattern:string>', parse('regexp')],
    ['rex <pattern:string> [field = <column:name>]', parse('regexp')],
    ['regex <column:name> = <pattern:string>', 'where {column} matches {pattern}'],
    ['fields - <names:names>', 'project-away {names}'],
    ['fields + <names:names>', 'project {names}'],
    ['fields <names:names>', 'project {names}'],
    ['table <names:names>', 'project {names}'],
    ['project <names:names>', 'project {names}'],
    ['distinct <names:names>', 'distinct {names}'],
    ['project-away <names:names>', 'project-away {names}'],
    ['rename <renames:renames>', 'project-rename {renames}'],
    [
      'sort <count:number> <keys:keys>',
      ({ value }) => (value('count') === '0' ? `sort ${value('keys')}` : `sort ${value('keys')} | limit ${value('count')}`),
    ],
    ['sort <keys:keys>', 'sort {keys}'],
    ['head [<count:number>]', 'limit {count|10}'],
    ['head limit = <count:number>', 'limit {count}'],
    ['tail [<count:number>]', onTime((time, { value }) => `top ${value('count') ?? '10'} by ${time}`)],
    ['reverse', onTime((time) => `sort ${time} desc`)],
    ['dedup <count:number> <names:names>', ({ value }) => firstRows(value('count')!, value('names')!)],
    ['dedup <names:names> sortby <keys:keys>', 'sort {keys} | dedup {names}'],
    ['dedup <names:names>', 'dedup {names}'],
    ['top limit = <count:number> <names:names>', 'stats count = count(1) by {names} | top {count} by count'],
    ['top <count:number> <names:names>', 'stats count = count(1) by {names} | top {count} by count'],
    ['top <names:names>', 'stats count = count(1) by {names} | top 10 by count'],
    ['rare [limit = <count:number>] <names:names>', 'stats count = count(1) by {names} | top {count|10} by count asc'],
    ['mvexpand <names:names>', 'unnest {names}'],
    ['makemv delim = <separator:string> <names:names>', each((name, { value }) => `split(${name}, ${value('separator')})`)],
    ['transaction <keys:names> maxpause = <pause:duration>', transaction],
    ['fillnull value = <value:value> <names:names>', each((name, { value }) => `coalesce(${name}, ${value('value')})`)],
    ['fillnull <names:names>', each((name) => `coalesce(${name}, 0)`)],
    [
      'bin <column:name> span = <span:duration> [as <name:name>]',
      ({ value }) => `extend ${value('name') ?? value('column')} = bin(${value('column')}, ${value('span')})`,
    ],
    ['bin span = <span:duration> <column:name>', 'extend {column} = bin({column}, {span})'],
    ['bucket <column:name> span = <span:duration>', 'extend {column} = bin({column}, {span})'],
    ['spath [input = <column:name>] path = <path:text> output = <name:name>', spath],
    ['spath [input = <column:name>] [output = <name:name>] path = <path:text>', spath],
    ['spath [input = <column:name>]', ({ value, context }) => `parse-json ${value('column') ?? quoteName(context.setting.world.text)}`],
    ['extract', onText((text) => `parse-kv ${text}`)],
    ['kv', onText((text) => `parse-kv ${text}`)],
    ['lookup <table:table> <key:name> [output <names:names>]', 'lookup ${table} on {key}'],
    ['join type = outer <key:name> <table:table>', 'join kind=left ${table} on {key}'],
    ['join [type = <kind:word>] <key:name> <table:table>', 'join kind={kind|inner} ${table} on {key}'],
    ['append <table:table>', 'union ${table}'],
    ['iplocation <column:name>', 'extend country = ip_to_country({column})'],
    ['cluster field = <column:name>', 'log-patterns {column}'],
    ['cluster', onText((text) => `log-patterns ${text}`)],
    ['addinfo', ''],
    [
      'transaction <names:names>',
      onTime((time, { value }) => `stats begin = min(${time}), events = count(1), end_time = max(${time}) by ${value('names')}`),
    ],
  ),
  ...of(
    'LogQL',
    ['json', onText((text) => `parse-json ${text}`)],
    ['logfmt', onText((text) => `parse-kv ${text}`)],
    ['pattern <pattern:string>', parse('angles')],
    ['regexp <pattern:string>', parse('regexp')],
    ['label_format <items:assignments>', 'extend {items}'],
    ['unwrap <column:name>', 'where {column} is not null'],
    ['keep <names:names>', 'project {names}'],
    ['drop <names:names>', 'project-away {names}'],
    ['decolorize', onText((text) => `extend ${text} = regexp_replace(${text}, '\\x1b\\[[0-9;]*m', '')`)],
    [
      'line_format <pattern:string>',
      ({ captures, context }) => lineFormat(captures.get('pattern')!.words.map(valueOf).join(''), quoteName(context.setting.world.text)),
    ],
  ),
  ...of(
    'LogsQL',
    ['stats by ( <keys:spacedGroups> ) <outputs:aggregates>', 'stats {outputs} by {keys}'],
    ['stats <outputs:aggregates> by ( <keys:spacedGroups> )', 'stats {outputs} by {keys}'],
    ['stats <outputs:aggregates>', 'stats {outputs}'],
    ['sort by ( <keys:keys> ) [limit <count:number>]', 'sort {keys}[[ | limit {count}]]'],
    ['order by ( <keys:keys> )', 'sort {keys}'],
    [
      'sort by ( <keys:keys> ) desc [limit <count:number>]',
      ({ value }) => `sort ${value('keys')!.replaceAll(',', ' desc,')} desc${value('count') ? ` | limit ${value('count')}` : ''}`,
    ],
    ['filter <condition:filter>', 'where {condition}'],
    ['where <condition:filter>', 'where {condition}'],
    ['uniq by ( <names:names> )', 'distinct {names}'],
    ['uniq <names:names>', 'distinct {names}'],
    ['top <count:number> by ( <names:names> )', 'stats hits = count(1) by {names} | top {count} by hits'],
    ['first <count:number> by ( <keys:keys> )', 'sort {keys} | limit {count}'],
    ['last <count:number> by ( <keys:keys> )', 'top {count} by {keys}'],
    ['offset <count:number>', 'limit {count}, 1000000'],
    ['skip <count:number>', 'limit {count}, 1000000'],
    ['extract <pattern:string> [from <column:name>]', parse('angles')],
    ['extract_regexp <pattern:string> [from <column:name>]', parse('regexp')],
    ['unpack_json [from <column:name>]', ({ value, context }) => `parse-json ${value('column') ?? quoteName(context.setting.world.text)}`],
    ['unpack_logfmt [from <column:name>]', ({ value, context }) => `parse-kv ${value('column') ?? quoteName(context.setting.world.text)}`],
    ['copy <column:name> as <name:name>', 'extend {name} = {column}'],
    ['delete <names:names>', 'project-away {names}'],
    ['rm <names:names>', 'project-away {names}'],
    ['mv <renames:renames>', 'project-rename {renames}'],
    ['math <value:expression> as <name:name>', 'extend {name} = {value}'],
    ['len ( <column:name> ) as <name:name>', 'extend {name} = length({column})'],
    ['replace ( <old:string> , <new:string> ) at <column:name>', 'extend {column} = replace({column}, {old}, {new})'],
    ['replace_regexp ( <old:string> , <new:string> ) at <column:name>', 'extend {column} = regexp_replace({column}, {old}, {new})'],
    ['field_values <name:name>', 'stats hits = count(1) by {name}'],
    [
      'format <pattern:string> as <name:name>',
      ({ captures, value }) => format(captures.get('pattern')!.words.map(valueOf).join(''), /<(\w+)>/g, value('name')!),
    ],
    ['unroll by ( <names:names> )', 'unnest {names}'],
  ),
  ...of(
    'ES|QL',
    ['keep <names:names>', 'project {names}'],
    ['drop <names:names>', 'project-away {names}'],
    ['eval <items:assignments>', 'extend {items}'],
    ['rename <renames:renames>', 'project-rename {renames}'],
    ['stats <outputs:aggregates> [by <keys:groups>]', 'stats {outputs}[[ by {keys}]]'],
    ['inlinestats <outputs:aggregates> [by <keys:groups>]', windows('')],
    ['inline stats <outputs:aggregates> [by <keys:groups>]', windows('')],
    ['dissect <column:name> <pattern:string>', parse('dissect')],
    ['grok <column:name> <pattern:string>', parse('grok')],
    ['mv_expand <names:names>', 'unnest {names}'],
    ['lookup join <table:table> on <key:name>', 'lookup ${table} on {key}'],
    ['enrich <table:table> on <key:name> [with <names:names>]', 'lookup ${table} on {key}'],
    ['sample <ratio:number>', 'sample -ratio={ratio}'],
    ['sort <keys:keys>', 'sort {keys}'],
  ),
  ...of(
    'SQL',
    ['select * from <table:table>', ''],
    ['select <items:projections>', 'project {items}'],
    ['group by <keys:groups>', 'stats count = count(1) by {keys}'],
    ['having <condition:expression>', 'where {condition}'],
    ['stats <outputs:aggregates> [by <keys:groups>] having <condition:expression>', 'stats {outputs}[[ by {keys}]] | where {condition}'],
    ['project *', ''],
    ['order by <keys:keys>', 'sort {keys}'],
    ['where <condition:expression> order by <keys:keys> [limit <count:number>]', 'where {condition} | sort {keys}[[ | limit {count}]]'],
    ['where <condition:expression> limit <count:number>', 'where {condition} | limit {count}'],
    ['where <condition:expression> group by <keys:groups>', 'where {condition} | stats count = count(1) by {keys}'],
    ['limit <count:number> offset <start:number>', 'limit {start}, {count}'],
    ['limit all', ''],
    ['stats <outputs:aggregates> group by <keys:groups>', 'stats {outputs} by {keys}'],
  ),
];

/** `{{.a}} took {{.b}}` as a concatenation. */
function lineFormat(text: string, column: string): string | undefined {
  return format(text, /\{\{\s*\.(\w+)\s*\}\}/g, column);
}

function format(text: string, field: RegExp, column: string): string | undefined {
  const parts: string[] = [];
  let at = 0;
  for (const match of text.matchAll(field)) {
    if (match.index > at) parts.push(quoteString(text.slice(at, match.index)));
    parts.push(`cast(${quoteName(match[1]!)} as varchar)`);
    at = match.index + match[0].length;
  }
  if (at === 0) return undefined;
  if (at < text.length) parts.push(quoteString(text.slice(at)));
  return `extend ${column} = ${parts.length === 1 ? parts[0] : `concat(${parts.join(', ')})`}`;
}

import { type Context, captureKinds } from './captures.ts';
import { columnOf, quoteName, quoteString, rewriteExpression, valueOf } from './expression.ts';
import { closerOf, indexOf, splitAt, type Word } from './words.ts';

/** `{app="api", env!="dev", host=~"web.*"}` as conditions; undefined if it is not a selector. */
export function selectorConditions(words: readonly Word[], { setting }: Context): readonly string[] | undefined {
  if (words[0]?.image !== '{') return undefined;
  const inside = words.slice(1, closerOf(words, 0));
  const conditions: string[] = [];
  for (const matcher of inside.length === 0 ? [] : splitAt(inside, ',')) {
    const [label, operator, value] = matcher;
    if (!label || !operator || !value || matcher.length !== 3) return undefined;
    const column = columnOf(label.image, setting);
    const text = valueOf(value);
    const pattern = quoteString(`^(?:${text})$`);
    const condition = {
      '=': `${column} = ${quoteString(text)}`,
      '!=': `${column} <> ${quoteString(text)}`,
      '=~': `${column} matches ${pattern}`,
      '!~': `${column} not matches ${pattern}`,
    }[operator.image];
    if (condition === undefined) return undefined;
    conditions.push(condition);
  }
  return conditions;
}

/** The operator of a line filter at a word, and the number of words that it takes. */
function filterAt(
  words: readonly Word[],
  at: number,
  afterPipe: boolean,
): { readonly operator: string; readonly length: number } | undefined {
  const { image = '' } = words[at] ?? {};
  const next = words[at + 1]?.image;
  if (image === '|' && (next === '=' || next === '~')) return { operator: next, length: 2 };
  if (image === '|' && next === '=~') return { operator: '~', length: 2 };
  if (image === '!=' || image === '!~') return { operator: image, length: 1 };
  if (image === '!' && next === '~') return { operator: '!~', length: 2 };
  return afterPipe && (image === '=' || image === '~') ? { operator: image, length: 1 } : undefined;
}

/** The line filters of a stage, which begins after its pipe: `= "x" != "y" |~ "z"`; undefined if it is another stage. */
export function lineFilters(words: readonly Word[], context: Context): string | undefined {
  const conditions = filterConditions(words, context, true);
  return conditions && conditions.length > 0 ? `where ${conditions.join(' and ')}` : undefined;
}

function filterConditions(words: readonly Word[], { setting }: Context, afterPipe: boolean): readonly string[] | undefined {
  const text = quoteName(setting.world.text);
  const conditions: string[] = [];
  for (let i = 0; i < words.length; ) {
    const filter = filterAt(words, i, afterPipe && i === 0);
    let value = filter && words[i + filter.length];
    let last = i + (filter?.length ?? 0);
    if (value?.image === '`') {
      const close = words.findIndex((word, k) => k > last && word.image === '`');
      if (close < 0) return undefined;
      value = {
        ...value,
        kind: 'string',
        image: quoteString(
          words
            .slice(last + 1, close)
            .map(({ image }) => image)
            .join(''),
        ),
      };
      last = close;
    }
    if (!filter || !value || (value.kind !== 'quoted' && value.kind !== 'string')) return undefined;
    const pattern = quoteString(valueOf(value));
    conditions.push(
      {
        '=': `${text} contains ${pattern}`,
        '!=': `${text} not contains ${pattern}`,
        '~': `${text} matches ${pattern}`,
        '!~': `${text} not matches ${pattern}`,
      }[filter.operator]!,
    );
    i = last + 1;
  }
  return conditions;
}

/** What functions over a range are per cell: `n` is the number of seconds of the cell. */
const overRange: Readonly<Record<string, (column: string, seconds: number, share: string) => string>> = {
  rate: (column, seconds) => (column ? `sum(${column}) / ${seconds}.0` : `count(1) / ${seconds}.0`),
  count_over_time: () => 'count(1)',
  bytes_over_time: (text) => `sum(length(${text}))`,
  bytes_rate: (text, seconds) => `sum(length(${text})) / ${seconds}.0`,
  sum_over_time: (column) => `sum(${column})`,
  avg_over_time: (column) => `avg(${column})`,
  min_over_time: (column) => `min(${column})`,
  max_over_time: (column) => `max(${column})`,
  stddev_over_time: (column) => `stddev(${column})`,
  quantile_over_time: (column, _, share) => `approx_percentile(${column}, ${share})`,
  first_over_time: (column) => `arbitrary(${column})`,
};

const perUnit: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
const secondsOf = (duration: string): number =>
  [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * perUnit[unit!]!, 0);

/**
 * A selector with its filters, or a metric query: `sum by (host) (rate({app="api"} |= "x" [5m]))` becomes an aggregate per cell of the time.
 */
export function rewriteMetric(words: readonly Word[], context: Context): string | undefined {
  if (words[0]?.image === '{') {
    const close = closerOf(words, 0);
    const conditions = selectorConditions(words, context);
    const filters = filterConditions(words.slice(close + 1), context, false);
    if (!conditions || !filters) return undefined;
    const all = [...conditions, ...filters];
    return all.length === 0 ? '*' : `* | where ${all.join(' and ')}`;
  }
  return metric(words, context);
}

function metric(words: readonly Word[], context: Context): string | undefined {
  if (words[0]?.image === '(' && closerOf(words, 0) === words.length - 1) return metric(words.slice(1, -1), context);
  // A comparison after the metric: `… > 10`.
  const compare = words.findIndex(({ image }, i) => /^(<|>|<=|>=|==|!=)$/.test(image) && i > 0 && depthAt(words, i) === 0);
  if (compare > 0) {
    const inner = metric(words.slice(0, compare), context);
    return (
      inner &&
      `${inner} | where value ${words[compare]!.image} ${rewriteExpression(words.slice(compare + 1), context.source, context.setting)}`
    );
  }
  const computed = arithmetic(words, context);
  if (computed) return computed;
  let keys: string | undefined;
  let at = 1;
  const readKeys = (): void => {
    if (words[at]?.lower !== 'by' || words[at + 1]?.image !== '(') return;
    const close = closerOf(words, at + 1);
    keys = captureKinds.names!(words.slice(at + 2, close), context);
    at = close + 1;
  };
  const [first] = words;
  if (!first || first.kind !== 'name') return undefined;
  readKeys();
  if (words[at]?.image !== '(') return undefined;
  const close = closerOf(words, at);
  const inside = words.slice(at + 1, close);
  at = close + 1;
  readKeys();
  if (at < words.length) return undefined;
  const range = Object.hasOwn(overRange, first.lower) ? overRange[first.lower]! : undefined;
  if (range) return ranged(range, inside, keys, context);
  if (first.lower === 'topk' || first.lower === 'bottomk') {
    const [count, ...rest] = splitAt(inside, ',');
    const inner = metric(joinBack(rest, inside), context);
    return inner && count?.[0] && `${inner} | top ${count[0].image} by value${first.lower === 'topk' ? '' : ' asc'}`;
  }
  if (!/^(sum|avg|min|max|count)$/.test(first.lower)) return undefined;
  const [call, open] = inside;
  const inner = call && Object.hasOwn(overRange, call.lower) && open?.image === '(' ? overRange[call.lower] : undefined;
  if (inner && /^(sum|max|min|avg)$/.test(first.lower)) return ranged(inner, inside.slice(2, closerOf(inside, 1)), keys, context);
  const nested = metric(inside, context);
  return nested && `${nested} | stats value = ${first.lower}(value)${keys ? ` by ${keys}` : ''}`;
}

/** Metrics and numbers combined by `+ - * / %`: the value of each cell, or of the cells that both metrics have. */
function arithmetic(words: readonly Word[], context: Context): string | undefined {
  for (const operators of [/^[+-]$/, /^[*/%]$/]) {
    const at = words.findLastIndex(({ image }, i) => i > 0 && operators.test(image) && depthAt(words, i) === 0);
    if (at < 0) continue;
    const [left, right] = [words.slice(0, at), words.slice(at + 1)];
    const operator = words[at]!.image;
    const numberOf = (side: readonly Word[]): string | undefined =>
      side.length === 1 && side[0]!.kind === 'number' ? side[0]!.image : undefined;
    const [a, b] = [numberOf(left), numberOf(right)];
    const [one, other] = [a ?? metric(left, context), b ?? metric(right, context)];
    if (one === undefined || other === undefined || (a !== undefined && b !== undefined)) return undefined;
    // Numbers of LogQL are never cut.
    const value = (name: string): string => (operator === '/' ? `${name} * 1.0` : name);
    if (b !== undefined) return `${one} | extend value = ${value('value')} ${operator} ${b}`;
    if (a !== undefined) return `${other} | extend value = ${value(a)} ${operator} value`;
    const keys = keysOf(one);
    if (!keys || keys !== keysOf(other)) return undefined;
    const joined = `${one} | join kind = inner (${other} | project-rename other = value) on ${keys}`;
    return `${joined} | extend value = ${value('value')} ${operator} other | project-away other`;
  }
  return undefined;
}

/** The names of the keys of the last `stats` of a metric. */
function keysOf(pipeline: string): string | undefined {
  const last = pipeline.split(' | ').findLast((stage) => stage.startsWith('stats '));
  const by = last && / by (.*)$/.exec(last)?.[1];
  return by
    ?.split(/, (?![^(]*\))/)
    .map((key) => key.split(' = ', 1)[0])
    .join(', ');
}

/** The words of what followed the first comma. */
function joinBack(rest: readonly (readonly Word[])[], inside: readonly Word[]): readonly Word[] {
  const begin = rest[0]?.[0];
  return begin ? inside.slice(inside.indexOf(begin)) : [];
}

function depthAt(words: readonly Word[], at: number): number {
  let depth = 0;
  for (let i = 0; i < at; i++) depth += /^[([{]$/.test(words[i]!.image) ? 1 : /^[)\]}]$/.test(words[i]!.image) ? -1 : 0;
  return depth;
}

/** A function over a range: the pipeline inside it, and the aggregate per cell. */
function ranged(
  aggregate: (column: string, seconds: number, share: string) => string,
  inside: readonly Word[],
  keys: string | undefined,
  context: Context,
): string | undefined {
  const { setting, source } = context;
  let share = '0.5';
  let words = inside;
  if (words[0]?.kind === 'number' && words[1]?.image === ',') {
    share = words[0].image;
    words = words.slice(2);
  }
  const bracket = words.findIndex(({ image }) => image === '[');
  const duration = words[bracket + 1];
  if (bracket < 0 || duration?.kind !== 'duration') return undefined;
  const close = closerOf(words, bracket);
  const before = [...words.slice(0, bracket), ...words.slice(close + 1)];
  const unwrap = indexOf(before, 'unwrap');
  const column = unwrap < 0 ? '' : columnOf(before[unwrap + 1]?.image ?? '', setting);
  const selector = closerOf(before, 0);
  const head = selectorConditions(before, context);
  if (!head) return undefined;
  const stages: string[] = [];
  const conditions = [...head];
  // What follows the selector is split at pipes: line filters, parsers, and filters of labels.
  const rest = before.slice(selector + 1, unwrap < 0 ? undefined : unwrap - 1);
  for (const part of splitStages(rest)) {
    const filters = filterConditions(part, context, false);
    if (filters && filters.length > 0) conditions.push(...filters);
    else if (part.length === 0) continue;
    else {
      const stage = part[0]!.image === '|' ? part.slice(1) : part;
      const [word] = stage;
      const text = quoteName(setting.world.text);
      if (word?.lower === 'json' && stage.length === 1) stages.push(`parse-json ${text}`);
      else if (word?.lower === 'logfmt' && stage.length === 1) stages.push(`parse-kv ${text}`);
      else if (stage.length > 0) stages.push(`where ${rewriteExpression(stage, source, setting)}`);
    }
  }
  const time = quoteName(setting.world.time);
  const where = conditions.length > 0 ? [`where ${conditions.join(' and ')}`] : [];
  const value = aggregate(
    column || (/bytes/.test(aggregate('', 1, '')) ? quoteName(setting.world.text) : ''),
    secondsOf(duration.image),
    share,
  );
  const by = `by ${time} = bin(${time}, ${duration.image})${keys ? `, ${keys}` : ''}`;
  return ['*', ...where, ...stages, `stats value = ${value.replace('length()', `length(${quoteName(setting.world.text)})`)} ${by}`].join(
    ' | ',
  );
}

/** Splits at pipes that begin a stage; those of line filters stay. */
function splitStages(words: readonly Word[]): (readonly Word[])[] {
  const parts: Word[][] = [];
  for (const [i, word] of words.entries()) {
    const filter = word.image === '|' ? /^(=|~|=~)$/.test(words[i + 1]?.image ?? '') : word.image === '!=' || word.image === '!~';
    const afterStage = parts.at(-1)?.[0]?.image === '|' && !/^(=|~|=~)$/.test(parts.at(-1)?.[1]?.image ?? '');
    if (parts.length === 0 || word.image === '|' || (filter && !afterStage)) parts.push([word]);
    else parts.at(-1)!.push(word);
  }
  return parts;
}

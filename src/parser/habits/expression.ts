import { rewriteCall } from './functions.ts';
import type { Setting } from './language.ts';
import { closerOf, splitAt, type Word } from './words.ts';

/** Names of time columns in other languages, which are the time column here unless a column has that name. */
const timeNames: ReadonlySet<string> = new Set(['_time', '@timestamp', 'timegenerated', 'timestamp', '_timestamp']);
const textNames: ReadonlySet<string> = new Set(['_msg', '_raw', '__line__']);

/** Operators that are words or signs elsewhere. */
const operators: Readonly<Record<string, string>> = {
  rlike: 'matches',
  regexp: 'matches',
  has_cs: 'has',
  contains_cs: 'contains',
  startswith_cs: 'startswith',
};
/** `!contains` and such. */
const negated: ReadonlySet<string> = new Set(['in', 'contains', 'has', 'startswith', 'endswith', 'contains_cs', 'has_cs', 'startswith_cs']);
const units: Readonly<Record<string, string>> = {
  second: 's', seconds: 's', sec: 's', minute: 'm', minutes: 'm', min: 'm', hour: 'h', hours: 'h', hr: 'h', day: 'd', days: 'd', week: 'w', weeks: 'w', millisecond: 'ms', milliseconds: 'ms',
}; // biome-ignore format: one table
const types: Readonly<Record<string, string>> = {
  int: 'bigint', integer: 'bigint', long: 'bigint', string: 'varchar', text: 'varchar', keyword: 'varchar', float: 'double', number: 'double', numeric: 'double', datetime: 'timestamp', bool: 'boolean', ip: 'varchar',
}; // biome-ignore format: one table

/** A string literal of a value. */
export const quoteString = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** A name, in double quotes where it needs them. */
export const quoteName = (name: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

/** The value of a word in quotes of either kind; others as they are. */
export function valueOf({ kind, image }: Word): string {
  if (kind === 'quoted') return image.slice(1, -1).replaceAll('""', '"').replaceAll('\\"', '"').replaceAll('\\\\', '\\');
  return kind === 'string' ? image.slice(1, -1).replaceAll("''", "'") : image;
}

/** The column that a foreign name stands for. */
export function columnOf(name: string, { world }: Setting): string {
  if (world.columns.includes(name)) return quoteName(name);
  const lower = name.toLowerCase();
  if (timeNames.has(lower) && world.columns.length > 0) return quoteName(world.time);
  if (textNames.has(lower) && world.columns.length > 0) return quoteName(world.text);
  return quoteName(name);
}

/** Whether double quotes enclose strings rather than names. */
const quotesStrings = ({ language }: Setting): boolean => language !== 'SQL';

/** The source of an expression of another language as it is written here; blanks are kept. */
export function rewriteExpression(words: readonly Word[], source: (start: number, end: number) => string, setting: Setting): string {
  let out = '';
  let end = words[0]?.start ?? 0;
  const emit = (word: Word, text: string, last: Word = word): void => {
    out += source(end, word.start) + text;
    end = last.end;
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const next = words[i + 1];
    const touches = (one: Word, other: Word | undefined): boolean => other !== undefined && one.end === other.start;
    if (word.kind === 'name' && next?.image === '(' && !isOperator(words, i)) {
      const { text, last } = callAt(words, i, source, setting);
      emit(word, around(words[i - 1], words[last + 1], text), words[Math.min(last, words.length - 1)]!);
      i = last;
    } else if (word.kind === 'name' && next?.image === '.' && setting.aliases?.has(word.lower) && words[i + 2]) {
      emit(word, columnOf(valueOf(words[i + 2]!), setting), words[i + 2]!);
      i += 2;
    } else if (word.image === '@' && touches(word, next) && (next?.kind === 'string' || next?.kind === 'quoted')) {
      emit(word, next.kind === 'string' ? next.image : quoteString(next.image.slice(1, -1).replaceAll('""', '"')), next);
      i++;
    } else if (word.image === '@' && touches(word, next) && next?.kind === 'name') {
      emit(word, columnOf(`@${next.image}`, setting), next);
      i++;
    } else if (word.image === '`') {
      const close = words.findIndex((other, k) => k > i && other.image === '`');
      if (close < 0) break;
      emit(word, columnOf(source(word.end, words[close]!.start), setting), words[close]!);
      i = close;
    } else if (word.image === '!' && next && negated.has(next.lower)) {
      emit(word, `not ${operators[next.lower] ?? next.lower}`, next);
      i++;
      if (words[i + 1]?.image === '~') end = words[++i]!.end;
    } else if (word.lower === 'matches' && next?.lower === 'regex') {
      emit(word, 'matches', next);
      i++;
    } else if (/^has_(any|all)$/.test(word.lower) && next?.image === '(') {
      const close = closerOf(words, i + 1);
      const start = operandStart(out);
      const tests = splitAt(words.slice(i + 2, close), ',').map(
        (item) => `${out.slice(start).trim()} has ${rewriteExpression(item, source, setting)}`,
      );
      out = `${out.slice(0, start)}(${tests.join(word.lower === 'has_any' ? ' or ' : ' and ')})`;
      end = (words[close] ?? words.at(-1)!).end;
      i = close;
    } else if (word.lower === 'in' && next?.image === '~') {
      emit(word, 'in', next);
      i++;
    } else if (word.image === ':' && next?.image === ':' && words[i + 2]) {
      const start = operandStart(out);
      const type = words[i + 2]!;
      out = `${out.slice(0, start)}cast(${out.slice(start)} as ${types[type.lower] ?? type.lower})`;
      end = type.end;
      i += 2;
    } else if (word.image === '->' && arrowKey(words, i)) {
      // `a->>'k'` and `a->'b'->>'k'`
      const last = arrowKey(words, i)!;
      const start = operandStart(out);
      const path = quoteString(`$${`["${valueOf(words[last]!).replace(/["\\]/g, '\\$&')}"]`}`);
      const name = words[i + 1]!.image === '>' ? 'json_extract_scalar' : 'json_extract';
      out = `${out.slice(0, start)}${name}(${out.slice(start)}, ${path})`;
      end = words[last]!.end;
      i = last;
    } else if (
      /^i?like$/.test(word.lower) &&
      (next?.image === '%' || (next?.kind === 'name' && touches(next, words[i + 2]) && words[i + 2]?.image === '%'))
    ) {
      // a pattern without quotes
      let last = i + 1;
      while (touches(words[last]!, words[last + 1])) last++;
      emit(word, `${word.image} ${quoteString(source(next.start, words[last]!.end))}`, words[last]);
      i = last;
    } else if (word.lower === 'between' && next?.image === '(') {
      const close = closerOf(words, i + 1);
      const [low, high] = halves(words.slice(i + 2, close));
      if (!high || !low) emit(word, word.image);
      else {
        emit(
          word,
          `between ${rewriteExpression(low, source, setting)} and ${rewriteExpression(high, source, setting)}`,
          words[close] ?? words.at(-1)!,
        );
        i = close;
      }
    } else if (word.kind === 'number' && next?.kind === 'name' && units[next.lower] && !touches(word, next)) {
      emit(word, word.image + units[next.lower]!, next);
      i++;
    } else if (word.lower === 'interval' && next?.kind === 'string' && /^'\d+ [a-z]+'$/i.test(next.image)) {
      const [count, unit] = valueOf(next).toLowerCase().split(' ');
      emit(word, `interval '${count}' ${unit!.replace(/s$/, '')}`, next);
      i++;
    } else if (word.lower === 'between' || word.kind === 'symbol') emit(word, word.image);
    else if (word.kind === 'quoted' && quotesStrings(setting))
      emit(word, quoteString(patternOf(words[i - 1]?.lower, valueOf(word), setting)));
    else if (word.kind === 'name') emit(word, wordHere(words, i, setting));
    else emit(word, word.image);
  }
  return out.trim();
}

/** Whether a word before a bracket is an operator and no function: `x like (…)`, `not (…)`. */
export function isOperator(words: readonly Word[], at: number): boolean {
  const { lower } = words[at]!;
  const before = words[at - 1];
  if (lower !== 'like') return /^(in|and|or|not|between|as|by|where|is|when|then|else|over|filter|has_any|has_all)$/.test(lower);
  return before !== undefined && /[\w"')\]]$/.test(before.image) && !/^(and|or|not|where|when)$/.test(before.lower);
}

/** A name or an operator as it is written here. */
function wordHere(words: readonly Word[], at: number, setting: Setting): string {
  const { lower, image } = words[at]!;
  const [before, after] = [words[at - 1], words[at + 1]];
  const operator = Object.hasOwn(operators, lower) && before !== undefined && before.image !== '-' && /[\w"')\]]$/.test(before.image);
  if (operator) return operators[lower]!;
  const isType = after?.kind === 'string' || before?.lower === 'as' || before?.image === '.';
  return !isType && (timeNames.has(lower) || textNames.has(lower)) ? columnOf(image, setting) : image;
}

/** A pattern of ES|QL: LIKE has `*` and `?`, and RLIKE matches the whole value. */
function patternOf(operator: string | undefined, text: string, { language }: Setting): string {
  if (language !== 'ES|QL') return text;
  if (operator === 'like') return text.replaceAll('*', '%').replaceAll('?', '_');
  return operator === 'rlike' ? `^(?:${text})$` : text;
}

/** `a .. b`, also where the dots were read as parts of the numbers. */
function halves(words: readonly Word[]): readonly (readonly Word[] | undefined)[] {
  const dots = words.findIndex((word, i) => word.image === '.' && words[i + 1]?.image === '.');
  if (dots >= 0) return [words.slice(0, dots), words.slice(dots + 2)];
  const at = words.findIndex(({ kind, image }, i) => kind === 'number' && image.endsWith('.') && words[i + 1]?.image.startsWith('.'));
  if (at < 0) return [];
  const cut = (word: Word, image: string): Word => ({ ...word, image });
  return [
    [...words.slice(0, at), cut(words[at]!, words[at]!.image.slice(0, -1))],
    [cut(words[at + 1]!, words[at + 1]!.image.slice(1)), ...words.slice(at + 2)],
  ];
}

/** Where the operand begins that ends a text: a name, a string, or a call. */
function operandStart(text: string): number {
  const match = /(?:[\w.]*\([^()]*\)|'[^']*'|"[^"]*"|[\w.]+)\s*$/.exec(text);
  return match?.index ?? text.length;
}

/** The call that begins at a word, rewritten, and the place of its last word. */
function callAt(
  words: readonly Word[],
  at: number,
  source: (start: number, end: number) => string,
  setting: Setting,
): { readonly text: string; readonly last: number } {
  const word = words[at]!;
  const close = closerOf(words, at + 1);
  const inside = words.slice(at + 2, close);
  const args = inside.length === 0 ? [] : splitAt(inside, ',').map((arg) => rewriteExpression(arg, source, setting));
  const end = words[close + 1]?.image === '(' ? closerOf(words, close + 1) : -1;
  // ClickHouse: quantile(0.9)(x)
  if (words[end] && word.lower.startsWith('quantile') && args.length === 1)
    return { text: `approx_percentile(${rewriteExpression(words.slice(close + 2, end), source, setting)}, ${args[0]})`, last: end };
  return { text: callOf(word, args, inside, source, setting), last: close };
}

function callOf(
  { image, lower }: Word,
  args: readonly string[],
  inside: readonly Word[],
  source: (start: number, end: number) => string,
  setting: Setting,
): string {
  const { world } = setting;
  const written = inside.length === 0 ? '' : args.join(', ');
  const seconds = /^\d[\w.]*$/.test(args[0] ?? '');
  if (lower === 'date_trunc' && args.length === 2 && seconds && /[a-z]$/.test(args[0]!)) return `bin(${args[1]}, ${args[0]})`;
  if (/^(percentile|perc|approx_percentile)$/.test(lower) && args.length === 2 && Number(args[1]) > 1 && Number(args[1]) <= 100)
    return `approx_percentile(${args[0]}, ${Number(args[1]) / 100})`;
  const percent = /^(?:p|perc|percentile)(\d{1,2})$/.exec(lower);
  if (percent && args.length === 1 && !world.isFunction(lower)) return `approx_percentile(${args[0]}, ${Number(percent[1]) / 100})`;
  if (lower === 'count' && /^eval\(/i.test(source(inside[0]?.start ?? 0, inside.at(-1)?.end ?? 0)))
    return `count_if(${args[0]!.slice(5, -1)})`;
  if (lower === 'datetime' || lower === 'timespan') {
    const raw = source(inside[0]?.start ?? 0, inside.at(-1)?.end ?? 0).replace(/^['"]|['"]$/g, '');
    return lower === 'datetime' ? `timestamp '${raw}'` : raw;
  }
  if (setting.language === 'ES|QL' && args.length === 2 && /^date_(format|parse)$/.test(lower) && inside[0]?.kind !== 'name')
    return `${lower === 'date_format' ? 'format' : 'parse'}_datetime(${args[1]}, ${args[0]})`;
  // A pattern, a group and a string in KQL; here a part of a time.
  if (lower === 'extract' && args.length >= 3) return `regexp_extract(${args[2]}, ${args[0]}, ${args[1]})`;
  if (lower === 'case' && args.length > 2) return caseOf(args);
  if (world.isFunction(lower)) return `${image}(${distinctOf(inside, written)})`;
  return rewriteCall(lower, args, quoteName(world.time)) ?? `${image}(${written})`;
}

/** `count(distinct x)` keeps its word. */
const distinctOf = (inside: readonly Word[], written: string): string => (inside.length === 1 && inside[0]!.image === '*' ? '*' : written);

/** `case(condition, value, …, otherwise)`: the condition `true()` is an else. */
function caseOf(args: readonly string[]): string {
  const branches: string[] = [];
  let i = 0;
  for (; i + 1 < args.length && !/^(true\(\)|true|1 ?={1,2} ?1)$/i.test(args[i]!); i += 2)
    branches.push(`when ${args[i]} then ${args[i + 1]}`);
  const otherwise = i + 1 < args.length ? args[i + 1] : args[i];
  return `case ${branches.join(' ')}${otherwise === undefined ? '' : ` else ${otherwise}`} end`;
}

/** A rewritten call, in parentheses where it became an operator beside others. */
function around(before: Word | undefined, after: Word | undefined, text: string): string {
  const isCall = /^[\w.]*\(.*\)$|^case .* end$|^[\w.]+$|^array\[.*\]$/s.test(text);
  const binds = (word: Word | undefined): boolean =>
    word !== undefined &&
    (/^[=<>!+\-*/%|.[]/.test(word.image) || ['in', 'is', 'like', 'between', 'contains', 'matches'].includes(word.lower));
  return isCall || !(binds(before) || binds(after)) ? text : `(${text})`;
}

/** The place of the key that an arrow of PostgreSQL leads to; undefined where it is one of a lambda. */
function arrowKey(words: readonly Word[], arrow: number): number | undefined {
  const at = arrow + (words[arrow + 1]?.image === '>' ? 2 : 1);
  return words[at]?.kind === 'string' ? at : undefined;
}

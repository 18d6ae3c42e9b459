import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { type Context, captureKinds } from './captures.ts';
import { type CommandHabit, commandHabits } from './commands.ts';
import { isOperator, rewriteExpression } from './expression.ts';
import { callFound, commentsOf, type Found, stageFound, trimmed } from './found.ts';
import type { Language } from './language.ts';
import { lineFilters } from './logql.ts';
import { fillTemplate, matchPattern } from './pattern.ts';
import { closerOf, type Piece, splitAt, type Word, wordsOf } from './words.ts';

/** What is known of the stage before it is rewritten. */
export interface Stage {
  readonly piece: Piece;
  /** Whether something in it is wrong. */
  readonly broken: boolean;
  /** Whether something before it is written in another language. */
  readonly foreign: boolean;
  /** Whether the query has a word or sign that only one language has. */
  readonly marked: boolean;
}

/** What a stage has from other languages. */
export function stageHabits(stage: Stage, context: Context, isCommand: (word: string) => boolean): Found[] {
  const { piece, broken, foreign } = stage;
  if (!(broken || foreign)) return otherMeaning(piece, context, isCommand);
  const comments = commentsOf(piece);
  const { source: text, start } = piece;
  const own = /--|\/\*/.exec(text.replace(/"[^"]*"|'[^']*'/g, (quoted) => '_'.repeat(quoted.length)))?.index ?? text.length;
  const source = text.slice(0, Math.min(own, (comments[0]?.span.start ?? piece.end) - start));
  // A comment in the middle would be lost.
  if (own < text.length && !/^--[^\n]*\s*$/.test(text.slice(own))) return comments;
  const words = wordsOf(source, start);
  return words.length === 0 ? comments : [...comments, ...rewritten(words, trimmed({ ...piece, source }), stage, context, isCommand)];
}

/** Stages that compile, and that another language has in the same words for something else. */
const otherMeanings: readonly {
  readonly language: Language;
  readonly words: RegExp;
  readonly here: string;
  readonly there: string;
  /** What to write where the meaning here is meant, from the first key and what follows it. */
  readonly stay: (key: string, others: string) => string;
}[] = [
  {
    language: 'Splunk',
    words: /^\s*sort\s+\d+\s*-/i,
    here: 'sorts by a difference and keeps every row',
    there: 'keeps the first rows in descending order',
    stay: (key, others) => `sort (${key})${others}`,
  },
  {
    language: 'LogsQL',
    words: /^\s*top\s+\d+\s+by\s*\(/i,
    here: 'keeps the rows with the largest values',
    there: 'counts how often each value occurs',
    stay: (keys) => `top ${keys.replace(/\(\s*/, '').replace(/\s*\)\s*$/, '')}`,
  },
];

function otherMeaning(piece: Piece, context: Context, isCommand: (word: string) => boolean): Found[] {
  const habit = otherMeanings.find(({ words }) => words.test(piece.source));
  if (!habit) return [];
  const words = wordsOf(piece.source, piece.start);
  const { word, count } = commandWord(words);
  const inner: Context = { ...context, setting: { ...context.setting, language: habit.language } };
  const match = commandOf(words, word, inner, isCommand(word), false);
  if (!match || words.length === count) return [];
  const span = trimmed(piece);
  const cut = habit.language === 'Splunk' ? (splitAt(words.slice(count), ',')[0]!.at(-1)?.end ?? span.end) : span.end;
  const stay = habit.stay(context.source(words[count]!.start, cut), context.source(cut, span.end));
  const help = `write: ${match.text}; or, if this is meant: ${stay}`;
  const parameters = { meaning: habit.here, language: habit.language, other: habit.there };
  return [{ span, text: match.text, certain: false, diagnostic: (fixes) => diagnose('other-meaning', span, parameters, { help, fixes }) }];
}

/** Commands whose foreign notation may as well be a mistake in ours, unless the query has something else of another language. */
const ambiguous: ReadonlySet<string> = new Set(['sample']);

function rewritten(words: readonly Word[], span: Span, stage: Stage, context: Context, isCommand: (word: string) => boolean): Found[] {
  const { piece, broken, foreign, marked } = stage;
  const { language } = context.setting;
  const lines = lineFilters(words, context);
  if (lines)
    return [stageFound('LogQL', undefined, { start: piece.start, end: span.end }, ` ${lines}`)].map((found) => ({
      ...found,
      certain: true,
    }));
  const { word } = commandWord(words);
  const own = isCommand(word);
  const match = own && !marked && !foreign && ambiguous.has(word) ? undefined : commandOf(words, word, context, own, broken);
  const inside = own ? expressionsOf(words, span, stage, context) : [];
  const withCalls = inside.reduceRight(
    (text, { span: place, text: call }) => text.slice(0, place.start - span.start) + call + text.slice(place.end - span.start),
    context.source(span.start, span.end),
  );
  if (match && !sameWords(match.text, withCalls)) {
    const { habit, text } = match;
    return [stageFound(habit.language, own ? undefined : word, text === '' ? { start: piece.start - 1, end: span.end } : span, text)];
  }
  if (own) return inside;
  // A condition without a command, as LogQL has it: `| status >= 500`.
  if (!/^(=|==|!=|<>|<|<=|>|>=|=~|!~|\.)$/.test(words[1]?.image ?? '')) return [];
  return [stageFound(language, word, span, `where ${rewriteExpression(words, context.source, context.setting)}`)];
}

/** Whether two texts are the same but for blanks and case. */
const sameWords = (a: string, b: string): boolean => a.replace(/\s+/g, '').toLowerCase() === b.replace(/\s+/g, '').toLowerCase();

/** The command, with the dashes that belong to it, and the number of words that it takes. */
function commandWord(words: readonly Word[]): { readonly word: string; readonly count: number } {
  const touch = (at: number): boolean => words[at]!.start === words[at - 1]!.end;
  let count = 1;
  while (words[count]?.image === '-' && words[count + 1]?.kind === 'name' && touch(count) && touch(count + 1)) count += 2;
  const word = words
    .slice(0, count)
    .map(({ lower }) => lower)
    .join('');
  return { word, count };
}

/** The habit that a stage follows, and what to write. */
function commandOf(
  words: readonly Word[],
  word: string,
  context: Context,
  own: boolean,
  broken: boolean,
): { readonly habit: CommandHabit; readonly text: string } | undefined {
  const { count } = commandWord(words);
  const command: Word = { ...words[0]!, image: word, lower: word, end: words[count - 1]!.end };
  const rest = words.slice(count);
  const { language } = context.setting;
  // LogsQL takes any condition for a filter, and a word behind an aggregate for its name: too much to guess it.
  const candidates = commandHabits.filter(
    (one) => one.pattern.split(' ', 1)[0] === word && (!own || one.language !== 'LogsQL' || language === 'LogsQL'),
  );
  for (const habit of [
    ...candidates.filter((one) => one.language === language),
    ...(own && !broken ? [] : candidates.filter((one) => one.language !== language)),
  ]) {
    const captures = matchPattern(habit.pattern, [command, ...rest]);
    if (!captures) continue;
    const inner: Context = { ...context, setting: { ...context.setting, language: habit.language } };
    const values = new Map<string, string>();
    let fits = true;
    for (const [name, { words: taken, as }] of captures) {
      const value = captureKinds[as]!(taken, inner);
      if (value === undefined) fits = false;
      else values.set(name, value);
    }
    if (!fits) continue;
    const text =
      typeof habit.write === 'string'
        ? fillTemplate(habit.write, values)
        : habit.write({ value: (name) => values.get(name), captures, context: inner });
    if (text !== undefined) return { habit, text };
  }
  return undefined;
}

/** Foreign calls and signs in a stage that is written as here. */
function expressionsOf(words: readonly Word[], span: Span, { foreign }: Stage, context: Context): Found[] {
  const { setting, source } = context;
  const { count } = commandWord(words);
  const calls: Found[] = [];
  for (let i = count; i < words.length; i++) {
    const word = words[i]!;
    if (word.kind !== 'name' || words[i + 1]?.image !== '(' || isOperator(words, i)) continue;
    const close = Math.min(closerOf(words, i + 1), words.length - 1);
    const place = { start: word.start, end: words[close]!.end };
    const text = rewriteExpression(words.slice(i, close + 1), source, setting);
    const known = setting.world.isFunction(word.lower);
    const same = text.toLowerCase().startsWith(`${word.lower}(`) && !(known && /percentile/.test(word.lower));
    if (same || sameWords(text, source(place.start, place.end))) continue; // what is inside may still be foreign
    const [before, after] = [words[i - 1], words[close + 1]];
    const isOperand = [before, after].some((other) => other !== undefined && /^[=<>!+\-*/%|.[]/.test(other.image));
    calls.push(
      callFound(setting.language, known ? undefined : word.image, place, isOperand && !/^\w+\(.*\)$/s.test(text) ? `(${text})` : text),
    );
    i = close;
  }
  const head = source(span.start, words[count]?.start ?? span.end);
  const all = head + rewriteExpression(words.slice(count), source, setting);
  const withCalls = calls.reduceRight(
    (text, { span: place, text: call }) => text.slice(0, place.start - span.start) + call + text.slice(place.end - span.start),
    source(span.start, span.end),
  );
  // Strings in double quotes alone are left to the binder, which knows the columns.
  const plain = (text: string): string => text.replaceAll('"', "'");
  if (sameWords(all, withCalls) || (!foreign && sameWords(plain(all), plain(withCalls)))) return calls;
  return [stageFound(setting.language, undefined, span, all)];
}

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { Context } from './captures.ts';
import { commentBefore, type Found, headFound, stageFound, trimmed } from './found.ts';
import { headHabits } from './heads.ts';
import { type Language, tableSource, type World } from './language.ts';
import { stageHabits } from './stages.ts';
import { closerOf, type Piece, piecesOf, wordsOf } from './words.ts';

/** A part of a query in another language, with the fix that rewrites it, and whether it is certain. */
export interface Habit {
  readonly certain: boolean;
  readonly diagnostic: Diagnostic;
}

/** Words and signs that only one language has, for stages that several languages spell alike. */
const marks: readonly (readonly [Language, RegExp])[] = [
  [
    'LogsQL',
    /_time:|_stream:|_msg:|\b(stats|sort|order|uniq|top \d+) by *\(|\bunpack_|\bcount_uniq\(|\bcount\(\)\s+if\b|\w:(?:[<>=~]|in\()|\|\s*filter\s+\w+:/i,
  ],
  ['LogQL', /\{\s*\w+\s*(=|!=|=~|!~)\s*"|\|=|\|~|\bline_format\b|\blabel_format\b|\bunwrap\b/i],
  ['ES|QL', /^\s*from\b|\|\s*(keep|mv_expand|dissect|grok|inlinestats|inline stats|lookup join|enrich)\b/i],
  [
    'Splunk',
    /\bindex\s*=|\|\s*(rex|timechart|table|fillnull|mvexpand|eventstats|streamstats|spath|dedup|chart|rare|head)\b|\bcount\(eval\(|\|\s*stats\s+count\b(?!\s*[(=])|\|\s*stats\b[^|]*\)\s+as\s|\|\s*eval\b/i,
  ],
  ['SQL', /^\s*select\b|\bgroup\s+by\b|\bhaving\b|\boffset\s+\d|\bwhere\b[^|]*\border\s+by\b/i],
  [
    'KQL',
    /\|\s*(summarize|mv-expand|take|project-keep|project-reorder|serialize)\b|\b(ago|dcount|countif|iff|tostring)\(|\b(order|sort) by\b/i,
  ],
];

/**
 * Finds what a query has from other languages, rewritten: one diagnostic for each stage, head or call. `wrong` tells whether something was found to be wrong in a
 * span; what is right stays as it is.
 */
export function findHabits(
  query: string,
  world: World,
  wrong: (span: Span) => boolean,
  isCommand: (word: string) => boolean,
): readonly Habit[] {
  const marked = marks.find(([, mark]) => mark.test(query))?.[0];
  const language = marked ?? 'KQL';
  const found: Found[] = [];
  const context: Context = { setting: { world, language }, source: (start, end) => query.slice(start, end) };
  const defined: string[] = [];
  for (const pieces of piecesOf(query)) {
    const before = found.length;
    const whole = wholeStatement(pieces, context, wrong);
    if (whole) {
      found.push(whole);
      continue;
    }
    const definition = definitionOf(pieces[0]!, context);
    if (definition) {
      found.push(definition.found);
      defined.push(definition.name);
    }
    for (const [i, piece] of pieces.entries()) {
      const foreign = found.length > before;
      if (i === 0 && definition) continue;
      if (i === 0 && defined.includes(piece.source.trim())) {
        const span = trimmed(piece);
        found.push(headFound('KQL', span, `$${context.source(span.start, span.end)}`, wrong(span)));
      } else if (i === 0) found.push(...headOf(piece, pieces.length, context, wrong));
      else {
        const stage = (one: Piece): Found[] =>
          stageHabits(
            { piece: one, broken: wrong({ start: one.start - 1, end: one.end }), foreign, marked: marked !== undefined },
            context,
            isCommand,
          );
        const nested = pipelinesIn(piece).flatMap((inner) =>
          inner.flatMap((one, k) => (k === 0 ? headOf(one, inner.length, context, wrong) : stage(one))),
        );
        found.push(...(nested.length > 0 ? [...joinKindOf(piece), ...nested] : stage(piece)));
      }
    }
  }
  return found.map(({ span, text, certain, diagnostic }) => ({
    certain,
    diagnostic: diagnostic([{ title: `write ${text.trim()}`, span, text }]),
  }));
}

/** The pipelines in parentheses of a stage: `join (logs | …) on host`. */
function pipelinesIn({ source, start }: Piece): readonly (readonly Piece[])[] {
  const words = wordsOf(source, start);
  const found: (readonly Piece[])[] = [];
  for (let i = 0; i < words.length; i++) {
    if (words[i]!.image !== '(') continue;
    const close = words[closerOf(words, i)];
    if (!close || close.image !== ')') continue;
    const from = words[i]!.end;
    const [pieces] = piecesOf(source.slice(from - start, close.start - start));
    if (!pieces || pieces.length < 2) continue;
    found.push(pieces.map((piece) => ({ ...piece, start: piece.start + from, end: piece.end + from })));
    i = closerOf(words, i);
  }
  return found;
}

const joinKinds: Readonly<Record<string, string>> = {
  leftouter: 'left', rightouter: 'right', fullouter: 'full', innerunique: 'inner', leftsemi: 'semi', leftanti: 'anti', anti: 'anti', leftantisemi: 'anti',
}; // biome-ignore format: one table

/** The kind of a join of KQL, as it is called here. */
function joinKindOf({ source, start }: Piece): Found[] {
  const [head, kind] = /^\s*join\s+kind\s*=\s*(\w+)/i.exec(source) ?? [];
  const here = kind === undefined ? undefined : joinKinds[kind.toLowerCase()];
  if (head === undefined || kind === undefined || here === undefined || here === kind) return [];
  const end = start + head.length;
  return [{ ...stageFound('KQL', undefined, { start: end - kind.length, end }, here), certain: true }];
}

/** `let x = table | …` defines a dataset. */
function definitionOf(piece: Piece, context: Context): { readonly name: string; readonly found: Found } | undefined {
  const [, name, source] = /^\s*let\s+(\w+)\s*=\s*(\$?\w+|\*)\s*$/i.exec(piece.source) ?? [];
  if (name === undefined || source === undefined) return undefined;
  const { tables } = context.setting.world;
  if (/^\w/.test(source) && !tables.some((table) => table.toLowerCase() === source.toLowerCase())) return undefined;
  const text = `.let ${name} = ${/^\w/.test(source) ? tableSource(source, context) : source}`;
  return { name, found: headFound('KQL', trimmed(piece), text, true) };
}

/** A statement that is rewritten as a whole: SELECT, which may contain pipes, and metric queries of LogQL. */
function wholeStatement(pieces: readonly Piece[], context: Context, wrong: (span: Span) => boolean): Found | undefined {
  const start = pieces[0]!.start;
  const end = pieces.at(-1)!.end;
  const source = context.source(start, end);
  const language = /^\s*(select\b|with\s+\w+\s+as\s*\()/i.test(source)
    ? 'SQL'
    : /^[^|"]*\(\s*(?:[\d.]+\s*,\s*)?\{|^\s*\w+\s*(by|without)\s*\([^)]*\)\s*\(/i.test(source)
      ? 'LogQL'
      : undefined;
  const habit = headHabits.find((head) => head.language === language);
  if (!language || !habit) return undefined;
  const inner: Context = { ...context, setting: { ...context.setting, language } };
  const text = habit.write(wordsOf(source, start), inner);
  const span = trimmed({ source, start, end });
  return text === undefined ? undefined : headFound(language, span, text, wrong(span));
}

function headOf(piece: Piece, pieces: number, context: Context, wrong: (span: Span) => boolean): Found[] {
  const comment = commentBefore(piece);
  if (comment) return [comment];
  const words = wordsOf(piece.source, piece.start);
  const span = trimmed(piece);
  const broken = wrong(span);
  const definition = /^\s*\.?let\s+\w+\s*=\s*/i.exec(piece.source);
  if (words.length === 0 || definition || /^[.$]/.test(words[0]!.image)) return [];
  for (const head of headHabits) {
    const inner: Context = { ...context, setting: { ...context.setting, language: head.language } };
    if ((head.whenBroken && !broken) || !head.fits(words, inner)) continue;
    // `search` may be a word to search for.
    if (!broken && head.language === 'Splunk' && context.setting.language !== 'Splunk') continue;
    // A word that is a table may be searched for; with commands behind it, it is meant as the table.
    if (!broken && head.language === 'KQL' && words.length === 1 && pieces === 1) continue;
    const text = head.write(words, inner);
    if (text === undefined || text === context.source(span.start, span.end)) continue;
    return [headFound(head.language, span, text, broken, !head.whenBroken)];
  }
  return [];
}

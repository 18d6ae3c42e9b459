import { Drain, type LogTemplate, templateText, wordsOf } from './drain.ts';

/** Templates of log lines as a value: a text that a query can keep, send and match against. */
export interface PatternModel {
  /** Characters that part words beside blanks. */
  readonly separators: string;
  readonly templates: readonly LogTemplate[];
}

export interface LearningOptions {
  readonly similarity: number;
  /** The fewest lines of a template that is kept. */
  readonly least: number;
  /** Words with more digits than this share of their characters count as variables. */
  readonly digits: number;
}

/** A line with blanks around its separators. */
export function spaced(line: string, separators: string): string {
  if (separators === '') return line;
  let out = '';
  for (const character of line) out += separators.includes(character) ? ` ${character} ` : character;
  return out;
}

/** Learns the templates of lines. O(lines × templates of one leaf). */
export function learnPatterns(
  lines: readonly (string | null)[],
  separators: string,
  { similarity, least, digits }: LearningOptions,
): PatternModel {
  const drain = new Drain(similarity, 4, digits);
  for (const line of lines) if (line !== null) drain.add(spaced(line, separators));
  return { separators, templates: drain.templates.filter(({ count }) => count >= least).toSorted((a, b) => b.count - a.count) };
}

/** Templates of two models in one; like ones are joined. */
export function mergePatterns(a: PatternModel, b: PatternModel): PatternModel {
  const drain = new Drain(0.4, 4);
  for (const { templates } of [a, b]) for (const template of templates) drain.merge({ ...template, words: [...template.words] });
  const separators = [...new Set([...a.separators, ...b.separators])].join('');
  return { separators, templates: drain.templates.toSorted((x, y) => y.count - x.count) };
}

/** The first template that a line has the words of, most frequent first, and what stands in its gaps. */
export function matchPattern(
  { separators, templates }: PatternModel,
  line: string,
): { readonly index: number; readonly variables: string[] } | undefined {
  const words = wordsOf(spaced(line, separators));
  const index = templates.findIndex(
    (template) => template.words.length === words.length && template.words.every((word, i) => word === undefined || word === words[i]),
  );
  return index < 0 ? undefined : { index, variables: words.filter((_, i) => templates[index]!.words[i] === undefined) };
}

/** A regular expression that matches the lines of a template and captures what stands in its gaps. */
export function regexpOf({ words }: LogTemplate, { separators }: PatternModel): string {
  const gap = separators === '' ? '\\s+' : '\\s*';
  return `^\\s*${words.map((word) => (word === undefined ? '(\\S+)' : word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))).join(gap)}\\s*$`;
}

export function writeModel({ separators, templates }: PatternModel): string {
  return JSON.stringify({
    separators,
    patterns: templates.map(({ words, count, example }) => ({ words: words.map((word) => word ?? null), count, example })),
  });
}

/** The model that a text holds; undefined where it holds none. */
export function readModel(text: string): PatternModel | undefined {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { separators, patterns } = (found ?? {}) as { separators?: unknown; patterns?: unknown };
  if (typeof separators !== 'string' || !Array.isArray(patterns)) return undefined;
  const templates = patterns.map((pattern): LogTemplate | undefined => {
    const { words, count, example } = (pattern ?? {}) as { words?: unknown; count?: unknown; example?: unknown };
    if (!Array.isArray(words) || !words.every((word) => word === null || typeof word === 'string')) return undefined;
    return {
      words: words.map((word: string | null) => word ?? undefined),
      count: Number.isSafeInteger(count) ? (count as number) : 0,
      example: typeof example === 'string' ? example : '',
    };
  });
  return templates.includes(undefined) ? undefined : { separators, templates: templates as LogTemplate[] };
}

export interface PatternDifference {
  readonly pattern: string;
  readonly counts: readonly [number, number];
  /** Of all lines of either model, in per cent. */
  readonly shares: readonly [number, number];
}

/** How often the templates of two models occur in each, largest change first. */
export function diffPatternModels(a: PatternModel, b: PatternModel): PatternDifference[] {
  // Both are merged first, so that a line seen once and the template it belongs to are no difference.
  const drain = new Drain(0.4, 4);
  const counts = new Map<LogTemplate, [number, number]>();
  const totals: [number, number] = [0, 0];
  [a, b].forEach(({ templates }, i) => {
    const side = i as 0 | 1;
    for (const template of templates) {
      const joined = drain.merge({ ...template, words: [...template.words] });
      const both = counts.get(joined) ?? [0, 0];
      both[side] += template.count;
      totals[side] += template.count;
      counts.set(joined, both);
    }
  });
  const percent = (count: number, total: number): number => (total > 0 ? (100 * count) / total : 0);
  return [...counts]
    .map(
      ([template, both]): PatternDifference => ({
        pattern: templateText(template),
        counts: both,
        shares: [percent(both[0], totals[0]), percent(both[1], totals[1])],
      }),
    )
    .sort((x, y) => Math.abs(y.shares[1] - y.shares[0]) - Math.abs(x.shares[1] - x.shares[0]));
}

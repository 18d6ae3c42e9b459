import { Drain, defaultDepth, defaultSimilarity, type LogTemplate, templateText, wordsOf } from './drain.ts';

/** Templates of log lines, which a query can store, send and match lines against as a string. */
export interface PatternModel {
  /** Characters that separate words, besides whitespace. */
  readonly separators: string;
  readonly templates: readonly LogTemplate[];
}

export interface LearningOptions {
  readonly similarity: number;
  /** The fewest lines of a template that is kept. */
  readonly minLines: number;
  /** Words of which a larger fraction is digits are variables. */
  readonly maxDigitRatio: number;
}

/** A line with a space on both sides of every separator. */
export function spaced(line: string, separators: string): string {
  if (separators === '') return line;
  let out = '';
  for (const character of line) out += separators.includes(character) ? ` ${character} ` : character;
  return out;
}

/** What comparing a line with a template takes, about. */
const stepsPerTemplate = 16;

/** Learns the templates of lines, the most frequent first. O(lines × templates of one leaf). */
export function learnPatterns(
  lines: readonly (string | null)[],
  separators: string,
  { similarity, minLines, maxDigitRatio }: LearningOptions,
  tick: (steps: number) => void,
): PatternModel {
  const drain = new Drain(similarity, defaultDepth, maxDigitRatio);
  for (const line of lines) {
    if (line === null) continue;
    tick(line.length + stepsPerTemplate * drain.templates.length);
    drain.add(spaced(line, separators));
  }
  return { separators, templates: drain.templates.filter(({ count }) => count >= minLines).toSorted((a, b) => b.count - a.count) };
}

/** The templates of two models in one; similar ones are merged. */
export function mergePatterns(a: PatternModel, b: PatternModel): PatternModel {
  const drain = new Drain(defaultSimilarity, defaultDepth);
  for (const { templates } of [a, b]) for (const template of templates) drain.merge({ ...template, words: [...template.words] });
  const separators = [...new Set([...a.separators, ...b.separators])].join('');
  return { separators, templates: drain.templates.toSorted((x, y) => y.count - x.count) };
}

/** The most frequent template that a line matches, and the words at its wildcards; undefined where none matches. */
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

/** A regular expression that matches the lines of a template and captures the words at its wildcards. */
export function regexpOf({ words }: LogTemplate, { separators }: PatternModel): string {
  const gap = separators === '' ? '\\s+' : '\\s*';
  return `^\\s*${words.map((word) => (word === undefined ? '(\\S+)' : word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))).join(gap)}\\s*$`;
}

/** The model as a JSON string. */
export function writeModel({ separators, templates }: PatternModel): string {
  return JSON.stringify({
    separators,
    patterns: templates.map(({ words, count, example }) => ({ words: words.map((word) => word ?? null), count, example })),
  });
}

/** The inverse of {@link writeModel}; undefined for a string that is not a model. */
export function readModel(source: string): PatternModel | undefined {
  let found: unknown;
  try {
    found = JSON.parse(source);
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

/** How often a template occurs in two models. */
export interface PatternDifference {
  readonly pattern: string;
  readonly counts: readonly [number, number];
  /** Percent of the lines of each model. */
  readonly percents: readonly [number, number];
}

/** How often the templates of two models occur in each, the largest difference of percentages first. */
export function diffPatternModels(a: PatternModel, b: PatternModel): PatternDifference[] {
  // The models are merged first, so that a template and a single line that it matches do not count as a difference.
  const drain = new Drain(defaultSimilarity, defaultDepth);
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
        percents: [percent(both[0], totals[0]), percent(both[1], totals[1])],
      }),
    )
    .sort((x, y) => Math.abs(y.percents[1] - y.percents[0]) - Math.abs(x.percents[1] - x.percents[0]));
}

import { arrayOf, bigint, boolean, double, rowOf, type TypeDescriptor, unknown, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { SeriesFailure } from '../series/algorithms/failure.ts';
import { ignored, number, optionTexts, whole } from '../series/options.ts';
import { answerRow } from '../series/series-form.ts';
import { templateText } from './drain.ts';
import {
  diffPatternModels,
  learnPatterns,
  matchPattern,
  mergePatterns,
  type PatternModel,
  readModel,
  regexpOf,
  writeModel,
} from './model.ts';

const model = answerRow({ model_id: varchar });
const options = optionTexts({ similarity: number(0, 1), threshold: whole(1, 1e9), maxDigitRatio: number(0, 1), tolerance: ignored });
const texts = arrayOf(varchar);

function learn(
  contents: readonly (string | null)[],
  separators: readonly (string | null)[] | null,
  given: string | null | undefined,
): readonly unknown[] {
  return model.answer(() => {
    const { similarity = 0.4, threshold: least = 1, maxDigitRatio: digits = 0.5 } = options.read(given);
    if (contents.length === 0) throw new SeriesFailure('there are no log lines');
    return [writeModel(learnPatterns(contents, (separators ?? []).join('').replace(/\s/g, ''), { similarity, least, digits }))];
  });
}

/** The forms with and without the third and fourth argument of SLS, which are passed over: a list of preset patterns and labels. */
const learningForms = [texts, unknown].flatMap((presets: TypeDescriptor) =>
  [texts, unknown].map((labels: TypeDescriptor) => ({
    params: [texts, texts, presets, labels, varchar],
    returns: model.returns,
    options,
    row: ((
      contents: readonly (string | null)[] | null,
      separators: readonly (string | null)[] | null,
      _: unknown,
      __: unknown,
      given: string | null,
    ) => contents && learn(contents, separators, given)) as (...args: unknown[]) => unknown,
  })),
);

/** The same text is read once: a query matches many lines against one model. */
let lastRead: { readonly text: string; readonly found: PatternModel | undefined } | undefined;

function modelOf(text: string): PatternModel {
  if (lastRead?.text !== text) lastRead = { text, found: readModel(text) };
  if (!lastRead.found) throw new SeriesFailure('the model is none that get_log_patterns made');
  return lastRead.found;
}

const matched = answerRow({ is_matched: boolean, pattern_id: bigint, pattern: varchar, regexp: varchar, variables: texts });
const differences = answerRow({
  patterns: arrayOf(
    rowOf({ pattern: varchar, count_a: bigint, count_b: bigint, percent_a: double, percent_b: double, difference: double }),
  ),
});
const valueCount = rowOf({ value: varchar, count: bigint });
const summary = arrayOf(rowOf({ position: bigint, distinct: bigint, values: arrayOf(valueCount) }));
const summaryOptions = optionTexts({ topk: whole(1, 1000) });

/** The most frequent values of every gap. */
function summarize(lists: readonly (readonly (string | null)[] | null)[], given: string | undefined): readonly unknown[] {
  const { topk = 10 } = summaryOptions.read(given);
  const width = lists.reduce((most, list) => Math.max(most, list?.length ?? 0), 0);
  return Array.from({ length: width }, (_, i) => {
    const counts = new Map<string, number>();
    for (const list of lists) {
      const value = list?.[i];
      if (value !== null && value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const top = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, topk);
    return [BigInt(i + 1), BigInt(counts.size), top.map(([value, count]) => [value, BigInt(count)])];
  });
}

const lines = "array['user 7 logged in', 'user 9 logged in', 'disk full']";

export const logModelFunctions: readonly ScalarFunction[] = [
  defineScalar({
    name: 'get_log_patterns',
    category: 'patterns',
    summary:
      'Learns the templates of log lines (Drain; He et al., ICWS 2017) into a model: a text for match_log_patterns and the others, named model_id as in SLS. Separators are characters that part words beside blanks. Options: similarity (0.4), threshold (the fewest lines of a template, 1), maxDigitRatio (words with a larger share of digits are variables, 0.5). Grouping accuracy on generated logs of four systems (npm run quality): storage 1.0, ssh 1.0, web .93, cluster .94.',
    parameters: ['contents', 'separators?', 'presets?', 'labels?', 'options?'],
    nulls: 'called',
    examples: [
      { call: `match_log_patterns(get_log_patterns(${lines}).model_id, 'user 8 logged in').pattern`, result: "'user <*> logged in'" },
    ],
    overloads: [
      overload({
        params: [texts],
        returns: model.returns,
        row: (contents: readonly (string | null)[] | null) => contents && learn(contents, null, null),
      }),
      overload({
        params: [texts, texts],
        returns: model.returns,
        row: (contents: readonly (string | null)[] | null, separators: readonly (string | null)[] | null) =>
          contents && learn(contents, separators, null),
      }),
      overload({
        params: [texts, texts, varchar],
        returns: model.returns,
        options,
        row: (contents: readonly (string | null)[] | null, separators: readonly (string | null)[] | null, given: string | null) =>
          contents && learn(contents, separators, given),
      }),
      ...learningForms,
    ],
  }),
  defineScalar({
    name: 'match_log_patterns',
    category: 'patterns',
    summary:
      'The template of a model that a log line has the words of, its number from 1, a regular expression for it, and what stands in its gaps.',
    parameters: ['model', 'content', 'label?'],
    examples: [{ call: `match_log_patterns(get_log_patterns(${lines}).model_id, 'user 8 logged in').variables`, result: "['8']" }],
    overloads: [
      [varchar, varchar],
      [varchar, varchar, varchar],
    ].map((params) => ({
      params,
      returns: matched.returns,
      row: ((text: string, line: string) =>
        matched.answer(() => {
          const known = modelOf(text);
          const found = matchPattern(known, line);
          if (!found) return [false, null, null, null, null];
          const template = known.templates[found.index]!;
          return [true, BigInt(found.index + 1), templateText(template), regexpOf(template, known), found.variables];
        })) as (...args: unknown[]) => unknown,
    })),
  }),
  defineScalar({
    name: 'merge_log_patterns',
    category: 'patterns',
    summary: 'One model of the templates of two; like ones are joined.',
    parameters: ['a', 'b'],
    examples: [
      {
        call: "match_log_patterns(merge_log_patterns(get_log_patterns(array['disk full']).model_id, get_log_patterns(array['all is well now']).model_id).model_id, 'disk full').is_matched",
        result: 'true',
      },
    ],
    overloads: [
      overload({
        params: [varchar, varchar],
        returns: model.returns,
        row: (a, b) => model.answer(() => [writeModel(mergePatterns(modelOf(a), modelOf(b)))]),
      }),
    ],
  }),
  defineScalar({
    name: 'diff_log_patterns',
    category: 'patterns',
    summary: 'How often the templates of two models occur in each, as counts and per cents; the largest change first.',
    parameters: ['a', 'b'],
    examples: [
      {
        call: "diff_log_patterns(get_log_patterns(array['disk full', 'ok']).model_id, get_log_patterns(array['ok']).model_id).patterns[1].difference",
        result: '-50.0',
      },
    ],
    overloads: [
      overload({
        params: [varchar, varchar],
        returns: differences.returns,
        row: (a, b) =>
          differences.answer(() => [
            diffPatternModels(modelOf(a), modelOf(b)).map(({ pattern, counts, shares }) => [
              pattern,
              ...counts.map(BigInt),
              ...shares,
              shares[1] - shares[0],
            ]),
          ]),
      }),
    ],
  }),
  defineScalar({
    name: 'summary_log_variables',
    category: 'patterns',
    summary:
      'For every gap of a template how many values it had and the most frequent ones, from the variables of match_log_patterns. Option: topk (10).',
    parameters: ['variables', 'options?'],
    examples: [{ call: "summary_log_variables(array[array['7'], array['9'], array['7']])[1].values[1].count", result: '2' }],
    overloads: [
      overload({ params: [arrayOf(texts)], returns: summary, row: (lists) => summarize(lists, undefined) }),
      overload({ params: [arrayOf(texts), varchar], returns: summary, options: summaryOptions, row: summarize }),
    ],
  }),
];

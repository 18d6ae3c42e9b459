import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, boolean, double, optional, rowOf, typeClass, unknown, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { SeriesFailure } from '../series/algorithms/failure.ts';
import { ignored, integer, number, optionSchema } from '../series/options.ts';
import { optionsParameter } from '../series/parameters.ts';
import { resultRow } from '../series/series-function.ts';
import { defaultSimilarity, templateText } from './drain.ts';
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

const model = resultRow({ model_id: varchar });
const options = optionSchema({
  similarity: {
    ...number(0, 1),
    default: defaultSimilarity,
    description: 'the fraction of words that lines of one template have in common at least',
  },
  threshold: { ...integer(1, 1e9), default: 1, unit: 'lines', description: 'rarer templates are left out' },
  maxDigitRatio: { ...number(0, 1), default: 0.5, description: 'words of which a larger fraction is digits are variables' },
  tolerance: ignored,
});
const strings = arrayOf(varchar);
type Strings = readonly (string | null)[];

function learn(
  call: CallSite,
  contents: Strings | null,
  separators: Strings | null | undefined,
  source: string | null,
): readonly unknown[] | null {
  if (!contents) return null;
  return model.answer(call, () => {
    const { similarity, threshold: minLines, maxDigitRatio } = options.read(source);
    if (contents.length === 0) throw new SeriesFailure('there are no log lines');
    const characters = (separators ?? []).join('').replace(/\s/g, '');
    return [writeModel(learnPatterns(contents, characters, { similarity, minLines, maxDigitRatio }, call.tick))];
  });
}

/** The third and fourth argument of SLS, which have no effect: preset patterns and labels, each an array or NULL. */
const presets = typeClass('presets', [strings, unknown]);
const labels = typeClass('labels', [strings, unknown]);

/** The last model that was parsed: a query matches many lines against the same one. */
let lastRead: { readonly source: string; readonly found: PatternModel | undefined } | undefined;

function modelOf(source: string): PatternModel {
  if (lastRead?.source !== source) lastRead = { source, found: readModel(source) };
  if (!lastRead.found) throw new SeriesFailure('this is not a model that get_log_patterns made');
  return lastRead.found;
}

const matched = resultRow({ is_matched: boolean, pattern_id: bigint, pattern: varchar, regexp: varchar, variables: strings });
const differences = resultRow({
  patterns: arrayOf(
    rowOf({ pattern: varchar, count_a: bigint, count_b: bigint, percent_a: double, percent_b: double, difference: double }),
  ),
});
const valueCount = rowOf({ value: varchar, count: bigint });
const summary = arrayOf(rowOf({ position: bigint, distinct: bigint, values: arrayOf(valueCount) }));
const summaryOptions = optionSchema({ topk: { ...integer(1, 1000), default: 10, description: 'the most values per position' } });

/** The options of a function whose result has no `error_msg`: a wrong value fails the row. */
function readSummaryOptions(source: string | undefined): { readonly topk: number } {
  try {
    return summaryOptions.read(source);
  } catch (error) {
    if (error instanceof SeriesFailure) invalidArgument(error.reason);
    throw error;
  }
}

/** The number of distinct values and the most frequent ones, per wildcard. */
function summarize(lists: readonly (Strings | null)[], source: string | undefined): readonly unknown[] {
  const { topk } = readSummaryOptions(source);
  const width = lists.reduce((max, list) => Math.max(max, list?.length ?? 0), 0);
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

const modelParameter = 'the model_id of get_log_patterns or merge_log_patterns';

const lines = "array['user 7 logged in', 'user 9 logged in', 'disk full']";

export const logModelFunctions: readonly ScalarFunction[] = [
  defineScalar({
    name: 'get_log_patterns',
    category: 'patterns',
    summary:
      'Learns the templates of log lines (Drain; He et al., ICWS 2017) into a model, a string that the other functions take; it is named model_id as in SLS.',
    parameters: {
      contents: 'the log lines; NULLs are skipped',
      'separators?': { description: 'characters that separate words, besides whitespace', default: 'array[]' },
      'presets?': { description: 'accepted for compatibility with SLS; has no effect', default: 'NULL' },
      'labels?': { description: 'accepted for compatibility with SLS; has no effect', default: 'NULL' },
      ...optionsParameter,
    },
    nulls: 'called',
    examples: [
      { call: `match_log_patterns(get_log_patterns(${lines}).model_id, 'user 8 logged in').pattern`, result: "'user <*> logged in'" },
      { call: 'get_log_patterns(array[]).error_msg', result: "'there are no log lines'" },
    ],
    overloads: [
      overload({
        params: [strings, optional(strings)],
        returns: model.returns,
        prepare: (call) => (contents: Strings | null, separators?: Strings | null) => learn(call, contents, separators, null),
      }),
      overload({
        params: [strings, strings, varchar],
        returns: model.returns,
        options,
        prepare: (call) => (contents: Strings | null, separators: Strings | null, source: string | null) =>
          learn(call, contents, separators, source),
      }),
      overload({
        params: [strings, strings, presets, labels, varchar],
        returns: model.returns,
        options,
        prepare: (call) => (contents: Strings | null, separators: Strings | null, _presets, _labels, source: string | null) =>
          learn(call, contents, separators, source),
      }),
    ],
  }),
  defineScalar({
    name: 'match_log_patterns',
    category: 'patterns',
    summary:
      'The template of a model that a log line matches, its number from 1, a regular expression for it, and the words at its wildcards.',
    parameters: {
      model: modelParameter,
      content: 'a log line',
      'label?': { description: 'accepted for compatibility with SLS; has no effect', default: 'NULL' },
    },
    examples: [
      { call: "match_log_patterns('{}', 'user 8 logged in').error_msg", result: "'this is not a model that get_log_patterns made'" },
      { call: `match_log_patterns(get_log_patterns(${lines}).model_id, 'user 8 logged in').variables`, result: "['8']" },
    ],
    overloads: [
      overload({
        params: [varchar, varchar, optional(varchar)],
        returns: matched.returns,
        prepare: (call) => (source, line) =>
          matched.answer(call, () => {
            const known = modelOf(source);
            const found = matchPattern(known, line);
            if (!found) return [false, null, null, null, null];
            const template = known.templates[found.index]!;
            return [true, BigInt(found.index + 1), templateText(template), regexpOf(template, known), found.variables];
          }),
      }),
    ],
  }),
  defineScalar({
    name: 'merge_log_patterns',
    category: 'patterns',
    summary: 'Merges two models; similar templates become one.',
    parameters: { a: modelParameter, b: 'the model to add' },
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
        prepare: (call) => (a, b) => model.answer(call, () => [writeModel(mergePatterns(modelOf(a), modelOf(b)))]),
      }),
    ],
  }),
  defineScalar({
    name: 'diff_log_patterns',
    category: 'patterns',
    summary: 'How often the templates of two models occur in each, as counts and percentages; the largest difference first.',
    parameters: { a: modelParameter, b: 'the model to compare it with' },
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
        prepare: (call) => (a, b) =>
          differences.answer(call, () => [
            diffPatternModels(modelOf(a), modelOf(b)).map(({ pattern, counts, percents }) => [
              pattern,
              ...counts.map(BigInt),
              ...percents,
              percents[1] - percents[0],
            ]),
          ]),
      }),
    ],
  }),
  defineScalar({
    name: 'summary_log_variables',
    category: 'patterns',
    summary: 'The number of distinct values and the most frequent ones at each wildcard of a template.',
    parameters: { variables: 'the variables of match_log_patterns, of lines with the same template', ...optionsParameter },
    examples: [{ call: "summary_log_variables(array[array['7'], array['9'], array['7']])[1].values[1].count", result: '2' }],
    overloads: [overload({ params: [arrayOf(strings), optional(varchar)], returns: summary, options: summaryOptions, row: summarize })],
  }),
];

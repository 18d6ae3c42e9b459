import { arrayOf, bigint, double, mapOf, rowOf, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';
import { equalityText } from '../filter-text.ts';
import { SeriesFailure } from '../series/algorithms/failure.ts';
import { number, optionTexts, whole } from '../series/options.ts';
import { answerRow } from '../series/series-form.ts';
import { contrast } from './contrast.ts';

type Column = readonly (string | null)[];

const row = answerRow({
  patterns: arrayOf(
    rowOf({
      pattern: mapOf(varchar, varchar),
      count_a: bigint,
      count_b: bigint,
      percent_a: double,
      percent_b: double,
      difference: double,
      filter: varchar,
    }),
  ),
});
const options = optionTexts({ minimum_support_fraction: number(0, 1), max_dimensions: whole(1, 10), max_patterns: whole(1, 1000) });

function evaluate(
  columns: readonly (Column | null)[],
  names: Column,
  labels: Column,
  a: string,
  b: string,
  given: string | undefined,
  { tick }: CallSite,
): readonly unknown[] {
  return row.answer(() => {
    const { minimum_support_fraction: support = 0.05, max_dimensions: dimensions = 4, max_patterns: most = 20 } = options.read(given);
    const n = labels.length;
    if (columns.length === 0 || columns.length !== names.length)
      throw new SeriesFailure(`there are ${columns.length} columns and ${names.length} names`);
    columns.forEach((column, i) => {
      if (column?.length !== n) throw new SeriesFailure(`column '${names[i]}' has ${column?.length ?? 0} values, there are ${n} labels`);
    });
    const sides = Int8Array.from(labels, (label) => (label === a ? 0 : label === b ? 1 : -1));
    if (!sides.includes(0) || !sides.includes(1)) throw new SeriesFailure(`no row has the label '${sides.includes(0) ? b : a}'`);
    const found = contrast(columns as readonly Column[], sides, { support, dimensions, most, tick });
    return [
      found.map(({ values, counts, shares }) => {
        const filter = values.map(([c, value]) => equalityText(names[c]!, value)).join(' and ');
        const pattern = { keys: values.map(([c]) => names[c]), values: values.map(([, value]) => value) };
        return [pattern, ...counts.map(BigInt), ...shares, shares[0] - shares[1], filter];
      }),
    ];
  });
}

const texts = arrayOf(varchar);

export const diffPatterns = defineScalar({
  name: 'diff_patterns',
  category: 'patterns',
  summary:
    "The combinations of attribute values that part the rows with label a from those with label b, largest difference of their shares (per cent) first, each with a filter for where; after KQL's diffpatterns. One array an attribute, their names, the labels and the two labels to compare. Options: minimum_support_fraction (of either side, 0.05), max_dimensions (4), max_patterns (20).",
  parameters: ['columns', 'names', 'labels', 'a', 'b', 'options?'],
  examples: [
    {
      call: "diff_patterns(array[array['GET', 'GET', 'PUT', 'PUT'], array['x', 'y', 'x', 'y']], array['verb', 'host'], array['bad', 'bad', 'good', 'good'], 'bad', 'good').patterns[1].filter",
      result: "'verb = ''GET'''",
    },
  ],
  overloads: [
    overload({
      params: [arrayOf(texts), texts, texts, varchar, varchar],
      returns: row.returns,
      prepare: (call) => (columns, names, labels, a, b) => evaluate(columns, names, labels, a, b, undefined, call),
    }),
    overload({
      params: [arrayOf(texts), texts, texts, varchar, varchar, varchar],
      returns: row.returns,
      options,
      prepare: (call) => (columns, names, labels, a, b, given) => evaluate(columns, names, labels, a, b, given, call),
    }),
  ],
});

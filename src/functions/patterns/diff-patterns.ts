import { arrayOf, bigint, double, mapOf, optional, rowOf, T, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, type Overload, overload } from '../declaration.ts';
import { equalityText } from '../filter-text.ts';
import { SeriesFailure } from '../series/algorithms/failure.ts';
import { integer, number, optionSchema } from '../series/options.ts';
import { optionsParameter } from '../series/parameters.ts';
import { resultRow } from '../series/series-function.ts';
import { type Contrast, contrast } from './contrast.ts';
import { patternText, tableRowReader } from './table-row.ts';

type Column = readonly (string | null)[];

const row = resultRow({
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
const options = optionSchema({
  minimum_support_fraction: {
    ...number(0, 1),
    default: 0.05,
    description: 'the fraction of the rows of either label that a combination must have',
  },
  max_dimensions: { ...integer(1, 10), default: 4, description: 'the most attributes of a combination' },
  max_patterns: { ...integer(1, 1000), default: 20, description: 'the most combinations to return' },
});

/** The combinations that tell the rows of two labels apart. @throws SeriesFailure if there is nothing to compare. */
function contrasts(
  columns: readonly Column[],
  labels: Column,
  a: string,
  b: string,
  optionsSource: string | undefined,
  { tick }: CallSite,
): Contrast[] {
  const { minimum_support_fraction: minSupport, max_dimensions: maxAttributes, max_patterns: maxContrasts } = options.read(optionsSource);
  const sides = Int8Array.from(labels, (label) => (label === a ? 0 : label === b ? 1 : -1));
  if (!sides.includes(0) || !sides.includes(1)) throw new SeriesFailure(`no row has the label '${sides.includes(0) ? b : a}'`);
  return contrast(columns, sides, { minSupport, maxAttributes, maxContrasts, tick });
}

function evaluate(
  columns: readonly (Column | null)[],
  names: Column,
  labels: Column,
  a: string,
  b: string,
  optionsSource: string | undefined,
  call: CallSite,
): readonly unknown[] {
  return row.answer(call, () => {
    const n = labels.length;
    if (columns.length === 0 || columns.length !== names.length)
      throw new SeriesFailure(`there are ${columns.length} columns and ${names.length} names`);
    columns.forEach((column, i) => {
      if (column?.length !== n) throw new SeriesFailure(`column '${names[i]}' has ${column?.length ?? 0} values, there are ${n} labels`);
    });
    return [
      contrasts(columns as readonly Column[], labels, a, b, optionsSource, call).map(({ values, counts, percents }) => {
        const filter = values.map(([c, value]) => equalityText(names[c]!, value)).join(' and ');
        const pattern = { keys: values.map(([c]) => names[c]), values: values.map(([, value]) => value) };
        return [pattern, ...counts.map(BigInt), ...percents, percents[0] - percents[1], filter];
      }),
    ];
  });
}

const tableRow = resultRow({
  patterns: arrayOf(varchar),
  test_counts: arrayOf(bigint),
  control_counts: arrayOf(bigint),
  test_percents: arrayOf(double),
  control_percents: arrayOf(double),
});

/** The overload for a table that is a row of arrays, one of which has the labels. */
const ofTable: Overload = {
  params: [T, arrayOf(varchar), varchar, varchar, varchar, optional(varchar), optional(varchar), optional(varchar)],
  returns: tableRow.returns,
  options,
  readsTypes: true,
  prepare(call) {
    const read = tableRowReader(call);
    return (...args: readonly unknown[]) => {
      const [table, given, labelName, test, control, weight = '', wildcard = '', source] = args as [
        readonly unknown[],
        Column,
        string,
        string,
        string,
        ...string[],
      ];
      return tableRow.answer(call, () => {
        if (weight !== '' || wildcard !== '')
          throw new SeriesFailure("the two arguments before the options have no effect, and must be ''");
        const { names, columns } = read(table, given);
        const label = names.indexOf(labelName);
        if (label < 0) throw new SeriesFailure(`there is no column '${labelName}' among ${names.join(', ')}`);
        const kept = names.map((_, i) => i).filter((i) => i !== label);
        const shown = kept.map((i) => names[i]!);
        const found = contrasts(
          kept.map((i) => columns[i]!),
          columns[label]!,
          test,
          control,
          source,
          call,
        );
        return [
          found.map(({ values }) => patternText(values, shown)),
          found.map(({ counts }) => BigInt(counts[0])),
          found.map(({ counts }) => BigInt(counts[1])),
          found.map(({ percents }) => percents[0]),
          found.map(({ percents }) => percents[1]),
        ];
      });
    };
  },
};

const strings = arrayOf(varchar);

export const diffPatterns = defineScalar({
  name: 'diff_patterns',
  category: 'patterns',
  summary:
    "Finds the combinations of attribute values that distinguish the rows with label `a` from those with label `b`, the largest difference of percentages first, each with a filter for `where` (after KQL's diffpatterns).",
  parameters: {
    columns: 'one array per attribute, with a value per row; or a table as a row of such arrays',
    names: 'the names of the attributes',
    labels: 'the label of each row; of a table the name of the column that has them. Rows with other labels are ignored',
    a: 'the label of one side',
    b: 'the label of the other side',
    'weight?': { description: 'only beside a table, and only the empty string', default: "''" },
    'wildcard?': { description: 'only beside a table, and only the empty string', default: "''" },
    ...optionsParameter,
  },
  examples: [
    {
      call: "diff_patterns(array[array['GET', 'GET', 'PUT', 'PUT'], array['x', 'y', 'x', 'y']], array['verb', 'host'], array['bad', 'bad', 'good', 'good'], 'bad', 'good').patterns[1].filter",
      result: "'verb = ''GET'''",
    },
    {
      call: "diff_patterns(row(array['GET', 'PUT'], array['bad', 'good']), array['verb', 'label'], 'label', 'bad', 'good').test_counts",
      result: '[1, 0]',
    },
  ],
  overloads: [
    overload({
      params: [arrayOf(strings), strings, strings, varchar, varchar, optional(varchar)],
      returns: row.returns,
      options,
      prepare: (call) => (columns, names, labels, a, b, source) => evaluate(columns, names, labels, a, b, source, call),
    }),
    ofTable,
  ],
});

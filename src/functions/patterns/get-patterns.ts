import { arrayOf, bigint, double, optional, T, varchar } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { integer, number, optionSchema } from '../series/options.ts';
import { optionsParameter } from '../series/parameters.ts';
import { resultRow } from '../series/series-function.ts';
import { combinationKey, combinations, containsValues } from './combinations.ts';
import { patternText, tableRowReader } from './table-row.ts';

const row = resultRow({ patterns: arrayOf(varchar), counts: arrayOf(bigint), percents: arrayOf(double) });

const options = optionSchema({
  minimum_support_fraction: { ...number(0, 1), default: 0.05, description: 'the fraction of the rows that a combination must have' },
  max_dimensions: { ...integer(1, 10), default: 4, description: 'the most attributes of a combination' },
  max_patterns: { ...integer(1, 1000), default: 20, description: 'the most combinations to return' },
});

export const getPatterns = defineScalar({
  name: 'get_patterns',
  category: 'patterns',
  summary:
    'The combinations of attribute values that many rows of a table have, the most frequent first, each as a condition for `where`. One that is part of another with the same rows is left out.',
  parameters: {
    table_row: 'the table, as a row of one array per attribute: `row(array_agg(verb), array_agg(host))`',
    names: 'the names of the attributes',
    ...optionsParameter,
  },
  examples: [
    {
      call: "get_patterns(row(array['GET', 'GET', 'PUT'], array['x', 'x', 'y']), array['verb', 'host']).patterns[1]",
      result: "'verb=''GET'' and host=''x'''",
    },
  ],
  overloads: [
    {
      params: [T, arrayOf(varchar), optional(varchar)],
      returns: row.returns,
      options,
      readsTypes: true,
      prepare(call) {
        const read = tableRowReader(call);
        return (...args: readonly unknown[]) => {
          const [table, given, source] = args as [readonly unknown[], readonly (string | null)[], string | undefined];
          return row.answer(call, () => {
            const { minimum_support_fraction: minSupport, max_dimensions: maxAttributes, max_patterns: maxPatterns } = options.read(source);
            const { names, columns, rowCount } = read(table, given);
            const least = Math.max(1, minSupport * rowCount);
            const measure = (rows: readonly number[]): number | undefined => (rows.length >= least ? rows.length : undefined);
            const ranked = combinations(
              columns,
              Int32Array.from({ length: rowCount }, (_, i) => i),
              {
                maxAttributes,
                measure,
                tick: call.tick,
              },
            ).sort(
              (a, b) => b.measure - a.measure || b.values.length - a.values.length || (combinationKey(a) < combinationKey(b) ? -1 : 1),
            );
            const kept: typeof ranked = [];
            for (const found of ranked) {
              if (kept.length === maxPatterns) break;
              call.tick(kept.length + 1);
              if (!kept.some((better) => better.measure === found.measure && containsValues(found, better))) kept.push(found);
            }
            return [
              kept.map(({ values }) => patternText(values, names)),
              kept.map(({ measure: count }) => BigInt(count)),
              kept.map(({ measure: count }) => (100 * count) / rowCount),
            ];
          });
        };
      },
    },
  ],
});

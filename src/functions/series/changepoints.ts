import { arrayOf, bigint, double } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { findChangePoints } from './algorithms/changepoints.ts';
import { number, optionTexts, whole } from './options.ts';
import { answerRow, seriesForms } from './series-form.ts';

const options = optionTexts({ penalty: number(0, 1e9), min_length: whole(2, 1_000_000) });

export const seriesChangepoints = defineScalar({
  name: 'series_changepoints',
  category: 'series',
  summary:
    'Where the level of a series changes for good: the places from 0 at which new levels start, their p-values (Mann–Whitney) and the medians before and after; seasons are taken off first. By PELT (Killick et al., JASA 2012). Options: penalty (6·ln n; larger finds fewer), min_length (5 points).',
  parameters: ['times?', 'values', 'options?'],
  examples: [
    { call: 'series_changepoints(concat(repeat(5, 30), repeat(9, 30))).indexes', result: '[30]' },
    { call: 'series_changepoints(array[]).error_msg', result: "'the series is empty'" },
  ],
  overloads: seriesForms({
    row: answerRow({ indexes: arrayOf(bigint), p_values: arrayOf(double), before: arrayOf(double), after: arrayOf(double) }),
    options,
    compute({ values }, _, { penalty, min_length: minLength = 5 }) {
      const found = findChangePoints(values, { penalty, minLength });
      return [found.map(({ index }) => BigInt(index)), found.map((c) => c.pValue), found.map((c) => c.before), found.map((c) => c.after)];
    },
  }),
});

import { arrayOf, bigint, double } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { findChangePoints } from './algorithms/changepoints.ts';
import { pointFinder } from './algorithms/grid.ts';
import { integer, number, optionSchema } from './options.ts';
import { seriesParameters } from './parameters.ts';
import { resultRow, seriesOverloads } from './series-function.ts';

const options = optionSchema({
  penalty: {
    ...number(0, 1e9),
    description: 'what a change must gain, in squared units of the noise; larger values find fewer changes',
    otherwise: '6·ln n',
  },
  min_length: { ...integer(2, 1_000_000), default: 5, unit: 'points', description: 'the shortest level' },
});

export const seriesChangepoints = defineScalar({
  name: 'series_changepoints',
  category: 'series',
  summary:
    'Finds where the level of a series changes for good, seasons removed: the indexes from 0 at which new levels start, their p-values (Mann–Whitney) and the medians before and after (PELT; Killick et al., JASA 2012).',
  parameters: seriesParameters,
  examples: [
    { call: 'series_changepoints(concat(repeat(5, 30), repeat(9, 30))).indexes', result: '[30]' },
    { call: 'series_changepoints(array[]).error_msg', result: "'the series is empty'" },
  ],
  overloads: seriesOverloads({
    row: resultRow({ indexes: arrayOf(bigint), p_values: arrayOf(double), before: arrayOf(double), after: arrayOf(double) }),
    options,
    compute({ grid }, _, { penalty, min_length: minLength }) {
      const pointAt = pointFinder(grid);
      const found = findChangePoints(grid.values, { penalty, minLength }).map((change) => ({ ...change, index: pointAt(change.index) }));
      // Levels that no given point is in: the change is from the level before the first to the level after the last of them.
      const changes = found.flatMap((change, k) => {
        if (found[k + 1]?.index === change.index) return [];
        return [{ ...change, before: found.find(({ index }) => index === change.index)!.before }];
      });
      return [
        changes.map(({ index }) => BigInt(index)),
        changes.map((c) => c.pValue),
        changes.map((c) => c.before),
        changes.map((c) => c.after),
      ];
    },
  }),
});

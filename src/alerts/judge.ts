import type { Engine } from '../core-engine.ts';
import { createEngine } from '../engine.ts';
import { Table } from '../vectors/table.ts';
import type { Judgement, Series } from './find-stretch.ts';

/** What `series_decompose_anomalies` answers. */
interface Detected {
  readonly anomalies_score_series: readonly (number | null)[] | null;
  readonly baseline_series: readonly (number | null)[];
  readonly lower_series: readonly (number | null)[];
  readonly upper_series: readonly (number | null)[];
}

const schema = [
  { name: 'times', type: 'array(bigint)' },
  { name: 'values', type: 'array(double)' },
];

let engine: Engine | undefined;
let asked = 0;

/** What the detector says of series, by its options as JSON; undefined where it says nothing, as of a series that is too short. */
export async function judge(series: readonly Series[], options: string): Promise<readonly (Judgement | undefined)[]> {
  if (series.length === 0) return [];
  const { tables } = (engine ??= createEngine());
  const name = `series ${++asked}`;
  tables.set(name, Table.from(series, { schema }));
  const query = '* | project ret = series_decompose_anomalies("times", "values", ?options)';
  const answer = engine.query<{ readonly ret: Detected | null }>(query, { from: name, params: { options } });
  const rows = (await answer.finally(() => tables.delete(name))).toArray();
  return rows.map(({ ret }) =>
    ret?.anomalies_score_series
      ? { scores: ret.anomalies_score_series, baseline: ret.baseline_series, lower: ret.lower_series, upper: ret.upper_series }
      : undefined,
  );
}

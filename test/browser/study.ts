import { causeQuery, rateQuery, worstStretch } from '../../examples/story/story.mjs';
import { readNdjson } from '../../src/formats.ts';
import { createEngine } from '../../src/index.ts';

/** What the story finds in a log: the numbers of the main query, and of the drilldown into its worst stretch. Runs in Node and in a page. */
export async function study(log: string) {
  const engine = createEngine({ tables: { logs: await readNdjson(log) } });
  const [rate] = (await engine.query(rateQuery)).toArray({ bigint: 'bigint' });
  const { ts, request_count_arr, anomalies_score_series } = rate as Record<string, (bigint | number)[]>;
  const stretch = worstStretch(ts as bigint[], anomalies_score_series as number[])!;
  const [cause] = (
    await engine.query<{ ret: { readonly attrs: readonly Record<string, string>[] } }>(causeQuery(stretch.begin, stretch.end))
  ).toArray();
  // A function whose library is loaded when it is first called.
  const [special] = (await engine.query('* | limit 1 | project g = gamma(4.5), n = normal_cdf(0, 1, 1.96)')).toArray();
  return {
    counts: request_count_arr!.map(Number),
    scores: anomalies_score_series!.map(Number),
    stretch: { begin: String(stretch.begin), end: String(stretch.end) },
    cause: cause!.ret,
    special,
  };
}

export type Study = Awaited<ReturnType<typeof study>>;

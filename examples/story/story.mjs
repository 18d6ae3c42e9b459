// The story in three queries, as functions: what the demo prints and what the tests check.

export const rateQuery = `* | extend ts = second_to_nano(date_trunc(60, __time__))
  | stats request_count=count(1) by ts
  | make-series request_count_arr = request_count on ts
  | extend ret = series_decompose_anomalies(ts, request_count_arr)
  | extend anomalies_score_series = ret.anomalies_score_series
  | project ts, request_count_arr, anomalies_score_series`;

/** Whether a stretch of the total is enough to go by: a minute or two may be chance. */
export const isClear = (stretch) => stretch !== undefined && stretch.points > 2;

/** The same by client, verb or resource, for faults that drown in the total. */
export const partQuery = (attribute) => `* | extend resource = json_extract_scalar(objectRef, '$.resource')
  | extend ts = second_to_nano(date_trunc(60, __time__))
  | stats request_count=count(1) by ts, ${attribute}
  | make-series request_count_arr = request_count on ts by ${attribute}
  | extend ret = series_decompose_anomalies(ts, request_count_arr)
  | extend excess_arr = series_subtract(request_count_arr, ret.baseline_series)
  | project part = ${attribute}, ts, excess_arr, anomalies_score_series = ret.anomalies_score_series`;

export const causeQuery = (begin, end) => `* | extend resource = json_extract_scalar(objectRef, '$.resource')
  | extend ts = second_to_nano(date_trunc(60, __time__))
  | stats request_count=count(1) by ts, userAgent, verb, resource
  | make-series request_count_arr = request_count on ts by userAgent, verb, resource
  | stats userAgent_arr = array_agg(userAgent), verb_arr = array_agg(verb), resource_arr = array_agg(resource),
          ts_arr = array_agg(ts), metrics_arr = array_agg(request_count_arr)
  | extend ret = series_drilldown(userAgent_arr, verb_arr, resource_arr, ts_arr, metrics_arr, ${begin}, ${end})
  | project ret`;

export const linesQuery = (filter, begin, end) => `* | extend resource = json_extract_scalar(objectRef, '$.resource')
  | where __time__ >= ${begin / 1_000_000_000n} and __time__ < ${end / 1_000_000_000n + 60n}
  | where ${filter}
  | sort latency desc | limit 8
  | project time = from_unixtime(__time__), userAgent, verb, requestURI, code, latency`;

/** The longest-scoring stretch of anomalous points, gaps of two points bridged: its first and last time, or undefined. */
export function worstStretch(times, scores) {
  let best;
  let current;
  for (const [i, score] of scores.entries()) {
    if (!(score > 0)) continue;
    if (current && i - current.last <= 3) {
      current.last = i;
      current.weight += score;
    } else current = { first: i, last: i, weight: score };
    if (!best || current.weight > best.weight) best = current;
  }
  return best && { begin: BigInt(times[best.first]), end: BigInt(times[best.last]), points: best.last - best.first + 1 };
}

/** Requests a minute. */
export const meanRate = ({ request_count_arr: counts }) => counts.reduce((sum, count) => sum + Number(count), 0) / counts.length;

/** The part whose odd stretch moves the most requests, 1 % of `perMinute` at least: its attribute, value and stretch, or undefined. */
export async function worstPart(engine, perMinute, options) {
  let best;
  for (const attribute of ['verb', 'resource', 'userAgent']) {
    for (const { part, ts, excess_arr, anomalies_score_series } of (await engine.query(partQuery(attribute), options)).toArray({
      bigint: 'bigint',
    })) {
      const stretch = worstStretch(ts, anomalies_score_series);
      if (!isClear(stretch)) continue;
      const inside = excess_arr.filter((_, i) => ts[i] >= stretch.begin && ts[i] <= stretch.end);
      const excess = Math.abs(inside.reduce((sum, value) => sum + value, 0));
      if (excess > 0.01 * perMinute * inside.length && excess > (best?.excess ?? 0)) best = { attribute, part, stretch, excess };
    }
  }
  return best;
}

/** Runs the story on an engine whose only table, or the one that the options name, holds the access log. */
export async function tellStory(engine, options = {}) {
  const rate = (await engine.query(rateQuery, options)).toArray({ bigint: 'bigint' })[0];
  const inTotal = worstStretch(rate.ts, rate.anomalies_score_series);
  const stretch = isClear(inTotal) ? inTotal : ((await worstPart(engine, meanRate(rate), options))?.stretch ?? inTotal);
  if (!stretch) return { rate, stretch, cause: undefined };
  const [{ ret: cause }] = (await engine.query(causeQuery(stretch.begin, stretch.end), options)).toArray();
  return { rate, stretch, cause };
}

/** Queries that every backend but the oldest computes whole, over the columns of the fuzzer's tables. */
export const translated: readonly string[] = [
  'get',
  '"x y" or pods',
  'not (a* and b?)',
  "* | where search_matches(s, 'GET /a', 'phrase')",
  '* | stats c = count(1) by lower(s), trim(u)',
  "* | extend l = upper(s), t1 = ltrim(u, ' 7'), t2 = rtrim(u) | project id, l, t1, t2",
  '* | stats c = count(1) by b = bin(i, 5m)',
  '* | stats c = count(1) by b = bin(i, 60)',
  '* | stats c = count(1) by time_cell(60, 7, i)',
  '* | dedup s',
  '* | stats n = count(distinct id), m = count(1) by k | extend g = greatest(k, n), l = least(m, k)',
  "* | extend u = 'x' | dedup u | project id",
  '* | dedup s, k | project s, id | limit 5',
  "* | extend p = json_extract_scalar(js, '$.a') | stats c = count(1), m = max(i) by p",
];

/** The same for those that have times and windows. */
export const translatedToday: readonly string[] = [
  '* | stats c = count(1) by b = bin(t, 5m)',
  '* | stats c = count(1) by b = bin(t, 7d)',
  '* | extend r = row_number() over (partition by s order by k) | project id, r',
  '* | extend r = rank() over (order by k desc nulls first), d = dense_rank() over (partition by b order by s) | project id, r, d',
  '* | extend r = sum(k) over (partition by b order by id rows between 2 preceding and current row) | project id, r',
  '* | extend before = lag(s) over (order by k), after = lead(i, 2) over (partition by b order by id) | project id, before, after',
  '* | dedup s keep last by i',
  '* | extend m = max(s) over (partition by k) | where s = m | project id, s',
];

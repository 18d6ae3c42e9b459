// The same question as a pipeline and in SQL (`ch` where ClickHouse writes it otherwise). `check` makes numbers of the rows that must agree, within `tolerance`.
const column = (i) => (rows) => rows.reduce((sum, row) => sum + Number(row[i] ?? 0), 0);
const count = (rows) => rows.length;

/** The nine queries that the engine is tuned for. */
export const tuned = [
  {
    name: 'series of counts per minute',
    pipe: '* | extend ts = second_to_nano(date_trunc(60, __time__)) | stats n = count(1) by ts | make-series n = n on ts',
    sql: 'select list(ts order by ts), list(n order by ts) from (select (__time__ // 60) * 60000000000 as ts, count(*) as n from logs group by 1)',
    ch: 'select groupArray(ts), groupArray(n) from (select intDiv(__time__, 60) * 60000000000 as ts, count() as n from logs group by ts order by ts)',
    check: [(rows) => rows[0].at(-1).length, (rows) => Array.from(rows[0].at(-1)).reduce((sum, n) => sum + Number(n), 0)],
  },
  {
    name: 'counts by minute, agent, verb, JSON member',
    pipe: "* | extend r = json_extract_scalar(object, '$.resource'), ts = second_to_nano(date_trunc(60, __time__)) | stats n = count(1) by ts, agent, verb, r | stats groups = count(1), total = sum(n)",
    sql: "select count(*), sum(n) from (select __time__ // 60, agent, verb, json_extract_string(object, '$.resource'), count(*) as n from logs group by all)",
    ch: "select count(), sum(n) from (select intDiv(__time__, 60) as t, agent, verb, JSONExtractString(object, 'resource') as r, count() as n from logs group by t, agent, verb, r)",
    check: [column(0), column(1)],
  },
  {
    name: 'filters, then groups',
    pipe: "* | where verb = 'GET' and latency > 0.05 and uri like '%leases%' | stats n = count(1), a = avg(latency), m = max(latency) by agent | sort n desc | limit 10",
    sql: "select agent, count(*) n, avg(latency), max(latency) from logs where verb = 'GET' and latency > 0.05 and uri like '%leases%' group by 1 order by n desc limit 10",
    check: [count, column(1)],
  },
  {
    name: 'moments of all rows',
    pipe: '* | stats s = sum(latency), a = avg(latency), mi = min(latency), ma = max(latency), sd = stddev(latency)',
    sql: 'select sum(latency), avg(latency), min(latency), max(latency), stddev_samp(latency) from logs',
    ch: 'select sum(latency), avg(latency), min(latency), max(latency), stddevSamp(latency) from logs',
    check: [0, 1, 2, 3, 4].map(column),
  },
  {
    name: 'top of many addresses',
    pipe: '* | stats n = count(1) by address | sort n desc | limit 10',
    sql: 'select address, count(*) n from logs group by 1 order by n desc limit 10',
    check: [count, column(1)],
  },
  {
    name: 'top of very many URIs',
    pipe: '* | stats n = count(1) by uri | sort n desc | limit 10',
    sql: 'select uri, count(*) n from logs group by 1 order by n desc limit 10',
    check: [count, column(1)],
  },
  {
    name: 'slowest hundred rows',
    pipe: '* | sort latency desc | limit 100 | project __time__, latency, agent, uri',
    sql: 'select __time__, latency, agent, uri from logs order by latency desc limit 100',
    check: [count, column(1)],
  },
  {
    name: 'regular expression, then groups',
    pipe: "* | extend ns = regexp_extract(uri, '/namespaces/([^/?]+)', 1) | stats n = count(1) by ns | sort n desc | limit 10",
    sql: "select regexp_extract(uri, '/namespaces/([^/?]+)', 1) ns, count(*) n from logs group by 1 order by n desc limit 10",
    ch: "select extract(uri, '/namespaces/([^/?]+)') ns, count() n from logs group by 1 order by n desc limit 10",
    check: [count, column(1)],
  },
  {
    name: 'join with owners, then groups',
    pipe: '* | join kind=inner $owners on user | stats n = count(1), a = avg(latency) by team | sort n desc',
    sql: 'select team, count(*) n, avg(latency) from logs join owners on logs.user = owners.user group by 1 order by n desc',
    check: [count, column(1), column(2)],
  },
  {
    name: 'sketches by agent',
    pipe: '* | stats d = approx_distinct(address), p = approx_percentile(latency, 0.95) by agent',
    sql: 'select agent, approx_count_distinct(address), approx_quantile(latency, 0.95) from logs group by 1',
    ch: 'select agent, uniqCombined(address), quantileTDigest(0.95)(latency) from logs group by 1',
    check: [count, column(1), column(2)],
    tolerance: 0.08,
  },
];

/** Queries that nobody tuned for. */
export const others = [
  {
    name: 'exact distinct by verb',
    pipe: '* | stats n = count(distinct address) by verb',
    sql: 'select verb, count(distinct address) from logs group by 1',
    check: [count, column(1)],
  },
  {
    name: 'exact median by status',
    pipe: '* | stats m = percentile(latency, 0.5) by status',
    sql: 'select status, quantile_cont(latency, 0.5) from logs group by 1',
    ch: 'select status, quantileExactInclusive(0.5)(latency) from logs group by 1',
    check: [count, column(1)],
    tolerance: 0.001,
  },
  {
    name: 'keys with NULL',
    pipe: "* | extend k = nullif(verb, 'GET'), s = nullif(status, 200) | stats n = count(1) by k, s, agent | stats g = count(1), t = sum(n)",
    sql: "select count(*), sum(n) from (select nullif(verb, 'GET') k, nullif(status, 200) s, agent, count(*) n from logs group by all)",
    ch: "select count(), sum(n) from (select nullIf(verb, 'GET') k, nullIf(status, 200) s, agent, count() n from logs group by k, s, agent)",
    check: [column(0), column(1)],
  },
  {
    name: 'many conditions',
    pipe: "* | where status >= 400 and status < 500 and latency between 0.001 and 0.1 and verb in ('GET', 'LIST', 'WATCH') and agent like 'component-1%' and not (user like '%node-7') | stats n = count(1), s = sum(latency)",
    sql: "select count(*), sum(latency) from logs where status >= 400 and status < 500 and latency between 0.001 and 0.1 and verb in ('GET', 'LIST', 'WATCH') and agent like 'component-1%' and not (user like '%node-7')",
    check: [column(0), column(1)],
  },
  {
    name: 'CASE by latency',
    pipe: "* | extend c = case when latency > 0.1 then 'slow' when latency > 0.01 then 'fair' else 'fast' end | stats n = count(1) by c",
    sql: "select case when latency > 0.1 then 'slow' when latency > 0.01 then 'fair' else 'fast' end c, count(*) from logs group by 1",
    check: [count, column(1)],
  },
  {
    name: 'window: rank within agent',
    pipe: '* | project agent, latency | extend r = row_number() over (partition by agent order by latency desc) | where r <= 3 | stats n = count(1), s = sum(latency)',
    sql: 'select count(*), sum(latency) from (select latency, row_number() over (partition by agent order by latency desc) r from logs) where r <= 3',
    check: [column(0), column(1)],
  },
  {
    name: 'unnest the parts of a path',
    pipe: "* | extend part = split(object, ',') | unnest part | stats n = count(1) by part | stats g = count(1), t = sum(n)",
    sql: "select count(*), sum(n) from (select part, count(*) n from (select unnest(string_split(object, ',')) part from logs) group by 1)",
    ch: "select count(), sum(n) from (select part, count() n from (select arrayJoin(splitByChar(',', object)) part from logs) group by part)",
    check: [column(0), column(1)],
  },
  {
    name: 'join of two large tables',
    pipe: '* | project address, latency | join kind=inner (* | stats n = count(1) by address) on address | stats n = count(1), s = sum(latency)',
    sql: 'select count(*), sum(latency) from logs join (select address, count(*) n from logs group by 1) t on logs.address = t.address',
    check: [column(0), column(1)],
  },
  {
    name: 'sort by string',
    pipe: '* | sort user, agent | limit 1000 | stats n = count(1)',
    sql: 'select count(*) from (select * from logs order by user, agent limit 1000)',
    check: [column(0)],
  },
  {
    name: 'series of each address',
    pipe: '* | extend ts = second_to_nano(date_trunc(3600, __time__)) | stats n = count(1) by ts, address | make-series n = n on ts by address | stats s = count(1)',
    sql: 'select count(*) from (select address, list(ts order by ts), list(n order by ts) from (select __time__ // 3600 ts, address, count(*) n from logs group by all) group by 1)',
    ch: 'select count() from (select address, groupArray(ts), groupArray(n) from (select intDiv(__time__, 3600) ts, address, count() n from logs group by ts, address order by ts) group by address)',
    check: [column(0)],
  },
  {
    name: 'a word in any column',
    pipe: 'leases | stats n = count(1)',
    sql: "select count(*) from logs where regexp_matches(object, '\\bleases\\b') or regexp_matches(uri, '\\bleases\\b')",
    ch: "select count() from logs where hasToken(object, 'leases') or hasToken(uri, 'leases')",
    check: [column(0)],
  },
  {
    name: 'date as text',
    pipe: "* | extend d = date_format(from_unixtime(__time__), '%Y-%m-%d %H:%i') | stats n = count(1) by d | stats g = count(1), t = sum(n)",
    sql: "select count(*), sum(n) from (select strftime(to_timestamp(__time__) at time zone 'UTC', '%Y-%m-%d %H:%M') d, count(*) n from logs group by 1)",
    ch: "select count(), sum(n) from (select formatDateTime(toDateTime(__time__, 'UTC'), '%Y-%m-%d %H:%i') d, count() n from logs group by d)",
    check: [column(0), column(1)],
  },
];

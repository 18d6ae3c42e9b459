import { Table } from '../../src/index.ts';

/** A table that the example queries read. */
export const exampleLogs = Table.from([
  {
    __time__: 1734398340,
    verb: 'GET',
    code: 200,
    latency: 0.5,
    message: 'took 12 ms',
    objectRef: '{"resource":"leases"}',
    userAgent: 'kubelet',
    tags: ['a'],
  },
]);

/** Twenty queries as people write them, for studies of typing and speed. */
export const exampleQueries: readonly string[] = [
  'error and code in [400 599]',
  "* | where code >= 400 and verb = 'GET'",
  '* | extend ms = latency * 1000, slow = latency > 1 | where slow | project verb, ms',
  '* | stats n = count(1), p99 = approx_percentile(latency, 0.99) by verb | sort n desc | limit 10',
  "* | extend resource = json_extract_scalar(objectRef, '$.resource') | stats n = count(1) by resource",
  "* | parse-json objectRef | where resource = 'leases' | project verb, resource",
  "* | parse-regexp message, 'took (\\d+) ms' as ms | extend ms = cast(ms as bigint)",
  "* | where message like 'took%' or regexp_like(userAgent, 'kube(let|ctl)')",
  '* | extend t = date_trunc(60, __time__) | stats n = count(1) by t | sort t',
  "* | make-series n = count(1) default = '0' on __time__ step '1m' by verb",
  '* | extend ts = second_to_nano(date_trunc(60, __time__)) | stats n = count(1) by ts | make-series a = n on ts | extend r = series_decompose_anomalies(ts, a)',
  '.let slow = * | where latency > 1; $slow | stats n = count(1) by verb; $slow;',
  '* | join kind=left ( * | stats total = count(1) by verb ) on verb | project verb, total',
  "* | extend kind = case when code >= 500 then 'server' when code >= 400 then 'client' else 'fine' end",
  '* | extend first = tags[1], n = cardinality(tags), up = transform(tags, x -> upper(x))',
  '* | where code in (200, 201, 204) and latency between 0.1 and 2.5',
  '* | unnest tags as tag | stats n = count(1) by tag | top 3 by n desc',
  '* | log-patterns message by verb',
  "* | where __time__ > to_unixtime(timestamp '2024-12-17 01:00:00') and message is not null",
  '* | stats n = count(1) filter (where code >= 500), rate = sum(if(code >= 500, 1, 0)) / count(1) by verb',
];

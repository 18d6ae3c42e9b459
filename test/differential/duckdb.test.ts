import { beforeAll, describe, expect, it } from 'vitest';
import { openPair, type Pair, rowsOf, sqlRowsOf } from './kit.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await openPair();
});

/** An expression of the language and the SQL that means exactly the same; one text where both are spelt alike. */
const expressions: readonly (string | readonly [string, string])[] = [
  // operators
  'i + j',
  'i - j',
  'j * 2',
  ['i / 2', 'i // 2'],
  ['i % 3', 'i % 3'],
  '-j',
  'd + 1.5e0',
  'd * d',
  'd / 4',
  'i = 5',
  'i <> j',
  'd < 1',
  "s >= 'a'",
  'i between -7 and 5',
  "s in ('GET', 'list')",
  'j not in (1, 2)',
  "s like 'G%'",
  "u like '%b_%'",
  "u like '\\%%' escape '\\'",
  'i is null',
  'b is not null',
  'i is distinct from j',
  'g is not distinct from null',
  'b and i > 0',
  'b or i > 0',
  'not b',
  "s || '-' || g",
  "case when i > 4 then 'big' when i < 0 then 'negative' end",
  "case s when 'GET' then 1 when 'list' then 2 else 3 end",
  'coalesce(i, j, 0)',
  'nullif(i, 5)',
  ['if(i > 0, d, -d)', 'CASE WHEN i > 0 THEN d ELSE -d END'],
  // numbers
  ['abs(i)', 'abs(i)'],
  'abs(d)',
  ['sign(d)', 'CAST(sign(d) AS DOUBLE)'],
  'floor(d)',
  'ceil(d)',
  'round(d)',
  'round(d, 1)',
  ['truncate(d)', 'trunc(d)'],
  'sqrt(abs(d))',
  'exp(d / 1e10)',
  'ln(abs(d) + 1)',
  ['log2(j)', 'log2(j)'],
  ['log10(j)', 'log10(j)'],
  'power(d, 2)',
  'sin(d)',
  'cos(d)',
  'tan(d / 1e10)',
  'atan(d)',
  'atan2(d, 2)',
  'degrees(d)',
  'radians(d)',
  'cbrt(d)',
  'pi()',
  ['bitwise_and(i, 7)', 'i & 7'],
  ['bitwise_or(j, 8)', 'j | 8'],
  ['bitwise_xor(j, 5)', 'xor(j, 5)'],
  ['bit_count(j, 64)', 'CAST(bit_count(j) AS BIGINT)'],
  ['is_nan(d)', 'isnan(d)'],
  ['cast(d as bigint)', 'CAST(CASE WHEN d >= 0 THEN floor(d + 0.5) ELSE ceil(d - 0.5) END AS BIGINT)'],
  'cast(i as double)',
  'cast(j as varchar)',
  'try_cast(s as bigint)',
  ['gamma(j)', 'gamma(j)'],
  // texts
  ['length(u)', 'length(u)'],
  ['lower(s)', 'lower(s)'],
  'upper(s)',
  'reverse(s)',
  "replace(u, 'b', 'XX')",
  'substr(s, 2)',
  'substr(s, 2, 2)',
  'substr(s, -2)',
  "strpos(u, 'c')",
  'trim(u)',
  'ltrim(u)',
  'rtrim(u)',
  ["lpad(s, 6, '*')", "lpad(s, 6, '*')"],
  ["rpad(s, 3, '*')", "rpad(s, 3, '*')"],
  ["starts_with(s, 'G')", "starts_with(s, 'G')"],
  ["ends_with(s, 's')", "ends_with(s, 's')"],
  ['codepoint(substr(s, 1, 1))', 'unicode(substr(s, 1, 1))'],
  'chr(65)',
  "translate(s, 'GE', 'xy')",
  ["split_part(u, ',', 2)", "CASE WHEN len(string_split(u, ',')) >= 2 THEN split_part(u, ',', 2) END"],
  ["split(u, ',')", "string_split(u, ',')"],
  ["levenshtein_distance(s, 'GIT')", "levenshtein(s, 'GIT')"],
  ["regexp_like(u, 'b.?c')", "regexp_matches(u, 'b.?c')"],
  ["regexp_extract(u, '[a-c]+')", "nullif(regexp_extract(u, '[a-c]+'), '')"],
  ["regexp_replace(u, '[bc]', '-')", "regexp_replace(u, '[bc]', '-', 'g')"],
  ['to_hex(md5(to_utf8(s)))', 'upper(md5(s))'],
  ['to_hex(sha256(to_utf8(s)))', 'upper(sha256(s))'],
  ['to_base64(to_utf8(s))', 'to_base64(encode(s))'],
  ["concat_ws('/', s, g)", "CASE WHEN s IS NULL AND g IS NULL THEN '' ELSE concat_ws('/', s, g) END"],
  // times
  "date_trunc('hour', t)",
  "date_trunc('day', t)",
  ["date_trunc('week', t)", "date_trunc('week', t)::TIMESTAMP"],
  ["date_trunc('month', t)", "date_trunc('month', t)::TIMESTAMP"],
  ["date_trunc('quarter', t)", "date_trunc('quarter', t)::TIMESTAMP"],
  'year(t)',
  'quarter(t)',
  'month(t)',
  'day(t)',
  'hour(t)',
  'minute(t)',
  'second(t)',
  ['week(t)', 'week(t)'],
  ['day_of_week(t)', 'isodow(t)'],
  ['day_of_year(t)', 'dayofyear(t)'],
  ['year_of_week(t)', 'isoyear(t)'],
  ['last_day_of_month(dt)', 'last_day(dt)'],
  ['to_unixtime(t)', 'epoch(t)'],
  ["dt + interval '1' day", "CAST(dt + INTERVAL '1 day' AS DATE)"],
  ["t + interval '1' month", "t + INTERVAL '1 month'"],
  ["t - interval '90' minute", "t - INTERVAL '90 minutes'"],
  ["date_format(t, '%Y/%m/%d %H:%i:%s')", "strftime(t, '%Y/%m/%d %H:%M:%S')"],
  ["date_parse('2024-02-29 12:30', '%Y-%m-%d %H:%i')", "strptime('2024-02-29 12:30', '%Y-%m-%d %H:%M')"],
  'cast(dt as timestamp)',
  'cast(t as date)',
  // arrays and JSON
  ['array[i, j]', '[i, j]'],
  ["array_join(array[s, 'x'], '+')", "array_to_string([s, 'x'], '+')"],
  ['cardinality(array[i, j])', 'len([i, j])'],
  ['array_sort(array[3, 1, 2])', 'list_sort([3, 1, 2])'],
  ['element_at(array[1, 2, 3], j)', '[1, 2, 3][j]'],
  ['array_max(array[1, 3, 2])', 'list_max([1, 3, 2])'],
  ['transform(array[1, 2], x -> x + j)', 'list_transform([1, 2], lambda x: x + j)'],
  ['filter(array[1, 2, 3], x -> x > 1)', 'list_filter([1, 2, 3], lambda x: x > 1)'],
  ['slice(array[1, 2, 3], 2, 2)', 'list_slice([1, 2, 3], 2, 3)'],
  ['sequence(1, 4)', 'range(1, 5)'],
  ['flatten(array[array[1], array[2, 3]])', 'flatten([[1], [2, 3]])'],
  [`json_extract_scalar('{"a":{"b":"x"}}', '$.a.b')`, `'{"a":{"b":"x"}}'::JSON ->> '$.a.b'`],
  ['url_encode(s)', "replace(url_encode(s), '%20', '+')"],
];

/** Aggregates over groups. */
const aggregates: readonly (string | readonly [string, string])[] = [
  'count(1)',
  'count(i)',
  'sum(j)',
  'sum(d)',
  'avg(d)',
  'min(i)',
  'max(s)',
  'count(distinct s)',
  ['count_if(b)', 'count(*) FILTER (WHERE b)'],
  ['count(1) filter (where i > 0)', 'count(*) FILTER (WHERE i > 0)'],
  'bool_and(b)',
  'bool_or(b)',
  ['stddev(d)', 'stddev_samp(d)'],
  'stddev_pop(d)',
  'var_pop(d)',
  ['variance(d)', 'var_samp(d)'],
  ['array_agg(j)', 'list(j)'],
  ['max_by(s, j)', 'max_by(s, j)'],
  ['min_by(s, j)', 'min_by(s, j)'],
  ['percentile(d, 0.25)', 'quantile_cont(d, 0.25)'],
  ['corr(d, j)', 'CASE WHEN NOT isnan(corr(d, j)) THEN corr(d, j) END'],
  'covar_pop(d, j)',
  ['covar_samp(d, j)', 'covar_samp(d, j)'],
  ['regr_slope(d, j)', 'CASE WHEN NOT isnan(regr_slope(d, j)) THEN regr_slope(d, j) END'],
  ["listagg(s, '+')", "string_agg(s, '+')"],
  ['sum(j) / count(1)', 'CAST(sum(j) AS BIGINT) // count(*)'],
];

/** Commands, each with the SQL of the same rows in the same order. */
const pipelines: readonly (readonly [string, string])[] = [
  ["* | where i > 0 and s = 'GET' | project i, s", "SELECT i, s FROM logs WHERE i > 0 AND s = 'GET' ORDER BY rowid"],
  ['* | extend x = i + 1 | where x > 5 | project x', 'SELECT i + 1 FROM logs WHERE i + 1 > 5 ORDER BY rowid'],
  ['* | sort d desc, i | project d, i', 'SELECT d, i FROM logs ORDER BY d DESC NULLS LAST, i NULLS LAST'],
  ['* | sort s nulls first, j desc | project s, j', 'SELECT s, j FROM logs ORDER BY s NULLS FIRST, j DESC NULLS LAST'],
  ['* | sort i | limit 1, 3 | project i', 'SELECT i FROM logs ORDER BY i NULLS LAST, rowid LIMIT 3 OFFSET 1'],
  ['* | top 2 by j desc | project j, s', 'SELECT j, s FROM logs ORDER BY j DESC NULLS LAST LIMIT 2'],
  ['* | distinct g', 'SELECT g FROM logs GROUP BY g ORDER BY min(rowid)'],
  [
    "* | pivot count(1) on s in ('GET', 'list', 'none') by g | sort g",
    "SELECT g, GET, list, none FROM (PIVOT logs ON s IN ('GET', 'list', 'none') USING count(*) GROUP BY g) ORDER BY g",
  ],
  [
    '* | pivot sum(j) on b by g | sort g | project g, "false", "true"',
    'SELECT g, "false", "true" FROM (PIVOT logs ON b USING sum(j) GROUP BY g) ORDER BY g',
  ],
  ['* | dedup g | project i, g', 'SELECT i, g FROM (SELECT DISTINCT ON (g) i, g, rowid AS r FROM logs ORDER BY rowid) ORDER BY r'],
  [
    '* | dedup g, b keep last by j | project i, g, b',
    'SELECT i, g, b FROM logs QUALIFY row_number() OVER (PARTITION BY g, b ORDER BY j DESC NULLS LAST, rowid DESC) = 1 ORDER BY rowid',
  ],
  ['* | distinct s, b', 'SELECT s, b FROM logs GROUP BY s, b ORDER BY min(rowid)'],
  ['* | stats n = count(1), total = sum(j) by g', 'SELECT g, count(*), sum(j) FROM logs GROUP BY g ORDER BY min(rowid)'],
  ['* | stats n = count(1) by h = hour(t) | sort h', 'SELECT hour(t) h, count(*) FROM logs GROUP BY h ORDER BY h NULLS LAST'],
  ['* | join $dims on g | project i, g, w', 'SELECT i, logs.g, w FROM logs JOIN dims USING (g) ORDER BY logs.rowid, dims.rowid'],
  [
    '* | join kind=left $dims on g | project i, g, w',
    'SELECT i, logs.g, w FROM logs LEFT JOIN dims USING (g) ORDER BY logs.rowid, dims.rowid',
  ],
  [
    '* | join kind=right $dims on g | project i, g, w | sort w, i',
    'SELECT i, dims.g, w FROM logs RIGHT JOIN dims USING (g) ORDER BY w, i NULLS LAST, logs.rowid',
  ],
  [
    '* | join kind=full $dims on g | project i, w | sort w, i',
    'SELECT i, w FROM logs FULL JOIN dims USING (g) ORDER BY w NULLS LAST, i NULLS LAST, logs.rowid',
  ],
  ['* | join kind=semi $dims on g | project i, g', 'SELECT i, g FROM logs SEMI JOIN dims USING (g) ORDER BY logs.rowid'],
  ['* | join kind=anti $dims on g | project i, g', 'SELECT i, g FROM logs ANTI JOIN dims USING (g) ORDER BY logs.rowid'],
  [
    '* | join $dims on $dims.g = g and w > 1 and j > 1 | project i, w',
    'SELECT i, w FROM logs JOIN dims ON dims.g = logs.g AND w > 1 AND j > 1 ORDER BY logs.rowid, dims.rowid',
  ],
  ['* | project g | union ($dims | project g)', 'SELECT g FROM logs UNION ALL SELECT g FROM dims'],
  ["* | project i, parts = split(u, ',') | unnest parts", "SELECT i, unnest(string_split(u, ',')) FROM logs"],
  ['* | project-away d, s, u, b, t, dt, g', 'SELECT i, j FROM logs'],
  ['* | project-rename z = i | project z', 'SELECT i FROM logs'],
  [
    '.let busy = * | stats n = count(1) by g | where n > 1; $busy | join $dims on g | project g, n, w',
    'WITH busy AS (SELECT g, count(*) n, min(rowid) r FROM logs GROUP BY g HAVING count(*) > 1) SELECT g, n, w FROM busy JOIN dims USING (g) ORDER BY r, dims.rowid',
  ],
];

const both = (entry: string | readonly [string, string]): readonly [string, string] => (typeof entry === 'string' ? [entry, entry] : entry);

describe('the same as DuckDB', () => {
  it.each(expressions.map(both))('%s', async (spl, sql) => {
    const [ours, theirs] = await Promise.all([rowsOf(pair, `* | project x = ${spl}`), sqlRowsOf(pair, `SELECT ${sql} FROM logs`)]);
    expect(ours).toEqual(theirs);
  });

  it.each(aggregates.map(both))('%s', async (spl, sql) => {
    const grouped = `SELECT g, ${sql} FROM logs GROUP BY g ORDER BY min(rowid)`;
    const [ours, theirs] = await Promise.all([rowsOf(pair, `* | stats x = ${spl} by g`), sqlRowsOf(pair, grouped)]);
    expect(ours).toEqual(theirs);
  });

  it.each(pipelines)('%s', async (spl, sql) => {
    const [ours, theirs] = await Promise.all([rowsOf(pair, spl), sqlRowsOf(pair, sql)]);
    expect(ours).toEqual(theirs);
  });
});

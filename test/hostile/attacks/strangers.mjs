// Inputs of every kind that the lists before do not have: queries, data, formats, windows, pivots, paths, dates, zones, numbers and types.
const times = (count, text) => text.repeat(count);
const list = (count, item = (i) => `${i}`) => Array.from({ length: count }, (_, i) => item(i)).join(', ');
const xs = (n) => () => Array.from({ length: n }, (_, x) => ({ x, s: `s${x % 50}`, t: new Date(1e12 + x * 1000) }));
const one = (text) => () => [{ x: 1, s: text, t: new Date(0) }];
const query = (name, source, rows = xs(1000), more = {}) => ({ name, query: source, rows, ways: ['query', 'sync'], ...more });
const cell = (name, expression, rows) => query(name, `* | extend d = ${expression}`, rows, { oneCell: true });
const slow = "levenshtein_distance(rpad(s, 1000, 'a'), rpad(cast(x as varchar), 1000, 'b'))";

/** @type {readonly import('../kit/attack.d.ts').Attack[]} */
export const attacks = [
  // Regular expressions.
  cell('pattern: optional groups', "regexp_like(s, '(a?){200}b')", one(times(200_000, 'a'))),
  cell('pattern: nested repeats', "regexp_count(s, '((a{0,9}){0,9}){0,9}b')", one(times(100_000, 'a'))),
  cell('pattern: classes', `regexp_replace(s, '[${times(900, 'a-z')}]+', '')`, one(times(300_000, 'a'))),
  cell('pattern: many alternatives', `regexp_count(s, '${list(900, (i) => `a${i}`).replaceAll(', ', '|')}')`, one(times(300_000, 'a9'))),
  cell('pattern: case folding', "regexp_count(s, '(?i)\\u212a+.*x')", one(times(300_000, 'k'))),
  cell('pattern: anchors', "regexp_count(s, '(^|b)*$')", one(times(300_000, 'a\n'))),
  cell('pattern: word boundaries', "regexp_count(s, '(\\b\\w?)*z')", one(times(200_000, 'a '))),
  cell('pattern: from each row', 'regexp_like(s, s)', one(`(${times(5000, 'a|')}a)*`)),
  query('pattern: different per row', "* | where regexp_like('aaaa', concat('(a|b', cast(x as varchar), ')*c'))", xs(20_000)),
  cell('pattern: likes with escapes', "s like '%\\_a%\\_a%\\_a%' escape '\\'", one(times(500_000, '_'))),
  // Paths and JSON.
  cell('path: thousands of members', `json_extract(s, '$${times(900, '.a')}')`, one(times(1000, '{"a":') + '1' + times(1000, '}'))),
  cell('path: in each row', "json_extract(s, concat('$', rpad('', 9000, '.a')))", one('{"a":1}')),
  cell('path: of brackets', `json_extract(s, '$${times(900, '[0]')}')`, one(times(1000, '[') + times(1000, ']'))),
  cell('json: equal keys', "json_extract(s, '$.k')", one(`{${list(200_000, () => '"k":1')}}`)),
  cell('json: escapes', 'json_parse(s)', one(`"${times(300_000, '\\u0041')}"`)),
  cell('json: numbers of exponents', 'json_parse(s)', one(`[${list(100_000, () => '1e309')}]`)),
  query('json: every row other keys', '* | parse-json s', () => Array.from({ length: 3000 }, (_, i) => ({ s: `{"k${i}":{"a":[1,{"b":${i}}]}}` }))),
  query('json: keys that collide', '* | parse-json s', () => [{ s: '{"a":1,"A":2,"a ":3,"\\u0061":4,"":5,"__time__":6}' }]),
  cell('json: compare deep values', 'json_parse(s) = json_parse(s)', one(times(5000, '[') + times(5000, ']'))),
  // Dates, zones, calendars.
  cell('format: the longest date format', `date_format(t, '${times(490, '%Y')}')`),
  cell('format: of each row', "date_format(t, concat(rpad('', 900, '%Y%m'), cast(x as varchar)))", xs(20_000)),
  cell('format: parse what does not end', `try(date_parse(s, '${times(400, '%')}'))`, one(times(400, '%'))),
  cell('zone: of each row', "try(t at time zone concat('Etc/GMT+', cast(x as varchar)))", xs(20_000)),
  cell('zone: a path', "try(format_datetime(t, '../../../etc/passwd'))"),
  cell('calendar: years beyond the end', "try(date_add('year', x * 100000000, t))"),
  cell('calendar: months before the beginning', "try(date_add('month', -9223372036854775807, t))"),
  cell('calendar: every day', "cardinality(sequence(date '0001-01-01', date '9999-12-31', interval '1' day))"),
  cell('calendar: an interval of digits', `interval '${times(5000, '9')}' day`, xs(1)),
  query('calendar: series by months', "* | make-series v = sum(x) on t from timestamp '0001-01-01 00:00:00' to timestamp '9999-01-01 00:00:00' step '1s'"),
  query('calendar: bins of nothing', "* | stats n = count(1) by bin(t, 0s)"),
  // Numbers.
  cell('number: a literal of digits', times(40_000, '9'), xs(1)),
  cell('number: decimals of a literal', `0.${times(40_000, '1')}`, xs(1)),
  cell('number: pow of pow', 'power(power(power(x + 9, 99), 99), 99)'),
  cell('number: factors', 'try(from_base(to_base(9223372036854775807, 2), 2) * x)'),
  cell('number: format to many places', "try(format('%.1000000f', 1.5 * x))"),
  cell('number: format to wide fields', "try(format('%1000000000d', x))"),
  cell('number: rounding to far places', 'round(1.5 * x, 2147483647) + round(1.5 * x, -2147483647)'),
  cell('number: binomials', 'try(choose(x + 1000000000, 500000000))'),
  cell('number: random in a reduce', 'reduce(sequence(1, 10000), 0, (a, v) -> a + random(1000000))', xs(2000)),
  query('constants: a chain after others took the time for folding', `* | extend ${list(20, (i) => `c${i} = reduce(sequence(1, 10000), ${i}, (a, b) -> a + b)`)}, d = ${times(300, '1 + ')}1 | project d`, xs(10), { expect: 'rows', engine: { limits: { wallTime: 5000 } } }),
  // Types.
  query('type: rows in rows', `* | extend a = ${times(80, 'row(')}x${times(80, ')')}`),
  query('type: a row of thousands', `* | extend a = row(${list(9000, () => 'x')}) | extend b = row(a, a)`),
  query('type: maps of maps', `* | extend a = ${times(60, "map(array['k'], array[")}x${times(60, '])')} | sort cast(a as json)`),
  query('type: cast and back', '* | extend a = array[x] ' + times(90, '| extend a = cast(cast(a as json) as array(bigint)) ')),
  query('type: comparing nested values', '* | extend a = repeat(array[x, 1, 2], 300) | stats n = count(1) by a'),
  // Windows and pivots.
  query('window: every frame is new', `* | extend m = avg(${slow}) over (order by x rows between 500 preceding and 500 following)`),
  query('window: distinct strings of all frames', '* | extend m = count(distinct s) over (order by x rows between 9000 preceding and 9000 following)', xs(20_000)),
  query('window: ranges of equal values', '* | extend m = sum(x) over (order by s range between unbounded preceding and current row)', xs(200_000)),
  query('window: one partition per row', '* | extend m = max_by(s, x, 5) over (partition by x)', xs(50_000)),
  query('window: lag beyond all rows', '* | extend m = lag(s, 9223372036854775807) over (order by x)'),
  query('pivot: a column per row', '* | pivot sum(x) on x by s', xs(20_000)),
  query('pivot: names of prototypes', '* | extend s = if(x % 2 = 0, \'__proto__\', \'constructor\') | pivot count(1) on s by x'),
  query('pivot: of costly values', `* | pivot sum(${slow}) on s by x`),
  // Joins, unions, searches.
  { name: 'join: a costly right key', query: `* | project y = x | join (* | project x, s) on y = ${slow}`, rows: xs(40_000) },
  { name: 'join: all keys are one', query: '* | extend k = 1 | join (* | extend k = 1 | project k, y = x) on k | where x + y = 1', rows: xs(20_000) },
  query('join: keys that are NaN', '* | extend k = nan() | join (* | extend k = nan() | project k, y = x) on k | stats n = count(1)'),
  query('join: with itself sixty times', `* ${list(40, (i) => `| join (* | project x, y${i} = s) on x`).replaceAll(', |', ' |')} | stats n = count(1)`),
  query('union: of other columns each', `* | union ${list(300, (i) => `(* | project c${i} = x)`)}`),
  query('search: thousands of words', `${list(2000, (i) => `w${i}`).replaceAll(', ', ' or ')}`, xs(20_000)),
  query('search: stars only', times(500, '* and ') + '*'),
  query('search: a phrase of a long text', `"${times(20_000, 'a ')}b"`, one(times(200_000, 'a '))),
  // Commands on hostile data.
  query('parse-kv: separators only', '* | parse-kv s', one(times(300_000, '= '))),
  query('parse-csv: quotes that open', '* | parse-csv s as a, b', one(times(300_000, '",'))),
  query('parse-regexp: groups that are empty', `* | parse-regexp s, '${times(90, '(a?)')}' as ${list(90, (i) => `g${i}`)}`, one(times(300_000, 'a'))),
  query('expand-values: everything', '* | extend a = sequence(1, 10000) | unnest a as b | extend c = sequence(1, 10000) | unnest c as d', xs(1000)),
  query('pack-fields: all columns', `* | extend ${list(900, (i) => `c${i} = s`)} | pack-fields as p | stats n = count(distinct p)`, xs(5000)),
  query('log-patterns: all words differ', '* | log-patterns s', () => Array.from({ length: 20_000 }, (_, i) => ({ s: Array.from({ length: 30 }, (_, j) => `w${i * 31 + j}`).join(' ') }))),
  query('sample: of computed keys', `* | sample -n=1 by ${slow}`, xs(20_000)),
  query('series: clusters of one row each', '* | stats a = array_agg(x) by x | stats c = array_agg(transform(a, v -> cast(v as double))) | extend k = cluster(c, \'kmeans\', \'{"n_clusters":500}\')', xs(5000)),
  query('series: periods of noise', "* | stats a = array_agg(random()) | extend p = series_periods_detect(a, 4, 100000, 10)", xs(100_000)),
];

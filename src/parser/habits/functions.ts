import { datePattern } from './time-patterns.ts';

/**
 * Functions of other languages, and what to write instead: `$1` is the first argument, `$*` are all of them, `$2…` those from the second on, `{time}` the column of times.
 * Of several, the first that has all of its arguments is taken; a function chooses by what the arguments are. Names that mean the same here are aliases of the functions themselves.
 */
export const functionHabits: Readonly<Record<string, string | readonly string[] | ((args: readonly string[]) => string)>> = {
  // conditions and NULL
  iff: 'if($*)',
  iif: 'if($*)',
  isnull: ['coalesce($1, $2)', '$1 is null'],
  isnotnull: '$1 is not null',
  isempty: "coalesce($1, '') = ''",
  isnotempty: "coalesce($1, '') <> ''",
  ifnull: 'coalesce($*)',
  nvl: 'coalesce($*)',
  isnan: 'is_nan($1)',
  // aggregates
  sumif: 'sum(if($2, $1))',
  avgif: 'avg(if($2, $1))',
  minif: 'min(if($2, $1))',
  maxif: 'max(if($2, $1))',
  dcountif: 'approx_distinct(if($2, $1))',
  count_uniq: 'count(distinct $1)',
  values: 'array_agg(distinct $1)',
  uniq_values: 'array_agg(distinct $1)',
  make_set: 'array_agg(distinct $1)',
  makeset: 'array_agg(distinct $1)',
  make_list: 'array_agg($1)',
  makelist: 'array_agg($1)',
  grouparray: 'array_agg($1)',
  list: 'array_agg($1)',
  perc: 'approx_percentile($1, $2 / 100.0)',
  percentiles: (args) =>
    `approx_percentile($1, array[${args
      .slice(1)
      .map((share) => (Number.isNaN(Number(share)) ? `${share} / 100.0` : String(Number(share) / 100)))
      .join(', ')}])`,
  quantile: ([, second = '']) => (/^[\d.]+$/.test(second) ? 'approx_percentile($1, $2)' : 'approx_percentile($2, $1)'),
  mode: 'map_keys(map_filter(histogram($1), (k, n) -> n = array_max(map_values(histogram($1)))))[1]',
  group_concat: ['listagg($1, $2)', "listagg($1, ',')"],
  collect_list: 'array_agg($1)',
  collect_set: 'array_agg(distinct $1)',
  std_dev: 'stddev_pop($1)',
  median_absolute_deviation: 'approx_percentile(abs($1), 0.5)',
  earliest: 'min_by($1, {time})',
  latest: 'max_by($1, {time})',
  row_any: 'arbitrary($1)',
  count_empty: "count_if(coalesce($1, '') = '')",
  sum_len: 'sum(length($1))',
  bytes_over_time: 'sum(length($1))',
  // strings
  len: 'length($1)',
  strlen: 'length($1)',
  string_size: 'length($1)',
  tolower: 'lower($1)',
  tolowercase: 'lower($1)',
  touppercase: 'upper($1)',
  to_lower: 'lower($1)',
  toupper: 'upper($1)',
  to_upper: 'upper($1)',
  strcat: 'concat($*)',
  startswith: 'starts_with($1, $2)',
  endswith: 'ends_with($1, $2)',
  left: 'substr($1, 1, $2)',
  right: 'substr($1, -$2)',
  mid: 'substr($*)',
  trunc: ['truncate($1, $2)', 'truncate($1)'],
  indexof: 'strpos($1, $2) - 1',
  locate: 'strpos($2, $1)',
  charindex: 'strpos($2, $1)',
  instr: 'strpos($1, $2)',
  replace_string: 'replace($1, $2, $3)',
  replace_regex: 'regexp_replace($1, $2, $3)',
  extract_all: 'regexp_extract_all($2, $1)',
  regexp_matches: 'regexp_like($1, $2)',
  regexp_substr: 'regexp_extract($1, $2)',
  match: 'regexp_like($1, $2)',
  like: '$1 like $2',
  matches: 'regexp_like($1, $2)',
  hasprefix: 'starts_with($1, $2)',
  parse_url: 'url_parse($1)',
  urldecode: 'url_decode($1)',
  base64_encode_tostring: 'to_base64(to_utf8($1))',
  base64_decode_tostring: 'from_utf8(from_base64($1))',
  // conversions
  tostring: 'cast($1 as varchar)',
  to_string: 'cast($1 as varchar)',
  toint: 'try_cast($1 as bigint)',
  tolong: 'try_cast($1 as bigint)',
  to_integer: 'try_cast($1 as bigint)',
  to_long: 'try_cast($1 as bigint)',
  tonumber: 'try_cast($1 as double)',
  todouble: 'try_cast($1 as double)',
  toreal: 'try_cast($1 as double)',
  to_double: 'try_cast($1 as double)',
  tobool: 'try_cast($1 as boolean)',
  to_boolean: 'try_cast($1 as boolean)',
  todatetime: 'try_cast($1 as timestamp)',
  to_datetime: 'try_cast($1 as timestamp)',
  to_timestamp: ([, pattern = '']) => (datePattern(pattern) ? `date_parse($1, ${datePattern(pattern)})` : 'try_cast($1 as timestamp)'),
  to_date: ([, pattern = '']) => (datePattern(pattern) ? `cast(date_parse($1, ${datePattern(pattern)}) as date)` : 'try_cast($1 as date)'),
  to_ip: 'ip_normalize($1)',
  parse_json: 'json_parse($1)',
  todynamic: 'json_parse($1)',
  dynamic: 'json_parse($1)',
  json_value: 'json_extract_scalar($1, $2)',
  json_unquote: 'json_extract_scalar($1, $2)',
  extract_json: 'json_extract_scalar($2, $1)',
  spath: "json_extract_scalar($1, concat('$.', $2))",
  jsonextractstring: "json_extract_scalar($1, concat('$.', $2))",
  jsonextractint: "try_cast(json_extract_scalar($1, concat('$.', $2)) as bigint)",
  jsonextractfloat: "try_cast(json_extract_scalar($1, concat('$.', $2)) as double)",
  jsonextractbool: "try_cast(json_extract_scalar($1, concat('$.', $2)) as boolean)",
  jsonextractraw: "json_extract($1, concat('$.', $2))",
  // times
  datediff: ([unit = '', , third]) => (third === undefined ? "date_diff('day', $2, $1)" : `date_diff(${quoted(unit)}, $2, $3)`),
  dateadd: ([unit = '']) => `date_add(${quoted(unit)}, $2, $3)`,
  unixepoch: 'to_unixtime($1)',
  ago: 'now() - $1',
  getdate: 'now()',
  utcnow: 'now()',
  curdate: 'current_date',
  startofday: "date_trunc('day', $1)",
  startofhour: "date_trunc('hour', $1)",
  startofweek: "date_trunc('week', $1)",
  startofmonth: "date_trunc('month', $1)",
  startofyear: "date_trunc('year', $1)",
  time_bucket: 'bin($2, $1)',
  bucket: 'bin($1, $2)',
  floor_time: 'bin($1, $2)',
  tbucket: 'bin({time}, $1)',
  date_bin: 'bin($2, $1)',
  datetime_diff: 'date_diff($1, $3, $2)',
  datetime_add: 'date_add($1, $2, $3)',
  date_sub: '$1 - $2',
  dayofweek: 'day_of_week($1)',
  hourofday: 'hour($1)',
  monthofyear: 'month($1)',
  unixtime_seconds_todatetime: 'from_unixtime($1)',
  unix_timestamp: 'to_unixtime($1)',
  to_char: ([, pattern = '']) => (datePattern(pattern) ? `date_format($1, ${datePattern(pattern)})` : 'cast($1 as varchar)'),
  date_part: ([unit = '']) => (/^'?epoch'?$/i.test(unit) ? 'to_unixtime($2)' : `extract(${unit.replaceAll("'", '')} from $2)`),
  tostartofsecond: "date_trunc('second', $1)",
  tostartofminute: "date_trunc('minute', $1)",
  tostartoffiveminutes: 'bin($1, 5m)',
  tostartoftenminutes: 'bin($1, 10m)',
  tostartoffifteenminutes: 'bin($1, 15m)',
  tostartofhour: "date_trunc('hour', $1)",
  tostartofday: "date_trunc('day', $1)",
  tostartofweek: "date_trunc('week', $1)",
  tostartofmonth: "date_trunc('month', $1)",
  tostartofquarter: "date_trunc('quarter', $1)",
  tostartofyear: "date_trunc('year', $1)",
  tounixtimestamp: 'to_unixtime($1)',
  strftime: 'date_format($1, $2)',
  strptime: 'date_parse($1, $2)',
  // arrays and rows
  array_length: 'cardinality($1)',
  mvcount: 'cardinality($1)',
  mv_count: 'cardinality($1)',
  size: 'cardinality($1)',
  array_size: 'cardinality($1)',
  mvindex: 'element_at($1, $2 + 1)',
  mvjoin: 'array_join($1, $2)',
  mv_concat: 'array_join($1, $2)',
  strcat_array: 'array_join($1, $2)',
  mv_min: 'array_min($1)',
  mv_max: 'array_max($1)',
  mv_dedupe: 'array_distinct($1)',
  mvdedup: 'array_distinct($1)',
  mvsort: 'array_sort($1)',
  mv_sort: 'array_sort($1)',
  set_has_element: 'contains($1, $2)',
  array_contains: 'contains($1, $2)',
  pack_array: 'array[$*]',
  // windows
  prev: 'lag($*) over (order by {time})',
  next: 'lead($*) over (order by {time})',
  // addresses
  cidrmatch: 'cidr_contains($1, $2)',
  cidr_match: 'cidr_contains($2, $1)',
  ipv4_is_in_range: 'cidr_contains($2, $1)',
  inet_aton: 'ip_normalize($1)',
};

/** A unit of time, which other languages write as a word. */
const quoted = (unit: string): string => (/^\w+$/.test(unit) ? `'${unit.toLowerCase()}'` : unit);

/** What to write for a call of a foreign function; undefined where it is not known, or an argument is missing. */
export function rewriteCall(name: string, args: readonly string[], time: string): string | undefined {
  const found = Object.hasOwn(functionHabits, name) ? functionHabits[name]! : undefined;
  const habit = typeof found === 'function' ? found(args) : found;
  for (const template of typeof habit === 'string' ? [habit] : (habit ?? [])) {
    const last = Math.max(0, ...[...template.matchAll(/\$(\d)/g)].map((match) => Number(match[1])));
    if (args.length < last) continue;
    return template
      .replaceAll('{time}', () => time)
      .replace(/\$(?:\*|(\d)(…?))/g, (_, digit: string | undefined, rest: string) =>
        digit === undefined ? args.join(', ') : rest ? args.slice(Number(digit) - 1).join(', ') : args[Number(digit) - 1]!,
      );
  }
  return undefined;
}

/** The help for a function of another language, where its call cannot be rewritten. */
export function foreignFunctionHelp(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (!Object.hasOwn(functionHabits, lower)) return undefined;
  const text = rewriteCall(lower, ['x', 'y', 'z', 'w'], 'time');
  return text && `'${name}' is written ${text} here`;
}

import { describe, expect, it } from 'vitest';
import type { DiagnosticName } from '../../src/diagnostics/catalogue.ts';
import { applyFixes, createEngine, type Diagnostic, QueryError, Table } from '../../src/index.ts';
import type { QueryOptions } from '../../src/settings.ts';
import { advice, type Example, fix } from './example.ts';
import { elsewhere } from './helps-elsewhere.ts';
import { helpsOfStrings } from './helps-of-strings.ts';

const digits = "* | extend ts = '1734398340' | extend t = ";
const window = { begin: new Date('2025-11-26T11:00:00Z'), end: new Date('2025-11-26T12:00:00Z') };

/** Every diagnostic: examples of its helps and fixes, or why it has none. */
const examples: Readonly<Record<DiagnosticName, readonly Example[] | string>> = {
  'unexpected-token': [
    fix('* | where code = 200 && !(latency > 1)'),
    fix('* | where code in [200, 500]'),
    fix('* | where code := 200'),
    fix('* | sort code descending'),
    fix('* | top by code'),
    fix('* | project --wildcard "h*"'),
    fix('* | extend r = sum(code) over (partition host)'),
    fix('* | extend r = sum(code) over (order code)'),
    fix('code:[200 300]'),
    fix('* | union dim'),
    advice('* | make-series n count(1) on __time__', "'name = column'", '* | make-series n = count(1) on __time__'),
    advice("* | extend x = upper 'a'", 'its arguments go in parentheses', "* | extend x = upper('a')"),
    advice('* | where host: a', "write key = 'value'", "* | where host = 'a'"),
    advice('* | extend x = array[1 2]', 'a comma missing', '* | extend x = array[1, 2]'),
  ],
  unterminated: [
    fix('* | where (code = 200 | limit 1'),
    fix('* | where host in (* | distinct host'),
    fix('* | extend x = array[1, 2'),
    fix('* | where host in (* | where (code > 1 | distinct host'),
    advice("* | where host = 'it's'", "written twice: 'it''s'", "* | where host = 'it''s'"),
  ],
  'unknown-command': [
    fix('* | wher code = 200'),
    fix('* | summarize n = count() by host'),
    fix('* | mv-expand tags'),
    advice('* | nonsense', 'the commands are where', '* | where true'),
  ],
  'number-out-of-range': [
    advice('* | where code = 99999999999999999999', 'a decimal point or an exponent', '* | where code = 99999999999999999999.0'),
    advice('* | extend x = 1e999', '9223372036854775807', '* | extend x = 9223372036854775807'),
    advice('* | extend x = 999999d', '106751 days', '* | extend x = 106751d'),
  ],
  'unknown-option': [
    fix('* | project -wildcad "h*"'),
    advice("* | parse-kv -matches body, '(\\w+)=(\\w+)'", "'-regexp'", "* | parse-kv -regexp body, '(\\w+)=(\\w+)'"),
    advice('* | render visualise=linechart', "did you mean 'visualize'?", '* | render visualize=linechart'),
  ],
  'invalid-option': 'its reason says what a value has to be',
  'unmatched-bracket': 'it marks the bracket',
  'foreign-operator': [fix('* | where code = 200 || latency > 1'), fix("* | where host = 'a' // first")],
  'foreign-syntax': [fix('* | stats count by host'), fix('* | where code between (200 .. 300)'), fix('* | stats n = count(1) as k')],
  'unknown-column': [
    fix('* | where cod = 200'),
    fix('* | where host = "a"'),
    advice(
      '* | stats n = count(1) by host | where code = 1',
      "add it to 'by' or aggregate it",
      '* | stats n = count(1) by host, code | where code = 1',
    ),
    advice('* | where nonsense = 1', 'the columns here are __time__, host', "* | where host = '1'"),
    advice('cod:200', "did you mean 'code'?", 'code:200'),
    advice('* | join $dim on host | extend z = $dim.zonne', "did you mean 'zone'?", '* | join $dim on host | extend z = $dim.zone'),
  ],
  'unknown-function': [fix('* | extend x = uppr(host)'), fix('* | where isnull(host)'), fix('* | extend x = strcat(host, s)')],
  'unknown-table': [
    fix('$log | limit 1'),
    advice('$nonsense | limit 1', 'the tables are $logs, $dim', '$dim | limit 1'),
    advice('* | extend x = $dim.zone', 'after it has been joined', '* | join $dim on host | extend x = $dim.zone'),
    advice('* | extend x = $dim', 'at the start of a pipeline', '$dim | limit 1'),
  ],
  'missing-parameter': [
    advice('* | where code = ?min', 'params: { … }', '* | where code = ?min', undefined, { params: { min: 200 } }),
    advice('* | where code = ?mni', "did you mean 'min'?", '* | where code = ?min', { params: { min: 200 } }),
    advice('* | where code = ?p', 'null for NULL', '* | where code = ?p', { params: { p: undefined } }, { params: { p: null } }),
    advice(
      '* | extend x = json_parse(?p)',
      'JSON.stringify',
      '* | extend x = json_parse(?p)',
      { params: { p: {} } },
      { params: { p: JSON.stringify({}) } },
    ),
    advice('* | where code = ?p', 'pass a string', '* | where s = ?p', { params: { p: 2n ** 64n } }, { params: { p: `${2n ** 64n}` } }),
    advice(
      '* | where host in (?p)',
      '[...set]',
      '* | where host in (?p)',
      { params: { p: new Set(['a']) } },
      { params: { p: [...new Set(['a'])] } },
    ),
  ],
  'unknown-type': [
    advice('* | extend x = cast(s as bigit)', "did you mean 'bigint'?", '* | extend x = cast(s as bigint)'),
    advice('* | extend x = cast(code as hugeint)', 'use BIGINT or DOUBLE', '* | extend x = cast(code as double)'),
  ],
  'duplicate-column': [
    advice('* | make-series code = count(1) on code', 'give the array another name', '* | make-series n = count(1) on code'),
  ],
  'unknown-member': [
    advice(
      '* | extend r = row(1, 2) | project a = r.z',
      'its members are field0, field1',
      '* | extend r = row(1, 2) | project a = r.field0',
    ),
    advice('* | extend r = row(1, 2) | project a = r[3]', 'it has 2 members', '* | extend r = row(1, 2) | project a = r[2]'),
    advice('* | extend x = body.k', "json_extract_scalar(body, '$.k')", "* | extend x = json_extract_scalar(body, '$.k')"),
  ],
  'sibling-column': [advice('* | extend a = 1, b = a + 1', "two 'extend' commands", '* | extend a = 1 | extend b = a + 1')],
  'no-overload': [
    advice('* | extend x = upper(list, tags)', 'upper(varchar) → varchar', '* | extend x = upper(list)'),
    fix("* | where substr(code, 1, 1) = '5'"),
    fix("* | extend x = concat(host, ':', code)"),
    advice('* | stats x = count(distinct *)', 'count(distinct row(a, b))', '* | stats x = count(distinct row(host, code))'),
    advice('* | extend x = upper(distinct host)', 'write upper(string)', '* | extend x = upper(host)'),
    advice('* | extend x = coalesce()', 'write coalesce(value, …)', '* | extend x = coalesce(host, s)'),
  ],
  'incompatible-types': [
    fix("* | where code like '5%'"),
    fix("* | extend x = host || ':' || code"),
    advice('* | where at > 5', 'to_unixtime(at)', '* | where to_unixtime(at) > 5'),
    advice("* | where tags = 'x'", "contains(tags, 'x')", "* | where contains(tags, 'x')"),
    advice('* | where host = true', 'cast(true as varchar)', '* | where host = cast(true as varchar)'),
    advice('* | union $odd', 'cast or rename it first', '* | project-rename state = code | union $odd'),
  ],
  'type-mismatch': [
    fix('* | where code'),
    fix('* | where latency'),
    fix('* | where host'),
    fix('* | where not code'),
    advice('* | parse-json code', '| extend code = cast(code as varchar)', '* | extend code = cast(code as varchar) | parse-json code'),
    advice(
      '* | parse-json __time__',
      '| extend source = cast(__time__ as varchar)',
      '* | extend source = cast(__time__ as varchar) | parse-json source',
    ),
    advice('* | unnest body', 'extend body = json_parse(body) | unnest body', '* | extend body = json_parse(list) | unnest body'),
    advice('* | extend __time__ = at', 'cast(to_unixtime(at) as bigint)', '* | extend __time__ = cast(to_unixtime(at) as bigint)'),
    advice('* | extend __time__ = s', 'try_cast(s as bigint)', '* | extend __time__ = try_cast(s as bigint)'),
    advice("* | where code = 'abc'", 'cast(number as varchar)', "* | where cast(code as varchar) = 'abc'"),
    advice('host > abc', "| where key > 'value'", "* | where host > 'abc'"),
  ],
  'invalid-cast': 'no cast leads from the one type to the other',
  'misplaced-aggregate': [advice('* | extend x = sum(latency)', "'| stats sum = sum(latency)'", '* | stats sum = sum(latency)')],
  'aggregate-expected': [
    advice('* | stats n = count(1), host', "add 'host' to 'by'", '* | stats n = count(1) by host'),
    advice('* | stats n = host', 'arbitrary(host)', '* | stats n = arbitrary(host)'),
  ],
  'constant-fails': [
    fix('* | stats p = approx_percentile(latency, 99)'),
    advice("* | extend x = interval '1-' year", "INTERVAL '3' day", "* | extend x = at + interval '3' day"),
  ],
  'constant-expected': [fix("* | extend x = column_if_exists(host, 'none')")],
  'misplaced-lambda': 'its message names where lambdas can be',
  'nested-aggregate': 'its message says it',
  'window-missing': [
    advice(
      "* | make-series n = count(1) on __time__ from 'sls_begin_time' to 'sls_end_time' step '1m'",
      'pass window: { begin, end }',
      "* | make-series n = count(1) on __time__ from 'sls_begin_time' to 'sls_end_time' step '1m'",
      undefined,
      { window },
    ),
    advice(
      "* | make-series n = count(1) on __time__ from 'sls_begin_time' to 'max' step '1m'",
      "'min' and 'max'",
      "* | make-series n = count(1) on __time__ from 'min' to 'max' step '1m'",
    ),
  ],
  'invalid-series': 'its reason says which parts belong together',
  'output-count': [advice('.let x = *;', '$name;', '.let x = *; $x;')],
  'duplicate-dataset': 'its message says it',
  'invalid-command': [
    advice('* | join kind=semmi $dim on host', "did you mean 'semi'?", '* | join kind=semi $dim on host'),
    advice('* | join $dim on code = 1', "'on $dim.<column> = <column>'", '* | join $dim on $dim.host = host'),
    advice('* | render visualize=linchart', "did you mean 'linechart'?", '* | render visualize=linechart'),
    advice(
      '* | where host in (* | project host, code)',
      "'| distinct <column>'",
      '* | where host in (* | project host, code | distinct host)',
    ),
    advice('* | extend x = host in (* | project host)', "condition of 'where'", '* | where host in (* | project host) and code > 1'),
  ],
  'misplaced-filter': 'its message says it',
  'unknown-source': [advice('.nowhere with(a = 1)', 'the sources are .logstore, .m', ".logstore with(logstore='logs')")],
  'source-not-loaded': 'its message names the methods that load',
  'invalid-json-option': 'its reason says what a value has to be',
  'string-read-as-number': [fix('* | where s > 5'), fix('* | stats n = sum(s)'), fix("* | where s > timestamp '2025-01-01'")],
  'skipped-name': [
    advice('* | project-away hots', "did you mean 'host'?", '* | project-away host'),
    advice('* | project-rename h = hots', "did you mean 'host'?", '* | project-rename h = host'),
  ],
  'hidden-table': 'its message says it',
  'suspicious-time-unit': [
    advice(
      '* | make-series n = count(1) on seconds',
      'epoch_nanos(t)',
      '* | extend t = epoch_nanos(seconds) | make-series n = count(1) on t',
    ),
    advice(
      '* | stats t = array_agg(seconds), v = array_agg(code) | extend r = array_rate(v, t)',
      'epoch_nanos(t)',
      '* | stats t = array_agg(epoch_nanos(seconds)), v = array_agg(code) | extend r = array_rate(v, t)',
    ),
  ],
  'ignored-setting': 'its message says it',
  'unwritable-column': "its message names 'extend'",
  'decimal-as-double': 'its message says what is lost',
  'comparison-with-null': [
    fix('* | where code not in (200, null)'),
    fix('* | where host = null'),
    fix('* | where host <> null'),
    fix('* | where null = host'),
  ],
  'unknown-json-option': [
    advice(
      `* | make-series v = max(latency) on __time__ step '1m' | extend a = series_decompose_anomalies(v, '{"confidance":0.9}')`,
      "did you mean 'confidence'?",
      `* | make-series v = max(latency) on __time__ step '1m' | extend a = series_decompose_anomalies(v, '{"confidence":0.9}')`,
    ),
  ],
  'lost-digits': [
    advice(
      '* | extend j = json_parse(\'{"id":9007199254740993}\') | extend x = j.id + 1',
      'cast(… as bigint)',
      '* | extend j = json_parse(\'{"id":9007199254740993}\') | extend x = cast(j.id as bigint) + 1',
    ),
  ],
  ...helpsOfStrings,
  'digits-as-times': [advice(`${digits}bin(ts, 5m)`, 'epoch_nanos(try_cast(… as bigint))', `${digits}epoch_nanos(try_cast(ts as bigint))`)],
  'other-time-unit': [fix('* | extend __time__ = 1734398340 | where __time__ > 1734398340000')],
  'unwindowed-table': 'its message says it',
  'time-as-string': [fix("* | where host > '2024-12-17 01:00:00'")],
  'cut-ratio': [
    fix('* | stats r = count_if(code > 300) / count(1)'),
    fix('* | stats bad = count_if(code > 300), n = count(1) by host | extend r = 100 * bad / n'),
    fix('* | stats n = count(1) by host | extend share = n / sum(n) over ()'),
  ],
  'other-meaning': [fix('* | sort 3 -code'), fix('* | top 2 by (host)')],
  'misplaced-over': 'its message says it',
  'missing-over': [fix('* | extend x = lag(code)'), fix('$dim | extend x = row_number()')],
  'misplaced-window': [
    advice(
      '* | where row_number() over () = 1',
      "'| extend row_number = row_number() over ()' before it",
      '* | extend row_number = row_number() over () | where row_number = 1',
    ),
  ],
  'division-by-zero': 'only under onRowError: fail; its help names the row',
  'value-out-of-range': 'only under onRowError: fail; its help names the row',
  'invalid-argument': 'only under onRowError: fail; its help names the row',
  'cast-failed': 'only under onRowError: fail; its help names the row',
  'repeated-series-cell': [
    advice("* | make-series v = latency on __time__ step '1h'", 'n = count(1)', "* | make-series n = count(1) on __time__ step '1h'"),
    advice(
      "* | make-series v = latency on __time__ step '1h'",
      "'| stats … by'",
      "* | stats v = max(latency) by t = bin(at, 1h) | make-series v = v on t step '1h'",
    ),
  ],
  'repeated-lookup-key': [
    advice('* | lookup $dim on host', 'use join', '* | join $dim on host'),
    advice('* | lookup $dim on host', 'aggregate the dataset first', '* | lookup ($dim | stats zone = max(zone) by host) on host'),
  ],
  'failed-cells': [
    advice('* | extend x = cast(s as bigint)', "'try(…)' silences it", '* | extend x = try(cast(s as bigint))'),
    advice('* | where cast(s as bigint) is null', "'try(…)' silences it", '* | where try(cast(s as bigint)) is null'),
  ],
  'repeated-series-times': 'it tells what was done',
  'rows-left-out': 'it tells what was done',
  'no-answer': 'it names the member that says why',
  'unordered-series-times': 'it tells what was done',
  'missing-series-points': 'it names the command that fills them; see the golden files',
  'limit-text-length': 'a limit names its setting',
  'limit-depth': 'a limit names its setting',
  'limit-stages': 'a limit names its setting',
  'limit-columns': 'a limit names its setting',
  'limit-rows-scanned': 'a limit names its setting',
  'limit-groups': 'a limit names its setting',
  'limit-bytes': 'a limit names its setting',
  'limit-result-rows': 'a limit names its setting',
  'limit-result-bytes': 'a limit names its setting',
  'limit-series-points': 'a limit names its setting',
  'limit-wall-time': 'a limit names its setting',
  'limit-turn-time': 'a limit names its setting',
  'limit-work-time': 'a limit names its setting',
  'limit-chain': 'a limit names its setting',
  'limit-capacity': 'it names the limit that stops the query earlier',
  'limit-tokens': 'a limit names its setting',
  'limit-type-parts': 'a limit names its setting',
  'limit-lambdas': 'a limit names its setting',
  cancelled: 'it names who cancelled',
  'partial-result': 'a limit names its setting',
  ...elsewhere,
  'foreign-language': [fix('SELECT host FROM logs'), fix('logs | where code > 1'), fix('where code > 1')],
  'more-mistakes': 'it counts',
  'missing-columns': 'only where an engine reads them as NULL; test/engine has it',
  'misleading-argument': [
    advice("* | extend x = date_format(at, '%H:%M')", 'write %i for minutes', "* | extend x = date_format(at, '%H:%i')"),
    advice("* | extend x = date_parse('10', '%h')", 'write %H for the hours', "* | extend x = date_parse('10', '%H')"),
  ],
};

const logs = Table.from([
  {
    __time__: 1764154800n,
    host: 'a',
    code: 200n,
    latency: 0.5,
    s: '7',
    at: new Date('2025-11-26T11:00:00Z'),
    tags: ['x'],
    body: '{"k":1}',
    list: '[1]',
    seconds: 1764154800n,
  },
  {
    __time__: 1764154860n,
    host: 'b',
    code: 500n,
    latency: 2.5,
    s: 'x',
    at: new Date('2025-11-26T11:01:00Z'),
    tags: ['y'],
    body: '{"k":2}',
    list: '[2]',
    seconds: 1764154860n,
  },
]);
const dim = Table.from([
  { host: 'a', zone: 'eu' },
  { host: 'a', zone: 'us' },
]);
const odd = Table.from([{ code: [1] }]);
const engine = createEngine({ tables: { logs, dim }, now: () => Date.parse('2025-11-26T12:00:00Z'), sources: { m: () => dim } });

/** Everything that is said of a query when it is run. */
function diagnosticsOf(query: string, options: QueryOptions = {}): readonly Diagnostic[] {
  if (query.includes('$odd')) engine.tables.set('odd', odd);
  else engine.tables.delete('odd');
  try {
    return engine.querySync(query, options).warnings; // those of compiling, too
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return error.diagnostics;
  }
}

describe('helps', () => {
  for (const [name, list] of Object.entries(examples)) {
    if (typeof list === 'string') {
      it(`${name}: ${list}`, () => expect(list.length).toBeGreaterThan(3));
      continue;
    }
    for (const { query, says, followed, options, followedOptions } of list)
      it(`${name}: ${query}`, () => {
        const found = diagnosticsOf(query, options).filter((d) => d.name === name);
        expect(found.length, `no ${name}: ${diagnosticsOf(query, options).map((d) => `${d.name} ${d.message}`)}`).toBeGreaterThan(0);
        const fixes = found.flatMap((d) => d.fixes ?? []);
        if (says === undefined) expect(fixes.length).toBeGreaterThan(0);
        else expect(found.map(({ help }) => help).join('\n')).toContain(says);
        const rest = diagnosticsOf(query, options).filter((d) => d.name !== name);
        const better = followed ?? applyFixes(query, name === 'string-read-as-number' ? found : [...rest, ...found]);
        expect(better).not.toBe(followedOptions ? undefined : query);
        const after = diagnosticsOf(better, followed === undefined ? options : followedOptions);
        expect(after.filter((d) => d.severity === 'error' || d.name === name).map((d) => `${d.name} ${d.message}`)).toEqual([]);
      });
    // What carries a fix is also right without further help.
    it(`${name}: fixes compile`, () => {
      for (const { query, options } of list) {
        const found = diagnosticsOf(query, options);
        const fixed = applyFixes(query, found);
        if (fixed === query || found.some((d) => d.severity === 'error' && !d.fixes)) continue;
        expect(
          engine.compile(fixed, options).diagnostics.filter((d) => d.severity === 'error'),
          fixed,
        ).toEqual([]);
      }
    });
  }
});

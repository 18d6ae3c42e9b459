// What warnings, rewriting and everyday questions look at: strings of quantities, searches of other languages, tables of groups, windows and nested values of every size.
import { readCsv, readNdjson, readText } from '../../../dist/formats.js';

const xs = (n) => () => Array.from({ length: n }, (_, x) => ({ x, s: `s${x}` }));
const strings = (n, of) => () => Array.from({ length: n }, (_, x) => ({ x, s: of(x) }));
const one = (s) => () => [{ x: 1, s }];
const crossed = '* | extend k=1 | join (* | extend k=1 | project k, y=x) on k';
const memory = (name, query, rows) => ({ name, query, rows, memory: true });
const compiled = (name, query) => ({ name, query, ways: ['compile', 'query', 'sync'], grace: 700 }); // a megabyte of source takes that long to parse
const read = (name, make) => ({ name, run: make });

/** @type {readonly import('../kit/attack.d.ts').Attack[]} */
export const attacks = [
  // Strings that are looked at for a warning.
  { name: 'sort of durations', query: '* | sort s', rows: strings(200_000, (x) => `${x}h${x % 60}m`) },
  { name: 'sort of dates', query: '* | sort s desc', rows: strings(200_000, (x) => `${1 + (x % 28)}.${1 + (x % 12)}.${1000 + (x % 8000)} 10:00`) },
  { name: 'one duration of many parts', query: "* | where s > '5m'", rows: one('1h'.repeat(400_000)) },
  { name: 'one date of many blanks', query: "* | where s > '2025-01-01'", rows: one(`26.10.2025${' '.repeat(900_000)}x`) },
  { name: 'one amount of many digits', query: "* | where s > '$5'", rows: one(`$${'1,234'.repeat(200_000)}`) },
  { name: 'one size of many digits', query: "* | stats m = max(s)", rows: one(`${'9'.repeat(900_000)}KB`) },
  { name: 'many long strings that begin as numbers', query: '* | stats a = max(s), b = min(s), c = max_by(x, s)', rows: strings(2000, (x) => `${x}${'1'.repeat(2000)}x`) },
  { name: 'windows over percentages', query: '* | extend r = rank() over (order by s), m = max(s) over ()', rows: strings(100_000, (x) => `${x}%`) },
  { name: 'dates beyond all calendars', query: "* | sort s | where s > '9999-12-31'", rows: strings(50_000, (x) => `31.12.${String(x % 10000).padStart(4, '0')} 99:99:99 PM +99:99`) },
  { name: 'arrays of numbers in strings', query: "* | extend a = split(s, ',') | project m = array_max(a), n = array_min(a), o = array_sort(a)", rows: strings(2000, (x) => Array.from({ length: 400 }, (_, i) => x * i).join(',')) },
  { name: 'one array of a million strings', query: "* | extend a = array_max(split(s, ','))", rows: one('12,7,'.repeat(200_000)), oneCell: true },
  { name: 'failing casts with advice', query: '* | extend a = cast(s as double), b = cast(s as timestamp), c = s + 1', rows: strings(100_000, (x) => `$${x},000.00`) },
  { name: 'sizes that overflow', query: "* | stats s = sum(parse_data_size(s)), m = max(parse_data_size(s))", rows: strings(10_000, () => `${'9'.repeat(30)}YiB`) },
  { name: 'sizes of blanks', query: '* | extend b = try(parse_data_size(s))', rows: one(`1${' '.repeat(900_000)}KB x`) },

  // Searches and stages as other languages write them.
  compiled('Lucene lists', () => `level:(${'a or '.repeat(3000)}b)`),
  compiled('Lucene brackets that never close', () => `${'a:('.repeat(4000)}`),
  compiled('Lucene ranges', () => `${'x:[1 TO '.repeat(2500)}5]`),
  compiled('Lucene patterns', () => `${'/a.*\\'.repeat(3000)}`),
  compiled('Lucene pattern of escapes', () => `x:/${'\\\\'.repeat(9000)}`),
  compiled('signs before words', () => `${'-a +b '.repeat(3000)}`),
  compiled('dots of a key', () => `${'a.'.repeat(9000)}b:>=5`),
  compiled('keys with dashes', () => `${'-'.repeat(19_000)}a`),
  compiled('keys with dashes between', () => `${'a-'.repeat(9000)}a`),
  compiled('ranges that never end', () => `${'x:['.repeat(6000)}`),
  compiled('a list after in', () => `level in (${'"'.repeat(9999)})`),
  compiled('top-nested in a row', () => `* | top-nested 2 of a by count()${', top-nested 1 of b by count()'.repeat(600)}`),
  compiled('pipelines in two brackets', () => `* | where x in ${'(('.repeat(2000)}* | distinct x${'))'.repeat(2000)}`),
  compiled('backticks', () => `* | where ${'`a` = '.repeat(3000)}1`),
  compiled('a backtick that never closes', () => `* | where \`${'a'.repeat(900_000)}`),
  compiled('addresses', () => `* | where x = ${'10.0.0.1 or x = '.repeat(3000)}1`),
  compiled('members of brackets', () => `* | where ${"'a' in ".repeat(5000)}b`),
  compiled('transactions', () => `* | transaction ${'a, '.repeat(3000)}b maxpause=5m`),
  compiled('pipes beside each other', () => `a ${'|| b '.repeat(4000)}`),

  // Divisions that are looked at for a warning.
  compiled('divisions in a chain', () => `* | stats a = sum(x)${' / x'.repeat(9000)}`),
  compiled('divisions of divisions', () => `* | extend a0 = x / x ${Array.from({ length: 80 }, (_, i) => `| extend a${i + 1} = a${i} / (a${i} + 1)`).join(' ')}`),
  compiled('ratios over datasets that double', () => `.let a0 = * | stats x = sum(x); ${Array.from({ length: 60 }, (_, i) => `.let a${i + 1} = $a${i} | join $a${i} on x | extend x = x / (x + 1) | project x;`).join(' ')} $a60;`),

  // Tables of groups that double.
  memory('distinct of two columns', `${crossed} | distinct x, y`, xs(10_000)),
  memory('distinct of three columns', `${crossed} | extend z = x + y | distinct x, y, z`, xs(10_000)),
  memory('groups of two columns', `${crossed} | stats n = count(1) by x, y`, xs(10_000)),
  memory('groups of doubles', `${crossed} | stats n = count(1), m = max(y) by g = x * 1e4 + y`, xs(10_000)),
  memory('groups of strings and numbers', `${crossed} | stats n = count(1) by s, y`, xs(10_000)),
  memory('distinct values per group', `${crossed} | stats n = count(distinct y), s = sum(distinct y) by x`, xs(10_000)),
  memory('an index of many keys', `* | limit 1 | project x, y = x | join (${crossed} | project x, y) on x, y`, xs(10_000)),
  memory('dedup of two columns', `${crossed} | dedup x, y keep last`, xs(10_000)),
  memory('samples of many groups', `${crossed} | sample -n=1 by x, y`, xs(10_000)),
  memory('series of many keys', `${crossed} | make-series n = count(1) on y step '1000000000s' by x, z = y`, xs(3000)),
  memory('partitions of two columns', `${crossed} | extend r = row_number() over (partition by x, y order by y)`, xs(10_000)),
  memory('a pivot of combinations', `${crossed} | pivot count(1) on s in ('s1') by x, y`, xs(10_000)),

  // Files of strangers.
  read('a header that stands between all rows', () => readCsv('a,b\n'.repeat(30_000))),
  read('a header of a million names', () => readCsv(`${'n,'.repeat(20_000)}n\n`)),
  read('a header that is nearly repeated', () => readCsv(`aaaa,bbbb\n${'aaaa,bbbc\n'.repeat(30_000)}`)),
  read('a header in quotes that never close', () => readCsv(`"a","b\n${'1,2\n'.repeat(30_000)}`)),
  read('objects of one key each', () => readNdjson(Array.from({ length: 2000 }, (_, i) => `{"k${i}":${i}}\n`).join(''))),
  read('members of one deep path', () => readNdjson(`{"a":${'{"a":'.repeat(3000)}1${'}'.repeat(3001)}\n`.repeat(20))),
  read('lines of one character', () => readText('x\n'.repeat(30_000))),

  // Everyday questions over too much.
  { name: 'a moving average of everything', query: '* | extend a = avg(x) over (order by x rows between 50000 preceding and 50000 following)', rows: xs(200_000) },
  { name: 'a range window of one time', query: '* | extend t = timestamp \'2025-01-01 00:00:00\' | extend n = count(1) over (order by t range between 1h preceding and current row)', rows: xs(100_000) },
  { name: 'the best of each of many groups', query: `${crossed} | top 3 by y by x`, rows: xs(1500) },
  { name: 'members in conditions', query: () => `* | where ${Array.from({ length: 300 }, (_, i) => `s.a${i} = ${i}`).join(' or ')}`, tables: ({ Table }) => ({ logs: Table.from(Array.from({ length: 3000 }, (_, x) => ({ x, s: { a1: x } }))) }) },
  { name: 'a pivot of long names', query: '* | pivot count(1) on s', rows: strings(900, (x) => `${x}`.repeat(3000)) },
  { name: 'strings of every length in groups', query: '* | stats n = count(1), m = max(s) by s = substr(s, 1, x % 5000) | top 5 by n', rows: strings(4000, () => 'ab'.repeat(2500)) },
];

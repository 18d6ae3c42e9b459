// Random tables and pipelines for backends: what a backend answers must be what the engine answers over the same rows.
import { expression, types } from './expressions.mjs';

const { boolean, bigint, double, varchar, timestamp, date } = types;

/** The columns of the tables; `id` is unique. */
export const columns = [
  { name: 'id', type: bigint },
  { name: 'i', type: bigint },
  { name: 'k', type: bigint },
  { name: 'd', type: double },
  { name: 's', type: varchar },
  { name: 'u', type: varchar },
  { name: 'b', type: boolean },
  { name: 't', type: timestamp },
  { name: 'dt', type: date },
  { name: 'js', type: varchar },
];

const integers = [0n, 1n, -1n, 7n, -7n, 60n, 1_700_000_000n, 2n ** 31n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
const doubles = [0, -0, 0.1, -2.5, 0.5, 1.5, 1e300, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53];
const texts = [
  'GET',
  'LIST',
  'pods',
  'a.b',
  '',
  'a',
  'A',
  'get',
  'É',
  'é',
  'ß',
  'İ',
  'ǆ',
  '𝒳y',
  "it's",
  '%_',
  'a\\b',
  'x,y,z',
  ' 7 ',
  '\u00a07',
  '\n',
  'GET /a/b?x=y',
  'get a b;a.b',
  '\u8fde\u63a5a b',
  'pods\u3000GET',
  '\u212a k',
  '\u2026pods\u2014get',
];
const numbers = [
  '10',
  '+5',
  '-0',
  '007',
  '1e3',
  '1.50',
  '.5',
  '5.',
  '1e999',
  '1e-400',
  '9223372036854775808',
  'NaN',
  '-Infinity',
  '0x1A',
  '1_000',
  'true',
  'T',
  '2024-02-29',
];
const documents = [
  '{"a":"x","b":1}',
  '{"a":{"b":"deep"}}',
  '{"a":null}',
  '{"a":true,"b":"\\u00e9\\n"}',
  '{"a":"1","a":"2"}',
  '{"a":1.50}',
  '{"a":12345678901234567890123}',
  '{"a":-0}',
  '{"a":"\\ud83d\\ude00"}',
  '{"a":"\\ud83d"}',
  '[1]',
  '"a"',
  'null',
  '{"a":"x"} ',
  '{"a":"x"',
  '{"a":"x"}}',
  '{"a":[1,"y"]}',
  '{"A":"big"}',
  '',
  'plain',
];

/** Random rows; one in eight cells is NULL. `harmless`: without cells with which calls fail. */
export function rows(random, count, harmless) {
  const cell = (make) => (random.chance(0.125) ? null : make());
  const small = () => BigInt(random.below(200) - 100);
  return Array.from({ length: count }, (_, n) => ({
    id: BigInt(n),
    i: cell(() => (harmless || random.chance(0.7) ? small() : random.pick(integers))),
    k: cell(() => BigInt(random.below(4))),
    d: cell(() => (random.chance(0.5) ? random.next() * 10 - 5 : random.pick(doubles))),
    s: cell(() => random.pick(texts)),
    u: cell(() => (random.chance(0.5) ? random.pick(numbers) : random.pick(texts))),
    b: cell(() => random.chance(0.5)),
    t: cell(() => random.pick([1_700_000_000_000, 0, -1, -86_400_000, -62_000_000_000, 951_782_399_999]) + random.below(100_000) * 1000),
    dt: cell(() => 19_700 + random.below(800) - (random.chance(0.3) ? 20_000 : 0)),
    js: cell(() => (harmless ? random.pick(documents.slice(0, 4)) : random.pick(documents))),
  })).map((row) => ({ ...row, t: row.t === null ? null : new Date(row.t), dt: row.dt === null ? null : new Date(row.dt * 86_400_000) }));
}

const aggregates = [
  () => ['count(1)', bigint],
  (sub) => [`count(${sub(bigint)})`, bigint],
  (sub) => [`count(${sub(double)})`, bigint],
  (sub) => [`count_if(${sub(boolean)})`, bigint],
  (sub) => [`count_null(${sub(varchar)})`, bigint],
  (sub) => [`sum(${sub(bigint)})`, bigint],
  (sub) => [`avg(${sub(bigint)})`, double],
  (sub) => [`min(${sub(bigint)})`, bigint],
  (sub) => [`max(${sub(double)})`, double],
  (sub) => [`min(${sub(varchar)})`, varchar],
  (sub) => [`max(${sub(timestamp)})`, timestamp],
  (sub) => [`min(${sub(date)})`, date],
  (sub) => [`count(distinct ${sub(varchar)})`, bigint],
  (sub) => [`count(distinct ${sub(bigint)})`, bigint],
  (sub) => [`bool_and(${sub(boolean)})`, boolean],
  (sub) => [`bool_or(${sub(boolean)})`, boolean],
  (sub) => [`sum(${sub(bigint)}) filter (where ${sub(boolean)})`, bigint],
  (sub) => [`count(1) filter (where ${sub(boolean)})`, bigint],
];

const windows = [
  () => ['row_number()', bigint],
  () => ['rank()', bigint],
  () => ['dense_rank()', bigint],
  (sub) => [`lag(${sub(varchar, 0)})`, varchar],
  (sub) => [`lead(${sub(bigint, 0)}, 2)`, bigint],
  (sub) => [`lag(${sub(bigint, 0)}, 1, ${sub(bigint, 0)})`, bigint],
  (sub) => [`first_value(${sub(double, 0)})`, double],
  (sub) => [`last_value(${sub(varchar, 0)})`, varchar],
  () => ['count(1)', bigint],
  (sub) => [`count(${sub(double, 0)})`, bigint],
  (sub) => [`sum(${sub(bigint, 0)})`, bigint],
  (sub) => [`min(${sub(varchar, 0)})`, varchar],
  (sub) => [`max(${sub(timestamp, 0)})`, timestamp],
];
const frames = [
  '',
  ' rows between 2 preceding and current row',
  ' rows between 1 following and 3 following',
  ' rows between unbounded preceding and unbounded following',
];

/** Terms of searches; what separates words is in the tables. */
const terms = [
  "'get'",
  "'a'",
  "'G*'",
  "'*b'",
  "'a?b'",
  "'x y'",
  "'x,y'",
  "'*'",
  "'?'",
  "''",
  "'it''s'",
  "'it?s'",
  "'\u8fde\u63a5'",
  "'pods*'",
  "','",
  "'a b'",
  "'%_'",
  "'k'",
];

const paths = ["'$.a'", "'$.b'", "'$.a.b'"];
const patterns = ["'^[a-z]+$'", "'a|b'", "'\\d+'", "'.'", "'(\\w)(\\w)'", "'[^a-z]'", "'^$'", "'\\s'"];

/** A pipeline over the columns, and whether its rows have an order. */
export function pipeline(random, grammar, depth, stored = columns) {
  let scope = stored;
  const stages = [];
  let ordered = true;
  let sorted = false; // groups have the order of their first rows in a table, but not behind a sort
  let unique = true;
  const any = () => random.pick([boolean, bigint, double, varchar, timestamp, date]);
  const sub = (type, d = depth) => {
    const special = random.below(12);
    const text = scope.filter((column) => column.type.kind === 'varchar').map(({ name }) => name);
    if (special === 0 && type.kind === 'varchar' && text.length > 0)
      return `json_extract_scalar(${random.pick(text)}, ${random.pick(paths)})`;
    if (special === 1 && type.kind === 'boolean' && text.length > 0) return `regexp_like(${random.pick(text)}, ${random.pick(patterns)})`;
    if (special === 2 && type.kind === 'varchar' && text.length > 0)
      return `regexp_extract(${random.pick(text)}, ${random.pick(patterns)})`;
    if (special === 3 && type.kind === 'bigint')
      return `date_trunc(${random.pick(['60', '3600', '7'])}, ${expression(random, grammar, scope, bigint, 1)})`;
    if (special === 4 && type.kind === 'timestamp')
      return `date_trunc('${random.pick(['second', 'hour', 'day', 'week', 'month', 'quarter', 'year'])}', ${expression(random, grammar, scope, timestamp, 1)})`;
    if (special === 5 && type.kind === 'varchar' && text.length > 0)
      return `split_part(${random.pick(text)}, '${random.pick([',', '.', 'a'])}', ${1 + random.below(3)})`;
    if (special === 6 && type.kind === 'bigint' && text.length > 0) return `try_cast(${random.pick(text)} as bigint)`;
    if (special === 7 && type.kind === 'double' && text.length > 0)
      return `${random.pick(['try_cast', 'cast'])}(${random.pick(text)} as double)`;
    if (special === 8 && type.kind === 'boolean' && text.length > 0)
      return `${random.pick(text)} like ${random.pick(["'%a%'", "'_'", "'%'", "'a\\%'", "'G_T'"])}`;
    if (special === 9 && type.kind === 'varchar' && text.length > 0)
      return `substr(${random.pick(text)}, ${1 + random.below(3)}${random.pick(['', ', 2'])})`;
    if (special === 10 && type.kind === 'varchar' && text.length > 0)
      return random.pick([
        `${random.pick(['lower', 'upper', 'trim', 'ltrim', 'rtrim'])}(${random.pick(text)})`,
        `${random.pick(['trim', 'ltrim', 'rtrim'])}(${random.pick(text)}, ${random.pick(["'a'", "'G \u00e9'", "' 7]^'"])})`,
      ]);
    if (special === 10 && type.kind === 'boolean' && text.length > 0)
      return `search_matches(${random.pick(text)}, ${random.pick(terms)}, ${random.pick(["'word'", "'quoted'", "'phrase'"])})`;
    if (special === 10 && type.kind === 'bigint')
      return `${random.pick([
        `bin(${sub(bigint, 0)}, ${random.pick(['60', '7', "interval '5' minute", "interval '1' day", "interval '7' day"])})`,
        `time_cell(${random.pick(['60', '7'])}, ${random.pick(['0', '-13', '1700000000'])}, ${sub(bigint, 0)})`,
      ])}`;
    if (special === 10 && type.kind === 'timestamp')
      return random.pick([
        `bin(${sub(timestamp, 0)}, ${random.pick(['60', "interval '5' minute", "interval '0.25' second", "interval '1' day", "interval '14' day"])})`,
        `time_cell(${random.pick(["interval '1' hour", "interval '1' day"])}, timestamp '2024-01-31 12:00:00', ${sub(timestamp, 0)})`,
      ]);
    return expression(random, grammar, scope, type, d);
  };
  const order = (name) => `${name}${random.pick(['', ' desc', ' nulls first', ' desc nulls first'])}`;
  const count = 1 + random.below(4);
  const scalar = () =>
    scope
      .filter(({ type }) => type.kind !== 'double')
      .filter(() => random.chance(0.35))
      .slice(0, 3);
  for (let n = 0; n < count; n++) {
    switch (random.below(11)) {
      case 0:
      case 1:
        stages.push(`where ${sub(boolean)}`);
        break;
      case 2:
      case 3: {
        const made = { name: random.chance(0.3) ? random.pick(scope).name.replace(/^id$/, `e${n}`) : `e${n}`, type: any() };
        stages.push(`extend ${made.name} = ${sub(made.type)}`);
        scope = [...scope.filter(({ name }) => name !== made.name), made];
        break;
      }
      case 4: {
        const keys = scalar();
        const outputs = Array.from({ length: 1 + random.below(3) }, (_, m) => {
          const [text, type] = random.pick(aggregates)(sub);
          return { name: `g${n}_${m}`, text, type };
        });
        const by = keys.length > 0 ? ` by ${keys.map(({ name }) => name).join(', ')}` : '';
        stages.push(`stats ${outputs.map(({ name, text }) => `${name} = ${text}`).join(', ')}${by}`);
        scope = [...keys, ...outputs];
        if (sorted) ordered = false;
        break;
      }
      case 5: {
        if (!unique || !scope.some(({ name }) => name === 'id')) break;
        stages.push(`sort ${order(random.pick(scope).name)}, id`);
        sorted = true;
        ordered = true;
        if (random.chance(0.7)) stages.push(`limit ${random.pick(['', `${random.below(3)}, `])}${random.below(20)}`);
        break;
      }
      case 6: {
        const keys = scalar();
        if (keys.length === 0) break;
        stages.push(`distinct ${keys.map(({ name }) => name).join(', ')}`);
        scope = keys;
        if (sorted) ordered = false;
        break;
      }
      case 7: {
        if (!scope.some(({ name, type }) => name === 'k' && type.kind === 'bigint')) break;
        const kind = random.pick(['inner', 'left', 'right', 'full', 'semi', 'anti']);
        stages.push(`join kind=${kind} ( $other | project k, o = s, p = i ) on k`);
        if (kind !== 'semi' && kind !== 'anti')
          scope = [...scope.filter(({ name }) => name !== 'o' && name !== 'p'), { name: 'o', type: varchar }, { name: 'p', type: bigint }];
        ordered = false;
        unique = false;
        break;
      }
      case 8: {
        const keys = scalar();
        if (keys.length === 0 || !ordered) break;
        stages.push(`dedup ${keys.map(({ name }) => name).join(', ')}`);
        break;
      }
      case 9: {
        if (!ordered) break;
        const [text, type] = random.pick(windows)(sub);
        const keys = scalar();
        const by = keys.length > 0 ? `partition by ${keys.map(({ name }) => name).join(', ')} ` : '';
        const frame = /^(?:row_number|rank|dense_rank|lag|lead)/.test(text) ? '' : random.pick(frames);
        const name = `w${n}`;
        stages.push(`extend ${name} = ${text} over (${by}order by ${order(random.pick(scope).name)}${frame})`);
        scope = [...scope.filter((column) => column.name !== name), { name, type }];
        break;
      }
      default: {
        const kept = scope.filter(() => random.chance(0.6));
        if (kept.length === 0) break;
        stages.push(`project ${kept.map(({ name }) => name).join(', ')}`);
        scope = kept;
      }
    }
  }
  return { stages, ordered };
}

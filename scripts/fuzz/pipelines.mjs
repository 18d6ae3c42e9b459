// Generates tables and whole pipelines over them.
import { baseTypes, expression, types } from './expressions.mjs';

const { boolean, bigint, double, varchar, timestamp, date } = types;

/** The columns of the generated tables. */
export const columns = [
  { name: 'i', type: bigint },
  { name: 'k', type: bigint },
  { name: 'd', type: double },
  { name: 's', type: varchar },
  { name: 'u', type: varchar },
  { name: 'b', type: boolean },
  { name: 't', type: timestamp },
  { name: 'dt', type: date },
  { name: 'ai', type: { kind: 'array', element: bigint } },
  { name: 'js', type: varchar },
  { name: '__time__', type: bigint },
];

/** The timeRange that the times of rows are in: a query window lies among them. */
export const timeRange = { from: 1_700_000_000, length: 60 };

const texts = ['GET', 'LIST', 'pods', 'leases', ''];
const odd = ['a', 'é', '𝒳y', "it's", '10', ' 7 ', '1e3', 'x,y', '2024-02-29', 'null', '\u0000', '\ud800', '%_', 'A', '{"a":1}'];
const documents = ['{"a":"x","b":1}', '{"b":{"c":2},"a":null}', '{"k":"9","new":true}', 'broken', '', '{"a":[1,2],"s":"over"}'];

/** Random rows; one in eight cells is NULL. */
export function rows(random, count) {
  const cell = (make) => (random.chance(0.125) ? null : make());
  return Array.from({ length: count }, (_, n) => ({
    i: cell(() => BigInt(random.below(200) - 100)),
    k: cell(() => BigInt(random.below(4))),
    d: cell(() => random.pick([random.next() * 10, -random.next(), 0, random.below(5), Number.NaN, Number.POSITIVE_INFINITY])),
    s: cell(() => random.pick(texts)),
    u: cell(() => random.pick(odd)),
    b: cell(() => random.chance(0.5)),
    t: cell(() => new Date(1_700_000_000_000 + n * 1000 + random.below(100_000) * 60_000)),
    dt: cell(() => new Date((19_700 + random.below(100)) * 86_400_000)),
    ai: cell(() => Array.from({ length: random.below(4) }, () => cell(() => BigInt(random.below(5))))),
    js: cell(() => random.pick(documents)),
    __time__: cell(() => BigInt(timeRange.from + random.below(timeRange.length))),
  }));
}

const aggregates = [
  () => ({ text: 'count(1)', type: bigint }),
  (sub) => ({ text: `count(${sub(bigint)})`, type: bigint }),
  (sub) => ({ text: `sum(try_cast(${sub(bigint)} % 1000 as double))`, type: double }),
  (sub) => ({ text: `min(${sub(bigint)})`, type: bigint }),
  (sub) => ({ text: `max(${sub(varchar)})`, type: varchar }),
  (sub) => ({ text: `count_if(${sub(boolean)})`, type: bigint }),
  (sub) => ({ text: `array_agg(${sub(bigint)})`, type: { kind: 'array', element: bigint } }),
  (sub) => ({ text: `max_by(${sub(varchar)}, ${sub(bigint)})`, type: varchar }),
  (sub) => ({ text: `count(distinct ${sub(varchar)})`, type: bigint }),
  (sub) => ({ text: `bool_or(${sub(boolean)})`, type: boolean }),
  (sub) => ({ text: `count(1) filter (where ${sub(boolean)})`, type: bigint }),
];

/** A call over the rows around a row. */
function windowCall(random, scope, sub) {
  const keys = scope.filter(({ type }) => type.kind !== 'array').map(({ name }) => name);
  if (keys.length === 0) return undefined;
  const call = random.pick([
    () => ({ text: 'row_number()', type: bigint }),
    () => ({ text: 'rank()', type: bigint }),
    () => ({ text: 'dense_rank()', type: bigint }),
    () => ({ text: 'percent_rank()', type: double }),
    () => ({ text: `ntile(${1 + random.below(4)})`, type: bigint }),
    () => ({ text: `${random.pick(['lag', 'lead'])}(${sub(varchar, 1)}${random.pick(['', ', 2', ", 1, 'none'"])})`, type: varchar }),
    () => ({ text: `${random.pick(['first_value', 'last_value'])}(${sub(bigint, 1)})`, type: bigint }),
    () => ({ text: `nth_value(${sub(varchar, 1)}, 2)`, type: varchar }),
    () => random.pick(aggregates)((type) => sub(type, 1)),
  ])();
  const partition = random.chance(0.5) ? `partition by ${random.pick(keys)}` : '';
  const order = random.chance(0.7) ? `order by ${random.pick(keys)}${random.pick(['', ' desc', ' nulls first', ' desc nulls first'])}` : '';
  const bound = () => random.pick(['unbounded preceding', '2 preceding', 'current row']);
  const frame =
    order !== '' && random.chance(0.3)
      ? `rows between ${bound()} and ${random.pick(['current row', '1 following', 'unbounded following'])}`
      : '';
  return { type: call.type, text: `${call.text} over (${[partition, order, frame].filter((part) => part !== '').join(' ')})` };
}

/** A pipeline as a list of stages; cutting stages off its end, or taking one away, often leaves a valid one. */
export function pipeline(random, grammar, depth) {
  let scope = columns;
  const stages = [];
  const any = () => ({ kind: random.pick(baseTypes) });
  const sub = (type, d = depth) => expression(random, grammar, scope, type, d);
  const count = 1 + random.below(5);
  for (let n = 0; n < count && scope.length > 0; n++) {
    switch (random.below(17)) {
      case 0:
      case 1:
        stages.push(`where ${sub(boolean)}`);
        break;
      case 2:
      case 3:
      case 4: {
        const made = Array.from({ length: 1 + random.below(2) }, (_, m) => ({
          name: random.chance(0.3) ? random.pick(scope).name : `e${n}_${m}`,
          type: any(),
        }));
        const unique = made.filter(({ name }, i) => made.findIndex((other) => other.name === name) === i);
        stages.push(`extend ${unique.map(({ name, type }) => `${name} = ${sub(type)}`).join(', ')}`);
        const names = new Set(unique.map(({ name }) => name));
        scope = [...scope.filter(({ name }) => !names.has(name)), ...unique];
        break;
      }
      case 5: {
        const kept = scope.filter(() => random.chance(0.6));
        if (kept.length === 0) break;
        stages.push(`project ${kept.map(({ name }) => name).join(', ')}`);
        scope = kept;
        break;
      }
      case 6: {
        const keys = scope
          .filter(({ type }) => type.kind !== 'array')
          .filter(() => random.chance(0.25))
          .slice(0, 2);
        const outputs = Array.from({ length: 1 + random.below(3) }, (_, m) => ({
          name: `g${n}_${m}`,
          ...random.pick(aggregates)(sub),
        }));
        stages.push(
          `stats ${outputs.map(({ name, text }) => `${name} = ${text}`).join(', ')}${keys.length > 0 ? ` by ${keys.map(({ name }) => name).join(', ')}` : ''}`,
        );
        scope = [...keys, ...outputs.map(({ name, type }) => ({ name, type }))];
        break;
      }
      case 7:
        stages.push(`sort ${sub(any(), 1)}${random.pick(['', ' desc'])}${random.pick(['', ' nulls first'])}`);
        break;
      case 8:
        stages.push(`limit ${random.pick(['', `${random.below(3)}, `])}${random.below(20)}`);
        break;
      case 9:
        stages.push(`top ${random.below(6)} by ${sub(any(), 1)} desc`);
        break;
      case 10: {
        const keys = scope
          .filter(({ type }) => type.kind !== 'array')
          .filter(() => random.chance(0.3))
          .slice(0, 3);
        if (keys.length === 0) break;
        stages.push(`distinct ${keys.map(({ name }) => name).join(', ')}`);
        scope = keys;
        break;
      }
      case 11:
        stages.push(
          `dedup ${sub(any(), 1)}${random.pick(['', ' keep first', ' keep last'])}${random.pick(['', ` by ${sub(any(), 1)}`, ` by ${sub(any(), 1)} desc`])}`,
        );
        break;
      case 12: {
        const key = scope.find(({ type }) => type.kind !== 'array');
        if (!key) break;
        const listed = random.pick(['', " in ('a', 'b', null)"]);
        const first = random.pick(aggregates)(sub);
        const outputs = [first];
        // Values that are found need aggregates of one type.
        for (let tries = random.below(6); tries > 0; tries--) {
          const next = random.pick(aggregates)(sub);
          if (next.type.kind === first.type.kind || listed !== '') outputs.push(next);
        }
        const written = outputs.map(({ text }, m) => `${random.pick(['', `p${n}_${m} = `])}${text}`);
        stages.push(`pivot ${written.join(', ')} on cast(${sub(any(), 1)} as varchar)${listed} by ${key.name}`);
        scope = [key];
        break;
      }
      case 14:
      case 15: {
        const made = Array.from({ length: 1 + random.below(2) }, (_, m) => ({ name: `w${n}_${m}`, ...windowCall(random, scope, sub) }));
        if (made.some(({ text }) => text === undefined)) break;
        stages.push(`extend ${made.map(({ name, text }) => `${name} = ${text}`).join(', ')}`);
        scope = [...scope, ...made.map(({ name, type }) => ({ name, type }))];
        break;
      }
      case 13: {
        const array = scope.find(({ type }) => type.kind === 'array');
        if (!array) break;
        stages.push(`unnest ${array.name}${random.pick(['', ' -outer'])}`);
        scope = scope.map((column) => (column === array ? { name: column.name, type: array.type.element } : column));
        break;
      }
      default: {
        const key = scope.find(({ name, type }) => name === 'k' && type.kind === 'bigint');
        if (random.chance(0.4) && scope.some(({ name, type }) => name === 'js' && type.kind === 'varchar')) {
          stages.push(`parse-json${random.pick(['', " -mode='preserve'"])} js`);
          scope = [
            ...scope.filter(({ name }) => !['a', 'new'].includes(name)),
            { name: 'a', type: varchar },
            { name: 'new', type: varchar },
          ];
        } else if (key) {
          const kind = random.pick(['inner', 'left', 'right', 'full', 'semi', 'anti']);
          stages.push(`join kind=${kind} ( $other | project k, o = s, p = i ) on k`);
          if (kind !== 'semi' && kind !== 'anti' && !scope.some(({ name }) => name === 'o' || name === 'p'))
            scope = [...scope, { name: 'o', type: varchar }, { name: 'p', type: bigint }];
        } else stages.push(`union ( $other | limit 3 )`);
        break;
      }
    }
  }
  return stages;
}

// What a host gives: names, parameters, functions, sources and tables. It gets rows or a QueryError, and the next query is not affected.
const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', '__defineGetter__', 'then', 'toJSON', 'length'];
const parameter = (name, value, expression = '?p') => ({ name: `parameter: ${name}`, query: `* | extend a = ${expression}`, options: () => ({ params: { p: value() } }), ways: ['query', 'sync', 'compile'] });
const cyclic = () => {
  const array = [];
  array.push(array);
  return array;
};
const deep = (levels) => Array.from({ length: levels }).reduce((inner) => [inner], 1);
const hostFunction = (name, row, returns = 'varchar') => ({
  name: `host function: ${name}`,
  run: async (library) => {
    const { defineScalar, overload, bigint, varchar, double } = await import('../../../dist/functions.js');
    const types = { bigint, varchar, double };
    const fn = defineScalar({ name: 'evil', category: 'string', summary: '', parameters: { x: '' }, examples: [], overloads: [overload({ params: [types.bigint], returns: types[returns], row })] });
    const engine = library.createEngine({ tables: { logs: library.Table.from([{ x: 1n }, { x: 2n }]) }, functions: [fn] });
    await failsOrAnswers(library, () => engine.query('* | extend a = evil(x) | stats n = count(a), m = max(a)'));
    await failsOrAnswers(library, () => engine.query('* | extend a = evil(1)'));
    same((await engine.query('* | stats n = count(1)')).toArray(), [{ n: 2 }], 'the next query');
  },
});
const source = (name, load, options = {}) => ({
  name: `source: ${name}`,
  run: async (library) => {
    const engine = library.createEngine({ tables: { logs: library.Table.from([{ x: 1n }]) }, sources: { evil: load }, limits: { wallTime: 300 } });
    await failsOrAnswers(library, () => engine.query('.evil with(a=1) | stats n = count(1)', options));
    same((await engine.query('$logs | stats n = count(1)')).toArray(), [{ n: 1 }], 'the next query');
  },
});
async function failsOrAnswers({ QueryError }, attempt) {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
  }
}
function same(got, wanted, what) {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(got)} is not ${JSON.stringify(wanted)}`);
}

/** @type {readonly import('../kit/attack.d.ts').Attack[]} */
export const attacks = [
  ...names.map((name) => ({ name: `column ${name}`, query: `* | extend "${name}" = 1, b = "${name}" | stats n = count(1) by "${name}"`, ways: ['query', 'sync'] })),
  ...names.map((name) => ({ name: `data ${name}`, query: '* | extend b = 1 | sort b', rows: () => [JSON.parse(`{"${name}":1,"x":2}`)], ways: ['query', 'stream'] })),
  ...names.map((name) => ({ name: `json ${name}`, query: `* | extend j = '{"${name}":{"${name}":1}}' | parse-json j`, ways: ['query'] })),
  ...names.map((name) => ({ name: `lookups ${name}`, query: `$${name} | extend a = ${name}(?${name}) | ${name} a`, options: { params: {} }, ways: ['query', 'compile'] })),
  ...names.map((name) => ({ name: `source ${name}`, query: `.${name} with(a=1)`, engine: { sources: {} }, ways: ['query'] })),
  ...names.map((name) => ({ name: `option ${name}`, query: `* | make-series -${name} a = x on x`, ways: ['compile'] })),
  ...names.map((name) => ({ name: `options ${name}`, query: `* | extend a = series_outliers(array[1,2,3], '{"${name}":1}')`, ways: ['query'] })),
  parameter('a mixed array', () => [1, 2.5], 'contains(?p, x)'),
  parameter('numbers and strings', () => [1, 'a']),
  parameter('a hole', () => Array(2).fill(1, 1)),
  parameter('a cycle', cyclic),
  parameter('a deep array', () => deep(50_000)),
  parameter('an invalid date', () => new Date(Number.NaN)),
  parameter('a date long ago', () => new Date(-8.64e15)),
  parameter('a huge integer', () => 2n ** 80n),
  parameter('an object', () => ({})),
  parameter('a function', () => () => 1),
  parameter('a map', () => new Map()),
  parameter('a symbol', () => Symbol('a')),
  parameter('floats', () => new Float64Array(3)),
  parameter('an infinite number', () => Number.POSITIVE_INFINITY),
  parameter('a proxy that throws', () => new Proxy([], { get() { throw new TypeError('trap'); } })),
  parameter('a proxy that throws a string', () => new Proxy([], { get() { throw 'trap'; } })),
  parameter('a string object', () => new String('a')),
  parameter('a null prototype', () => Object.create(null)),
  parameter('a long string', () => 'a'.repeat(2 ** 28)),
  { ...parameter('a long array', () => Array.from({ length: 1e6 }, (_, i) => i)), grace: 700 }, // a million values of the host are looked at first
  parameter('nested arrays of different types', () => [[1], ['a']]),
  parameter('an empty and a full array', () => [[], [1]]),
  parameter('a lone surrogate', () => '\ud800'),
  { name: 'parameters: a getter that throws', query: '* | extend a = ?p', options: () => ({ params: { get p() { throw new RangeError('no'); } } }), ways: ['query', 'compile'] },
  { name: 'parameters: a proxy', query: '* | extend a = ?p', options: () => ({ params: new Proxy({}, { has: () => true, getOwnPropertyDescriptor() { throw new Error('no'); } }) }), ways: ['query', 'compile'] },
  hostFunction('throws an error', () => { throw new Error('evil'); }),
  hostFunction('throws a string', () => { throw 'evil'; }),
  hostFunction('throws undefined', () => { throw undefined; }),
  hostFunction('throws what cannot be shown', () => { throw { toString() { throw new Error('again'); } }; }),
  hostFunction('returns undefined', () => undefined),
  hostFunction('returns an object', () => ({ a: 1 })),
  hostFunction('returns a symbol', () => Symbol('a')),
  hostFunction('returns a promise', () => Promise.resolve('a')),
  hostFunction('returns a number for a string', () => 1),
  hostFunction('returns a string for a bigint', () => 'a', 'bigint'),
  hostFunction('returns a fraction for a bigint', () => 1.5, 'bigint'),
  hostFunction('returns a huge bigint', () => 2n ** 200n, 'bigint'),
  hostFunction('returns an object for a double', () => ({}), 'double'),
  hostFunction('recurses without an end', function evil() { return evil() + 1; }),
  source('throws', () => { throw new Error('evil'); }),
  source('throws what cannot be shown', () => { throw { toString() { throw new Error('again'); } }; }),
  source('rejects with undefined', () => Promise.reject(undefined)),
  source('returns nonsense', () => 5),
  source('returns nothing', () => undefined),
  source('returns an object like a table', () => ({ schema: [], columns: [], rowCount: 5 })),
  source('never answers', () => new Promise(() => {})),
  { name: 'source: never answers, and is aborted', run: async (library) => {
    const controller = new AbortController();
    const engine = library.createEngine({ sources: { evil: () => new Promise(() => {}) } });
    setTimeout(() => controller.abort(), 50);
    await engine.query('.evil with(a=1) | limit 1', { signal: controller.signal });
  }, expect: 'SPL4013' },
  { name: 'M6 a table that is replaced', run: async (library) => {
    const { Table, createEngine } = library;
    const engine = createEngine({ tables: { t: Table.from([{ name: 'ann', age: 3n }]) } });
    const answer = engine.query('$t | project name');
    engine.tables.set('t', Table.from([{ password: 'hunter2', name: 'bob' }]));
    same((await answer).toArray(), [{ name: 'ann' }], 'the rows');
  } },
  { name: 'M6 a table that is removed', run: async (library) => {
    const { Table, createEngine } = library;
    const engine = createEngine({ tables: { t: Table.from([{ name: 'ann' }]) } });
    const answer = engine.query('$t | project name');
    engine.tables.delete('t');
    same((await answer).toArray(), [{ name: 'ann' }], 'the rows');
  } },
  { name: 'M2 a limit that is undefined', query: '* | join (*) on x | join (*) on x', options: { limits: { wallTime: undefined } }, ways: ['query'] },
  ...['NaN', 'undefined', 'null', '"5"', '-1', 'Infinity'].map((value) => ({ name: `M2 a wall time of ${value}`, run: async (library) => {
    const limit = value === 'undefined' ? undefined : value === 'NaN' ? Number.NaN : value === 'Infinity' ? Number.POSITIVE_INFINITY : JSON.parse(value);
    const engine = library.createEngine({ tables: { logs: library.Table.from(Array.from({ length: 3000 }, () => ({ x: 1 }))) }, limits: { wallTime: 200 } });
    const started = performance.now();
    try {
      await engine.query('* | join (* | project x, y = x) on x | join (* | project x, z = x) on x | stats n = count(1)', { limits: { wallTime: limit } });
    } catch (error) {
      if (!(error instanceof library.QueryError) && !(error instanceof RangeError)) throw error;
    }
    if (value !== 'Infinity' && performance.now() - started > 1500) throw new Error('the limit failed open');
  }, ...(value === 'Infinity' ? { ways: [] } : {}) })),
  { name: 'M7 two queries at once, one aborted', run: async (library) => {
    const engine = library.createEngine({ tables: { logs: library.Table.from(Array.from({ length: 20_000 }, (_, x) => ({ x, k: 1 }))) } });
    const controller = new AbortController();
    const doomed = engine.query('* | join (* | project k, y = x) on k | stats n = count(1)', { signal: controller.signal }).catch((error) => error.diagnostics[0].code);
    const short = engine.query('* | stats n = count(1)');
    setTimeout(() => controller.abort(), 30);
    same((await short).toArray(), [{ n: 20000 }], 'the other query');
    same(await doomed, 'SPL4013', 'the aborted query');
  } },
  { name: 'P2 a short query beside a join', run: async (library) => {
    const engine = library.createEngine({ tables: { logs: library.Table.from(Array.from({ length: 20_000 }, (_, x) => ({ x, k: 1 }))) } });
    const controller = new AbortController();
    const long = engine.query('* | join (* | project k, y = x) on k | stats n = count(1)', { signal: controller.signal }).catch(() => 'ended');
    for (let i = 0; i < 5; i++) {
      // What others use of a busy machine is not the long query's fault.
      const [started, before] = [performance.now(), process.cpuUsage()];
      await engine.query('* | limit 1');
      const { user, system } = process.cpuUsage(before);
      const waited = Math.min(performance.now() - started, (user + system) / 1000);
      if (waited > 150) throw new Error(`waited for ${waited} ms`);
    }
    controller.abort();
    await long;
  } },
  { name: 'a source that is no string', run: async ({ createEngine }) => createEngine().query(5) },
  { name: 'a source that is undefined', run: async ({ createEngine }) => createEngine().query(undefined) },
  { name: 'a clock of nonsense', run: async ({ createEngine, Table }) => createEngine({ now: () => Number.NaN, tables: { logs: Table.from([{ x: 1 }]) } }).query('* | extend t = now()') },
  { name: 'a window of nonsense', run: async ({ createEngine, Table }) => createEngine({ tables: { logs: Table.from([{ x: 1 }]) } }).query('*', { window: { begin: new Date(Number.NaN), end: new Date() } }) },
  { name: 'a stream that is left', run: async ({ createEngine, Table }) => {
    const engine = createEngine({ tables: { logs: Table.from(Array.from({ length: 100_000 }, (_, x) => ({ x }))) } });
    for await (const _ of engine.stream('*')) break;
    await engine.query('* | stats n = count(1)');
  } },
];

// What else a host may hand over or do: arrays that vanish, options that change, results and streams that are left, engines that are closed, rows that are appended meanwhile.
const times = (count, text) => text.repeat(count);
const list = (count, item = (i) => `${i}`) => Array.from({ length: count }, (_, i) => item(i)).join(', ');
const xs = (n) => Array.from({ length: n }, (_, x) => ({ x, s: `s${x % 50}`, k: 1 }));
const crossed = '* | join (* | project k, y = x) on k';

/** What is no QueryError is thrown on; `allowed`: classes that a call of the host's own may throw for its arguments. */
async function guarded({ QueryError }, work, allowed = []) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof QueryError || allowed.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}
function same(got, wanted, what) {
  const text = (value) => JSON.stringify(value, (_, cell) => (typeof cell === 'bigint' ? `${cell}` : cell));
  if (text(got) !== text(wanted)) throw new Error(`${what}: ${text(got)} is not ${text(wanted)}`);
}
/** An attack with an engine over so many rows, which answers afterwards. */
const host = (name, run, { rows = 1000, more = {} } = {}) => ({
  name,
  run: async (library) => {
    const engine = library.createEngine({ tables: { logs: library.Table.from(xs(rows)) }, limits: { wallTime: 2000 }, ...more });
    await run(library, engine);
    same((await engine.query('* | limit 3 | stats n = count(1)')).toArray(), [{ n: 3 }], 'the next query');
    await engine.close();
  },
});
const options = (name, make) => host(`options: ${name}`, (library, engine) => guarded(library, () => engine.query('* | where x > ?p', make())));
/** The host's own call may refuse its arguments; a table that it makes can be asked. */
const columns = (name, make) =>
  host(`columns: ${name}`, async (library) => {
    const table = await guarded(library, () => library.Table.fromColumns(make(library)), [TypeError, RangeError]);
    if (table) await guarded(library, async () => JSON.stringify((await library.createEngine({ tables: { logs: table }, limits: { wallTime: 200 } }).query('* | sort a | stats n = count(1), m = max(a) by a | limit 5')).toArray({ bigint: 'string' })));
  });

/** @type {readonly import('../kit/attack.d.ts').Attack[]} */
export const attacks = [
  // Options of odd kinds.
  options('a null', () => null),
  options('a number', () => 5),
  options('params of null', () => ({ params: null })),
  options('params of an array', () => ({ params: [1] })),
  options('params of a map', () => ({ params: new Map([['p', 1]]) })),
  options('params with a prototype that answers', () => ({ params: Object.create({ p: 1 }) })),
  options('params that are frozen and nested', () => ({ params: Object.freeze({ p: Object.freeze([Object.freeze([1])]) }) })),
  options('params whose getter answers otherwise each time', () => {
    let asked = 0;
    return { params: { get p() { return asked++ % 2 ? 'a' : 1; } } };
  }),
  options('params that are revoked', () => {
    const { proxy, revoke } = Proxy.revocable({ p: 1 }, {});
    revoke();
    return { params: proxy };
  }),
  options('a typed array', () => ({ params: { p: new BigUint64Array([2n ** 64n - 1n]) } })),
  options('a buffer that was moved', () => {
    const cells = new Float64Array(8);
    structuredClone(cells, { transfer: [cells.buffer] });
    return { params: { p: cells } };
  }),
  options('a date of another realm', () => ({ params: { p: Object.create(Date.prototype) } })),
  options('limits of null', () => ({ limits: null })),
  options('limits of strings', () => ({ limits: { wallTime: '5', bytes: 'many', rowsScanned: {} } })),
  options('limits with getters that throw', () => ({ limits: { get bytes() { throw new Error('no'); } } })),
  options('a signal that is none', () => ({ signal: { aborted: 'perhaps' } })),
  options('a signal that was aborted with a reason', () => ({ signal: AbortSignal.abort(new Error('mine')), params: { p: 1 } })),
  options('interrupted that throws', () => ({ params: { p: 1 }, interrupted: () => { throw new Error('no'); } })),
  options('interrupted that is a string', () => ({ params: { p: 1 }, interrupted: 'yes' })),
  host('options: interrupted that asks the engine', (library, engine) => guarded(library, () => engine.query(crossed, { interrupted: () => engine.querySync('* | limit 1').rowCount > 5, limits: { wallTime: 200 } }))),
  options('a window of strings', () => ({ params: { p: 1 }, window: { begin: 'yesterday', end: 'today' } })),
  options('a window of symbols', () => ({ params: { p: 1 }, window: { begin: Symbol('a'), end: Symbol('b') } })),
  options('a table that is a number', () => ({ params: { p: 1 }, from: 5 })),
  options('a context that is a function', () => ({ params: { p: 1 }, context: () => 1 })),
  // Columns.
  columns('a detached array', () => {
    const a = new Float64Array(1000);
    structuredClone(a, { transfer: [a.buffer] });
    return { a };
  }),
  columns('lengths that differ', () => ({ a: new Float64Array(3), b: new Float64Array(5) })),
  columns('four million numbers', () => ({ a: new Float64Array(2 ** 22) })),
  columns('bytes', () => ({ a: new Uint8ClampedArray(1000) })),
  columns('a DataView', () => ({ a: new DataView(new ArrayBuffer(8)) })),
  columns('shared memory', () => ({ a: new BigInt64Array(new SharedArrayBuffer(800)) })),
  columns('an array of holes', () => ({ a: new Array(1000) })),
  columns('a length that lies', () => ({ a: { length: 2 ** 31, 0: 1 } })),
  columns('a length that is negative', () => ({ a: { length: -5 } })),
  columns('codes beyond their dictionary', ({ dictionary }) => ({ a: dictionary(Int32Array.from([0, 5, -7, 2 ** 30]), ['x', 'y']) })),
  columns('a dictionary of symbols', ({ dictionary }) => ({ a: dictionary(Int32Array.from([0]), [Symbol('a')]) })),
  columns('a dictionary that repeats', ({ dictionary }) => ({ a: dictionary(Int32Array.from([0, 1, 2]), ['x', 'x', 'x']) })),
  columns('a proxy', () => ({ a: new Proxy([1, 2, 3], { get(target, key) { if (key === '1') throw new TypeError('trap'); return target[key]; } }) })),
  columns('a name of a megabyte', () => ({ a: [1], [times(1e6, 'n')]: [1] })),
  columns('thousands of names', () => Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`a${i || ''}`, [1]]))),
  host('rows: getters that throw', (library) => guarded(library, () => library.Table.from([{ get x() { throw new RangeError('no'); } }]), [RangeError, TypeError])),
  host('rows: an iterator that never ends is left by its error', (library) => guarded(library, () => library.Table.from((function* () { yield { x: 1 }; throw new TypeError('enough'); })()), [TypeError])),
  host('rows: cells that contain themselves', (library) => {
    const cell = {};
    cell.cell = cell;
    return guarded(library, () => library.Table.from([{ x: cell }]), [TypeError, RangeError]);
  }),
  host('rows: an array nested a hundred thousand times', (library) => guarded(library, () => library.Table.from([{ x: Array.from({ length: 100_000 }).reduce((inner) => [inner], 1) }]), [TypeError, RangeError])),
  // Results and streams that are used late, twice, or left.
  host('a result after its engine was closed', async ({ createEngine, Table }) => {
    const engine = createEngine({ tables: { logs: Table.from(xs(1000)) } });
    const result = await engine.query('* | sort x desc');
    await engine.close();
    same(result.toArray({ bigint: 'number' })[0], { x: 999, s: 's49', k: 1 }, 'the first row');
  }),
  host('a query after its engine was closed twice', async (library, engine) => {
    await Promise.all([engine.close(), engine.close(), engine[Symbol.asyncDispose]?.()]);
    same((await engine.query('* | stats n = count(1)')).toArray(), [{ n: 1000 }], 'the answer');
  }),
  host('a stream that is read by two', async (library, engine) => {
    const stream = engine.stream('* | extend a = x + 1');
    const read = async () => {
      let rows = 0;
      for await (const batch of stream) rows += batch.length ?? batch.toArray().length;
      return rows;
    };
    const [first, second] = await Promise.all([read(), read()]);
    same(first + second, 1000, 'all rows');
  }),
  host('fifty streams that are left half way', async (library, engine) => {
    await Promise.all(Array.from({ length: 50 }, async (_, i) => {
      for await (const batch of engine.stream(crossed)) if (batch.toArray().length > i) break;
    }));
  }),
  host('a stream that is never begun', (library, engine) => void engine.stream(crossed)),
  host('a stream that is ended before it begins', async (library, engine) => {
    const stream = engine.stream(crossed);
    await stream.return();
    same(await stream.next(), { done: true }, 'the next batch');
  }),
  host('a stream that is thrown into', async (library, engine) => {
    const stream = engine.stream(crossed);
    await stream.next();
    await stream.throw(new Error('mine')).then(
      () => { throw new Error('it went on'); },
      (error) => { if (error.message !== 'mine') throw error; },
    );
  }),
  host('a stream whose signal comes between batches', async (library, engine) => {
    const controller = new AbortController();
    const stream = engine.stream(crossed, { signal: controller.signal });
    await stream.next();
    controller.abort();
    const ended = await guarded(library, async () => {
      for await (const _ of stream);
      return 'rows';
    });
    same(ended ?? 'ended', 'ended', 'the stream');
    same(await stream.next(), { done: true }, 'the next batch');
  }),
  host('batches that are kept and changed', async (library, engine) => {
    for await (const batch of engine.stream('* | project x')) {
      const { x } = batch.toColumns({ bigint: 'bigint' });
      if (ArrayBuffer.isView(x)) x.fill(7n);
      break;
    }
    same((await engine.query('* | stats m = max(x)')).toArray({ bigint: 'number' }), [{ m: 999 }], 'the table');
  }),
  host('rows that are changed', async (library, engine) => {
    const result = await engine.query('* | limit 2');
    for (const row of result.toArray()) row.x = 'changed';
    result.toArray().length = 0;
    same(result.toArray().length, 2, 'the rows');
  }),
  // Tables that change while a query runs.
  host('rows that are appended while queries run', async (library, engine) => {
    const queries = [];
    for (let i = 0; i < 20; i++) {
      queries.push(engine.query(`${crossed} | where y < 10 | stats n = count(1), d = count(distinct s)`).then((result) => result.toArray()[0]));
      engine.tables.set('logs', engine.tables.get('logs').append(Array.from({ length: 50 }, (_, x) => ({ x: x + 10_000, s: `new${i}-${x}`, k: 1 }))));
    }
    (await Promise.all(queries)).forEach(({ n, d }, i) => same([n, d], [10 * (1000 + 50 * i), 50 + 50 * i], `query ${i}`));
  }),
  host('tables that are set to nonsense', async (library, engine) => {
    for (const table of [undefined, null, 5, {}, { schema: [], columns: [], rowCount: 3 }]) {
      engine.tables.set('other', table);
      await guarded(library, () => engine.query('$other | limit 1'), [TypeError]);
      engine.tables.delete('other');
    }
  }),
  host('a hundred queries at once, every other one aborted', async (library, engine) => {
    const controllers = Array.from({ length: 100 }, () => new AbortController());
    const answers = controllers.map(({ signal }) => engine.query('* | stats n = count(1) by s | stats n = count(1)', { signal }).then((result) => result.toArray()[0].n, (error) => error.diagnostics[0].code));
    controllers.forEach((controller, i) => i % 2 && controller.abort());
    (await Promise.all(answers)).forEach((answer, i) => { if (answer !== 50 && !(i % 2 && answer === 'SPL4013')) throw new Error(`query ${i}: ${answer}`); });
  }),
  host('a query within a host function', async (library) => {
    const { defineScalar, overload, bigint } = await import('../../../dist/functions.js');
    let engine;
    const again = defineScalar({ name: 'again', category: 'math', summary: '', parameters: { x: '' }, examples: [], overloads: [overload({ params: [bigint], returns: bigint, row: (x) => engine.querySync('* | stats n = max(x)').toArray({ bigint: 'bigint' })[0].n + x })] });
    engine = library.createEngine({ tables: { logs: library.Table.from(xs(20)) }, functions: [again] });
    same((await engine.query('* | where x < 2 | project y = again(x)')).toArray({ bigint: 'number' }), [{ y: 19 }, { y: 20 }], 'the answer');
  }),
  host('workers whose engine is closed at any time', async ({ createEngine, Table }) => {
    for (const delay of [0, 1, 5, 20, 60]) {
      const engine = createEngine({ tables: { logs: Table.from(xs(5000)) }, workers: 1, execution: { minWorkerRows: 1 } });
      const answer = engine.query('* | stats n = count(1) by s | stats n = count(1)').then((result) => result.toArray()[0].n, (error) => error.diagnostics[0].code);
      await new Promise((resolve) => setTimeout(resolve, delay));
      await engine.close();
      if (![50, 'SPL4030', 'SPL4013'].includes(await answer)) throw new Error(`after ${delay} ms: ${await answer}`);
    }
  }),
  // Windows, pivots, dedup and what is new, at their ends.
  ...Object.entries({
    'frames that are empty': '* | extend m = max(s) over (order by x rows between 9 following and 3 following), n = sum(x) over (order by x rows between 1 preceding and 5 preceding)',
    'frames of the largest numbers': '* | extend m = sum(x) over (order by x rows between 9223372036854775807 preceding and 9223372036854775807 following)',
    'frames that are negative': '* | extend m = sum(x) over (order by x rows between -1 preceding and -9223372036854775808 following)',
    'ntile of zero and of much': '* | extend a = ntile(0) over (order by x), b = ntile(9223372036854775807) over (order by x), c = ntile(-1) over (order by x)',
    'nth_value of zero': '* | extend a = nth_value(x, 0) over (order by x), b = nth_value(x, 9223372036854775807) over (order by x)',
    'windows in windows': '* | extend a = sum(sum(x) over (order by x)) over (order by x)',
    'a hundred partitions keys': `* | extend a = sum(x) over (partition by ${list(100, (i) => `x % ${i + 1}`)} order by s)`,
    'a pivot of NULL and NaN': "* | extend v = if(x % 3 = 0, null, if(x % 3 = 1, nan(), 1.5)) | pivot count(1) on v by s",
    'a pivot of empty and odd names': "* | extend v = element_at(array['', ' ', '__proto__', 'a\"b', '\u202e'], x % 5 + 1) | pivot count(1) on v by s",
    'a pivot of a pivot': '* | pivot count(1) on s by x | pivot count(1) on x by s0',
    'dedup by every column and none': '* | dedup x, s, k keep last by x | dedup k',
    'dedup by nested values': '* | extend a = row(x % 2, array[s], map(array[s], array[x % 2])) | dedup a',
    'a limit of the largest number': '* | limit 9223372036854775807 | top 9223372036854775807 by x',
    'a sample of more than all': '* | sample -n=9223372036854775807 by s',
    'a series of one instant': "* | make-series v = count(1) on from_unixtime(0) step '1ns'",
    'a series that steps backwards': "* | make-series v = count(1) on from_unixtime(x) step '-1s'",
    'a series of years': "* | make-series v = count(1) on from_unixtime(x * 1000000000) step '1y'",
    'a join on its own condition only': '* | join kind=full (* | project y = x) on x > y and y > x',
    'a join of NULL keys': '* | extend n = cast(null as bigint) | join kind=full (* | extend n = cast(null as bigint) | project n, y = x) on n | stats c = count(1)',
    'an in of its own rows': '* | where x in (* | where x in (* | where x in (* | project x) | project x) | project x)',
    'lambdas that shadow': "* | extend a = transform(array[1, 2], x -> reduce(transform(array[x], x -> x + 1), x, (x, k) -> x + k))",
  }).map(([name, query]) => ({ name, query, rows: () => xs(1000), ways: ['query', 'sync', 'stream'] })),
];

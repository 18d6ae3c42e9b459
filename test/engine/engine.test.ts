import { describe, expect, it } from 'vitest';
import * as t from '../../src/functions.ts';
import { defineAggregate, defineScalar, overload, recordState, statefulAccumulator } from '../../src/functions.ts';
import { type CompiledQuery, createEngine, dictionary, QueryError, Table } from '../../src/index.ts';

const rows = [
  { id: 1n, verb: 'GET', latency: 0.5, at: new Date('2025-01-01T00:00:00Z'), tags: ['a'], ref: { k: 1 } },
  { id: 2n ** 60n, verb: 'LIST', latency: null, at: null, tags: [], ref: null },
];
const engine = createEngine({ tables: { logs: Table.from(rows) } });

function failure(run: () => unknown): QueryError {
  try {
    run();
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const codes = (error: QueryError): string[] => error.diagnostics.map((d) => d.code);

describe('tables', () => {
  it('infers types: whole numbers, texts that look like numbers, dates, arrays, objects, mixtures', () => {
    const table = Table.from([
      { n: 1, f: 1, s: '1', b: true, d: new Date(0), a: [1, null], o: { x: 1 }, m: 1, e: null },
      { n: 2, f: 1.5, s: 'x', b: false, d: null, a: [], o: {}, m: 'x', e: undefined },
    ]);
    expect(table.schema.map(({ name, type }) => `${name} ${type.kind}`)).toEqual([
      'n bigint',
      'f double',
      's varchar',
      'b boolean',
      'd timestamp',
      'a array',
      'o json',
      'm varchar',
      'e varchar',
    ]);
  });

  it('takes columns without copying them', () => {
    const latency = Float64Array.of(1, 2, 3);
    const table = Table.fromColumns({
      latency,
      id: BigInt64Array.of(1n, 2n, 3n),
      verb: dictionary([0, 1, -1], ['GET', 'LIST']),
      s: ['a', null, 'c'],
    });
    expect(table.rowCount).toBe(3);
    const column = table.column('latency')!;
    expect(column.encoding === 'flat' && column.values).toBe(latency);
    const result = createEngine({ tables: { t: table } }).querySync("* | where verb is null or s = 'a'");
    expect(result.toArray()).toEqual([
      { latency: 1, id: 1, verb: 'GET', s: 'a' },
      { latency: 3, id: 3, verb: null, s: 'c' },
    ]);
  });

  it('checks declared types and lengths', () => {
    expect(() => Table.from([{ n: 'x' }], { schema: [{ name: 'n', type: 'bigint' }] })).toThrow(/column 'n': the text 'x' is no bigint/);
    expect(() => Table.from([], { schema: [{ name: 'n', type: 'bigit' }] })).toThrow(/unknown type 'bigit'/);
    expect(() => Table.fromColumns({ a: [1], b: [1, 2] })).toThrow(/column 'b' has 2 rows/);
    expect(() => Table.fromColumns({ a: dictionary([5], ['x']) })).toThrow(/a code has no value/);
  });
});

describe('interrupted', () => {
  const oneCell =
    '* | limit 1 | extend a = reduce(sequence(length(verb), 9999), 0, (s, v) -> s + reduce(sequence(1, 9999), 0, (t, w) -> t + w))';

  it('stops a query in the middle of a cell or a constant, in every way of running it', async () => {
    for (const source of [oneCell, oneCell.replace('length(verb)', '1')]) {
      let asked = 0;
      const interrupted = (): boolean => ++asked > 3;
      expect(() => engine.querySync(source, { interrupted })).toThrow('SPL4013: the query was cancelled by its host');
      asked = 0;
      await expect(engine.query(source, { interrupted })).rejects.toThrow(/SPL4013/);
      expect(asked).toBe(4);
    }
    expect(engine.compile(oneCell.replace('length(verb)', '1'), { interrupted: () => true }).diagnostics.map(({ code }) => code)).toEqual([
      'SPL4013',
    ]);
  });
});

describe('results', () => {
  it('gives integers as the options say', () => {
    const ids = engine.querySync('* | project id');
    expect(ids.toArray()).toEqual([{ id: 1n }, { id: 2n ** 60n }]);
    expect(ids.toArray({ bigint: 'bigint' })).toEqual([{ id: 1n }, { id: 2n ** 60n }]);
    expect(() => ids.toArray({ bigint: 'number' })).toThrow(RangeError);
    expect(engine.querySync('* | limit 1 | project id').toArray()).toEqual([{ id: 1 }]);
    expect(JSON.parse(JSON.stringify(ids))).toEqual([{ id: 1 }, { id: '1152921504606846976' }]);
  });

  it('gives times as the options say', () => {
    const at = engine.querySync('* | project at');
    expect(at.toArray()[0]).toEqual({ at: new Date('2025-01-01T00:00:00Z') });
    expect(at.toArray({ timestamp: 'nanoseconds' })[0]).toEqual({ at: 1735689600000000000n });
    expect(at.toArray({ timestamp: 'text' })[0]).toEqual({ at: '2025-01-01 00:00:00.000' });
  });

  it('gives columns, tables, schema, stats and warnings', async () => {
    const result = await engine.query<{ verb: string }>('* | where latency > 0 | project verb');
    expect(result.toColumns()).toEqual({ verb: ['GET'] });
    expect(result.toTable().rowCount).toBe(1);
    expect(result.schema).toEqual([{ name: 'verb', type: { kind: 'varchar' } }]);
    expect(result.stats.map((s) => s.operator)).toEqual(['Scan logs', 'Filter', 'Project']);
    expect(result.stats[1]).toMatchObject({ operator: 'Filter', rowsIn: 2, rowsOut: 1 });
    for (const { bytes, time } of result.stats) expect([bytes > 0, time >= 0]).toEqual([true, true]);
    expect(result.warnings).toEqual([]);
  });

  it('streams batches and runs scripts with several outputs', async () => {
    const lengths: number[] = [];
    for await (const batch of engine.stream('* | project verb')) lengths.push(batch.length);
    expect(lengths).toEqual([2]);
    const outputs = await engine.run(".let a = * | where verb = 'GET'; $a; $a | stats n = count(1)");
    expect(outputs.map(({ name, result }) => [name, result.rowCount])).toEqual([
      ['a', 1],
      [undefined, 1],
    ]);
  });
});

describe('compile, explain, evaluate', () => {
  it('knows the schema before there is data, and never throws for a mistake', () => {
    expect(engine.compile('* | stats n = count(1) by verb').schema).toEqual([
      { name: 'verb', type: { kind: 'varchar' } },
      { name: 'n', type: { kind: 'bigint' } },
    ]);
    const { schema, plan, diagnostics } = engine.compile('* | where verbb = 1');
    expect([schema, plan, diagnostics[0]!.code]).toEqual([undefined, undefined, 'SPL2001']);
    expect(engine.explain("* | where verb = 'GET'", { optimized: true })).toContain("Filter verb = 'GET'");
  });

  it('evaluates one expression', () => {
    expect(engine.evaluate("split_part(x, '/', 2)", { x: 'a/b' })).toEqual({ type: 'varchar', value: 'b' });
    expect(engine.evaluate('n + 1', { n: 2n ** 60n }, { bigint: 'bigint' })).toEqual({ type: 'bigint', value: 2n ** 60n + 1n });
    expect(codes(failure(() => engine.evaluate('1 +')))).toEqual(['SPL1001']);
    expect(codes(failure(() => engine.evaluate('x / 0', { x: 1 })))).toEqual(['SPL3001']);
  });

  it('loads libraries only when a query needs them', async () => {
    expect((await engine.query('* | limit 1 | project g = round(gamma(0.5), 3)')).toArray()).toEqual([{ g: 1.772 }]);
    expect(engine.evaluate('erf(0)').value).toBe(0);
  });
});

describe('errors and limits', () => {
  it('rejects with all mistakes at once, rendered with carets', async () => {
    const error = await engine.query('* | where verbb = 1 | extend x = foo(1)').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(QueryError);
    expect(codes(error as QueryError)).toEqual(['SPL2001', 'SPL2002']);
    expect((error as QueryError).render()).toContain('  |           ^^^^^');
  });

  it('names the limit that was reached', () => {
    const limited = (limits: object, text = '* | sort verb') => codes(failure(() => engine.querySync(text, { limits })));
    expect(limited({ textLength: 5 })).toEqual(['SPL4001']);
    expect(limited({ depth: 3 }, '* | where ((((1 = 1))))')).toEqual(['SPL4002']);
    expect(limited({ chain: 9 }, '* | project x = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9')).toEqual(['SPL4014']);
    expect(limited({ tokens: 3 })).toEqual(['SPL4016']);
    expect(limited({ typeParts: 4 }, '* | extend a = row(1, row(1, 1))')).toEqual(['SPL4017']);
    expect(limited({ stages: 1 }, '* | limit 1 | limit 1')).toEqual(['SPL4003']);
    expect(limited({ rowsScanned: 1 })).toEqual(['SPL4005']);
    expect(limited({ groups: 1 }, '* | stats n = count(1) by verb')).toEqual(['SPL4006']);
    expect(limited({ bytes: 1 })).toEqual(['SPL4007']);
    expect(limited({ resultRows: 1 })).toEqual(['SPL4008']);
    expect(limited({ resultBytes: 1 })).toEqual(['SPL4009']);
    expect(limited({ columns: 2 }, '* | extend x = 1')).toEqual(['SPL4004']);
    expect(limited({ seriesPoints: 5 }, "* | make-series n = count(1) on at step '1s' from 0 to 1000000000000")).toEqual(['SPL4010']);
    expect(limited({ columns: 6 }, '* | extend id = sequence(1, 7) | unnest id | pivot max(latency) on id')).toEqual(['SPL4004']);
    expect(limited({ columns: 5 }, "* | pivot count(1) on verb in ('a', 'b', 'c', 'd', 'e') by id")).toEqual(['SPL4004']);
    const long = failure(() =>
      engine.querySync('* | where regexp_like(verb, ?p)', {
        params: { p: 'a'.repeat(50) },
        limits: { regexpLength: 10 },
        onRowError: 'fail',
      }),
    );
    expect(long.diagnostics[0]!.message).toContain("limit 'regexpLength'");
    const partial = engine.querySync('* | project verb', { limits: { resultRows: 1 }, onLimit: 'partial' });
    expect(partial.warnings.map((w) => w.code)).toEqual(['SPL4101']);
  });

  it('stops a query that runs too long, even inside one row', () => {
    const text =
      '* | limit 1 | project x = reduce(sequence(1, 10000), 0, (s, a) -> s + reduce(sequence(1, 10000), 0, (t, b) -> t + b, t -> t), s -> s)';
    expect(codes(failure(() => engine.querySync(text, { limits: { wallTime: 50 } })))).toEqual(['SPL4012']);
  });

  it('stops for its signal', async () => {
    const n = 2_000_000;
    const big = createEngine({ tables: { t: Table.fromColumns({ x: Float64Array.from({ length: n }, (_, i) => (i * 7919) % n) }) } });
    const controller = new AbortController();
    const running = big.query('* | sort x', { signal: controller.signal });
    const rejected = expect(running).rejects.toMatchObject({ diagnostics: [{ code: 'SPL4013' }] });
    await new Promise((resolve) => setTimeout(resolve, 30));
    controller.abort();
    await rejected;
  });

  it('names an output by the member that it reads', () => {
    const text = '* | extend r = series_stats(array[1, 2]) | project r.avg';
    const compiled = createEngine({ tables: { t: Table.from([{ x: 1 }]) } }).compile(text);
    expect(compiled.diagnostics).toEqual([]);
    expect(compiled.schema!.map(({ name }) => name)).toEqual(['avg']);
  });

  it('stops between the rows of a slow function', async () => {
    let calls = 0;
    const controller = new AbortController();
    const slow = defineScalar({
      name: 'slow',
      category: 'math',
      summary: 'Takes two milliseconds.',
      parameters: ['x'],
      examples: [{ call: 'slow(1)', result: '1' }],
      overloads: [
        overload({
          params: [t.bigint],
          returns: t.bigint,
          row(x) {
            if (++calls === 10) controller.abort();
            for (const end = performance.now() + 2; performance.now() < end; );
            return x;
          },
        }),
      ],
    });
    const engine = createEngine({ tables: { t: Table.from(Array.from({ length: 5000 }, (_, x) => ({ x }))) }, functions: [slow] });
    const running = engine.query('* | stats n = count(1) by x | extend y = slow(x)', { signal: controller.signal });
    await expect(running).rejects.toMatchObject({ diagnostics: [{ code: 'SPL4013' }] });
    expect(calls).toBeLessThan(100);
  });

  it('stops at the first failing cell when asked to', () => {
    const text = '* | extend x = cast(verb as bigint)';
    const error = failure(() => engine.querySync(text, { onRowError: 'fail' }));
    expect(error.diagnostics).toMatchObject([{ code: 'SPL3004', span: { start: 15, end: 35 }, help: 'in row 1' }]);
    expect(engine.querySync(text).warnings).toMatchObject([{ code: 'SPL3101', severity: 'warning' }]);
  });

  it('needs a window for the words that read it, and finds overflow', () => {
    const series = "* | make-series n = count(1) on at from 'sls_begin_time' to 'sls_end_time' step '1m'";
    expect(codes(failure(() => engine.querySync(series)))).toEqual(['SPL2111', 'SPL2111']);
    expect(codes(failure(() => engine.evaluate('x * x', { x: 2n ** 40n })))).toEqual(['SPL3002']);
  });

  it('reads text as numbers only leniently', () => {
    const table = Table.from([{ s: '5' }, { s: 'x' }, { s: null }]);
    expect(createEngine({ tables: { table } }).querySync('* | where s > 4').rowCount).toBe(1);
    const strict = createEngine({ tables: { table }, strict: true }).compile('* | where s > 4');
    expect(strict.diagnostics).toMatchObject([{ code: 'SPL2103', fixes: [{ text: 'try_cast(s as double)' }] }]);
  });
});

describe('hostile names and values', () => {
  it('takes __proto__, constructor and odd characters as ordinary names and keys', () => {
    const names = ['__proto__', 'constructor', 'toString', 'a"b', '\u202eevil', '\ud800'];
    const odd = Table.from([Object.fromEntries(names.map((name, i) => [name, i]))]);
    const host = createEngine({ tables: { odd } });
    const [row] = host.querySync('*').toArray();
    expect(Object.entries(row!)).toEqual(names.map((name, i) => [name, i]));
    expect(host.querySync('* | project p = "__proto__" + 1').toArray()).toEqual([{ p: 1 }]);
    expect(JSON.stringify(host.querySync('* | project "__proto__"'))).toBe('[{"__proto__":0}]');
    expect(host.evaluate("map(array['__proto__', 'x'], array[1, 2])").value).toEqual(JSON.parse('{"__proto__":1,"x":2}'));
    expect(host.evaluate(`json_extract_scalar('{"__proto__":{"x":"y"}}', '$.__proto__.x')`).value).toBe('y');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(codes(failure(() => host.querySync(`* | extend x = ${name}(1)`)))).toEqual(['SPL2002']);
      expect(codes(failure(() => host.querySync(`* | ${name} x`)))[0]).toBe('SPL1004');
      expect(codes(failure(() => host.querySync(`* | extend x = cast(1 as ${name})`)))).toEqual(['SPL2005']);
    }
  });

  it('never takes a parameter as text of the language', () => {
    expect(engine.querySync('* | where verb = ?v', { params: { v: "GET' or '1' = '1" } }).rowCount).toBe(0);
    expect(engine.querySync('* | where id in (?a, 5) | project verb', { params: { a: 1 } }).toArray()).toEqual([{ verb: 'GET' }]);
  });

  it('matches hostile patterns in linear time', () => {
    const started = performance.now();
    expect(engine.evaluate("regexp_like(x, '^(a+)+$')", { x: `${'a'.repeat(5000)}!` }).value).toBe(false);
    expect(engine.evaluate("x like '%a%a%a%a%a%a%a%a%b'", { x: 'a'.repeat(5000) }).value).toBe(false);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('answers deep nesting and long texts with a limit, not a crash', () => {
    const deep = `* | where ${'('.repeat(50_000)}1${')'.repeat(50_000)} = 1`;
    expect(codes(failure(() => engine.querySync(deep)))).toEqual(['SPL4002']);
    expect(codes(failure(() => engine.querySync(`* | where ${'not '.repeat(50_000)}true`)))).toEqual(['SPL4002']);
    const wide = `* | where ${Array.from({ length: 5000 }, (_, i) => `latency = ${i}`).join(' or ')}`;
    expect(engine.querySync(wide).rowCount).toBe(0);
    const chain = (length: number): string => `* | limit 1 | project x = ${Array.from({ length }, () => '1').join(' + ')}`;
    expect(engine.querySync(chain(900)).toArray()).toEqual([{ x: 900 }]);
    expect(codes(failure(() => engine.querySync(chain(20_000))))).toEqual(['SPL4014']);
  });

  it('fails a cell that outgrows the limit, and keeps the other rows', () => {
    const doubled = Array.from({ length: 60 }, () => "| extend verb = if(verb = 'LIST', verb, concat(verb, verb))").join(' ');
    const texts = engine.querySync(`* ${doubled} | project verb`);
    expect(texts.toArray()).toEqual([{ verb: null }, { verb: 'LIST' }]);
    expect(texts.warnings[0]!.message).toContain("limit 'cellSize'");
    const pieces = engine.querySync(
      `* | project n = length(replace(repeated, '', repeated))`.replaceAll('repeated', "lpad(verb, 1000000, 'x')"),
    );
    expect(pieces.toArray()).toEqual([{ n: null }, { n: null }]);
    const arrays = `* | project n = cardinality(reduce(sequence(1, 60), array[verb], (a, i) -> concat(a, a), a -> a))`;
    expect(engine.querySync(arrays, { limits: { cellSize: 100_000 } }).toArray()).toEqual([{ n: null }, { n: null }]);
  });

  it('counts the large cells of a batch together', () => {
    const many = createEngine({
      tables: { logs: Table.from(Array.from({ length: 1000 }, (_, id) => ({ id }))) },
      limits: { bytes: 1_000_000 },
    });
    const text = "* | project n = length(lpad(cast(id as varchar), 10000, 'x'))";
    expect(codes(failure(() => many.querySync(text)))).toEqual(['SPL4007']);
    expect(many.querySync(text, { limits: { bytes: 30_000_000 } }).rowCount).toBe(1000);
    // What one batch held is forgotten for the next, after a sort too.
    const small = createEngine({
      tables: { logs: many.tables.get('logs')! },
      limits: { bytes: 1_000_000 },
      execution: { maxBatchRows: 10 },
    });
    expect(small.querySync(text.replace('|', '| sort id |')).rowCount).toBe(1000);
  });

  it('stops to explain a text that is all mistakes', () => {
    const mistakes = (result: CompiledQuery): Set<string> => new Set(result.diagnostics.map((d) => d.code));
    expect(mistakes(engine.compile(`* ${'| '.repeat(45_000)}`))).toEqual(new Set(['SPL1001', 'SPL6002']));
    const unknown = `* | where ${Array.from({ length: 12_000 }, (_, i) => `column${i} = 1`).join(' or ')}`;
    expect(mistakes(engine.compile(unknown))).toEqual(new Set(['SPL2001', 'SPL6002']));
    expect(codes(failure(() => engine.evaluate(unknown.slice(10))))).toContain('SPL2001');
  });
});

describe('a rendered diagnostic', () => {
  it('has nothing that a terminal acts on, and cuts what it quotes', () => {
    const hostile = 'a\u001b[31m\u202e\u0007\u009b\u200b';
    const error = failure(() => createEngine({ tables: { logs: Table.from([{ [hostile]: 1 }]) } }).querySync('* | where b = 1'));
    expect(error.render()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
    const long = failure(() => engine.querySync(`* | extend a = interval '${'x'.repeat(100_000)}' day`));
    expect(long.message.length).toBeLessThan(1200);
  });
});

describe('functions of the host', () => {
  const shout = defineScalar({
    name: 'shout',
    category: 'string',
    summary: 'A text in capitals with an exclamation mark.',
    parameters: ['text'],
    examples: [{ call: "shout('a')", result: "'A!'" }],
    overloads: [overload({ params: [t.varchar], returns: t.varchar, row: (text) => `${text.toUpperCase()}!` })],
  });
  const failing = (name: string, row: () => string) =>
    defineScalar({
      name,
      category: 'string',
      summary: 'Fails.',
      parameters: [],
      examples: [],
      overloads: [overload({ params: [], returns: t.varchar, row })],
    });

  it('fail the query with a QueryError that has their error as its cause', () => {
    const endless = (): string => `${endless()}.`;
    const mistake = new TypeError('no such thing');
    const thrown = failing('thrown', () => {
      throw mistake;
    });
    const hosted = createEngine({ tables: { logs: Table.from([{ x: 1 }]) }, functions: [thrown, failing('endless', endless)] });
    const error = failure(() => hosted.querySync('* | extend a = thrown()'));
    expect(codes(error)).toEqual(['SPL5004']);
    expect(codes(failure(() => hosted.querySync('* | extend a = endless()')))).toEqual(['SPL4015']);
    expect(hosted.querySync('* | extend y = x').toArray()).toEqual([{ x: 1, y: 1 }]);
  });

  const product = defineAggregate({
    name: 'product',
    category: 'aggregate',
    summary: 'The product of numbers.',
    parameters: ['value'],
    examples: [{ call: 'product(x)', result: '6.0' }],
    overloads: [
      {
        params: [t.double],
        returns: t.double,
        accumulator: ({ returns }) =>
          statefulAccumulator<{ p: number }>(returns, {
            make: () => ({ p: 1 }),
            add: (s, x) => void (s.p *= x as number),
            merge: (s, o) => void (s.p *= o.p),
            finish: ({ p }) => p,
            encoding: recordState({ p: t.double }),
          }),
      },
    ],
  });

  it('run once a distinct text on dictionary columns', () => {
    let calls = 0;
    const counted = defineScalar({
      ...shout,
      name: 'counted',
      overloads: [overload({ params: [t.varchar], returns: t.varchar, row: (text) => `${++calls && text}` })],
    });
    const codes = Int32Array.from({ length: 50_000 }, (_, i) => i % 3);
    const host = createEngine({ tables: { t: Table.fromColumns({ s: dictionary(codes, ['a', 'b', 'c']) }) }, functions: [counted] });
    expect(host.querySync('* | stats n = count(1) by k = counted(s)').toArray()).toEqual([
      { k: 'a', n: 16_667 },
      { k: 'b', n: 16_667 },
      { k: 'c', n: 16_666 },
    ]);
    expect(calls).toBe(3);
  });

  it('work like built-ins', () => {
    const host = createEngine({
      tables: {
        t: Table.from([
          { x: 2, s: 'a' },
          { x: 3, s: 'b' },
        ]),
      },
      functions: [shout, product],
    });
    expect(host.querySync('* | project y = shout(s)').toArray()).toEqual([{ y: 'A!' }, { y: 'B!' }]);
    expect(host.querySync('* | stats p = product(x)').toArray()).toEqual([{ p: 6 }]);
    expect(failure(() => host.querySync('* | project y = shuot(s)')).diagnostics[0]!.help).toBe("did you mean 'shout'?");
    expect(() => createEngine({ functions: [shout, shout] })).toThrow(/declared twice/);
  });
});

import { describe, expect, it } from 'vitest';
import { createEngine, type EngineOptions, type HostCallContext, QueryError, type QueryOptions, Table } from '../../src/index.ts';

const seen: { args: unknown; context: HostCallContext }[] = [];
const traces = Table.from([
  { traceId: 't1', spanId: 'a', duration: 3n },
  { traceId: 't2', spanId: 'b', duration: 5n },
]);
const options: EngineOptions = {
  tables: {
    logs: Table.from([
      { id: 't1', n: 1n },
      { id: 't2', n: 2n },
      { id: 't2', n: 3n },
    ]),
  },
  sources: { entity_set: () => Table.from([]) },
  calls: {
    entity: {
      get_trace: {
        summary: 'The spans of a set of traces.',
        parameters: { domain: 'varchar', name: 'varchar', 'limit?': 'bigint' },
        columns: { traceId: 'varchar', spanId: 'varchar', duration: 'double' },
        run(args, context) {
          seen.push({ args, context });
          return Promise.resolve(traces);
        },
      },
      count_rows: { columns: { n: 'bigint' }, run: (_, { input }) => Table.from([{ n: BigInt(input.rowCount) }]) },
      same: {
        columns: (_, input) => Object.fromEntries(input.map(({ name, type }) => [name, type.kind])),
        run: (_, { input }) => input,
      },
      in_turns: {
        columns: { n: 'bigint' },
        *run(_, { input, tick }): Generator<void, Table> {
          for (let i = 0; i < 10; i++) {
            tick();
            yield;
          }
          return Table.from([{ n: BigInt(input.rowCount) }]);
        },
      },
    },
    broken: {
      throws: {
        columns: { a: 'bigint' },
        run: () => {
          throw new Error('the store is away');
        },
      },
      rejects: { columns: { a: 'bigint' }, run: () => Promise.reject(new Error('no access')) },
      hangs: { columns: { a: 'bigint' }, run: () => new Promise<Table>(() => {}) },
      nonsense: { columns: { a: 'bigint' }, run: () => 7 as never },
      nothing: { columns: { a: 'bigint' }, run: () => undefined as never },
      otherColumns: { columns: { a: 'bigint' }, run: () => Table.from([{ b: 1n }]) },
      otherType: { columns: { a: 'bigint' }, run: () => Table.from([{ a: 'x' }]) },
      unknownType: { columns: { a: 'bigit' }, run: () => Table.from([]) },
      spins: {
        columns: { a: 'bigint' },
        run: (_, { tick }) => {
          for (;;) tick();
        },
      },
      works: {
        columns: { a: 'bigint' },
        *run(): Generator<void, Table> {
          for (;;) yield;
        },
      },
      hoards: {
        columns: { a: 'bigint' },
        run: (_, { memory }) => {
          memory.reserve(1e12);
          return Table.from([]);
        },
      },
    },
  },
};
const engine = createEngine(options);

async function failureOf(query: string, given: QueryOptions = {}): Promise<unknown> {
  try {
    await engine.query(query, given);
    return 'no failure';
  } catch (error) {
    expect(error).toBeInstanceOf(QueryError);
    const [first] = (error as QueryError).diagnostics;
    return [first!.code, first!.message];
  }
}

describe('calls of the host', () => {
  it('get their arguments, the rows so far, the source and the window, and answer rows', async () => {
    seen.length = 0;
    const window = { begin: 5n, end: 9n };
    const query = `.let trace_data = .entity_set with(domain='apm', name='svc') | entity-call get_trace('a', limit=3, name='b') | where duration > 1;
      $trace_data | stats n = count(1), longest = max(duration)`;
    expect((await engine.query(query, { window })).toArray()).toEqual([{ n: 2, longest: 5 }]);
    const [{ args, context }] = seen as [(typeof seen)[number]];
    expect(args).toEqual({ domain: 'a', name: 'b', limit: 3n });
    expect(context.source).toEqual({ name: 'entity_set', args: { domain: 'apm', name: 'svc' } });
    expect(context.window).toEqual(window);
    expect(context.signal.aborted).toBe(true); // it was answered
    expect(seen).toHaveLength(1);
  });

  it('see what the stages before them leave, whatever the optimizer does behind them', async () => {
    for (const optimize of [true, false]) {
      const own = createEngine({ ...options, execution: { optimize } });
      expect((await own.query("* | where id = 't2' | entity-call count_rows()")).toArray()).toEqual([{ n: 2 }]);
      expect((await own.query('* | entity-call same() | where n > 1 | sort n desc | limit 1 | project id')).toArray()).toEqual([
        { id: 't2' },
      ]);
      expect((await own.query("* | entity-call get_trace('a', 'b') | entity-call count_rows()")).toArray()).toEqual([{ n: 2 }]);
      const joined = "* | join (* | entity-call get_trace('a', 'b')) on id = traceId | stats total = sum(duration)";
      expect((await own.query(joined)).toArray()).toEqual([{ total: 13 }]);
    }
  });

  it('are asked once for a dataset with several readers', async () => {
    seen.length = 0;
    const outputs = await engine.run(".let d = * | entity-call get_trace('a', 'b'); $d | stats n = count(1); $d;");
    expect(outputs.map(({ result }) => result.rowCount)).toEqual([1, 2]);
    expect(seen).toHaveLength(1);
  });

  it('answer streams, and at once where they can', async () => {
    const rows: unknown[] = [];
    for await (const row of engine.stream("* | entity-call get_trace('a', 'b') | project spanId").rows()) rows.push(row);
    expect(rows).toEqual([{ spanId: 'a' }, { spanId: 'b' }]);
    for (const name of ['count_rows', 'in_turns']) expect(engine.querySync(`* | entity-call ${name}()`).toArray()).toEqual([{ n: 3 }]);
    expect(() => engine.querySync("* | entity-call get_trace('a', 'b')")).toThrow(/SPL2252/);
  });

  it('may warn', async () => {
    const warning = createEngine({
      ...options,
      calls: {
        odd: {
          rows: {
            columns: { n: 'bigint' },
            run(_, { input, warn }) {
              warn('half of it is missing');
              return Table.from([{ n: BigInt(input.rowCount) }]);
            },
          },
        },
      },
    });
    const { warnings } = await warning.query('* | odd-call rows()');
    expect(warnings).toMatchObject([{ code: 'SPL4051', severity: 'warning', message: 'odd-call rows: half of it is missing' }]);
    const stream = warning.stream('* | odd-call rows()');
    for await (const _ of stream.rows());
    expect(stream.warnings.map(({ code }) => code)).toEqual(['SPL4051']);
  });

  it('pass on the warnings of the stages before them', async () => {
    const result = await engine.query('* | extend x = cast(id as bigint) | entity-call same() | stats n = count(x)');
    expect(result.warnings.map(({ code }) => code)).toEqual(['SPL3101']);
  });

  it.each([
    ['throws', /broken-call throws failed: the store is away/],
    ['rejects', /failed: no access/],
    ['nonsense', /failed: it did not return a Table/],
    ['nothing', /failed: it did not return a Table/],
    ['otherColumns', /failed: its answer has no column 'a'/],
    ['otherType', /failed: column 'a' of its answer is VARCHAR, and BIGINT was declared/],
  ])('that fail are failures of the query: %s', async (name, message) => {
    expect(await failureOf(`* | broken-call ${name}()`)).toEqual(['SPL4050', expect.stringMatching(message)]);
  });

  it.each(['hangs', 'spins', 'works'])('end with the limit of time: %s', async (name) => {
    expect(await failureOf(`* | broken-call ${name}()`, { limits: { wallTime: 100 } })).toEqual(['SPL4012', expect.anything()]);
  });

  it.each(['hangs', 'works'])('end with the signal: %s', async (name) => {
    expect(await failureOf(`* | broken-call ${name}()`, { signal: AbortSignal.timeout(50) })).toEqual(['SPL4013', expect.anything()]);
  });

  it('end with the limit of memory', async () => {
    expect(await failureOf('* | broken-call hoards()')).toEqual(['SPL4007', expect.anything()]);
  });

  it('are known before anything runs', () => {
    const problemsOf = (query: string): unknown =>
      engine.compile(query).diagnostics.map(({ code, message, help, span }) => [code, message, help, query.slice(span.start, span.end)]);
    expect(problemsOf('* | entty-call get_trace()')).toEqual([
      ['SPL2250', "unknown command 'entty-call'", "did you mean 'entity-call'?", 'entty-call'],
    ]);
    expect(problemsOf('* | nothing-call f()')).toEqual([
      ['SPL2250', "unknown command 'nothing-call'", 'the calls are entity-call, broken-call', 'nothing-call'],
    ]);
    expect(problemsOf('* | entity-call get_trce()')).toEqual([
      ['SPL2250', "unknown function of entity-call 'get_trce'", "did you mean 'get_trace'?", 'get_trce'],
    ]);
    const written = 'write entity-call get_trace(domain, name, limit?)';
    expect(problemsOf("* | entity-call get_trace('a')")).toEqual([
      ['SPL2251', "entity-call get_trace: 'name' is missing", written, "entity-call get_trace('a')"],
    ]);
    expect(problemsOf("* | entity-call get_trace('a', 'b', 1, 2)")).toEqual([
      ['SPL2251', 'entity-call get_trace: it has 3 parameters', written, '2'],
    ]);
    expect(problemsOf("* | entity-call get_trace('a', nme='b')")).toEqual([
      ['SPL2251', "entity-call get_trace: it has no parameter 'nme'", "did you mean 'name'?", 'nme'],
    ]);
    expect(problemsOf("* | entity-call get_trace('a', 'b', domain='c')")).toEqual([
      ['SPL2251', "entity-call get_trace: 'domain' is given twice", written, "domain='c'"],
    ]);
    expect(problemsOf("* | entity-call get_trace('a', id)")).toEqual([
      ['SPL2108', "'name' of entity-call get_trace must be a constant", undefined, 'id'],
    ]);
    expect(problemsOf("* | entity-call get_trace('a', 5)")).toEqual([
      ['SPL2103', "'name' of entity-call get_trace must be VARCHAR, found INTEGER", expect.anything(), '5'],
    ]);
    expect(problemsOf("* | entity-call get_trace('a', 'b') | where durtion > 1")).toEqual([
      ['SPL2001', expect.anything(), expect.stringMatching("did you mean 'duration'"), 'durtion'],
    ]);
    expect(problemsOf('* | broken-call unknownType()')).toEqual([
      [
        'SPL2251',
        "broken-call unknownType: the host declared the type 'bigit', which is not a type",
        undefined,
        'broken-call unknownType()',
      ],
    ]);
    const [bare] = createEngine({ tables: options.tables! }).compile('* | entity-call f()').diagnostics;
    expect(bare!.help).toBe("the host of the engine has no calls: it registers them as 'calls' of createEngine");
  });

  it('are commands of the engine, and explained and formatted like others', () => {
    expect(engine.commands.map(({ name }) => name)).toContain('entity-call');
    expect(engine.commands.map(({ name }) => name)).not.toContain('host-call');
    expect(engine.explain("* | entity-call get_trace('a', 'b') | project spanId")).toBe(
      'Project [spanId: varchar]\n  HostCall entity-call get_trace [traceId: varchar, spanId: varchar, duration: double]\n    Scan logs [id: varchar, n: bigint]',
    );
  });
});

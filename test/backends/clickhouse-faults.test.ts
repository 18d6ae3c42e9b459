import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { clickhouse } from '../../src/clickhouse.ts';
import { createEngine, type Engine, QueryError } from '../../src/index.ts';

type Answer = (statement: string, response: ServerResponse, request: IncomingMessage) => void;

let server: Server | undefined;

/** An engine before something that is asked as a server of ClickHouse is; it has the table `logs` of `verb` and `n`. */
async function engineBefore(answer: Answer, version = '26.7.2.1'): Promise<Engine> {
  server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const statement = Buffer.concat(pieces).toString();
    if (statement.startsWith('SELECT version()')) response.end(`${version}\n`);
    else if (statement.includes('system.columns')) response.end('logs\tverb\tString\nlogs\tn\tInt64\n');
    else answer(statement, response, request);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const engine = createEngine({ backends: [clickhouse({ url: `http://127.0.0.1:${port}/`, username: 'reader', password: 'secret' })] });
  await engine.connect();
  return engine;
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A block of format Native with one column of BIGINT. */
function block(values: readonly bigint[], type = 'Nullable(Int64)'): Buffer {
  const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
  const cells = Buffer.from(BigInt64Array.from(values).buffer);
  return Buffer.concat([Buffer.from([1, values.length]), text('_2_0'), text(type), Buffer.alloc(values.length), cells]);
}

async function failure(engine: Engine, source = '* | stats n = max(n)'): Promise<string> {
  try {
    await engine.query(source, { from: 'logs' });
  } catch (error) {
    if (error instanceof QueryError) return error.message;
    throw error;
  }
  return 'no failure';
}

describe('an answer of ClickHouse', () => {
  it('is read in pieces of any size, and asked for with limits and who asks', async () => {
    let asked: IncomingMessage | undefined;
    const engine = await engineBefore((_, response, request) => {
      asked = request;
      const bytes = Buffer.concat([block([1n, 2n]), block([3n])]);
      const send = (at: number): void => {
        if (at >= bytes.length) response.end();
        else response.write(bytes.subarray(at, at + 3), () => setImmediate(send, at + 3));
      };
      send(0);
    });
    const result = await engine.query('* | stats n = max(n) by verb | project n', { from: 'logs', limits: { wallTime: 9500 } });
    expect(result.toJSON()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(asked!.headers).toMatchObject({ 'x-clickhouse-user': 'reader', 'x-clickhouse-key': 'secret' });
    const { searchParams } = new URL(asked!.url!, 'http://localhost');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      readonly: '2',
      max_execution_time: expect.stringMatching(/^(?:10|\d)$/),
      max_result_rows: '10000001',
      join_use_nulls: '1',
    });
  });

  it('is asked for again while none has begun, and never after', async () => {
    let asked = 0;
    const lost = await engineBefore((_, response) => {
      if (++asked < 3) response.destroy();
      else response.end(block([7n]));
    });
    expect((await lost.query('* | stats n = max(n)', { from: 'logs' })).toJSON()).toEqual([{ n: 7 }]);
    expect(asked).toBe(3);
    server!.close();
    let begun = 0;
    const cut = await engineBefore((statement, response) => {
      if (statement.startsWith('KILL')) return response.end();
      begun++;
      response.write(block([7n]), () => response.destroy());
    });
    expect(await failure(cut)).toMatch(/^SPL4036: backend 'clickhouse' failed: the connection was lost/);
    expect(begun).toBe(1);
  });

  it.each([
    ['that is cut off', (response: ServerResponse) => response.end(block([7n]).subarray(0, 12)), /the answer ends within a block/],
    ['of other columns', (response: ServerResponse) => response.end(block([7n], 'Nullable(String)')), /^SPL4037/],
    ['that is not one', (response: ServerResponse) => response.end('<html>a proxy</html>'), /^SPL4037: backend 'clickhouse'/],
    [
      'with an error after rows',
      (response: ServerResponse) =>
        response.end(Buffer.concat([block([7n]), Buffer.from('Code: 241. DB::Exception: Memory limit exceeded')])),
      /SPL4036: backend 'clickhouse' failed: Code: 241. DB::Exception: Memory limit exceeded/,
    ],
    [
      'of a server that refuses',
      (response: ServerResponse) => response.writeHead(403).end('Code: 516. DB::Exception: reader: Authentication failed. Stack trace: …'),
      /SPL4036: backend 'clickhouse' failed: Code: 516. DB::Exception: reader: Authentication failed.$/,
    ],
  ])('%s is an error in its own words', async (_, answer, expected) => {
    const engine = await engineBefore((_statement, response) => void answer(response));
    expect(await failure(engine)).toMatch(expected);
  });

  it('that does not come ends with the query, whose statement is killed', async () => {
    const killed: string[] = [];
    const engine = await engineBefore((statement, response) => {
      if (!statement.startsWith('KILL')) return;
      killed.push(statement);
      response.end();
    });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    await expect(engine.query('* | stats n = max(n)', { from: 'logs', signal: stop.signal })).rejects.toThrow('SPL4013');
    await expect(engine.query('* | stats n = max(n)', { from: 'logs', limits: { wallTime: 1000 } })).rejects.toThrow('SPL4012');
    await expect.poll(() => killed.length).toBe(2);
    expect(killed[0]).toMatch(/^KILL QUERY WHERE query_id = 'logflume-[\w-]+' ASYNC/);
  });
});

it('a server that cannot be reached is an error of the catalogue', async () => {
  const engine = createEngine({ backends: [clickhouse({ url: 'http://127.0.0.1:5/' })] });
  await expect(engine.connect()).rejects.toThrow(
    /^SPL4036: backend 'clickhouse' failed: 127.0.0.1:5 cannot be reached: connect ECONNREFUSED/,
  );
});

it('an early version is asked only for what it has', async () => {
  const query = '* | extend m = n + 1, half = n / -1 | stats s = sum(m) by half';
  const modern = await engineBefore(() => {});
  expect(modern.explain(query, { from: 'logs' })).toMatch(/^Remote clickhouse[^\n]*\n {2}SELECT .*accurateCast\(sum\(toInt128/);
  server!.close();
  const early = await engineBefore(() => {}, '18.16.1');
  expect(early.explain(query, { from: 'logs' })).toMatch(/^Aggregate/);
  expect(early.compile(query, { from: 'logs' }).portability).toMatchObject([{ what: "function '/' with these arguments" }]);
  const join = '* | join kind=inner ( $logs | project verb, m = n ) on verb';
  expect(early.compile(join, { from: 'logs' }).portability).toMatchObject([
    { what: "'join'", reason: 'has no equal in this version of clickhouse' },
  ]);
});

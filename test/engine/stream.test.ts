import { describe, expect, expectTypeOf, it } from 'vitest';
import { createEngine, type NamedResult, type ResultBatch, Table } from '../../src/index.ts';

interface Request {
  verb: string;
  latency: number;
  user?: { id: string };
}

const requests: Request[] = [
  { verb: 'GET', latency: 0.5, user: { id: 'a' } },
  { verb: 'LIST', latency: 1.5 },
  { verb: 'GET', latency: 2.5 },
];
const engine = createEngine({ tables: { logs: Table.from(requests) }, execution: { maxBatchRows: 2 } });

describe('Table.from', () => {
  it('takes rows of interface types, frozen rows, class instances and iterables of them', () => {
    class Point {
      readonly x = 1;
      get y(): number {
        return 2;
      }
    }
    expectTypeOf(Table.from).parameter(0).toEqualTypeOf<Iterable<object>>();
    expect(Table.from(new Set(requests)).schema.map(({ name }) => name)).toEqual(['verb', 'latency', 'user']);
    expect(Table.from(requests.map((row) => Object.freeze(row)) as readonly Readonly<Request>[]).rowCount).toBe(3);
    expect(Table.from([new Point()]).schema).toEqual([{ name: 'x', type: { kind: 'bigint' } }]);
    // @ts-expect-error: strings are not rows
    expect(Table.from([]).rowCount + Table.from<string>([] as string[]).rowCount).toBe(0);
  });
});

describe('engine.stream', () => {
  it('gives typed batches with their rows', async () => {
    const stream = engine.stream<{ verb: string; ms: number }>('* | project verb, ms = latency * 1000');
    const batches: { verb: string; ms: number }[][] = [];
    for await (const batch of stream) {
      expectTypeOf(batch).toEqualTypeOf<ResultBatch<{ verb: string; ms: number }>>();
      batches.push(batch.toArray());
    }
    expect(batches).toEqual([
      [
        { verb: 'GET', ms: 500 },
        { verb: 'LIST', ms: 1500 },
      ],
      [{ verb: 'GET', ms: 2500 }],
    ]);
  });

  it('gives the rows one by one, converted as asked', async () => {
    const rows: { n: bigint }[] = [];
    for await (const row of engine.stream<{ n: bigint }>('* | stats n = count(1)').rows({ bigint: 'bigint' })) rows.push(row);
    expect(rows).toEqual([{ n: 3n }]);
  });

  it('has the warnings of the compiler, of failing cells and of calls', async () => {
    const query =
      '* | extend n = verb + 0, m = cast(verb as bigint), t = array[3, 1], v = array[1.0, 2.0] | extend r = series_decompose_anomalies(t, v).error_msg | project n, m, r';
    const stream = engine.stream(query);
    expect(stream.warnings).toEqual([]);
    let rows = 0;
    for await (const batch of stream) rows += batch.length;
    const { warnings } = await engine.query(query);
    expect(rows).toBe(3);
    expect(stream.warnings).toEqual(warnings);
    expect(warnings.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['string-read-as-number', 'unordered-series-times', 'failed-cells']),
    );
  });

  it('stops where its scope is left', async () => {
    const stream = engine.stream('* | project verb');
    await stream.next();
    await stream[Symbol.asyncDispose]();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('stops where the loop is left, and throws what is wrong on the first read', async () => {
    const stream = engine.stream('* | project verb');
    for await (const _ of stream) break;
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await expect(engine.stream('* | wher a').next()).rejects.toThrow('SPL1004');
  });
});

it('engine.run types the rows of its outputs in order', async () => {
  const [verbs, count] = await engine.run<[{ verb: string }, { n: number }]>('* | project verb; * | stats n = count(1)');
  expectTypeOf(count).toEqualTypeOf<NamedResult<{ n: number }>>();
  expect([verbs.result.toArray()[0]!.verb, count.result.toArray()[0]!.n]).toEqual(['GET', 3]);
  expectTypeOf(await engine.run('*')).toEqualTypeOf<NamedResult[]>();
});

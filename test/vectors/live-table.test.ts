import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, liveTable, Table } from '../../src/index.ts';

const seconds = (from: number, count: number) => Array.from({ length: count }, (_, i) => ({ __time__: from + i, n: i }));

describe('a live table', () => {
  it('shows a query the rows that were there when it began', async () => {
    const logs = liveTable({ chunkRows: 4 });
    const engine = createEngine({ tables: { logs } });
    logs.append(seconds(0, 10));
    const before = logs.snapshot();
    const running = engine.query('* | stats n = count(1), last = max(__time__)');
    logs.append(seconds(10, 5));
    expect((await running).toArray()).toEqual([{ n: 10, last: 9 }]);
    expect((await engine.query('* | stats n = count(1), last = max(__time__)')).toArray()).toEqual([{ n: 15, last: 14 }]);
    expect(before.rowCount).toBe(10);
  });

  it('drops rows that are older than it keeps them, by the chunk, and says how many', () => {
    const logs = liveTable({ keep: '100s', chunkRows: 10 });
    logs.append(seconds(1000, 200));
    // 1199 - 100 s: the chunk of 1090 to 1099 has a row that is young enough.
    expect(logs.rowCount).toBe(110);
    expect(logs.dropped).toBe(90);
    expect(logs.snapshot().firstChunk).toBe(9);
  });

  it('keeps rows when one claims a time that has not come', () => {
    const logs = liveTable({ keep: '1h', chunkRows: 10, now: () => 2_000_000 });
    logs.append([...seconds(1000, 30), { __time__: 4_102_444_800, n: 0 }, ...seconds(1030, 30)]);
    expect(logs.rowCount).toBe(61);
    expect(logs.dropped).toBe(0);
  });

  it('drops rows that it has no room for', () => {
    const logs = liveTable({ bytes: 64_000 });
    for (let i = 0; i < 100; i++)
      logs.append(Array.from({ length: 50 }, (_, row) => ({ n: row, text: `line ${i} ${row} ${'x'.repeat(50)}` })));
    expect(logs.bytes).toBeLessThan(64_000 + 12_000);
    expect(logs.bytes).toBeGreaterThan(48_000);
    expect(logs.dropped + logs.rowCount).toBe(5000);
    expect(logs.snapshot().column('text')!.length).toBe(logs.rowCount);
  });

  it('counts the strings of its dictionaries as bytes', () => {
    const logs = liveTable();
    logs.append(Array.from({ length: 1000 }, (_, i) => ({ path: `/${'p'.repeat(1000)}/${i % 10}` })));
    expect(logs.bytes).toBeGreaterThan(10_000);
    expect(logs.bytes).toBeLessThan(100_000);
  });

  it('takes new columns, and types that hold the values', async () => {
    const logs = liveTable();
    const engine = createEngine({ tables: { logs } });
    logs.append([{ a: 1 }, { a: null }]);
    logs.append([{ a: 2.5, b: 'x' }]);
    expect((await engine.query('*')).toArray()).toEqual([
      { a: 1, b: null },
      { a: null, b: null },
      { a: 2.5, b: 'x' },
    ]);
    logs.append([{ a: 'text', b: null }]);
    logs.append([{ a: null, b: 7 }]);
    expect((await engine.query('*')).toArray().map((row) => [row.a, row.b])).toEqual([
      ['1', null],
      [null, null],
      ['2.5', 'x'],
      ['text', null],
      [null, '7'],
    ]);
  });

  it('refuses what does not fit a schema that was given, and times by which it cannot keep rows', () => {
    const logs = liveTable({ schema: [{ name: 'n', type: 'bigint' }] });
    expect(() => logs.append([{ n: 'x' }])).toThrow(TypeError);
    expect(() => logs.append(Table.from([{ n: 1, m: 1 }]))).toThrow("column 'm' is not in the schema");
    expect(() => liveTable({ keep: '1h' }).append([{ __time__: 'now' }])).toThrow('must be TIMESTAMP');
    expect(() => liveTable({ keep: 'long' })).toThrow("'keep' must be a duration such as '6h', not 'long'");
    expect(() => liveTable({ bytes: 0 })).toThrow(RangeError);
    expect(() => liveTable({ chunkRows: 0 })).toThrow(RangeError);
  });

  it('obeys policies, also those of a table without rows', async () => {
    const logs = liveTable();
    const engine = createEngine({ tables: { logs }, policies: { logs: { hide: ['secret'], rows: 'n > 1' } } });
    logs.append([
      { n: 1, secret: 's' },
      { n: 2, secret: 't' },
    ]);
    expect((await engine.query('*')).toArray()).toEqual([{ n: 2 }]);
    logs.append([{ n: 3, secret: 'u' }]);
    expect((await engine.query('*')).toArray()).toEqual([{ n: 2 }, { n: 3 }]);
  });

  it('answers queries as a table of the same rows does, however rows are appended and chunks are cut', async () => {
    const row = fc.record({
      __time__: fc.integer({ min: 0, max: 100 }),
      code: fc.constantFrom('200', '500', null),
      ms: fc.option(fc.double({ noNaN: true, min: -10, max: 10 }), { nil: null }),
      tags: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
    });
    const schema = [
      { name: '__time__', type: 'bigint' },
      { name: 'code', type: 'varchar' },
      { name: 'ms', type: 'double' },
      { name: 'tags', type: 'array(varchar)' },
    ];
    const queries = [
      '*',
      '* | stats n = count(1), ms = sum(ms), all = array_agg(code) by code',
      '* | where ms > 0 | sort ms, __time__ | limit 3',
      '* | unnest tags | stats n = count(1) by tags',
      "code:500 | extend t = from_unixtime(__time__) | make-series n = count(1) default = 0 on t from '1970-01-01' to '1970-01-01 00:02:00' step 10s",
      '* | limit 2',
      '* | join kind=inner ($logs | stats m = max(ms) by code) on code | project __time__, m',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(row, { maxLength: 12 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        async (batches, chunkRows) => {
          const logs = liveTable({ chunkRows, schema });
          const live = createEngine({ tables: { logs } });
          for (const batch of batches) logs.append(batch);
          const still = createEngine({ tables: { logs: Table.from(batches.flat(), { schema }) } });
          for (const query of queries) expect((await live.query(query)).toArray(), query).toEqual((await still.query(query)).toArray());
        },
      ),
      { numRuns: 40 },
    );
  });

  it('appends in time that does not grow with what is there', () => {
    const logs = liveTable();
    const batch = Table.from(Array.from({ length: 1000 }, (_, i) => ({ __time__: i, verb: `v${i % 7}`, ms: i / 3, id: `id ${i}` })));
    const timeOf = (times: number): number => {
      const began = performance.now();
      for (let i = 0; i < times; i++) logs.append(batch);
      return performance.now() - began;
    };
    timeOf(100);
    const early = timeOf(100);
    timeOf(600);
    const late = timeOf(100);
    expect(logs.rowCount).toBe(900_000);
    expect(late).toBeLessThan(4 * early + 50);
  });
});

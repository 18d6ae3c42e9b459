// Arrow and Parquet: what is written is read again, and files of other writers are read as they mean.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { float16, int64, largeUtf8, tableFromArrays, tableFromIPC, tableToIPC, uint64 } from '@uwdata/flechette';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArrow, tableFromArrow, tableToArrow, writeArrow } from '../../src/arrow.ts';
import type { LoadedTable } from '../../src/formats/input.ts';
import { createEngine, dictionary, type FieldInput, QueryError, Table } from '../../src/index.ts';
import { readParquet, writeParquet } from '../../src/parquet.ts';
import { rowsOf } from '../kit/read.ts';
import { runs } from '../kit/thorough.ts';

const samples = join(import.meta.dirname, 'columnar');
const source = (name: string) => ({ name, input: new Uint8Array(readFileSync(join(samples, name))) });

/** Types with values of theirs, as hosts give them. */
const kinds: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  boolean: fc.boolean(),
  tinyint: fc.integer({ min: -128, max: 127 }),
  smallint: fc.integer({ min: -32768, max: 32767 }),
  integer: fc.integer(),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  real: fc.float(),
  double: fc.double(),
  varchar: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('GET', 'LIST')),
  varbinary: fc.uint8Array({ maxLength: 8 }),
  json: fc
    .json()
    .map((text) => JSON.parse(text) as unknown)
    .filter((value) => value !== null),
  timestamp: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
  date: fc.integer({ min: -100_000, max: 100_000 }),
  time: fc.bigInt({ min: 0n, max: 86_399_999_999_999n }),
  'array(bigint)': fc.array(fc.option(fc.bigInt({ min: -9n, max: 9n }))),
  'array(array(varchar))': fc.array(fc.option(fc.array(fc.string()))),
  'map(varchar, double)': fc.dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    fc.option(fc.double()),
  ),
  'row(a bigint, b varchar)': fc.record({ a: fc.option(fc.bigInt({ min: 0n, max: 9n })), b: fc.option(fc.string()) }),
};

const tables = fc.uniqueArray(fc.constantFrom(...Object.keys(kinds)), { minLength: 1 }).chain((types) => {
  const schema: FieldInput[] = types.map((type, i) => ({ name: `c${i}`, type }));
  const row = fc.record(Object.fromEntries(types.map((type, i) => [`c${i}`, fc.option(kinds[type]!)])));
  return fc.array(row, { maxLength: 30 }).map((rows) => Table.from(rows, { schema }));
});

const plain = (table: Table) => ({ schema: table.schema, rows: rowsOf(table) });

describe('Arrow', () => {
  it('gives what was written', () =>
    fc.assert(
      fc.asyncProperty(tables, fc.constantFrom('file' as const, 'stream' as const), async (table, format) => {
        expect(plain(await readArrow({ name: 'x', input: writeArrow(table, { format }) }))).toEqual(plain(table));
      }),
      { numRuns: runs(60) },
    ));

  it('uses cells of fixed width as they are, in both directions', () => {
    const latency = Float64Array.of(1, 2.5, 3);
    const bytes = BigInt64Array.of(1n, 2n, 3n);
    const table = Table.fromColumns({ latency, bytes, verb: dictionary([0, 1, -1], ['GET', 'LIST']) });
    const arrow = tableToArrow(table);
    expect((arrow.getChild('latency').data[0]!.values as Float64Array).buffer).toBe(latency.buffer);
    const back = tableFromArrow(arrow);
    const [first, second] = back.columns;
    expect(first!.encoding === 'flat' && (first!.values as Float64Array).buffer).toBe(latency.buffer);
    expect(second!.encoding === 'flat' && (second!.values as BigInt64Array).buffer).toBe(bytes.buffer);
    expect(rowsOf(back)).toEqual(rowsOf(table));
  });

  it('reads several batches, unsigned numbers beyond BIGINT and types that it converts', async () => {
    const part = (from: number) =>
      tableFromArrays(
        { big: [2n ** 64n - 1n, BigInt(from)], large: ['a text that is longer than twelve', null], half: [1.5, null], tags: [['a'], []] },
        { types: { big: uint64(), large: largeUtf8(), half: float16() } },
      );
    const table = await readArrow([
      { name: 'a.arrow', input: tableToIPC(part(1), { format: 'file' })! },
      { name: 'b.arrow', input: tableToIPC(part(2), { format: 'stream' })! },
    ]);
    expect(rowsOf(table)).toEqual(
      [1, 2].flatMap((from) => [
        { big: '18446744073709551615', large: 'a text that is longer than twelve', half: 1.5, tags: ['a'] },
        { big: String(from), large: null, half: null, tags: [] },
      ]),
    );
    expect(table.files.map(({ name, format, rows }) => [name, format, rows])).toEqual([
      ['a.arrow', 'arrow', 2],
      ['b.arrow', 'arrow', 2],
    ]);
  });

  it('gives results to Arrow', async () => {
    const engine = createEngine({ tables: { logs: Table.from([{ verb: 'GET' }, { verb: 'GET' }, { verb: 'LIST' }]) } });
    const arrow = tableFromIPC(writeArrow(await engine.query('* | stats n = count(1) by verb | sort verb', { from: 'logs' })));
    expect(arrow.toArray()).toEqual([
      { verb: 'GET', n: 2 },
      { verb: 'LIST', n: 1 },
    ]);
    expect(arrow.getChild('n').type).toEqual(int64());
  });
});

describe('Parquet', () => {
  it('gives what was written', () =>
    fc.assert(
      fc.asyncProperty(
        tables,
        fc.constantFrom('SNAPPY' as const, 'UNCOMPRESSED' as const),
        fc.integer({ min: 1, max: 30 }),
        async (table, codec, rowGroupSize) => {
          expect(plain(await readParquet({ name: 'x', input: writeParquet(table, { codec, rowGroupSize }) }))).toEqual(plain(table));
        },
      ),
      { numRuns: runs(60) },
    ));

  it('is read by DuckDB with the same values, and reads what DuckDB writes', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const folder = mkdtempSync(join(tmpdir(), 'logflume-parquet-'));
    const theirs = join(folder, 'theirs.parquet');
    await connection.run(`COPY (SELECT 1.01::DECIMAL(10, 2) * i AS money, (i::HUGEINT * 1000000000000000000)::DECIMAL(38, 0) AS wide, 18446744073709551615::UBIGINT AS top,
      200::UTINYINT AS small, TIMESTAMP '2026-01-02 03:04:05.123456' + INTERVAL (i) SECOND AS moment, TIMESTAMP_NS '2026-01-02 03:04:05.123456789' AS fine, DATE '1969-12-31' + i::INT AS day,
      TIME '12:34:56.789' AS clock, [i, NULL] AS list, {'a': i, 'b': ['x']} AS entry, MAP([1, 2], ['a', NULL]) AS pairs, 'abc'::BLOB AS bytes, '6f1e2b1a-0f5b-4f0e-9a51-1d7f6bb3b9a1'::UUID AS id,
      '{"a": 1e400}'::JSON AS doc, CASE WHEN i = 1 THEN 'v' END AS word FROM range(2) r(i)) TO '${theirs}' (FORMAT parquet)`);
    const table = await readParquet({ name: 'theirs.parquet', input: new Uint8Array(readFileSync(theirs)) }, { times: 'text' });
    const result = await createEngine({ tables: { t: table } }).query('*', { from: 't' });
    expect(result.toArray({ bigint: 'bigint', timestamp: 'text', json: 'text' })[1]).toEqual({
      money: 1.01,
      wide: '1000000000000000000',
      top: '18446744073709551615',
      small: 200,
      moment: '2026-01-02 03:04:06.123456',
      fine: '2026-01-02 03:04:05.123456789',
      day: '1970-01-01',
      clock: '12:34:56.789',
      list: [1n, null],
      entry: { a: 1n, b: ['x'] },
      pairs: { 1: 'a', 2: null },
      bytes: Uint8Array.of(97, 98, 99),
      id: '6f1e2b1a-0f5b-4f0e-9a51-1d7f6bb3b9a1',
      doc: '{"a": 1e400}',
      word: 'v',
    });
    const ours = join(folder, 'ours.parquet');
    writeFileSync(ours, writeParquet(table));
    const same = await connection.runAndReadAll(
      `SELECT count(*) FROM (SELECT * EXCLUDE (fine, moment, wide, top, money, id), wide::VARCHAR, top::VARCHAR, money::DOUBLE FROM '${theirs}'
        INTERSECT SELECT * EXCLUDE (fine, moment, wide, top, money, id), wide, top, money FROM '${ours}')`,
    );
    expect(same.getRowsJson()).toEqual([['2']]);
    rmSync(folder, { recursive: true });
  });

  it('reads only the columns and row groups that are needed', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({ at: i, path: `/${'long'.repeat(20)}/${i}`, code: i % 7 }));
    const input = writeParquet(Table.from(rows), { rowGroupSize: 1000, codec: 'UNCOMPRESSED' });
    const all = await readParquet({ name: 'x', input });
    const some = await readParquet({ name: 'x', input }, { columns: ['code'] });
    const range = await readParquet({ name: 'x', input }, { columns: ['at'], ranges: { at: { min: 2500, max: 3200 } } });
    const first = await readParquet({ name: 'x', input }, { maxRows: 3 });
    expect([all, some, range, first].map(({ rowCount }) => rowCount)).toEqual([10_000, 10_000, 2000, 3]);
    expect(rowsOf(range)[0]).toEqual({ at: 2000 });
    const bytes = (table: LoadedTable) => table.files[0]!.bytes;
    expect(bytes(some)).toBeLessThan(bytes(all) / 5);
    expect(bytes(range)).toBeLessThan(bytes(all) / 5);
    expect(bytes(first)).toBeLessThan(bytes(all) / 5);
  });

  it('asks a file for parts, not for the whole', async () => {
    const input = writeParquet(Table.from(Array.from({ length: 1000 }, (_, i) => ({ i, text: `text ${i}` }))));
    const asked: number[] = [];
    const access = {
      byteLength: input.length,
      slice(start: number, end = input.length) {
        asked.push(end - start);
        return input.slice(start, end).buffer as ArrayBuffer;
      },
    };
    expect((await readParquet({ name: 'x', input: access }, { columns: ['i'] })).rowCount).toBe(1000);
    expect(Math.max(...asked)).toBeLessThanOrEqual(input.length);
    const blob = await readParquet({ name: 'x', input: new Blob([input as Uint8Array<ArrayBuffer>]) });
    expect(blob.rowCount).toBe(1000);
  });
});

describe('files of ClickHouse', () => {
  const expected = {
    n: 60n,
    i: 1770n,
    s: 7n,
    lc: 'verb2',
    d: 252.857_142_857_142_86,
    a: 1830n,
    ts: '2026-01-02 03:05:04.123456',
    nul: 48n,
    m: 'text of some length, which repeats: 9',
    u: '18446744073709551059',
    b: 30n,
  };
  const query =
    '* | stats n = count(1), i = sum(i), s = count(distinct s), lc = max(lc), d = sum(d), a = sum(a[2]), ts = max(ts), nul = count(nul), m = max(nul), u = max(u), b = sum(b)';
  for (const name of [
    'lz4_frame.arrow',
    'zstd.arrow',
    'none.arrow',
    ...['lz4', 'zstd', 'gzip', 'brotli', 'snappy', 'none'].map((c) => `${c}.parquet`),
  ])
    it(`sixty rows in ${name}`, async () => {
      const read = name.endsWith('arrow') ? readArrow : readParquet;
      const table = await read(source(`sixty-rows-${name}`));
      const result = await createEngine({ tables: { t: table } }).query(query, { from: 't' });
      expect(result.toArray({ bigint: 'bigint', timestamp: 'text' })).toEqual([expected]);
      expect(table.notes).toEqual(["__time__ is taken from 'ts'"]);
    });
});

describe('files that are cut off', () => {
  for (const [name, read] of [
    ['sixty-rows-lz4_frame.arrow', readArrow],
    ['sixty-rows-zstd.arrow', readArrow],
    ['sixty-rows-lz4.parquet', readParquet],
    ['sixty-rows-snappy.parquet', readParquet],
  ] as const)
    it(`${name} is refused with its name, or gives the rows before the cut`, () =>
      fc.assert(
        fc.asyncProperty(fc.nat(), async (at) => {
          const { input } = source(name);
          try {
            const table = await read({ name, input: input.slice(0, at % input.length) });
            expect([0, 60]).toContain(table.rowCount);
          } catch (error) {
            if (!(error instanceof QueryError)) throw error;
            expect(error.message).toContain(`cannot read ${name}`);
          }
        }),
        { numRuns: runs(200) },
      ));
});

describe('Arrow whose buffers do not go with its rows', () => {
  const column = (change: (batch: { offsets: Int32Array; values: Uint8Array }) => void) => {
    const arrow = tableToArrow(Table.from([{ text: 'unlike' }, { text: 'others' }, { text: 'entirely' }, { text: 'different' }]));
    const [batch] = arrow.getChild('text').data;
    const { dictionary: strings } = batch as unknown as { dictionary: { data: [{ offsets: Int32Array; values: Uint8Array }] } };
    change(strings.data[0]);
    return arrow;
  };
  it('is refused', () => {
    expect(rowsOf(tableFromArrow(column(() => undefined)))[1]).toEqual({ text: 'others' });
    const wrong = 'a buffer does not go with the number of its rows';
    expect(() => tableFromArrow(column((batch) => (batch.offsets = batch.offsets.slice(0, 3))))).toThrow(wrong);
    expect(() => tableFromArrow(column((batch) => (batch.offsets = Int32Array.of(0, 9, 3, 9, 12))))).toThrow(wrong);
    expect(() => tableFromArrow(column((batch) => (batch.values = batch.values.slice(0, 5))))).toThrow(wrong);
  });
});

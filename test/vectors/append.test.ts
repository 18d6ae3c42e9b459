import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, dictionary, type FieldInput, Table } from '../../src/index.ts';
import { slice } from '../../src/vectors/take.ts';
import { runs } from '../kit/thorough.ts';

const schema: readonly FieldInput[] = Object.entries({
  n: 'bigint',
  d: 'double',
  i: 'integer',
  b: 'boolean',
  s: 'varchar',
  t: 'timestamp',
  list: 'array(bigint)',
  lists: 'array(array(varchar))',
  r: 'row(x double, y varchar)',
  m: 'map(varchar, bigint)',
  j: 'json',
}).map(([name, type]) => ({ name, type }));

const short = fc.constantFrom('a', 'b', 'c', 'dd', '');
const maybe = <T>(cell: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(cell, { freq: 4 });
const row = fc.record({
  n: maybe(fc.bigInt(-100n, 100n)),
  d: maybe(fc.double()),
  i: maybe(fc.integer({ min: -9, max: 9 })),
  b: maybe(fc.boolean()),
  s: maybe(short),
  t: maybe(fc.bigInt(0n, 10n ** 18n)),
  list: maybe(fc.array(maybe(fc.bigInt(0n, 9n)), { maxLength: 3 })),
  lists: maybe(fc.array(maybe(fc.array(maybe(short), { maxLength: 2 })), { maxLength: 2 })),
  r: maybe(fc.record({ x: maybe(fc.double()), y: maybe(short) })),
  m: maybe(fc.dictionary(short, fc.bigInt(0n, 9n), { maxKeys: 2 })),
  j: maybe(fc.record({ k: short })),
});
const part = fc.array(row, { maxLength: 20 });

const cellsOf = (table: Table): unknown[] =>
  createEngine({ tables: { logs: table } })
    .querySync('*')
    .toArray({ bigint: 'bigint', timestamp: 'nanoseconds' });

describe('Table.append', () => {
  it('gives the table of all rows, and leaves those before as they are', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), part, ([first = [], ...rest], branch) => {
        const tables = [Table.from(first, { schema })];
        const rows = [first];
        for (const [i, more] of rest.entries()) {
          const asTable = i % 2 === 1;
          tables.push(tables.at(-1)!.append(asTable ? Table.from(more, { schema }) : more));
          rows.push([...rows.at(-1)!, ...more]);
        }
        // What is appended to a table twice makes two tables.
        const other = tables[tables.length >> 1]!.append(branch);
        for (const [i, table] of tables.entries()) expect(cellsOf(table)).toEqual(cellsOf(Table.from(rows[i]!, { schema })));
        expect(cellsOf(other)).toEqual(cellsOf(Table.from([...rows[tables.length >> 1]!, ...branch], { schema })));
      }),
      { numRuns: runs(150) },
    );
  });

  it('takes in parts of tables, whose lists begin and end among those of others', () => {
    const whole = fc.array(row, { minLength: 1, maxLength: 20 });
    const cut = fc.tuple(fc.nat(20), fc.nat(20));
    const partOf = (rows: readonly object[], [a, b]: readonly [number, number]) => {
      const [from, to] = [Math.min(a, b, rows.length), Math.min(Math.max(a, b), rows.length)];
      const { columns, ...table } = Table.from(rows, { schema });
      return {
        rows: rows.slice(from, to),
        table: new Table(
          table.schema,
          columns.map((column) => slice(column, from, to)),
          to - from,
        ),
      }; // prettier-ignore
    };
    fc.assert(
      fc.property(whole, cut, whole, cut, part, (first, firstCut, second, secondCut, third) => {
        const [a, b] = [partOf(first, firstCut), partOf(second, secondCut)];
        const table = a.table.append(b.table).append(third).append(b.table);
        expect(cellsOf(table)).toEqual(cellsOf(Table.from([...a.rows, ...b.rows, ...third, ...b.rows], { schema })));
      }),
      { numRuns: runs(150) },
    );
  });

  it('writes new rows behind the others, and does not write to memory of the host', () => {
    const mine = Float64Array.from({ length: 10_000 }, (_, i) => i);
    const buffer = new Float64Array(20_000);
    const table = Table.fromColumns({ d: buffer.subarray(0, 10_000), e: mine, s: dictionary(new Int32Array(10_000), ['a']) });
    const once = table.append([{ d: 1, e: 2, s: 'b' }]);
    const twice = once.append([{ d: 3, e: 4, s: 'a' }]);
    expect(buffer[10_000]).toBe(0);
    const bufferOf = (from: Table, name: string): unknown => (from.column(name) as { readonly values: Float64Array }).values.buffer;
    expect(bufferOf(twice, 'd')).toBe(bufferOf(once, 'd'));
    expect(bufferOf(once, 'd')).not.toBe(buffer.buffer);
    expect(cellsOf(twice).slice(-2)).toEqual([
      { d: 1, e: 2, s: 'b' },
      { d: 3, e: 4, s: 'a' },
    ]);
    expect([table.rowCount, once.rowCount, twice.rowCount]).toEqual([10_000, 10_001, 10_002]);
  });

  it('goes on with the codes that a query made', () => {
    const rows = Array.from({ length: 9000 }, (_, i) => ({ s: `x${i % 4001}` }));
    const engine = createEngine({ tables: { logs: Table.from(rows) } });
    const query = '* | stats n = count(1) by s | sort n desc, s | limit 3';
    engine.querySync(query);
    const more = [{ s: 'new' }, { s: null }, ...Array.from({ length: 9 }, () => ({ s: 'x7' }))];
    engine.tables.set('logs', engine.tables.get('logs')!.append(more));
    expect(engine.querySync(query).toArray()).toEqual(
      createEngine({ tables: { logs: Table.from([...rows, ...more]) } })
        .querySync(query)
        .toArray(),
    );
  });

  it('refuses rows that do not fit', () => {
    const table = Table.from([{ a: 1, b: 'x' }]);
    expect(() => table.append([{ a: 'y' }])).toThrow("column 'a'");
    expect(() => table.append(Table.from([{ a: 1 }]))).toThrow('appended rows have the columns of the table: b: varchar, not none');
    expect(() => table.append(Table.from([{ a: 1.5, b: 'x' }]))).toThrow('a: bigint, not a: double');
    expect(() => table.append(Table.from([{ a: 1, b: 'x', c: 1 }]))).toThrow('no more, not c: bigint');
  });
});

describe('what is known of a column', () => {
  it('goes on with the rows that are appended, in every branch', () => {
    const start = 1_700_000_000n;
    const rowsOf = (from: number, count: number, step: number) =>
      Array.from({ length: count }, (_, i) => ({
        __time__: (from + i) % 97 === 0 ? null : start + BigInt(Math.floor((from + i) / step)),
        k: ((from + i) * 7919) % 50,
      }));
    const schema: readonly FieldInput[] = [
      { name: '__time__', type: 'bigint' },
      { name: 'k', type: 'integer' },
    ];
    const answers = (table: Table): unknown =>
      ['date_trunc(60, __time__)', 'k', '__time__ % 3'].map((key) =>
        createEngine({ tables: { logs: table } })
          .querySync(`* | stats n = count(1), s = sum(__time__) by k = ${key}`)
          .toArray({ bigint: 'bigint' }),
      );
    let rows = rowsOf(0, 6000, 20);
    let table = Table.from(rows, { schema });
    answers(table);
    // Small steps, a jump beyond the room for values, values below the smallest.
    for (const [count, from] of [
      [100, 6000],
      [1000, 6100],
      [3, 7100],
      [5000, 7103],
      [700, 90_000],
      [400, -4000],
      [10, 90_700],
    ] as const) {
      const more = rowsOf(from, count, 20);
      const branch = table.append(rowsOf(from + 50, 300, 20));
      const next = table.append(more);
      expect(answers(next)).toEqual(answers(Table.from([...rows, ...more], { schema })));
      expect(answers(branch)).toEqual(answers(Table.from([...rows, ...rowsOf(from + 50, 300, 20)], { schema })));
      expect(answers(table)).toEqual(answers(Table.from(rows, { schema })));
      rows = [...rows, ...more];
      table = next;
    }
  });
});

import { describe, expect, it } from 'vitest';
import { createEngine, dictionary, QueryError, Table } from '../../src/index.ts';

const rows = 200_000;
const words = Array.from({ length: rows }, (_, i) => `word number ${i}`);
const table = Table.fromColumns({ n: Float64Array.from({ length: rows }, (_, i) => i), s: words });
const engine = createEngine({ tables: { logs: table } });

const codeOf = async (query: string, limits: object): Promise<string> => {
  try {
    await engine.query(query, { limits });
    return 'none';
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return error.diagnostics[0]!.code;
  }
};

describe('the limit bytes', () => {
  it.each([
    '* | stats array_agg(s)',
    '* | stats map_agg(s, n)',
    '* | stats histogram(s)',
    '* | stats multimap_agg(s, n)',
    '* | stats count(distinct s)',
    '* | stats percentile(n, 0.5)',
    "* | stats listagg(s, ',')",
    '* | stats count(1) by s',
    '* | stats approx_distinct(s) by n',
    '* | stats max(s) by n',
    '* | make-series m = max(n) on __time__ by s',
    '* | sort s',
    '* | distinct s',
    '* | sample -n=190000',
    '* | join (* | project n, s) on n',
    '* | extend a = array[s, s, s, s] | sort a',
    '.let d = * | extend s2 = upper(s); $d | join $d on n',
  ])('bounds %s', async (query) => {
    const text = query.includes('__time__') ? query.replace('__time__', 't').replace('* ', '* | extend t = cast(n as bigint) ') : query;
    expect(await codeOf(text, { bytes: 1_000_000 })).toBe('SPL4007');
  });

  it('gives back what an operator no longer holds', async () => {
    // Each sort holds some 5 MB for itself; together they would be 40 MB.
    const sorts = Array.from({ length: 8 }, () => '| sort n desc | where n >= 0').join(' ');
    const few = createEngine({ tables: { logs: Table.fromColumns({ n: Float64Array.from({ length: 400_000 }, (_, i) => i) }) } });
    expect((await few.query(`* ${sorts} | stats c = count(1)`, { limits: { bytes: 20_000_000 } })).toArray()).toEqual([{ c: 400_000 }]);
  });

  it('does not count rows that only pass through', async () => {
    const result = await engine.query('* | extend u = upper(s), v = lower(s) | where n >= 0 | stats c = count(1)', {
      limits: { bytes: 3_000_000 },
    });
    expect(result.toArray()).toEqual([{ c: rows }]);
  });
});

describe('the limits of engine.stream', () => {
  const drain = async (query: string, limits: object): Promise<string> => {
    try {
      for await (const _ of engine.stream(query, { limits }));
      return 'none';
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      return error.diagnostics[0]!.code;
    }
  };
  it('has wallTime', async () =>
    expect(await drain('* | extend x = levenshtein_distance(s, concat(s, s, s, s, s, s, s, s, s, s, s, s))', { wallTime: 50 })).toBe(
      'SPL4012',
    ));
  it('has resultRows', async () => expect(await drain('*', { resultRows: 1000 })).toBe('SPL4008'));
  it('has resultBytes', async () => expect(await drain('*', { resultBytes: 1000 })).toBe('SPL4009'));
});

describe('a join', () => {
  it('does not take the keys of its left side into the table of its right side', async () => {
    const right = Table.fromColumns({ k: Float64Array.of(1, 2, 3), name: ['a', 'b', 'c'] });
    const left = Table.fromColumns({ k: Float64Array.from({ length: 500_000 }, (_, i) => i) });
    const joined = createEngine({ tables: { logs: left, names: right } });
    const result = await joined.query('* | join $names on k | project name', { limits: { bytes: 1_000_000 } });
    expect(result.toArray()).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  });
});

describe('top-n over a dictionary of many values', () => {
  it('ends', async () => {
    const values = Array.from({ length: 100_000 }, (_, i) => `10.${(i * 7919) % 100_003}`);
    const codes = Int32Array.from({ length: 300_000 }, (_, i) => (i * 31) % values.length);
    const many = createEngine({ tables: { logs: Table.fromColumns({ ip: dictionary(codes, values) }) } });
    const result = await many.query('* | sort ip | limit 3', { limits: { wallTime: 10_000 } });
    const expected = [...codes]
      .map((code) => values[code]!)
      .sort()
      .slice(0, 3);
    expect(result.toArray().map((row) => row.ip)).toEqual(expected);
  }, 30_000);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEngine, Table } from '../../src/index.ts';

const rowCount = 3;

/** Fail for some strings, and for others not; `d` is the column. */
const failing = [
  'duration_seconds(d)',
  'cast(d as double)',
  'cast(cast(d as bigint) as double)',
  '10 / cast(d as bigint)',
  "cast(json_extract_scalar(json_parse(d), '$') as double)",
  'cast(array[cast(d as bigint)][1] as double)',
];

/** What reads a number that may have failed. */
const readers = [
  (f: string) => f,
  (f: string) => `cast(${f} as varchar)`,
  (f: string) => `coalesce(cast(${f} as varchar), 'none')`,
  (f: string) => `coalesce(try_cast(${f} as bigint), 7)`,
  (f: string) => `coalesce(try(${f}), 7)`,
  (f: string) => `cast(cast(${f} as varchar) as varchar) is null`,
  (f: string) => `if(cast(${f} as varchar) = '0.5', 1, 2)`,
  (f: string) => `case when coalesce(cast(${f} as varchar), 'none') in ('none') then 'a' else coalesce(cast(${f} as varchar), 'b') end`,
  (f: string) => `not cast(${f} as boolean) or i > 1`,
  (f: string) => `cast(${f} as varchar) = 'x' and i > 1`,
  (f: string) => `array[cast(${f} as varchar), 'z'][1]`,
  (f: string) => `-(${f}) + 1`,
  (f: string) => `row(cast(${f} as varchar), i)[1]`,
  (f: string) => `transform(array[1], x -> x + cast(${f} as bigint))[1]`,
];

/** The places of a query where a value becomes a column, a condition or a key. */
const places = [
  (e: string) => `extend k = ${e}`,
  (e: string) => `where cast(${e} as varchar) is not null`,
  (e: string) => `stats n = count(1) by k = cast(${e} as varchar)`,
  (e: string) => `sort cast(${e} as varchar) desc, i | project i`,
  (e: string) => `pivot count(1) on cast(${e} as varchar) by i`,
  (e: string) => `extend k = cast(${e} as varchar) | join kind = left ($logs | project k = s, j = i) on k`,
  (e: string) => `extend k = cast(${e} as varchar) | dedup k | project i`,
  (e: string) => `extend n = count(1) over (partition by cast(${e} as varchar) order by i)`,
  (e: string) => `stats n = count(cast(${e} as varchar)), m = max(cast(${e} as varchar))`,
];

const printed = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);

/** What a query gives over a column `d` of equal cells, and what it counts. */
function answer(stage: string, column: string, table: Table, execution: object): string {
  const engine = createEngine({ tables: { logs: table }, execution });
  try {
    const result = engine.querySync(`* | extend d = ${column} | project-away s0 | ${stage}`);
    return JSON.stringify([result.toArray(), result.warnings.map(({ code, message }) => [code, message])], printed);
  } catch (error) {
    return (error as Error).message.replace(/\d+:\d+/g, '');
  }
}

it('constant columns fail, and are read, as columns of equal cells', () => {
  const text = fc.constantFrom('NaN', 'pods', '5', '0', '1.5', '[1]', '');
  fc.assert(
    fc.property(text, fc.constantFrom(...failing), fc.constantFrom(...readers), fc.constantFrom(...places), (string, fail, read, place) => {
      const rows = Array.from({ length: rowCount }, (_, i) => ({ s: i === 1 ? 'x' : string, s0: string, i: BigInt(i) }));
      const table = Table.from(rows);
      const stage = place(read(fail));
      const expected = answer(stage, 's0', table, { optimize: false, kernels: false });
      for (const column of [`'${string}'`, 's0', `coalesce(s0, '')`])
        for (const execution of [{}, { optimize: false }, { dictionaryInputs: true }, { kernels: false }, { maxBatchRows: 1 }])
          expect(answer(stage, column, table, execution), `${stage} with ${column}`).toBe(expected);
    }),
    { numRuns: 60 },
  );
});

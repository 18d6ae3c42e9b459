import { describe, expect, it } from 'vitest';
import { createEngine, Table } from '../../src/index.ts';

const rows = Array.from({ length: 150 }, (_, i) => ({ __time__: 100 + i, status: i, tags: ['a', 'b'], host: `h${i}` }));
const engine = createEngine({ tables: { logs: Table.from(rows) }, compatibility: 'sls' });
const codes = (text: string): string[] => engine.compile(text).diagnostics.map(({ code }) => code);

describe("compatibility: 'sls'", () => {
  it('reads fields as texts and gives values as texts', async () => {
    const result = await engine.query('* | where cast(status as bigint) < 2 | extend n = cast(status as bigint) + 1, r = array[1, 2]');
    expect(result.schema.map(({ name, type }) => `${name} ${type.kind}`)).toEqual([
      '__time__ varchar',
      'status varchar',
      'tags varchar',
      'host varchar',
      'n varchar',
      'r varchar',
    ]);
    expect(result.toArray()[1]).toEqual({ __time__: '101', status: '1', tags: '["a","b"]', host: 'h1', n: '2', r: '[1,2]' });
  });

  it('keeps the time fields through every projection', async () => {
    const names = async (text: string): Promise<string[]> => (await engine.query(text)).schema.map(({ name }) => name);
    expect(await names('* | project host')).toEqual(['__time__', 'host']);
    expect(await names('* | project-away __time__, tags, status')).toEqual(['__time__', 'host']);
    expect(await names('* | project-rename at=__time__, h=host | project-away tags, status')).toEqual(['__time__', 'h']);
  });

  it('gives the first 100 groups of stats unless a limit says otherwise', async () => {
    expect((await engine.query('* | stats n = count(1) by host')).rowCount).toBe(100);
    expect((await engine.query('* | stats n = count(1) by host | limit 120')).rowCount).toBe(120);
  });

  it('wants fixed columns before sort and limit, 16 stages and 64 KB', () => {
    expect(codes('* | limit 10')).toEqual(['SPL2115']);
    expect(codes('* | sort host')).toEqual(['SPL2115']);
    expect(codes('* | project host | limit 10')).toEqual([]);
    expect(codes(`* ${'| where true '.repeat(17)}`)).toEqual(['SPL4003']);
    expect(codes(`* | where host = '${'x'.repeat(65_536)}'`)).toEqual(['SPL4001']);
  });
});

import { expect, it } from 'vitest';
import { createEngine, Table } from '../../src/index.ts';

const second = 1_000_000_000n;
const window = { begin: new Date(101_000), end: 103n * second };
const rows = Array.from({ length: 6 }, (_, i) => ({ __time__: BigInt(100 + i), x: BigInt(i) }));
const logs = Table.from(rows);
const count = '* | stats n = count(1)';

it('holds however a query is run', async () => {
  const engine = createEngine({ tables: { logs } });
  expect(engine.querySync(count, { window }).toArray()).toEqual([{ n: 2 }]);
  expect((await engine.query(count, { window })).toArray()).toEqual([{ n: 2 }]);
  const outputs = await engine.run<[{ n: number }, { x: number }]>(`${count}; $logs | where x > 1 | project x;`, { window });
  expect(outputs.map(({ result }) => result.toArray())).toEqual([[{ n: 2 }], [{ x: 2 }]]);
  const streamed: unknown[] = [];
  for await (const row of engine.stream('* | project x', { window }).rows()) streamed.push(row);
  expect(streamed).toEqual([{ x: 1 }, { x: 2 }]);
  expect(engine.explain('*', { window })).toContain('Filter (__time__ >= 101) and (__time__ < 103)');
  expect(engine.compile('*', { window }).plan?.kind).toBe('Filter');
  expect(engine.querySync(count).toArray()).toEqual([{ n: 6 }]);
});

it('holds for the tables of sources and for the time fields of SLS', async () => {
  const sources = { store: () => logs };
  const engine = createEngine({ tables: { logs }, sources, compatibility: 'sls' });
  expect((await engine.query(".store with(a='b') | stats n = count(1)", { window })).toArray()).toEqual([{ n: '2' }]);
  expect(engine.querySync(count, { window }).toArray()).toEqual([{ n: '2' }]);
});

import { expect, it } from 'vitest';
import { createEngine, Table } from '../../src/index.ts';

const logs = Table.from([
  { a: 'p', r: 0.1 },
  { a: 'q', r: 2.7 },
  { a: 'p', r: -0.3 },
]);
const rows = (query: string, timestamp: 'date' | 'text' = 'date'): unknown =>
  createEngine({ tables: { logs }, timeZone: 'Asia/Tokyo' }).querySync(query).toArray({ timestamp });

it('maps leave with all their entries: scalar keys as names, others as keys of a Map', () => {
  expect(rows('* | stats h = histogram(array[a])')).toEqual([{ h: new Map([[['p'], 2], [['q'], 1]]) }]); // biome-ignore format: one value
  expect(rows("* | limit 1 | project h = map(array[row(1, 'a'), row(2, 'b')], array[10, 20])")).toEqual([
    {
      h: new Map([
        [{ field0: 1, field1: 'a' }, 10],
        [{ field0: 2, field1: 'b' }, 20],
      ]),
    },
  ]);
  for (const timestamp of ['date', 'text'] as const) {
    expect(rows("* | stats h = histogram(date '2024-05-01')", timestamp)).toEqual([{ h: { '2024-05-01': 3 } }]);
    expect(rows("* | stats h = histogram(timestamp '2024-05-01 00:00:00')", timestamp)).toEqual([{ h: { '2024-05-01 00:00:00.000': 3 } }]);
  }
  const keys = Object.keys((rows("* | limit 1 | project h = map(array['__proto__', 'a'], array[1, 2])") as [{ h: object }])[0].h);
  expect(keys).toEqual(['__proto__', 'a']);
});

it('REAL leaves with the fewest digits, wherever it stands', () => {
  expect(
    rows('* | project r = cast(r as real), m = -cast(r as real), a = array[cast(r as real)], j = cast(array[cast(r as real)] as json)'),
  ).toEqual([
    { r: 0.1, m: -0.1, a: [0.1], j: [0.1] },
    { r: 2.7, m: -2.7, a: [2.7], j: [2.7] },
    { r: -0.3, m: 0.3, a: [-0.3], j: [-0.3] },
  ]);
  expect(rows('* | stats m = max(cast(r as real)), g = array_agg(cast(r as real)), h = histogram(cast(r as real))')).toEqual([
    { m: 2.7, g: [0.1, 2.7, -0.3], h: { 0.1: 1, 2.7: 1, '-0.3': 1 } },
  ]);
});

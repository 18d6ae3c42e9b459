import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEngine, Table } from '../../src/index.ts';
import { promqlCalls } from '../../src/promql.ts';

it('the functions of series give what PromQL gives at the times of the samples', async () => {
  const samples = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 40 }), value: fc.integer({ min: 0, max: 100 }) }), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(samples, fc.integer({ min: 10, max: 90 }), async (given, window) => {
      let second = 0;
      const rows = given.map(({ gap, value }) => {
        second += gap;
        return { __name__: 'x', __labels__: '', __time_nano__: BigInt(second) * 1_000_000_000n, __value__: value };
      });
      const engine = createEngine({ tables: { rows: Table.from(rows) }, calls: { prom: promqlCalls } });
      for (const name of ['rate', 'increase', 'delta', 'irate', 'idelta']) {
        const asked = await engine.query(
          `* | prom-call promql_query_range('${name}(x[${window}s])', '1s') | project t = __ts__, v = __value__ | unnest`,
        );
        const byTime = new Map(asked.toArray().map(({ t, v }) => [Number(t), v as number]));
        const sliding = await engine.query(
          `* | make-series v = __value__ on __time_nano__ by __name__ | extend v = series_${name}(v, ${window}s), t = __time_nano__ | project t, v | unnest`,
        );
        for (const { t, v } of sliding.toArray()) {
          const other = byTime.get(Number(t));
          if (v === null || v === undefined) expect(other).toBeUndefined();
          else expect(other).toBeCloseTo(v as number, 9);
        }
      }
    }),
    { numRuns: 6 },
  );
});

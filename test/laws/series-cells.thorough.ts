import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, Table } from '../../src/index.ts';

const zone = fc.constantFrom(
  'UTC',
  '+05:30',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
);
/** Steps that divide the hours and half hours by which clocks are changed, one that does not, and those of the calendar. */
const step = fc.constantFrom('5m', '7m', '30m', '1h', '6h', '1d', '3d', '1w', '1 month', '1 quarter', '5 month', '1 year');
/** Times within some days of the clock changes of several zones, in nanoseconds. */
const times = fc
  .tuple(
    fc.constantFrom('2011-12-30T10:00Z', '2018-11-04T03:00Z', '2024-03-31T01:00Z', '2024-10-27T01:00Z'),
    fc.array(fc.integer({ min: -200_000, max: 200_000 }), { minLength: 2, maxLength: 8 }),
  )
  .map(([change, seconds]) => seconds.map((s) => BigInt(Date.parse(change)) * 1_000_000n + BigInt(s) * 1_000_000_000n));

function engineOf(instants: readonly bigint[], timeZone: string) {
  const logs = Table.from(
    instants.map((t) => ({ t })),
    { schema: [{ name: 't', type: 'bigint' }] },
  );
  const engine = createEngine({ tables: { logs }, timeZone });
  return (query: string): readonly (readonly [bigint, bigint])[] =>
    engine
      .querySync(`* | ${query} | project t = epoch_nanos(t), n`)
      .toArray({ bigint: 'bigint' })
      .map(({ t, n }) => [t as bigint, n as bigint]);
}

describe('the cells of make-series', () => {
  it('are those of bin where no instant says where they begin', () => {
    fc.assert(
      fc.property(times, zone, step, (instants, timeZone, length) => {
        const run = engineOf(instants, timeZone);
        const spoken = /^\d+ /.test(length)
          ? length.replace(/(\d+) (\w+)/, "interval '$1' $2").replace("'1' quarter", "'3' month")
          : length;
        const cells = run(`make-series n = count(1) default = '0' on t step '${length}' | unnest`);
        const bins = run(`stats n = count(1) by t = bin(from_unixtime(t / 1000000000), ${spoken}) | sort t`);
        expect(cells.filter(([, n]) => n > 0n)).toEqual(bins);
        for (let i = 1; i < cells.length; i++) expect(cells[i]![0] > cells[i - 1]![0]).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('from an instant on hold each row that is not before it, in the last cell that starts at or before its time', () => {
    fc.assert(
      fc.property(times, zone, step, ([from = 0n, ...instants], timeZone, length) => {
        const run = engineOf(instants, timeZone);
        const later = instants.filter((t) => t >= from);
        const cells = run(`make-series n = count(1) default = '0' on t from ${from} to ${from + 10n ** 15n} step '${length}' | unnest`);
        expect(cells[0]![0]).toBe(from);
        expect(
          cells.map(([start], i) => [
            start,
            BigInt(later.filter((t) => t >= start && (i + 1 === cells.length || t < cells[i + 1]![0])).length),
          ]),
        ).toEqual(cells);
      }),
      { numRuns: 200 },
    );
  });
});

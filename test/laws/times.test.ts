import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floorInstant, type Step, shiftByInterval, units } from '../../src/functions/datetime/calendar.ts';
import { formatAddress, parseAddress, parseHostAddress } from '../../src/functions/ip/address.ts';
import { createEngine, Table } from '../../src/index.ts';
import { parseDurationText } from '../../src/types/duration-text.ts';
import { formatTimestamp } from '../../src/types/time-format.ts';
import { findTimeZone, toLocal } from '../../src/types/time-zone.ts';

const zones = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Havana', '+05:45'].map(
  (name) => findTimeZone(name)!,
);
const zone = fc.constantFrom(...zones);
const perHour = 3_600_000_000_000n;
/** Instants of 1970 to 2100, dense around clock changes of New York. */
const instant = fc.oneof(
  fc.bigInt({ min: 0n, max: 4_102_444_800_000_000_000n }),
  fc.bigInt({ min: -30n * perHour, max: 30n * perHour }).map((offset) => 1_730_613_600_000_000_000n + offset),
  fc.bigInt({ min: -30n * perHour, max: 30n * perHour }).map((offset) => 1_710_054_000_000_000_000n + offset),
);
const step = fc.oneof(
  fc.constantFrom(...Object.values(units)),
  fc.integer({ min: 1, max: 40 }).map((days): Step => ({ days })),
  fc.integer({ min: 1, max: 40 }).map((months): Step => ({ months })),
  fc.constantFrom(1n, 5n, 7n, 30n, 360n, 720n).map((minutes): Step => ({ nanos: minutes * 60_000_000_000n })),
);

describe('steps of time', () => {
  it('start at or before the instant, and where they start', () => {
    fc.assert(
      fc.property(step, instant, zone, (size, at, where) => {
        const start = floorInstant(size, at, where);
        expect(start <= at).toBe(true);
        expect(floorInstant(size, start, where)).toBe(start);
      }),
    );
  });

  it('keep the order of instants', () => {
    fc.assert(
      fc.property(step, instant, instant, zone, (size, a, b, where) => {
        const [first, second] = a < b ? [a, b] : [b, a];
        expect(floorInstant(size, first, where) <= floorInstant(size, second, where)).toBe(true);
      }),
    );
  });

  it('a day later is the same time of day where no clock changes then', () => {
    fc.assert(
      fc.property(instant, fc.bigInt({ min: -400n, max: 400n }), zone, (at, days, where) => {
        const moved = shiftByInterval(at, days * 24n * perHour, where);
        const difference = toLocal(where, moved) - toLocal(where, at) - days * 24n * perHour;
        // A wall clock that a change skips lands after it.
        expect(difference >= 0n && difference <= perHour).toBe(true);
      }),
    );
  });
});

describe('reading what was printed', () => {
  const engine = createEngine();
  const formats = [
    '%Y-%m-%d %H:%i:%s.%f',
    '%Y%m%d%H%i%s%f',
    '%d/%b/%Y:%T.%f',
    '%M %e %Y %h:%i:%s.%f %p',
    '%Y %j %T.%f',
    '%a %e %b %Y %r %f',
    '%x-W%v-%a %T.%f',
  ];
  it('date_parse is the inverse of date_format', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...formats),
        fc.bigInt({ min: -9_000_000_000_000_000n, max: 9_000_000_000_000_000n }),
        (format, micros) => {
          const text = formatTimestamp(micros * 1000n, 'UTC');
          const { value } = engine.evaluate(`date_parse(date_format(timestamp '${text}', '${format}'), '${format}') = timestamp '${text}'`);
          expect(value, `${text} ${format}`).toBe(true);
        },
      ),
    );
  });

  const unit = fc.constantFrom(
    ['ns', 1n] as const,
    ['us', 1000n] as const,
    ['µs', 1000n] as const,
    ['ms', 1_000_000n] as const,
    ['s', 1_000_000_000n] as const,
    ['m', 60_000_000_000n] as const,
    ['h', perHour] as const,
  );
  it('a duration is the sum of its parts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 9n }), unit), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        (parts, negative) => {
          const text = parts.map(([count, [name]]) => `${count}${name}`).join('');
          const total = parts.reduce((sum, [count, [, nanos]]) => sum + count * nanos, 0n) * 1_000_000n;
          expect(parseDurationText(`${negative ? '-' : ''}${text}`)).toBe(negative ? -total : total);
        },
      ),
    );
  });

  it('an address is read from what it is written as, with or without port and brackets', () => {
    const address = fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value) => ({ bits: 32 as const, value })),
      fc.bigInt({ min: 2n ** 48n, max: 2n ** 128n - 1n }).map((value) => ({ bits: 128 as const, value })),
    );
    fc.assert(
      fc.property(address, fc.nat(65535), (known, port) => {
        const text = formatAddress(known);
        expect(parseAddress(text)).toEqual(known);
        expect(parseHostAddress(`${known.bits === 32 ? text : `[${text}]`}:${port}`)).toEqual(known);
        expect(parseHostAddress(`[${text.toUpperCase()}]`)).toEqual(known);
      }),
    );
  });

  it('a pattern of many fields reads a long string in linear time', () => {
    const started = performance.now();
    const pattern = '%f%k '.repeat(1000);
    const { value } = engine.evaluate(`try(date_parse(rpad('', 100000, '1 '), '${pattern}'))`);
    expect(value).toBe(null);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('the ends of the types', () => {
  const ends = [
    -(2n ** 63n),
    -(2n ** 63n) + 1n,
    -253402300800n,
    -9223372037n,
    -1n,
    0n,
    1n,
    60n,
    9223372036n,
    9223372037n,
    253402300799n,
    2n ** 63n - 1n,
  ];
  const calls = [
    'date_trunc(a, b)',
    'time_cell(a, b, 7)',
    'time_cell(7, a, b)',
    'bin(a, b)',
    'epoch_nanos(a)',
    'second_to_nano(a)',
    'from_unixtime(a)',
    "date_trunc('week', a)",
    "bin(a, interval '1' month)",
    "date_add('day', a, timestamp '2262-04-11 00:00:00')",
    "date_add('second', a, timestamp '1677-09-22 00:00:00')",
  ];
  for (const call of calls) {
    it(`${call}: a constant and a column give the same value or failure`, () => {
      const rows = ends.flatMap((a) => ends.map((b) => ({ a, b })));
      const table = Table.from(rows, {
        schema: [
          { name: 'a', type: 'bigint' },
          { name: 'b', type: 'bigint' },
        ],
      });
      const engine = createEngine({ tables: { rows: table } });
      const columns = engine.querySync(`* | project r = ${call}`).toArray({ bigint: 'bigint', timestamp: 'nanoseconds' });
      const cast = (value: bigint): string => `cast('${value}' as bigint)`;
      rows.forEach(({ a, b }, i) => {
        const constant = call.replace(/\ba\b(?=[,)])/, cast(a)).replace(/\bb\b(?=[,)])/, cast(b));
        const { value } = engine.evaluate(`try(${constant})`, {}, { bigint: 'bigint', timestamp: 'nanoseconds' });
        expect(columns[i]!.r, constant).toEqual(value);
      });
    });
  }
});

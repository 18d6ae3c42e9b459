import { invalidArgument } from '../../diagnostics/row-error.ts';
import { joinLocal, splitLocal } from '../../types/time-format.ts';
import { toInstant, toLocal } from '../../types/time-zone.ts';
import { bigint, date, time, timestamp, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { checkUnit, nanosPerDay, shiftDay, unitOf, unitParameter } from './calendar.ts';

function countOf(count: bigint): number {
  return count > -1_000_000_000n && count < 1_000_000_000n ? Number(count) : invalidArgument(`${count} units are too many`);
}

export const dateAdd = defineScalar({
  name: 'date_add',
  category: 'datetime',
  summary:
    'Moves a time by a number of units. Days and longer units move it on the calendar of the session zone; a day past the end of a month becomes its last.',
  parameters: {
    unit: unitParameter,
    count: { description: 'how many units; negative ones move back', unit: 'the unit' },
    time: 'a TIMESTAMP, a DATE (moved by days and longer units), or a TIME (moved by hours and shorter ones, around midnight)',
  },
  examples: [
    { call: "date_add('month', 1, date '2024-01-31')", result: '2024-02-29' },
    { call: "date_add('hour', -2, timestamp '2024-01-01 01:00:00')", result: '2023-12-31 23:00:00.000' },
    { call: "date_add('hour', 1, date '2024-01-31')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, bigint, timestamp],
      returns: timestamp,
      checks: [checkUnit],
      prepare:
        ({ timeZone }) =>
        (name, count, instant) => {
          const unit = unitOf(name);
          if (unit.nanos !== undefined) return instant + count * unit.nanos;
          const { days, nanos } = splitLocal(toLocal(timeZone, instant));
          return toInstant(timeZone, joinLocal(shiftDay(unit, countOf(count), days), nanos));
        },
    }),
    overload({
      params: [varchar, bigint, date],
      returns: date,
      checks: [checkUnit],
      row(name, count, days) {
        const unit = unitOf(name);
        return unit.nanos === undefined
          ? shiftDay(unit, countOf(count), days)
          : invalidArgument(`a DATE has no '${name}': cast it to TIMESTAMP, or use day, week, month, quarter or year`);
      },
    }),
    overload({
      params: [varchar, bigint, time],
      returns: time,
      checks: [checkUnit],
      row(name, count, clock) {
        const { nanos } = unitOf(name);
        if (nanos === undefined) return invalidArgument(`a TIME has no '${name}': use millisecond, second, minute or hour`);
        return (((clock + count * nanos) % nanosPerDay) + nanosPerDay) % nanosPerDay;
      },
    }),
  ],
});

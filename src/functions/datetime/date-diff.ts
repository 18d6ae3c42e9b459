import { invalidArgument } from '../../diagnostics/row-error.ts';
import { civilFromDays } from '../../types/civil.ts';
import { joinLocal, splitLocal } from '../../types/time-format.ts';
import { toLocal } from '../../types/time-zone.ts';
import { bigint, date, timestamp, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { addMonths, checkUnit, nanosPerDay, type Step, unitOf, unitParameter } from './calendar.ts';

/** Whole days or months from one wall clock to another, cut toward zero. */
function calendarUnits(unit: Step, from: bigint, to: bigint): bigint {
  if (unit.days !== undefined) return (to - from) / (BigInt(unit.days) * nanosPerDay);
  const start = splitLocal(from);
  const end = splitLocal(to);
  const first = civilFromDays(start.days);
  const last = civilFromDays(end.days);
  let months = (last.year - first.year) * 12 + last.month - first.month;
  const reached = joinLocal(addMonths(start.days, months), start.nanos);
  if (months > 0 && reached > to) months--;
  if (months < 0 && reached < to) months++;
  return BigInt(Math.trunc(months / unit.months!));
}

export const dateDiff = defineScalar({
  name: 'date_diff',
  category: 'datetime',
  summary: 'The number of whole units from the first time to the second, negative where the second is earlier.',
  parameters: {
    unit: `${unitParameter}; what is counted`,
    from: 'the earlier time, as a TIMESTAMP or DATE',
    to: 'the later time',
  },
  examples: [
    { call: "date_diff('day', date '2024-02-28', date '2024-03-01')", result: '2' },
    { call: "date_diff('hour', timestamp '2024-01-01 12:00:00', timestamp '2024-01-01 10:30:00')", result: '-1' },
    { call: "date_diff('hour', date '2024-02-28', date '2024-03-01')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, timestamp, timestamp],
      returns: bigint,
      checks: [checkUnit],
      prepare:
        ({ timeZone }) =>
        (name, from, to) => {
          const unit = unitOf(name);
          return unit.nanos === undefined ? calendarUnits(unit, toLocal(timeZone, from), toLocal(timeZone, to)) : (to - from) / unit.nanos;
        },
    }),
    overload({
      params: [varchar, date, date],
      returns: bigint,
      checks: [checkUnit],
      row(name, from, to) {
        const unit = unitOf(name);
        if (unit.nanos !== undefined)
          invalidArgument(`a DATE has no '${name}': cast it to TIMESTAMP, or use day, week, month, quarter or year`);
        return calendarUnits(unit, joinLocal(from, 0), joinLocal(to, 0));
      },
    }),
  ],
});

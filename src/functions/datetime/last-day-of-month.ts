import { civilFromDays, daysFromCivil, daysInMonth } from '../../types/civil.ts';
import { splitLocal } from '../../types/time-format.ts';
import { toLocal } from '../../types/time-zone.ts';
import { date, timestamp } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const lastDayOfMonth = defineScalar({
  name: 'last_day_of_month',
  category: 'datetime',
  summary: 'The last day of the month of a time, in the session zone.',
  parameters: { time: 'a TIMESTAMP or DATE' },
  examples: [{ call: "last_day_of_month(date '2024-02-03')", result: '2024-02-29' }],
  overloads: [
    overload({ params: [date], returns: date, row: lastDay }),
    overload({
      params: [timestamp],
      returns: date,
      prepare:
        ({ timeZone }) =>
        (instant) =>
          lastDay(splitLocal(toLocal(timeZone, instant)).days),
    }),
  ],
});

function lastDay(days: number): number {
  const { year, month } = civilFromDays(days);
  return daysFromCivil(year, month, daysInMonth(year, month));
}

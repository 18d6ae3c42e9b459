import { invalidArgument } from '../../diagnostics/row-error.ts';
import { civilFromDays, daysFromCivil, isoDayOfWeek, isoWeek } from '../../types/civil.ts';
import { splitLocal } from '../../types/time-format.ts';
import { toLocal } from '../../types/time-zone.ts';
import { bigint, date, intervalDay, intervalMonth, time, timestamp, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, type Overload, overload, type ScalarFunction } from '../declaration.ts';

interface Part {
  readonly ofDay?: (days: number) => number;
  readonly ofClock?: (nanos: number) => number;
}

/** The parts of a time, by the names that `extract` takes. */
const parts: Readonly<Record<string, Part>> = {
  year: { ofDay: (days) => civilFromDays(days).year },
  quarter: { ofDay: (days) => Math.floor((civilFromDays(days).month - 1) / 3) + 1 },
  month: { ofDay: (days) => civilFromDays(days).month },
  week: { ofDay: (days) => isoWeek(days).week },
  day: { ofDay: (days) => civilFromDays(days).day },
  day_of_month: { ofDay: (days) => civilFromDays(days).day },
  day_of_week: { ofDay: isoDayOfWeek },
  dow: { ofDay: isoDayOfWeek },
  day_of_year: { ofDay: (days) => days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1 },
  doy: { ofDay: (days) => days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1 },
  year_of_week: { ofDay: (days) => isoWeek(days).year },
  yow: { ofDay: (days) => isoWeek(days).year },
  hour: { ofClock: (nanos) => Math.floor(nanos / 3.6e12) },
  minute: { ofClock: (nanos) => Math.floor(nanos / 6e10) % 60 },
  second: { ofClock: (nanos) => Math.floor(nanos / 1e9) % 60 },
  millisecond: { ofClock: (nanos) => Math.floor(nanos / 1e6) % 1000 },
};

/** The parts of intervals: what is left below the next larger unit. */
const intervalParts: Readonly<Record<string, { readonly days?: (nanos: bigint) => bigint; readonly months?: (months: number) => number }>> =
  {
    year: { months: (months) => Math.trunc(months / 12) },
    month: { months: (months) => months % 12 },
    day: { days: (nanos) => nanos / 86_400_000_000_000n },
    hour: { days: (nanos) => (nanos / 3_600_000_000_000n) % 24n },
    minute: { days: (nanos) => (nanos / 60_000_000_000n) % 60n },
    second: { days: (nanos) => (nanos / 1_000_000_000n) % 60n },
    millisecond: { days: (nanos) => (nanos / 1_000_000n) % 1000n },
  };

/** The overload of a part function for intervals that have the part. */
function overInterval(name: string): Overload[] {
  const part = Object.hasOwn(intervalParts, name) ? intervalParts[name]! : {};
  return [
    ...(part.days ? [overload({ params: [intervalDay], returns: bigint, row: part.days })] : []),
    ...(part.months ? [overload({ params: [intervalMonth], returns: bigint, row: (months) => BigInt(part.months!(months)) })] : []),
  ];
}

const noPart = (name: string): never => invalidArgument(`'${name}' is not a part of such an interval`);

function partOf(part: Part, days: number, nanos: number): bigint {
  return BigInt(part.ofDay ? part.ofDay(days) : part.ofClock!(nanos));
}

/** What has the part, for the description of the parameter. */
function takenBy(name: string, part: Part): string {
  const interval = Object.hasOwn(intervalParts, name) ? ', or an interval' : '';
  return `a TIMESTAMP${part.ofDay ? ' or DATE' : ' or TIME'}${interval}`;
}

function partFunction(name: string, what: string, result: string, aliases: readonly string[] = []): ScalarFunction {
  const part = parts[name]!;
  return defineScalar({
    name,
    aliases,
    category: 'datetime',
    summary: `The ${what} of a time in the session zone.`,
    parameters: { time: takenBy(name, part) },
    examples: [{ call: `${name}(timestamp '2021-01-12 03:04:05.678')`, result }],
    overloads: [
      overload({
        params: [timestamp],
        returns: bigint,
        prepare:
          ({ timeZone }) =>
          (instant) => {
            const { days, nanos } = splitLocal(toLocal(timeZone, instant));
            return partOf(part, days, nanos);
          },
      }),
      ...(part.ofDay ? [overload({ params: [date], returns: bigint, row: (days) => partOf(part, days, 0) })] : []),
      ...(part.ofClock ? [overload({ params: [time], returns: bigint, row: (nanos) => partOf(part, 0, Number(nanos)) })] : []),
      ...overInterval(name),
    ],
  });
}

export const partFunctions: readonly ScalarFunction[] = [
  partFunction('year', 'year', '2021'),
  partFunction('quarter', 'quarter (1 to 4)', '1'),
  partFunction('month', 'month', '1'),
  partFunction('week', 'ISO week', '2', ['week_of_year']),
  partFunction('day', 'day of the month', '12', ['day_of_month']),
  partFunction('day_of_week', 'day of the week (Monday is 1)', '2', ['dow']),
  partFunction('day_of_year', 'day of the year', '12', ['doy']),
  partFunction('year_of_week', 'year that the ISO week belongs to', '2021', ['yow']),
  partFunction('hour', 'hour', '3'),
  partFunction('minute', 'minute', '4'),
  partFunction('second', 'second', '5'),
  partFunction('millisecond', 'millisecond', '678'),
];

export const extract = defineScalar({
  name: 'extract',
  category: 'datetime',
  summary: 'A part of a time by name; also written `extract(hour from t)`.',
  parameters: {
    part: `one of ${Object.keys(parts).join(', ')}`,
    time: 'a TIMESTAMP, DATE, TIME or interval that has the part',
  },
  examples: [
    { call: "extract(hour from timestamp '2021-01-12 03:04:05')", result: '3' },
    { call: "extract(century from timestamp '2021-01-12 03:04:05')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, timestamp],
      returns: bigint,
      prepare:
        ({ timeZone }) =>
        (name, instant) => {
          const part = Object.hasOwn(parts, name.toLowerCase()) ? parts[name.toLowerCase()] : undefined;
          if (!part) return invalidArgument(`'${name}' is not a part of a time: use ${Object.keys(parts).join(', ')}`);
          const { days, nanos } = splitLocal(toLocal(timeZone, instant));
          return partOf(part, days, nanos);
        },
    }),
    overload({
      params: [varchar, date],
      returns: bigint,
      row(name, days) {
        const part = Object.hasOwn(parts, name.toLowerCase()) ? parts[name.toLowerCase()] : undefined;
        return part?.ofDay ? partOf(part, days, 0) : invalidArgument(`'${name}' is not a part of a DATE`);
      },
    }),
    overload({
      params: [varchar, time],
      returns: bigint,
      row(name, nanos) {
        const part = Object.hasOwn(parts, name.toLowerCase()) ? parts[name.toLowerCase()] : undefined;
        return part?.ofClock ? partOf(part, 0, Number(nanos)) : invalidArgument(`'${name}' is not a part of a TIME`);
      },
    }),
    overload({
      params: [varchar, intervalDay],
      returns: bigint,
      row: (name, nanos) => intervalParts[name.toLowerCase()]?.days?.(nanos) ?? noPart(name),
    }),
    overload({
      params: [varchar, intervalMonth],
      returns: bigint,
      row: (name, months) => BigInt(intervalParts[name.toLowerCase()]?.months?.(months) ?? noPart(name)),
    }),
  ],
});

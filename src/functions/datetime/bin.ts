import { invalidArgument } from '../../diagnostics/row-error.ts';
import { floorDivide, type TimeZone } from '../../types/time-zone.ts';
import { bigint, date, double, intervalDay, intervalMonth, json, timestamp } from '../../types/type-descriptor.ts';
import { conversion } from '../cast/cast.ts';
import { type CallSite, defineScalar, type Overload, overload } from '../declaration.ts';
import { floorDay, floorInstant, floorTo, nanosPerDay, type Step, stepOfMonths, stepOfNanos } from './calendar.ts';
import { checkWidth, positive } from './date-trunc.ts';
import { instantOf } from './from-unixtime.ts';

const perSecond = 1_000_000_000n;

/** A date has no time of day: a step that divides the day leaves it where it is. */
function floorDate(step: Step, day: number): number {
  if (step.nanos === undefined || nanosPerDay % step.nanos === 0n) return floorDay(step, day) ?? day;
  return invalidArgument('a DATE goes in steps of whole days, months or years, or in parts that divide a day');
}

const floorSeconds = (step: Step, seconds: bigint, zone: TimeZone): bigint =>
  floorDivide(floorInstant(step, seconds * perSecond, zone), perSecond);

function floorFraction(step: Step, seconds: number, zone: TimeZone): number {
  if (!Number.isFinite(seconds)) return invalidArgument('the seconds are not finite');
  const whole = Math.floor(seconds);
  const start = floorInstant(step, BigInt(whole) * perSecond + BigInt(Math.round((seconds - whole) * 1e9)), zone);
  return Number(start / perSecond) + Number(start % perSecond) / 1e9;
}

function floorNumber(value: number, width: number): number {
  if (!(width > 0) || !Number.isFinite(width)) return invalidArgument('the step must be positive');
  return Math.floor(value / width) * width;
}

/** The overloads for one kind of interval. */
function overInterval<S>(interval: typeof intervalDay | typeof intervalMonth, stepOf: (interval: S) => Step): readonly Overload[] {
  /** The step of a call, made once for the same interval. */
  const stepper = (): ((value: S) => Step) => {
    let known: { readonly value: S; readonly step: Step } | undefined;
    return (value) => {
      if (known?.value !== value) known = { value, step: stepOf(value) };
      return known.step;
    };
  };
  const floored =
    <V>(floor: (step: Step, value: V, zone: TimeZone) => V) =>
    ({ timeZone }: CallSite) => {
      const step = stepper();
      return (value: V, length: unknown) => floor(step(length as S), value, timeZone); // the interval that the overload declares
    };
  const checkStep = (length: unknown): undefined => {
    stepOf(length as S); // the interval that the overload declares
  };
  const checks = [undefined, checkStep] as const;
  return [
    overload({ params: [timestamp, interval], returns: timestamp, checks, prepare: floored(floorInstant) }),
    overload({ params: [date, interval], returns: date, checks, prepare: floored(floorDate) }),
    overload({ params: [bigint, interval], returns: bigint, checks, prepare: floored(floorSeconds) }),
    overload({ params: [double, interval], returns: double, checks, prepare: floored(floorFraction) }),
    overload({
      params: [json, interval],
      returns: timestamp,
      checks,
      // A string is a time, a number seconds.
      prepare(call) {
        const floor = floored(floorInstant)(call);
        const timeOf = conversion(json.type, timestamp.type, call.timeZone)!;
        const secondsOf = conversion(json.type, double.type, call.timeZone)!;
        return (text, length) => {
          const time = /^-?\d/.test(text) ? instantOf(secondsOf(text) as number) : (timeOf(text) as bigint | null);
          return time === null ? null : floor(time, length);
        };
      },
    }),
  ];
}

export const bin = defineScalar({
  name: 'bin',
  category: 'datetime',
  summary:
    'The start of the step in which a time or a number lies. Steps of whole days, weeks (from Monday), months and years are those of the calendar in the session zone.',
  parameters: {
    value: {
      description: 'a TIMESTAMP or DATE, a number of seconds since 1970, JSON of either, or with a numeric step any number',
      unit: 'seconds, where it is a number',
    },
    step: {
      description: 'an interval, or a number of the same unit as the value',
      unit: 'seconds, where it is a number and the time a TIMESTAMP',
    },
  },
  examples: [
    { call: "bin(timestamp '2024-12-17 01:19:42', interval '5' minute)", result: '2024-12-17 01:15:00.000' },
    { call: "bin(timestamp '2024-12-17 01:19:42', interval '3' month)", result: '2024-10-01 00:00:00.000' },
    { call: "bin(date '2024-12-19', interval '7' day)", result: '2024-12-16' },
    { call: "bin(1734398382, interval '1' hour)", result: '1734397200' },
    { call: 'bin(-7, 5)', result: '-10' },
    { call: "bin(null, interval '1' hour)", result: 'NULL' },
    { call: 'bin(7, 0)', error: 'SPL2107' },
  ],
  overloads: [
    ...overInterval<bigint>(intervalDay, stepOfNanos),
    ...overInterval<number>(intervalMonth, stepOfMonths),
    overload({
      params: [bigint, bigint],
      returns: bigint,
      checks: [undefined, checkWidth],
      row: (value, width) => floorTo(value, positive(width)),
    }),
    overload({ params: [double, double], returns: double, row: floorNumber }),
    overload({
      params: [timestamp, bigint],
      returns: timestamp,
      checks: [undefined, checkWidth],
      prepare:
        ({ timeZone }) =>
        (instant, seconds) =>
          floorInstant(stepOfNanos(seconds * perSecond), instant, timeZone),
    }),
  ],
});

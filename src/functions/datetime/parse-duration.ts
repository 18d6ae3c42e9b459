import { invalidArgument } from '../../diagnostics/row-error.ts';
import { femtosPerSecond, parseDurationText } from '../../types/duration-text.ts';
import { double, intervalDay, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

function femtosOf(text: string): bigint {
  return parseDurationText(text) ?? invalidArgument(`'${text.slice(0, 40)}' is not a duration such as '1h2m3.5s', '360µs' or '1.5 h'`);
}

/** Rounds to a multiple of a unit, halves away from zero. */
function roundTo(value: bigint, unit: bigint): bigint {
  const half = value < 0n ? -unit / 2n : unit / 2n;
  return (value + half) / unit;
}

const duration = 'numbers with the units ns, us or µs, ms, s, m, h, d, w and y (365 days), such as 1h2m3.5s; a sign may come first';

/** The double that is nearest to a number of femtoseconds in seconds: its decimals are those that the string had. */
function secondsOf(femtos: bigint): number {
  const size = femtos < 0n ? -femtos : femtos;
  const seconds = Number(`${size / femtosPerSecond}.${String(size % femtosPerSecond).padStart(15, '0')}`);
  return femtos < 0n ? -seconds : seconds;
}

const perMilli = femtosPerSecond / 1000n;

export const parseDuration = defineScalar({
  name: 'parse_duration',
  category: 'datetime',
  summary:
    'The interval of a duration as Go, Prometheus and Presto write them, rounded to the millisecond; duration_seconds keeps what is shorter.',
  parameters: { string: duration },
  examples: [
    { call: "parse_duration('42.5m')", result: '0 00:42:30.000' },
    { call: "parse_duration('-1h2m3.5s')", result: '-0 01:02:03.500' },
    { call: "parse_duration('soon')", error: 'SPL2107' },
  ],
  overloads: [overload({ params: [varchar], returns: intervalDay, row: (text) => roundTo(femtosOf(text), perMilli) * 1_000_000n })],
});

export const durationSeconds = defineScalar({
  name: 'duration_seconds',
  category: 'datetime',
  summary: 'The seconds of a duration as Go, Prometheus and Presto write them; format_duration is the opposite.',
  parameters: { string: duration },
  examples: [
    { call: "duration_seconds('360.541µs')", result: '3.60541E-4' },
    { call: "duration_seconds('1h2m3.5s')", result: '3723.5' },
    { call: "duration_seconds('-1s')", result: '-1.0' },
    { call: "duration_seconds('1 fortnight')", error: 'SPL2107' },
    { call: 'duration_seconds(null)', result: 'NULL' },
  ],
  overloads: [overload({ params: [varchar], returns: double, row: (text) => secondsOf(femtosOf(text)) })],
});

import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, double, intervalDay, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

const units: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7 };

export const parseDuration = defineScalar({
  name: 'parse_duration',
  category: 'datetime',
  summary: 'The interval, to the millisecond, of a number with one of the units ns, us, ms, s, m, h, d.',
  parameters: ['text'],
  examples: [{ call: "parse_duration('42.5m')", result: '0 00:42:30.000' }],
  overloads: [
    overload({
      params: [varchar],
      returns: intervalDay,
      row(text) {
        const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/.exec(text);
        const unit = match && Object.hasOwn(units, match[2]!) ? units[match[2]!] : undefined;
        if (!match || unit === undefined) return invalidArgument(`'${text.slice(0, 40)}' is no duration such as '1.5h'`);
        const millis = Math.round(Number(match[1]) * unit);
        return millis < 9e12 ? BigInt(millis) * 1_000_000n : invalidArgument('the duration is too long');
      },
    }),
  ],
});

export const toMilliseconds = defineScalar({
  name: 'to_milliseconds',
  category: 'datetime',
  summary: 'The milliseconds of an interval.',
  parameters: ['interval'],
  examples: [{ call: "to_milliseconds(interval '1.5' second)", result: '1500' }],
  overloads: [overload({ params: [intervalDay], returns: bigint, row: (nanos) => nanos / 1_000_000n })],
});

const shown: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
  ['ms', 1e-3],
  ['us', 1e-6],
  ['ns', 1e-9],
];

/** A number of seconds in the largest unit it fills, to three digits; `parse_duration` reads it back. */
function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return String(seconds);
  const size = Math.abs(seconds);
  const [unit, length] = shown.find(([, l]) => size >= l * 0.9995) ?? (size === 0 ? shown[3]! : shown.at(-1)!);
  return `${Number((seconds / length).toPrecision(3))}${unit}`;
}

export const formatDuration = defineScalar({
  name: 'format_duration',
  category: 'datetime',
  summary: 'A number of seconds, or an interval, as a short text in the largest fitting unit (d, h, m, s, ms, us, ns).',
  parameters: ['seconds'],
  examples: [
    { call: 'format_duration(5400)', result: "'1.5h'" },
    { call: 'format_duration(0.0042)', result: "'4.2ms'" },
  ],
  overloads: [
    overload({ params: [double], returns: varchar, row: formatSeconds }),
    overload({ params: [intervalDay], returns: varchar, row: (nanos) => formatSeconds(Number(nanos) / 1e9) }),
  ],
});

import { double, intervalDay, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

/** Units from the longest down, in seconds. */
const shown: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
  ['ms', 1e-3],
  ['us', 1e-6],
  ['ns', 1e-9],
];

/** A number of seconds in the largest unit it fills, to three digits; `duration_seconds` reads it back. */
function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return String(seconds);
  const size = Math.abs(seconds);
  const [unit, length] = shown.find(([, l]) => size >= l * 0.9995) ?? (size === 0 ? shown[3]! : shown.at(-1)!);
  return `${Number((seconds / length).toPrecision(3))}${unit}`;
}

export const formatDuration = defineScalar({
  name: 'format_duration',
  category: 'datetime',
  summary: 'A duration as a short string of three digits in the largest unit that fits (d, h, m, s, ms, us, ns).',
  parameters: { duration: { description: 'a number of seconds, or an interval', unit: 'seconds, where it is a number' } },
  examples: [
    { call: 'format_duration(5400)', result: "'1.5h'" },
    { call: 'format_duration(0.0042)', result: "'4.2ms'" },
    { call: "format_duration(interval '90' second)", result: "'1.5m'" },
  ],
  overloads: [
    overload({ params: [double], returns: varchar, row: formatSeconds }),
    overload({ params: [intervalDay], returns: varchar, row: (nanos) => formatSeconds(Number(nanos) / 1e9) }),
  ],
});

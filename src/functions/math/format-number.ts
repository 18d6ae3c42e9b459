import { double, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

const units = ['', 'K', 'M', 'B', 'T', 'Q'];

/** A number in the unit that leaves it at least 1 and below `base`, to three digits. */
export function shorten(value: number, base: number, units: readonly string[]): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  let power = 0;
  while (power < units.length - 1 && size >= base ** (power + 1)) power++;
  const scaled = size / base ** power;
  const digits = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
  return `${value < 0 ? '-' : ''}${Number(scaled.toFixed(digits))}${units[power]}`;
}

export const formatNumber = defineScalar({
  name: 'format_number',
  category: 'math',
  summary: 'A number to three digits, with K, M, B, T or Q for thousands, millions and so on.',
  parameters: { number: 'the number' },
  examples: [
    { call: 'format_number(1234567)', result: "'1.23M'" },
    { call: 'format_number(12)', result: "'12'" },
  ],
  overloads: [overload({ params: [double], returns: varchar, row: (number) => shorten(number, 1000, units) })],
});

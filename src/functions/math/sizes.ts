import { invalidArgument, outOfRange } from '../../diagnostics/row-error.ts';
import { double, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

const sizeUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
const countUnits = ['', 'K', 'M', 'B', 'T', 'Q'];

/** The bytes of a number and a unit, each as the pattern finds it. */
function parseSize(text: string, pattern: RegExp, unitOf: (unit: string) => string): number {
  const match = pattern.exec(text);
  const power = match ? sizeUnits.findIndex((unit) => unitOf(unit) === unitOf(match[2]!)) : -1;
  if (!match || power < 0)
    return invalidArgument(`'${text.slice(0, 40)}' is not a size such as '2.3MB': the units are ${sizeUnits.join(', ')}`);
  const bytes = Math.floor(Number(match[1]) * 1024 ** power);
  return bytes < 1e38 ? bytes : outOfRange(`${text.slice(0, 60)} is too large`);
}

const anyCase = (unit: string): string => unit.toLowerCase();
const asWritten = (unit: string): string => unit;

/** A number in the unit that leaves it at least 1 and below `base`, to three digits. */
function shorten(value: number, base: number, units: readonly string[], blank: string): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  let power = 0;
  while (power < units.length - 1 && size >= base ** (power + 1)) power++;
  const scaled = size / base ** power;
  const digits = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
  return `${value < 0 ? '-' : ''}${Number(scaled.toFixed(digits))}${units[power] === '' ? '' : blank + units[power]}`;
}

export const sizeFunctions: readonly ScalarFunction[] = [
  defineScalar({
    name: 'parse_data_size',
    category: 'math',
    summary: 'The bytes of a size such as 2.3MB, in units of 1024 (B, kB, MB, GB, TB, PB, EB, ZB, YB).',
    parameters: { string: 'a number and a unit in any case, with or without blanks between' },
    examples: [
      { call: "parse_data_size('2.3MB')", result: '2411724.0' },
      { call: "parse_data_size('12 KB')", result: '12288.0' },
      { call: "parse_data_size('12 apples')", error: 'SPL2107' },
    ],
    overloads: [
      overload({ params: [varchar], returns: double, row: (text) => parseSize(text, /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*$/, anyCase) }),
    ],
  }),
  defineScalar({
    name: 'parse_presto_data_size',
    category: 'math',
    summary: 'The bytes of a size as Presto writes it, in units of 1024; parse_data_size takes the units in any case.',
    parameters: { string: 'a number and, without a blank, one of the units B, kB, MB, GB, TB, PB, EB, ZB and YB, spelled so' },
    examples: [
      { call: "parse_presto_data_size('12kB')", result: '12288.0' },
      { call: "parse_presto_data_size('12KB')", error: 'SPL2107' },
    ],
    overloads: [
      overload({ params: [varchar], returns: double, row: (text) => parseSize(text, /^(\d+(?:\.\d+)?)([a-zA-Z]+)$/, asWritten) }),
    ],
  }),
  defineScalar({
    name: 'format_bytes',
    category: 'math',
    summary: 'A number of bytes as a short text, in units of 1024; parse_data_size reads it back.',
    parameters: ['bytes'],
    examples: [{ call: 'format_bytes(1536)', result: "'1.5kB'" }],
    overloads: [overload({ params: [double], returns: varchar, row: (bytes) => shorten(bytes, 1024, sizeUnits, '') })],
  }),
  defineScalar({
    name: 'format_number',
    category: 'math',
    summary: 'A number as a short text with K, M, B, T or Q for thousands, millions and so on.',
    parameters: ['number'],
    examples: [{ call: 'format_number(1234567)', result: "'1.23M'" }],
    overloads: [overload({ params: [double], returns: varchar, row: (number) => shorten(number, 1000, countUnits, '') })],
  }),
];

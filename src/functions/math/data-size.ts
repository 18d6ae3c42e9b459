import { invalidArgument, outOfRange } from '../../diagnostics/row-error.ts';
import { double, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { shorten } from './format-number.ts';

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];

function bytesOf(size: string, pattern: RegExp, powerOf: (unit: string) => number): number {
  const match = pattern.exec(size);
  const power = match ? powerOf(match[2]!) : -1;
  if (!match || power < 0)
    return invalidArgument(`'${size.slice(0, 40)}' is not a size such as '2.3MB': the units are ${units.join(', ')}`);
  const bytes = Math.floor(Number(match[1]) * 1024 ** power);
  return bytes < 1e38 ? bytes : outOfRange(`${size} is too large`);
}

const written = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*$/;
const powers = 'KMGTPEZY';

/** The power of 1024 of a unit in capitals; -1 for what is not one. */
function powerOf(unit: string): number {
  const letter = unit.replace(/I?B?$/, '');
  return letter === '' ? (unit === 'B' ? 0 : -1) : letter.length === 1 ? powers.indexOf(letter) + 1 || -1 : -1;
}

export const parseDataSize = defineScalar({
  name: 'parse_data_size',
  category: 'math',
  summary: 'The bytes of a size such as 2.3MB, 12K or 1.5GiB, in units of 1024; units may be in any case and after blanks.',
  parameters: { size: 'a number and a unit: B, kB, MB, GB, TB, PB, EB, ZB or YB, also without the B (12K) or with i (KiB, Gi)' },
  examples: [
    { call: "parse_data_size('2.3MB')", result: '2411724.0' },
    { call: "parse_data_size('12 KB')", result: '12288.0' },
    { call: "parse_data_size('1.5GiB')", result: '1.610612736E9' },
    { call: "parse_data_size('12')", error: 'SPL2107' },
  ],
  overloads: [
    overload({ params: [varchar], returns: double, row: (size) => bytesOf(size, written, (unit) => powerOf(unit.toUpperCase())) }),
  ],
});

export const parsePrestoDataSize = defineScalar({
  name: 'parse_presto_data_size',
  category: 'math',
  summary: 'The bytes of a size such as 2.3MB, in units of 1024, spelled exactly as Presto has them.',
  parameters: { size: 'a number and, without a blank, a unit: B, kB, MB, GB, TB, PB, EB, ZB or YB' },
  examples: [
    { call: "parse_presto_data_size('12kB')", result: '12288.0' },
    { call: "parse_presto_data_size('12KB')", error: 'SPL2107' },
    { call: "parse_presto_data_size('12 kB')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar],
      returns: double,
      row: (size) => bytesOf(size, /^(\d+(?:\.\d+)?)([a-zA-Z]+)$/, (unit) => units.indexOf(unit)),
    }),
  ],
});

export const formatBytes = defineScalar({
  name: 'format_bytes',
  category: 'math',
  summary: 'A number of bytes to three digits with its unit, in units of 1024; parse_data_size reads it back.',
  parameters: { bytes: { description: 'the size', unit: 'bytes' } },
  examples: [
    { call: 'format_bytes(1536)', result: "'1.5kB'" },
    { call: 'format_bytes(0)', result: "'0B'" },
  ],
  overloads: [overload({ params: [double], returns: varchar, row: (bytes) => shorten(bytes, 1024, units) })],
});

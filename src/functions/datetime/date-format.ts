import { invalidArgument } from '../../diagnostics/row-error.ts';
import { daysFromCivil, isoDayOfWeek, isoWeek } from '../../types/civil.ts';
import { joinLocal } from '../../types/time-format.ts';
import { toLocal } from '../../types/time-zone.ts';
import { bigint, date, timestamp, varchar } from '../../types/type-descriptor.ts';
import { type ArgumentHint, type CallSite, defineScalar, overload } from '../declaration.ts';
import { type Clock, clockOf, dayNames, hour12, monthNames, pad, shortYear } from './clock.ts';
import { unitHint } from './epoch-unit.ts';
import { checkMysqlFormat, minutesAsMonths, mysqlPieces } from './mysql-format.ts';

const halfOf = (c: Clock): string => (c.hour < 12 ? 'AM' : 'PM');

/** What each MySQL specifier prints. */
const printers: Readonly<Record<string, (c: Clock) => string>> = {
  a: (c) => dayNames[isoDayOfWeek(c.days) - 1]!.slice(0, 3),
  b: (c) => monthNames[c.month - 1]!.slice(0, 3),
  c: (c) => String(c.month),
  d: (c) => pad(c.day, 2),
  e: (c) => String(c.day),
  f: (c) => pad(Math.floor(c.nanos / 1e3), 6),
  H: (c) => pad(c.hour, 2),
  h: (c) => pad(hour12(c.hour), 2),
  I: (c) => pad(hour12(c.hour), 2),
  i: (c) => pad(c.minute, 2),
  j: (c) => pad(c.days - daysFromCivil(c.year, 1, 1) + 1, 3),
  k: (c) => String(c.hour),
  l: (c) => String(hour12(c.hour)),
  M: (c) => monthNames[c.month - 1]!,
  m: (c) => pad(c.month, 2),
  p: halfOf,
  r: (c) => `${pad(hour12(c.hour), 2)}:${pad(c.minute, 2)}:${pad(c.second, 2)} ${halfOf(c)}`,
  S: (c) => pad(c.second, 2),
  s: (c) => pad(c.second, 2),
  T: (c) => `${pad(c.hour, 2)}:${pad(c.minute, 2)}:${pad(c.second, 2)}`,
  v: (c) => pad(isoWeek(c.days).week, 2),
  W: (c) => dayNames[isoDayOfWeek(c.days) - 1]!,
  x: (c) => String(isoWeek(c.days).year),
  Y: (c) => pad(c.year, 4),
  y: (c) => shortYear(c.year),
};

/** Compiles a MySQL format such as `%Y-%m-%d %H:%i:%s`; a letter that has no meaning stands for itself. */
function compilePrinter(format: string): (clock: Clock) => string {
  const pieces = mysqlPieces(format).map((piece) =>
    typeof piece === 'string' ? piece : Object.hasOwn(printers, piece.letter) ? printers[piece.letter]! : piece.letter,
  );
  return (clock) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece(clock))).join('');
}

/** Reports a literal format that cannot be printed or that prints something else than it seems to. */
function checkFormat(format: string): ArgumentHint | undefined {
  const hint = checkMysqlFormat(format, 'format_datetime');
  compilePrinter(format);
  return minutesAsMonths.test(format) ? { message: '%M is the name of the month', help: 'write %i for minutes' } : hint;
}

/** Nanoseconds of seconds that the calendar has, which reaches farther than TIMESTAMP. */
function ofSeconds(seconds: bigint): bigint {
  const size = seconds < 0n ? -seconds : seconds;
  return size < 8_640_000_000_000n
    ? seconds * 1_000_000_000n
    : invalidArgument(`${seconds} seconds are too far from 1970${unitHint(size)}`);
}

function preparePrinter({ timeZone, types }: CallSite): (time: bigint | number, format: string) => string {
  let known: { readonly format: string; readonly print: (c: Clock) => string } | undefined;
  const kind = types[0]!.kind;
  return (time, format) => {
    if (known?.format !== format) known = { format, print: compilePrinter(format) };
    if (kind === 'date') return known.print(clockOf(joinLocal(Number(time), 0)));
    return known.print(clockOf(toLocal(timeZone, kind === 'timestamp' ? BigInt(time) : ofSeconds(BigInt(time)))));
  };
}

export const dateFormat = defineScalar({
  name: 'date_format',
  category: 'datetime',
  summary: 'A time as a string in the session zone, by MySQL specifiers.',
  parameters: {
    time: { description: 'a TIMESTAMP or DATE, or a number of seconds since 1970', unit: 'seconds, where it is a number' },
    format:
      'text with %Y or %y (year), %m, %c, %M or %b (month), %d or %e (day), %H, %k, %h, %I or %l (hour), %p (AM or PM), %i (minute), %s (second), %f (microseconds), %j (day of the year), %W or %a (day of the week), %x and %v (ISO year and week), %T, %r and %%',
  },
  examples: [
    { call: "date_format(timestamp '2024-12-17 01:19:00', '%Y/%m/%d %H:%i')", result: "'2024/12/17 01:19'" },
    { call: "date_format(0, '%a %T')", result: "'Thu 00:00:00'" },
    { call: "date_format(now(), 'yyyy-MM-dd')", error: 'SPL2107' },
  ],
  overloads: [
    overload({ params: [timestamp, varchar], returns: varchar, checks: [undefined, checkFormat], prepare: preparePrinter }),
    overload({ params: [date, varchar], returns: varchar, checks: [undefined, checkFormat], prepare: preparePrinter }),
    overload({ params: [bigint, varchar], returns: varchar, checks: [undefined, checkFormat], prepare: preparePrinter }),
  ],
});

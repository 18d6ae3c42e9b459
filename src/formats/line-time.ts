import { daysFromCivil, daysInMonth } from '../types/civil.ts';
import { joinLocal, parseTimestamp } from '../types/time-format.ts';
import { type TimeZone, toInstant } from '../types/time-zone.ts';
import { epochNanos } from './times.ts';
import type { YearKeeper } from './year.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2024-12-17T01:19:00.5Z`, also with slashes, blanks, a comma, in brackets or quotes, or after `time=`, `Time: `, a severity or a syslog priority. */
const iso =
  /^(?:<\d{1,3}>(?:\d{1,2} )?)?(?:[\w@.]{1,20}=|(?:# )?[\w -]{1,20}: |\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)\]?:? +)?["'[(]?(\d{4})[-/](\d{2})[-/](\d{2})(?:T| {1,2})(\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9})\d*)?(?: ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})(?![\w:]))?/;
/** `Dec  7 01:19:00`, as syslog and the journal print it. */
const syslog = /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(?!\S)/;
/** `[17/Dec/2024:01:19:00 +0100]`, also after the address and the names of a common or combined log. */
const access =
  /^(?:\S{1,255} \S{1,255} [^[\]"]{1,255} \[|\[)?(\d{2})\/([A-Z][a-z]{2})\/(\d{4})[: ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?: ([+-]\d{4}))?/;
/** `[Tue Dec 17 01:19:00.123456 2024]`. */
const ctime = /^\[?[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))? (?:(UTC|GMT) )?(\d{4})\b/;
/** `17 Dec 2024 01:19:00.123`, also after a process and its role, as Redis writes it. */
const dayFirst =
  /^(?:\d{1,7}:[A-Z] |\[)?(\d{1,2})[ -]([A-Z][a-z]{2})[ -](\d{4}) (\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(?: (UTC|GMT|[+-]\d{4})\b)?/;
/** `program 2024-12-17 01:19:00: text`. */
const named = /^[\w.-]{1,32} (\d{4})-(\d{2})-(\d{2}) (\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?: /;
/** Seconds since 1970 with a fraction. */
const epoch = /^(\d{10}\.\d{1,9})(?!\S)/;

/** The time that a line begins with, or has in the place of web servers, in nanoseconds since 1970; undefined where it does not begin with one. */
export function timeOfLine(line: string, zone: TimeZone, years: YearKeeper): bigint | undefined {
  let match = iso.exec(line);
  if (match) return instant(match[1]!, match[2]!, match[3]!, match[4]!, match[5], match[6], zone);
  match = syslog.exec(line);
  if (match) {
    const month = months.indexOf(match[1]!) + 1;
    const day = Number(match[2]);
    const [hour, minute, second] = [Number(match[3]), Number(match[4]), Number(match[5])];
    if (month === 0 || day < 1 || day > daysInMonth(2000, month) || hour > 23 || minute > 59 || second > 59) return undefined;
    const nanos = ((hour * 60 + minute) * 60 + second) * 1e9 + Number((match[6] ?? '').padEnd(9, '0'));
    return toInstant(zone, joinLocal(daysFromCivil(years.yearOf(month, day), month, day), nanos));
  }
  match = access.exec(line);
  if (match) return instant(match[3]!, monthOf(match[2]!), match[1]!, match[4]!, match[5], match[6], zone);
  match = ctime.exec(line);
  if (match) return instant(match[6]!, monthOf(match[1]!), match[2]!, match[3]!, match[4], match[5], zone);
  match = dayFirst.exec(line);
  if (match) return instant(match[3]!, monthOf(match[2]!), match[1]!.padStart(2, '0'), match[4]!, match[5], match[6], zone);
  match = named.exec(line);
  if (match) return instant(match[1]!, match[2]!, match[3]!, match[4]!, match[5], undefined, zone);
  match = epoch.exec(line);
  return match ? epochNanos(match[1]!) : undefined;
}

const monthOf = (name: string): string => String(months.indexOf(name) + 1);

function instant(
  year: string,
  month: string,
  day: string,
  clock: string,
  fraction: string | undefined,
  offset: string | undefined,
  zone: TimeZone,
): bigint | undefined {
  const own = offset === undefined ? '' : /^[A-Z]/.test(offset) ? 'Z' : offset;
  return parseTimestamp(`${year}-${month}-${day} ${clock}${fraction === undefined ? '' : `.${fraction}`}${own}`, zone);
}

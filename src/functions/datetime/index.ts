import type { FunctionDeclaration } from '../declaration.ts';
import { bin } from './bin.ts';
import { currentDate, currentTimezone, now } from './current-time.ts';
import { toDate } from './date.ts';
import { dateAdd } from './date-add.ts';
import { dateDiff } from './date-diff.ts';
import { dateFormat } from './date-format.ts';
import { dateParse } from './date-parse.ts';
import { extract, partFunctions } from './date-parts.ts';
import { dateTrunc } from './date-trunc.ts';
import { epochNanos } from './epoch-nanos.ts';
import { formatDatetime } from './format-datetime.ts';
import { formatDuration } from './format-duration.ts';
import { fromUnixtime, toUnixtime } from './from-unixtime.ts';
import { humanReadableSeconds } from './human-readable-seconds.ts';
import { fromIso8601Date, fromIso8601Timestamp, toIso8601 } from './iso8601.ts';
import { lastDayOfMonth } from './last-day-of-month.ts';
import { parseDatetime } from './parse-datetime.ts';
import { durationSeconds, parseDuration } from './parse-duration.ts';
import { secondToNano } from './second-to-nano.ts';
import { timeCell } from './time-cell.ts';
import { atTimezone, formatInTimezone, timezoneHour, timezoneMinute, withTimezone } from './time-zones.ts';
import { toMilliseconds } from './to-milliseconds.ts';

export const datetimeFunctions: readonly FunctionDeclaration[] = [
  dateTrunc,
  bin,
  secondToNano,
  timeCell,
  dateAdd,
  dateDiff,
  dateFormat,
  dateParse,
  formatDatetime,
  parseDatetime,
  fromUnixtime,
  toUnixtime,
  epochNanos,
  toIso8601,
  fromIso8601Timestamp,
  fromIso8601Date,
  toDate,
  atTimezone,
  withTimezone,
  formatInTimezone,
  timezoneHour,
  timezoneMinute,
  now,
  currentDate,
  currentTimezone,
  ...partFunctions,
  extract,
  lastDayOfMonth,
  parseDuration,
  durationSeconds,
  formatDuration,
  humanReadableSeconds,
  toMilliseconds,
];

import type { FunctionDeclaration } from '../declaration.ts';
import { dateFormat, dateParse } from './date-format.ts';
import { dateTrunc, secondToNano, timeCell } from './date-trunc.ts';
import { humanReadableSeconds } from './duration.ts';
import { formatDuration, parseDuration, toMilliseconds } from './durations.ts';
import { epochNanos } from './epoch-nanos.ts';
import { formatDatetime, parseDatetime } from './joda-format.ts';
import { currentDate, currentTimezone, now } from './now.ts';
import { extract, lastDayOfMonth, partFunctions } from './parts.ts';
import { dateAdd, dateDiff } from './shift.ts';
import {
  atTimezone,
  fromIso8601Timestamp,
  fromUnixtime,
  timezoneHour,
  timezoneMinute,
  toDate,
  toIso8601,
  toUnixtime,
  withTimezone,
} from './unix-time.ts';

export const datetimeFunctions: readonly FunctionDeclaration[] = [
  dateTrunc,
  secondToNano,
  timeCell,
  dateAdd,
  dateDiff,
  dateFormat,
  dateParse,
  formatDatetime,
  fromUnixtime,
  toUnixtime,
  toIso8601,
  fromIso8601Timestamp,
  toDate,
  atTimezone,
  now,
  currentDate,
  currentTimezone,
  ...partFunctions,
  extract,
  lastDayOfMonth,
  humanReadableSeconds,
  epochNanos,
  parseDatetime,
  withTimezone,
  timezoneHour,
  timezoneMinute,
  parseDuration,
  formatDuration,
  toMilliseconds,
];

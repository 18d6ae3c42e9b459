import { BIGINT, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import type { Format, FormatColumns } from '../format.ts';
import { messageNames, severityNames } from '../log-keys.ts';
import { ndjson } from '../ndjson.ts';
import { timeNames } from '../times.ts';
import { type Members, shareOf } from './json-sample.ts';

const columns = {
  __time__: { type: BIGINT, description: 'from `@timestamp`, `timestamp`, `time`, `ts` and the like, in seconds since 1970' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  severityNumber: { type: BIGINT, description: 'from `level`, `severity`, `log.level` and the like' },
  message: { type: VARCHAR, description: 'from `msg`, `body`, `log` and the like' },
} as const satisfies FormatColumns;

const has = (members: Members, names: readonly string[]): boolean => names.some((name) => members.has(name));

/** Whether an object is an entry of a log: two of a time, a severity and a message. */
export function isLogEntry(members: Members): boolean {
  const times = timeNames.filter((name) => name !== 't' || members.get(name)?.kind === Kind.json);
  return Number(has(members, times)) + Number(has(members, severityNames)) + Number(has(members, messageNames)) > 1;
}

/** JSON objects that are entries of a log. */
export const jsonlog: Format = {
  name: 'jsonlog',
  summary:
    'JSON objects that are entries of a log: the keys of all usual loggers for time, severity and message are found; the keys themselves stay columns',
  extensions: ['ndjson', 'jsonl', 'json'],
  columns,
  sniff(sample) {
    const share = shareOf(sample, isLogEntry);
    return share < 0.5 ? undefined : { confidence: 0.905 + share / 200, reason: 'its objects have the keys of a log' };
  },
  read(source, rows, options) {
    rows.logKeys = true;
    return ndjson.read(source, rows, options);
  },
};

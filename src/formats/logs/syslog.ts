import { BIGINT, type DataType, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import { type EntryFormat, type EntryReader, entryFormat, guessByLines, isContinuation, type OpenEntry } from '../entries.ts';
import type { ReadOptions } from '../input.ts';
import { LogTimes } from '../log-time.ts';
import type { RowCollector } from '../row-collector.ts';
import { severityOfSyslog, syslogWord } from '../severity.ts';
import { YearKeeper, type YearOptions } from '../year.ts';
import { parseSyslog, type SyslogLine } from './syslog-line.ts';

/** Options of syslog. */
export interface SyslogOptions extends ReadOptions, YearOptions {}

const json: DataType = { kind: 'json' };
const facilities =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );

const columns = {
  __time__: { type: BIGINT, description: 'of the line, in seconds since 1970; its year is found where it has none' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  facility: { type: VARCHAR, description: 'what the priority says of the sender, such as `auth` or `local0`' },
  severityNumber: { type: BIGINT, description: 'from the priority' },
  severityText: { type: VARCHAR, description: 'the severity of the priority, such as `warning`' },
  host: { type: VARCHAR, description: 'the host' },
  appName: { type: VARCHAR, description: 'the program: the tag in RFC 3164' },
  procId: { type: VARCHAR, description: 'the process' },
  msgId: { type: VARCHAR, description: 'the kind of message (RFC 5424)' },
  structuredData: { type: json, description: 'the parameters of structured data by `id.name` (RFC 5424)' },
  message: { type: VARCHAR, description: 'the rest; lines that are indented belong to the line before, and #012 is a newline' },
} as const;

class SyslogLines implements EntryReader<SyslogLine> {
  readonly #rows: RowCollector;
  readonly #times: LogTimes;

  constructor(rows: RowCollector, times: LogTimes) {
    this.#rows = rows;
    this.#times = times;
  }

  head(line: string): SyslogLine | undefined {
    return parseSyslog(line);
  }

  continues = isContinuation;

  entry({ head, more, number }: OpenEntry<SyslogLine>): void {
    const rows = this.#rows;
    rows.begin(number);
    const instant = head.time === undefined ? undefined : this.#times.read(head.time);
    if (instant !== undefined) rows.setInstant(instant);
    if (head.priority !== undefined) {
      rows.setText('facility', facilities[head.priority >> 3]!);
      rows.set('severityNumber', severityOfSyslog(head.priority & 7), Kind.integer);
      rows.setText('severityText', syslogWord(head.priority & 7));
    }
    for (const name of ['host', 'appName', 'procId', 'msgId'] as const) if (head[name] !== undefined) rows.setText(name, head[name]);
    if (head.data) rows.setText('structuredData', JSON.stringify(Object.fromEntries(head.data)), Kind.json);
    rows.setText('message', [head.message.replaceAll('#012', '\n').replaceAll('#011', '\t'), ...more].join('\n'));
  }
}

/**
 * Reads syslog of RFC 5424 and RFC 3164, by line or with octet counts, with or without priorities, and the short layouts of journalctl. Lines that are neither become rows of their
 * `message`, and a warning counts them.
 */
export const syslog: EntryFormat<SyslogOptions> = entryFormat({
  name: 'syslog',
  summary: 'syslog of RFC 3164 and RFC 5424, with or without priorities, and what journalctl prints',
  extensions: ['syslog'],
  columns,
  sniff({ lines }) {
    const first = lines.filter((line) => !isContinuation(line));
    return guessByLines(first, (line) => parseSyslog(line) !== undefined, 0.8, 'are those of syslog');
  },
  open(rows, { modified }, { year, now }) {
    return new SyslogLines(rows, new LogTimes(rows.zone, new YearKeeper(year, modified ?? (now ?? Date.now)())));
  },
});

import { BIGINT, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import { expectColumns, progressOf } from '../entries.ts';
import type { Format, FormatColumns } from '../format.ts';
import { JsonScanner } from '../json-scan.ts';
import { eachObject, type ObjectReader } from '../json-values.ts';
import { NumberToken } from '../number-token.ts';
import type { RowCollector } from '../row-collector.ts';
import { severityOfSyslog, syslogWord } from '../severity.ts';
import { elementsOf, isText, type Member, membersOf, shareOf } from './json-sample.ts';

const columns = {
  __time__: { type: BIGINT, description: 'when the journal received the entry, in seconds since 1970' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  severityNumber: { type: BIGINT, description: 'from `PRIORITY`' },
  severityText: { type: VARCHAR, description: 'the word for `PRIORITY`, such as `err`' },
  host: { type: VARCHAR, description: 'from `_HOSTNAME`' },
  appName: { type: VARCHAR, description: 'from `SYSLOG_IDENTIFIER`, else `_COMM`' },
  procId: { type: VARCHAR, description: 'from `_PID`, else `SYSLOG_PID`' },
  message: { type: VARCHAR, description: 'from `MESSAGE`; bytes that are not printable are decoded' },
} as const satisfies FormatColumns;

/** Fields whose texts are numbers. */
const numeric =
  /^(?:PRIORITY|SYSLOG_PID|SYSLOG_FACILITY|CODE_LINE|ERRNO|_PID|_UID|_GID|_AUDIT_SESSION|_AUDIT_LOGINUID|_SOURCE_REALTIME_TIMESTAMP|_SOURCE_MONOTONIC_TIMESTAMP|__REALTIME_TIMESTAMP|__MONOTONIC_TIMESTAMP|__SEQNUM|TID)$/;

/** The text of a value: numbers of bytes are decoded, and of several values all are, one per line. */
function textOf({ kind, value }: Member): string | undefined {
  if (kind === Kind.null) return undefined;
  if (kind !== Kind.array) return String(value);
  const elements = elementsOf(value as string); // the kind says so
  if (elements.length > 0 && elements.every((element) => element.kind === Kind.integer))
    return new TextDecoder().decode(Uint8Array.from(elements, (element) => Number(element.value)));
  return elements.map((element) => textOf(element) ?? '').join('\n');
}

class JournalRows implements ObjectReader {
  problem = '';
  readonly #rows: RowCollector;
  readonly #scanner = new JsonScanner();
  readonly #number = new NumberToken();

  constructor(rows: RowCollector) {
    this.#rows = rows;
  }

  object(text: string, at: number, end: number, line: number): number {
    const after = this.#scanner.skip(text, at, end);
    if (after < 0) {
      this.problem = this.#scanner.problem;
      return after;
    }
    const rows = this.#rows;
    rows.begin(line);
    const texts = new Map<string, string>();
    for (const [name, member] of membersOf(text.slice(at, after))) {
      const value = textOf(member);
      if (value === undefined) continue;
      texts.set(name, value);
      if (numeric.test(name) && this.#number.readField(value)) rows.set(name, this.#number.value, this.#number.kind);
      else rows.setText(name, value);
    }
    this.#setShared(texts);
    return after;
  }

  #setShared(texts: ReadonlyMap<string, string>): void {
    const rows = this.#rows;
    const micros = texts.get('__REALTIME_TIMESTAMP') ?? texts.get('_SOURCE_REALTIME_TIMESTAMP');
    if (micros !== undefined && /^\d{1,16}$/.test(micros)) rows.setInstant(BigInt(micros) * 1000n);
    const priority = texts.get('PRIORITY');
    if (priority !== undefined && /^[0-7]$/.test(priority)) {
      rows.set('severityNumber', severityOfSyslog(Number(priority)), Kind.integer);
      rows.setText('severityText', syslogWord(Number(priority)));
    }
    const shared = {
      host: texts.get('_HOSTNAME'),
      appName: texts.get('SYSLOG_IDENTIFIER') ?? texts.get('_COMM'),
      procId: texts.get('_PID') ?? texts.get('SYSLOG_PID'),
      message: texts.get('MESSAGE'),
    };
    for (const [name, text] of Object.entries(shared)) if (text !== undefined) rows.setText(name, text);
  }
}

/** Entries of the journal of systemd as JSON. */
export const journald: Format = {
  name: 'journald',
  summary: 'the journal of systemd as JSON: what `journalctl -o json` prints, one object per line, pretty or as a sequence',
  extensions: [],
  columns,
  sniff(sample) {
    const share = shareOf(
      sample,
      (members) =>
        members.has('__REALTIME_TIMESTAMP') && (members.has('MESSAGE') || members.has('__CURSOR')) && !isText(members.get('log')),
    );
    return share < 0.5 ? undefined : { confidence: 0.97, reason: 'its objects have __REALTIME_TIMESTAMP and MESSAGE' };
  },
  read(source, rows, options) {
    expectColumns(rows, columns);
    return eachObject(source, rows, new JournalRows(rows), progressOf(source, options));
  },
};

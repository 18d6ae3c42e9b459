import { BIGINT, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import { type EntryFormat, type EntryReader, entryFormat, guessByLines, isContinuation, type OpenEntry } from '../entries.ts';
import { takePrefix } from '../klog-line.ts';
import { NumberToken } from '../number-token.ts';
import type { RowCollector } from '../row-collector.ts';
import { parseInstant } from '../times.ts';
import { type LogfmtLine, parseLogfmt } from './logfmt-line.ts';

const columns = {
  __time__: {
    type: BIGINT,
    description: 'from the prefix of a container runtime, or from `ts`, `time` and the like, in seconds since 1970',
  },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  severityNumber: { type: BIGINT, description: 'from `level` and the like' },
  message: { type: VARCHAR, description: 'from `msg`; lines of a stack trace belong to the line before' },
} as const;

interface Head {
  readonly pairs: LogfmtLine['pairs'];
  readonly time: string | undefined;
}

class LogfmtLines implements EntryReader<Head> {
  readonly #rows: RowCollector;
  readonly #number = new NumberToken();
  #unclosed = 0;

  constructor(rows: RowCollector) {
    this.#rows = rows;
    rows.logKeys = true;
  }

  head(line: string): Head | undefined {
    const prefix = takePrefix(line);
    const found = parseLogfmt(prefix ? prefix.rest : line);
    if (found?.open && this.#unclosed++ === 0)
      this.#rows.notes.push('a quote is never closed in some lines: the value goes to the end of the line');
    return found && { pairs: found.pairs, time: prefix?.time };
  }

  continues = isContinuation;

  entry({ head, more, number }: OpenEntry<Head>): void {
    const rows = this.#rows;
    rows.begin(number);
    const instant = head.time === undefined ? undefined : parseInstant(head.time, rows.zone);
    if (instant !== undefined) rows.setInstant(instant);
    let message = '';
    for (const { key, text, quoted } of head.pairs) {
      if (more.length > 0 && (key === 'msg' || key === 'message')) message = `${text ?? ''}\n`;
      if (text === undefined) rows.set(key, true, Kind.boolean);
      else if (!quoted && this.#number.readField(text)) rows.set(key, this.#number.value, this.#number.kind);
      else rows.setText(key, text);
    }
    if (more.length > 0) rows.setText('message', message + more.join('\n'));
  }
}

/**
 * Reads logfmt: each key is a column as it is written; `message`, `severityNumber` and `__time__` are added. A key alone is true, of equal keys the last one counts, and a quote that
 * is never closed takes the rest of its line. Other lines become rows of their `message`, and a warning counts them.
 */
export const logfmt: EntryFormat = entryFormat({
  name: 'logfmt',
  summary: 'lines of key=value pairs, with or without the prefix of a container runtime',
  extensions: ['logfmt'],
  columns,
  sniff({ lines }) {
    const first = lines.filter((line) => !isContinuation(line));
    return guessByLines(first, looksLikeLogfmt, 0.85, 'are key=value pairs');
  },
  open: (rows) => new LogfmtLines(rows),
});

/** Whether a line has pairs and little else: a query string or a setting alone is not a log. What a runtime put a stream before is a format of its own. */
function looksLikeLogfmt(line: string): boolean {
  const prefix = takePrefix(line);
  if (prefix?.stream !== undefined) return false;
  const pairs = parseLogfmt(prefix ? prefix.rest : line)?.pairs ?? [];
  return pairs.filter(({ text }) => text !== undefined).length > 1;
}

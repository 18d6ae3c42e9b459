import { BIGINT, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import { type EntryFormat, type EntryReader, entryFormat, guessByLines, type OpenEntry } from '../entries.ts';
import { inputError, type ReadOptions } from '../input.ts';
import { LogTimes } from '../log-time.ts';
import { NumberToken } from '../number-token.ts';
import type { RowCollector } from '../row-collector.ts';
import { YearKeeper } from '../year.ts';
import { type AccessField, type AccessPattern, parseAccessFormat } from './access-format.ts';
import { type AccessLine, parseAccessLine, parseRequest, unescapeField } from './access-line.ts';

/** Options of access logs. */
export interface AccessOptions extends ReadOptions {
  /** The nginx `log_format` or Apache `LogFormat` that the lines were written with, or the name of one: `combined`, `common`, `vhost_combined`. The combined layout unless given. */
  readonly logFormat?: string;
}

const columns = {
  __time__: { type: BIGINT, description: 'of the request: when it began (Apache) or when it was logged (nginx), in seconds since 1970' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  clientIP: { type: VARCHAR, description: 'the first address: the client, as far as proxies can be trusted' },
  ident: { type: VARCHAR, description: 'the identity that identd gave' },
  user: { type: VARCHAR, description: 'the authenticated user' },
  method: { type: VARCHAR, description: 'the method of the request' },
  requestURI: { type: VARCHAR, description: 'the path with its query; a request that is not HTTP as a whole' },
  protocol: { type: VARCHAR, description: 'such as `HTTP/1.1`' },
  code: { type: BIGINT, description: 'the status' },
  bytes: { type: BIGINT, description: 'the size of the body of the response; 0 where the log has a dash' },
  referer: { type: VARCHAR, description: 'the page that the request came from' },
  userAgent: { type: VARCHAR, description: 'the program of the client' },
} as const;

/** What follows the combined layout: a list of addresses, seconds, or whatever else a server writes there. */
function setRest(rows: RowCollector, rest: AccessLine['rest'], number: NumberToken): void {
  rest.forEach((text, i) => {
    if (text === '-' || text === '') return;
    if (/^[\da-fA-F.:]+(?:, ?[\da-fA-F.:]+)*$/.test(text) && /\d\.\d+\.\d|:.*:/.test(text)) rows.setText('forwardedFor', text);
    else if (number.readField(text)) rows.set(`field${i + 1}`, number.value, number.kind);
    else rows.setText(`field${i + 1}`, unescapeField(text));
  });
}

function setRequest(rows: RowCollector, request: string): void {
  const { method, requestURI, protocol } = parseRequest(request);
  if (method !== undefined) rows.setText('method', method);
  if (requestURI !== undefined) rows.setText('requestURI', unescapeField(requestURI));
  if (protocol !== undefined) rows.setText('protocol', protocol);
}

/** Reads lines of the combined layout and its relatives. */
class CombinedLines implements EntryReader<AccessLine> {
  readonly #rows: RowCollector;
  readonly #times: LogTimes;
  readonly #number = new NumberToken();

  constructor(rows: RowCollector, times: LogTimes) {
    this.#rows = rows;
    this.#times = times;
  }

  head(line: string): AccessLine | undefined {
    return parseAccessLine(line);
  }

  entry({ head, number }: OpenEntry<AccessLine>): void {
    const rows = this.#rows;
    rows.begin(number);
    const instant = this.#times.read(`[${head.time}]`);
    if (instant !== undefined) rows.setInstant(instant);
    for (const name of ['host', 'clientIP', 'forwardedFor', 'ident'] as const) if (head[name] !== undefined) rows.setText(name, head[name]);
    if (head.user !== undefined) rows.setText('user', unescapeField(head.user));
    if (head.request !== undefined) setRequest(rows, head.request);
    if (head.code !== undefined) rows.set('code', Number(head.code), Kind.integer);
    if (head.bytes !== undefined && this.#number.readField(head.bytes)) rows.set('bytes', this.#number.value, this.#number.kind);
    if (head.referer !== undefined) rows.setText('referer', unescapeField(head.referer));
    if (head.userAgent !== undefined) rows.setText('userAgent', unescapeField(head.userAgent));
    setRest(rows, head.rest, this.#number);
  }
}

/** Reads lines of a format of the user's own. */
class PatternLines implements EntryReader<RegExpExecArray> {
  readonly #rows: RowCollector;
  readonly #times: LogTimes;
  readonly #pattern: AccessPattern;
  readonly #number = new NumberToken();

  constructor(rows: RowCollector, times: LogTimes, pattern: AccessPattern) {
    this.#rows = rows;
    this.#times = times;
    this.#pattern = pattern;
  }

  head(line: string): RegExpExecArray | undefined {
    return this.#pattern.regex.exec(line) ?? undefined;
  }

  entry({ head, number }: OpenEntry<RegExpExecArray>): void {
    const rows = this.#rows;
    rows.begin(number);
    this.#pattern.fields.forEach((field, i) => {
      const text = head[i + 1]!;
      if (text !== '' && text !== '-') this.#set(field, text);
      else if (field.name === 'bytes' && text === '-') rows.set('bytes', 0, Kind.integer);
    });
  }

  #set({ name, kind, perSecond = 1 }: AccessField, text: string): void {
    const rows = this.#rows;
    switch (kind) {
      case 'time': {
        const inside = text.replace(/^\[|\]$/g, '');
        const instant = this.#times.read(inside) ?? this.#times.read(`[${inside}]`);
        if (instant === undefined) rows.setText('time', inside);
        else rows.setInstant(instant);
        return;
      }
      case 'request':
        setRequest(rows, text);
        return;
      case 'duration': {
        const count = Number(text);
        if (Number.isNaN(count)) rows.setText('latency_text', text);
        else rows.set('latency', count / perSecond, Kind.double);
        return;
      }
      default: {
        const number = this.#number;
        if (kind === 'number' && number.readField(text)) rows.set(name, number.value, number.kind);
        else rows.setText(name, unescapeField(text));
      }
    }
  }
}

/**
 * Reads access logs of nginx, Apache and relatives: the combined and the common layout, with a host or several addresses before them and more fields after them, or any format string.
 * A dash is NULL. Lines of another layout become rows of their `message`, and a warning counts them.
 */
export const access: EntryFormat<AccessOptions> = entryFormat({
  name: 'access',
  summary: 'access logs of web servers: combined and common, or any log_format or LogFormat that is given',
  extensions: [],
  columns,
  sniff: ({ lines }) => guessByLines(lines, (line) => parseAccessLine(line) !== undefined, 0.9, 'are those of an access log'),
  open(rows, { name, modified }, { logFormat }) {
    const times = new LogTimes(rows.zone, new YearKeeper(undefined, modified ?? Date.now()));
    if (logFormat === undefined) return new CombinedLines(rows, times);
    const pattern = parseAccessFormat(logFormat);
    if (!pattern)
      throw inputError(name, `'${logFormat}' has no variables of a log_format or LogFormat`, 'such as $remote_addr or %h, or combined');
    return new PatternLines(rows, times, pattern);
  },
});

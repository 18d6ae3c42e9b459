import { BIGINT, DOUBLE, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import { type EntryFormat, type EntryReader, entryFormat, type OpenEntry } from '../entries.ts';
import { NumberToken } from '../number-token.ts';
import type { RowCollector } from '../row-collector.ts';
import { epochNanos, parseInstant } from '../times.ts';

const columns = {
  __time__: { type: BIGINT, description: 'from `date` and `time`, which are UTC, in seconds since 1970' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  clientIP: { type: VARCHAR, description: 'from `c-ip`' },
  method: { type: VARCHAR, description: 'from `cs-method`' },
  requestURI: { type: VARCHAR, description: 'from `cs-uri` or `cs-uri-stem` and `cs-uri-query`' },
  code: { type: BIGINT, description: 'from `sc-status`' },
  bytes: { type: BIGINT, description: 'from `sc-bytes`' },
  latency: {
    type: DOUBLE,
    description: 'in seconds, from `time-taken`: milliseconds as IIS writes them, seconds with a fraction as CloudFront does',
  },
  userAgent: { type: VARCHAR, description: 'from `cs(User-Agent)`, decoded' },
} as const;

const same: Readonly<Record<string, string>> = {
  'c-ip': 'clientIP',
  'cs-method': 'method',
  'cs-username': 'user',
  'cs-version': 'protocol',
};
const numbers: Readonly<Record<string, string>> = { 'sc-status': 'code', 'sc-bytes': 'bytes' };
const quotedField = /"((?:[^"]|"")*)"(?=\s|$)/y;

/** Header fields: IIS writes a plus for a blank, CloudFront percent codes, twice at times. */
function decodedField(text: string): string {
  const spaced = text.includes('%') ? text : text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(decodeURIComponent(spaced).replaceAll(/%(?![0-9a-fA-F]{2})/g, '%25'));
  } catch {
    return spaced;
  }
}

/** Reads lines whose fields a `#Fields:` line names; another one changes them. */
class W3cLines implements EntryReader<readonly string[]> {
  readonly #rows: RowCollector;
  readonly #number = new NumberToken();
  #names: readonly string[] = [];

  constructor(rows: RowCollector) {
    this.#rows = rows;
  }

  head(line: string): readonly string[] | undefined {
    if (line.startsWith('#')) return undefined;
    const fields = splitFields(line);
    return this.#names.length > 0 && fields.length === this.#names.length ? fields : undefined;
  }

  stray(line: string, number: number): void {
    const fields = /^#Fields:\s*(.*)$/i.exec(line);
    if (fields) this.#names = fields[1]!.trim().split(/\s+/);
    else if (!line.startsWith('#')) this.#rows.stray(line, number);
  }

  entry({ head, number }: OpenEntry<readonly string[]>): void {
    const rows = this.#rows;
    rows.begin(number);
    const cells = new Map(this.#names.map((name, i) => [name, head[i]!]));
    for (const [name, text] of cells) if (text !== '-' && text !== '') this.#set(name, text);
    const day = cells.get('date');
    const time = cells.get('time');
    const instant =
      day !== undefined && time !== undefined ? parseInstant(`${day} ${time}Z`, rows.zone) : epochNanos(cells.get('timestamp') ?? '');
    if (instant !== undefined) rows.setInstant(instant);
    const stem = cells.get('cs-uri') ?? cells.get('cs-uri-stem');
    const query = cells.get('cs-uri-query');
    if (stem !== undefined && stem !== '-') rows.setText('requestURI', query === undefined || query === '-' ? stem : `${stem}?${query}`);
  }

  #set(name: string, text: string): void {
    const rows = this.#rows;
    const number = this.#number.readField(text);
    const header = /^cs\((User-Agent|Referer|Cookie|Host)\)$/i.exec(name);
    if (header) {
      rows.setText(name, decodedField(text));
      if (header[1]!.toLowerCase() === 'user-agent') rows.setText('userAgent', decodedField(text));
    } else if (number && name !== 'date' && name !== 'time') rows.set(name, this.#number.value, this.#number.kind);
    else rows.setText(name, text);
    if (Object.hasOwn(same, name)) rows.setText(same[name]!, text);
    else if (Object.hasOwn(numbers, name) && number) rows.set(numbers[name]!, this.#number.value, this.#number.kind);
    else if (name === 'time-taken' && number) rows.set('latency', text.includes('.') ? Number(text) : Number(text) / 1000, Kind.double);
  }
}

/** Fields between blanks or tabs; a field in double quotes may hold blanks. */
function splitFields(line: string): string[] {
  if (!line.includes('"')) return line.trim().split(line.includes('\t') ? '\t' : /\s+/);
  const fields: string[] = [];
  let at = 0;
  while (at < line.length) {
    const code = line.charCodeAt(at);
    if (code === 32 || code === 9) {
      at++;
      continue;
    }
    quotedField.lastIndex = at;
    const match = code === 34 ? quotedField.exec(line) : null;
    if (match) {
      fields.push(match[1]!.replaceAll('""', '"'));
      at = quotedField.lastIndex;
      continue;
    }
    let end = at;
    while (end < line.length && line.charCodeAt(end) !== 32 && line.charCodeAt(end) !== 9) end++;
    fields.push(line.slice(at, end));
    at = end;
  }
  return fields;
}

/**
 * Reads the extended log format of the W3C: fields by the names of `#Fields:`, the usual ones under the names that all access logs share. A dash is NULL. Lines with another number of
 * fields become rows of their `message`, and a warning counts them.
 */
export const w3c: EntryFormat = entryFormat({
  name: 'w3c',
  summary: 'extended log format of the W3C, as IIS and CloudFront write it: the columns of its #Fields line, and those below',
  extensions: [],
  columns,
  sniff: ({ lines }) =>
    lines.slice(0, 10).some((line) => /^#Fields:\s*\S+/i.test(line)) ? { confidence: 0.97, reason: 'it has a line of #Fields' } : undefined,
  open: (rows) => new W3cLines(rows),
});

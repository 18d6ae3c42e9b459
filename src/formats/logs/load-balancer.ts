import { BIGINT, DOUBLE, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import { type EntryFormat, type EntryReader, entryFormat, guessByLines, type OpenEntry } from '../entries.ts';
import { addressOf } from '../kubernetes.ts';
import { NumberToken } from '../number-token.ts';
import type { RowCollector } from '../row-collector.ts';
import { parseInstant } from '../times.ts';
import { parseRequest } from './access-line.ts';

const columns = {
  __time__: { type: BIGINT, description: 'when the answer was sent, in seconds since 1970' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  type: { type: VARCHAR, description: 'of an application load balancer: `http`, `https`, `h2`, `grpcs`, `ws`, `wss`' },
  elb: { type: VARCHAR, description: 'the load balancer' },
  clientIP: { type: VARCHAR, description: 'the client, without its port' },
  target: { type: VARCHAR, description: 'the target or instance, with its port' },
  latency: { type: DOUBLE, description: 'in seconds: the sum of the three processing times, NULL where one is -1' },
  request_processing_time: { type: DOUBLE, description: 'in seconds; -1 where nothing was sent' },
  target_processing_time: { type: DOUBLE, description: 'in seconds; -1 where no answer came' },
  response_processing_time: { type: DOUBLE, description: 'in seconds; -1 where no answer came' },
  code: { type: BIGINT, description: 'the status that the client was sent' },
  target_code: { type: BIGINT, description: 'the status that the target answered' },
  received_bytes: { type: BIGINT, description: 'the size of the request' },
  bytes: { type: BIGINT, description: 'the size of the answer' },
  method: { type: VARCHAR, description: 'the method of the request' },
  requestURI: { type: VARCHAR, description: 'the URL' },
  protocol: { type: VARCHAR, description: 'such as `HTTP/1.1`' },
  userAgent: { type: VARCHAR, description: 'the program of the client' },
} as const;

const common = [
  'elb',
  'client',
  'target',
  'request_processing_time',
  'target_processing_time',
  'response_processing_time',
  'code',
  'target_code',
  'received_bytes',
  'bytes',
  'request',
  'userAgent',
  'ssl_cipher',
  'ssl_protocol',
];
const classic = ['time', ...common];
const application = [
  'type',
  'time',
  ...common,
  'target_group_arn',
  'trace_id',
  'domain_name',
  'chosen_cert_arn',
  'matched_rule_priority',
  'request_creation_time',
  'actions_executed',
  'redirect_url',
  'error_reason',
  'target_port_list',
  'target_status_code_list',
  'classification',
  'classification_reason',
  'conn_trace_id',
];

const start = /^(?:(?:http|https|h2|grpcs|ws|wss) )?\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z \S+ \S+:\d+ (?:\S+:\d+|-) -?\d/;
const field = / ?(?:"((?:[^"\\]|\\[^])*)"|(\S+))/y;

/** Reads lines whose fields stand in an order of their own. */
class BalancerLines implements EntryReader<true> {
  readonly #rows: RowCollector;
  readonly #number = new NumberToken();

  constructor(rows: RowCollector) {
    this.#rows = rows;
  }

  head(line: string): true | undefined {
    return start.test(line) ? true : undefined;
  }

  entry({ text, number }: OpenEntry<true>): void {
    const rows = this.#rows;
    rows.begin(number);
    const names = /^\d/.test(text) ? classic : application;
    let latency = 0;
    field.lastIndex = 0;
    for (let i = 0; field.lastIndex < text.length; i++) {
      const match = field.exec(text);
      if (!match) break;
      const name = names[i] ?? `field${i + 1}`;
      const value = (match[1] ?? match[2])!;
      if (name.endsWith('_processing_time')) latency = Number(value) < 0 ? Number.NaN : latency + Number(value);
      if (value !== '-' && value !== '') this.#set(name, value);
    }
    // In whole microseconds, as it is written.
    if (!Number.isNaN(latency)) rows.set('latency', Math.round(latency * 1e6) / 1e6, Kind.double);
  }

  #set(name: string, value: string): void {
    const rows = this.#rows;
    switch (name) {
      case 'time': {
        const instant = parseInstant(value, rows.zone);
        if (instant !== undefined) rows.setInstant(instant);
        return;
      }
      case 'client':
        rows.setText('clientIP', addressOf(value));
        return;
      case 'request': {
        // Without a request a load balancer writes `- - - `, or `- http://host:80- -`.
        if (/^- \S*\s*-?\s*-?$/.test(value)) return;
        const { method, requestURI, protocol } = parseRequest(value.trimEnd());
        for (const [part, text] of Object.entries({ method, requestURI, protocol }))
          if (text !== undefined && !/^[- ]*$/.test(text)) rows.setText(part, text);
        return;
      }
      default:
        if (/time$|code$|bytes$|priority$/.test(name) && this.#number.readField(value))
          rows.set(name, this.#number.value, this.#number.kind);
        else rows.setText(name, value);
    }
  }
}

/** Reads the access logs of AWS load balancers, classic and of applications. A dash is NULL. Other lines become rows of their `message`, and a warning counts them. */
export const elb: EntryFormat = entryFormat({
  name: 'elb',
  summary: 'access logs of AWS load balancers, classic (ELB) and of applications (ALB)',
  extensions: [],
  columns,
  sniff: ({ lines }) => guessByLines(lines, (line) => start.test(line), 0.95, 'are those of an AWS load balancer'),
  open: (rows) => new BalancerLines(rows),
});

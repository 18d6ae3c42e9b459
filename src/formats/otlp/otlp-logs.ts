import { BIGINT, type DataType, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import { progressOf } from '../entries.ts';
import type { Format, FormatColumns } from '../format.ts';
import { eachDocument, isObject, type JsonObject, memberOf, numberIn, textIn } from '../json/documents.ts';
import type { RowCollector } from '../row-collector.ts';
import { severityOf } from '../severity.ts';
import {
  attributesOf,
  beginsWith,
  enumIn,
  idIn,
  nanosIn,
  plainValue,
  recordsOf,
  type ScopeRecords,
  serviceOf,
  textOfValue,
} from './otlp-values.ts';

const json: DataType = { kind: 'json' };

const columns = {
  __time__: { type: BIGINT, description: 'of the record, else when it was observed, in seconds since 1970' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  severityNumber: { type: BIGINT, description: '1 to 24, from the number, else from the text' },
  severityText: { type: VARCHAR, description: 'the severity as the source names it' },
  message: { type: VARCHAR, description: 'the body: a string as it is, anything else as JSON' },
  service: { type: VARCHAR, description: 'from `service.name` of the resource' },
  host: { type: VARCHAR, description: 'from `host.name` of the resource' },
  traceId: { type: VARCHAR, description: '32 hexadecimal digits' },
  spanId: { type: VARCHAR, description: '16 hexadecimal digits' },
  attributes: { type: json, description: 'the attributes of the record' },
  resource: { type: json, description: 'the attributes of the resource' },
  scopeName: { type: VARCHAR, description: 'the library that logged' },
  eventName: { type: VARCHAR, description: 'the kind of an event' },
} as const satisfies FormatColumns;

/** The names of severities in protocol buffers: `SEVERITY_NUMBER_INFO2`. */
const severities = [
  'unspecified',
  ...['trace', 'debug', 'info', 'warn', 'error', 'fatal'].flatMap((name) => [name, `${name}2`, `${name}3`, `${name}4`]),
];

function addRecord(rows: RowCollector, record: JsonObject, { resource, scope }: ScopeRecords, line: number): void {
  rows.begin(line);
  const time =
    nanosIn(memberOf(record, 'timeUnixNano', 'time_unix_nano')) ??
    nanosIn(memberOf(record, 'observedTimeUnixNano', 'observed_time_unix_nano'));
  if (time !== undefined) rows.setInstant(time);
  const text = textIn(memberOf(record, 'severityText', 'severity_text')) ?? '';
  const number = enumIn(memberOf(record, 'severityNumber', 'severity_number'), severities, 'SEVERITY_NUMBER_') || severityOf(text);
  if (number !== undefined && numberIn(number) !== 0) rows.set('severityNumber', number, Kind.integer);
  const texts = {
    severityText: text,
    message: isObject(record.body) ? textOfValue(plainValue(record.body)) : undefined,
    service: serviceOf(resource),
    host: textIn(resource['host.name']),
    traceId: idIn(memberOf(record, 'traceId', 'trace_id'), 32),
    spanId: idIn(memberOf(record, 'spanId', 'span_id'), 16),
    scopeName: textIn(scope.name),
    eventName: textIn(memberOf(record, 'eventName', 'event_name')),
  };
  for (const [name, value] of Object.entries(texts))
    if (value !== undefined && (value !== '' || name === 'message')) rows.setText(name, value);
  const attributes = attributesOf(record.attributes);
  if (Object.keys(attributes).length > 0) rows.setText('attributes', JSON.stringify(attributes), Kind.json);
  if (Object.keys(resource).length > 0) rows.setText('resource', JSON.stringify(resource), Kind.json);
}

/** Logs of OpenTelemetry as JSON. */
export const otlpLogs: Format = {
  name: 'otlp-logs',
  summary: 'logs of OpenTelemetry (OTLP) as JSON, a document or one request per line: one row per record',
  extensions: [],
  columns,
  sniff: ({ text }) => (beginsWith(text, 'Logs') ? { confidence: 0.98, reason: 'it begins with resourceLogs' } : undefined),
  read(source, rows, options) {
    for (const [name, { type }] of Object.entries(columns)) rows.declare(name, type);
    return eachDocument(
      source,
      rows,
      (document, line) => {
        const scopes = recordsOf(document, 'Logs', 'logRecords', 'logs');
        if (!scopes) return 'it is JSON, but has no resourceLogs';
        for (const scope of scopes) for (const record of scope.records) if (!rows.full) addRecord(rows, record, scope, line);
        return undefined;
      },
      progressOf(source, options),
    );
  },
};

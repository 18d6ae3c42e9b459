import { BIGINT, type DataType, VARCHAR } from '../../types/data-type.ts';
import { Kind } from '../cell-kind.ts';
import type { FormatColumns } from '../format.ts';
import type { Json, JsonObject } from '../json/documents.ts';
import type { RowCollector } from '../row-collector.ts';

const json: DataType = { kind: 'json' };

/** The columns of every table of spans. */
export const spanColumns = {
  __time__: { type: BIGINT, description: 'when the span began, in seconds since 1970' },
  __time_ns_part__: { type: BIGINT, description: 'nanoseconds within the second' },
  traceId: { type: VARCHAR, description: '32 hexadecimal digits' },
  spanId: { type: VARCHAR, description: '16 hexadecimal digits' },
  parentSpanId: { type: VARCHAR, description: 'the span that called; empty for a root' },
  service: { type: VARCHAR, description: 'the service, `unknown_service` where none is named' },
  name: { type: VARCHAR, description: 'the operation' },
  kind: { type: VARCHAR, description: '`internal`, `server`, `client`, `producer` or `consumer`; NULL where it is not said' },
  startTime: { type: BIGINT, description: 'in nanoseconds since 1970' },
  endTime: { type: BIGINT, description: 'in nanoseconds since 1970; NULL while the span is not finished' },
  duration: { type: BIGINT, description: 'in nanoseconds' },
  statusCode: { type: BIGINT, description: '0 unset, 1 ok, 2 error' },
  statusMessage: { type: VARCHAR, description: 'what the status says' },
  attributes: { type: json, description: 'the attributes of the span' },
  resource: { type: json, description: 'the attributes of the service' },
  scopeName: { type: VARCHAR, description: 'the library that made the span' },
  events: { type: json, description: 'an array of `time` (nanoseconds), `name` and `attributes`; NULL where there are none' },
  links: { type: json, description: 'an array of `traceId`, `spanId` and `attributes`; NULL where there are none' },
} as const satisfies FormatColumns;

/** A span of any format. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly startTime: bigint | undefined;
  readonly endTime: bigint | undefined;
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly attributes: JsonObject;
  readonly resource: JsonObject;
  readonly scopeName: string;
  readonly traceState?: string;
  readonly events: readonly Json[];
  readonly links: readonly Json[];
}

/** The kinds of spans by their numbers in OTLP. */
export const spanKinds = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

/** Makes rows of spans. */
export class SpanRows {
  readonly #rows: RowCollector;
  readonly #seen = new Set<string>();
  #again = 0;

  constructor(rows: RowCollector) {
    this.#rows = rows;
    for (const [name, { type }] of Object.entries(spanColumns)) rows.declare(name, type);
  }

  add(span: Span, line: number): void {
    const rows = this.#rows;
    if (rows.full) return;
    rows.begin(line);
    const { startTime, endTime } = span;
    if (startTime !== undefined) rows.setInstant(startTime);
    for (const name of ['traceId', 'spanId', 'parentSpanId', 'service', 'name'] as const) rows.setText(name, span[name]);
    for (const name of ['kind', 'statusMessage', 'scopeName', 'traceState'] as const) if (span[name]) rows.setText(name, span[name]);
    if (startTime !== undefined) rows.set('startTime', startTime, Kind.big);
    if (endTime !== undefined) rows.set('endTime', endTime, Kind.big);
    if (startTime !== undefined && endTime !== undefined) rows.set('duration', endTime - startTime, Kind.big);
    rows.set('statusCode', span.statusCode, Kind.integer);
    for (const name of ['attributes', 'resource'] as const)
      if (Object.keys(span[name]).length > 0) rows.setText(name, JSON.stringify(span[name]), Kind.json);
    for (const name of ['events', 'links'] as const) if (span[name].length > 0) rows.setText(name, JSON.stringify(span[name]), Kind.array);
    const id = `${span.traceId}${span.spanId}${span.kind}`;
    if (this.#seen.has(id)) this.#again++;
    else if (this.#seen.size < 1_000_000) this.#seen.add(id);
  }

  finish(): void {
    const spans = this.#again === 1 ? '1 span is' : `${this.#again} spans are`;
    if (this.#again > 0) this.#rows.notes.push(`${spans} there more than once, as retries of a client leave them; all are kept`);
  }
}

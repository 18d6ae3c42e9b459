import { progressOf } from '../entries.ts';
import type { Format } from '../format.ts';
import { bigintIn, eachDocument, isObject, type Json, type JsonObject, numberIn, objectsIn, textIn } from '../json/documents.ts';
import { type Span, SpanRows, spanColumns, spanKinds } from './span-rows.ts';

/** Tags that say in Jaeger what a span of OpenTelemetry has in its own fields. */
const ownTags = new Set([
  'span.kind',
  'otel.status_code',
  'otel.status_description',
  'otel.scope.name',
  'otel.scope.version',
  'otel.library.name',
  'otel.library.version',
  'internal.span.format',
]);

/** An identifier with the zeros that old exports leave out. */
const padded = (id: Json | undefined, digits: number): string => {
  const text = (textIn(id) ?? '').toLowerCase();
  return /^0*$/.test(text) ? '' : text.padStart(digits, '0');
};

/** Tags as an object: whole numbers beyond 2^53 are strings; of equal keys the last one counts. */
function tagsOf(list: Json | undefined): Record<string, Json> {
  return Object.fromEntries(
    objectsIn(list).flatMap(({ key, type, value }): [string, Json][] => {
      if (typeof key !== 'string') return [];
      if (type === 'bool' && typeof value === 'string') return [[key, value === 'true']];
      const whole = type === 'int64' ? bigintIn(value) : undefined;
      if (whole !== undefined) return [[key, Number.isSafeInteger(Number(whole)) ? Number(whole) : String(whole)]];
      return [[key, type === 'float64' ? (numberIn(value) ?? null) : (value ?? null)]];
    }),
  );
}

const nanosOfMicros = (value: Json | undefined): bigint | undefined => {
  const micros = bigintIn(value) ?? (typeof value === 'number' ? BigInt(Math.round(value)) : undefined);
  return micros === undefined ? undefined : BigInt.asIntN(64, micros * 1000n);
};

/** The parent: the first CHILD_OF within the trace, else the first FOLLOWS_FROM, else what old files say. */
function parentOf(span: JsonObject, traceId: string): string {
  const references = objectsIn(span.references).filter((reference) => padded(reference.traceID, 32) === traceId);
  const parent = references.find(({ refType }) => refType === 'CHILD_OF') ?? references.find(({ refType }) => refType === 'FOLLOWS_FROM');
  return padded(parent ? parent.spanID : span.parentSpanID, 16);
}

/** What a span of Jaeger is as one of OpenTelemetry. */
function spanOf(span: JsonObject, processes: JsonObject): Span {
  const traceId = padded(span.traceID, 32);
  const found = isObject(span.process) ? span.process : processes[textIn(span.processID) ?? ''];
  const process = isObject(found) ? found : {};
  const service = textIn(process.serviceName) ?? 'unknown_service';
  const tags = tagsOf(span.tags);
  const status = String(tags['otel.status_code'] ?? '').toUpperCase();
  const failed = status === 'ERROR' || (status === '' && (tags.error === true || tags.error === 'true'));
  const parentSpanId = parentOf(span, traceId);
  const start = nanosOfMicros(span.startTime);
  const duration = nanosOfMicros(span.duration);
  const kind = String(tags['span.kind'] ?? '').toLowerCase();
  return {
    traceId,
    spanId: padded(span.spanID, 16),
    parentSpanId,
    service,
    name: textIn(span.operationName) ?? '',
    kind: spanKinds.includes(kind) ? kind : '',
    startTime: start,
    endTime: start === undefined || duration === undefined ? undefined : start + duration,
    statusCode: failed ? 2 : status === 'OK' ? 1 : 0,
    statusMessage: textIn(tags['otel.status_description']) ?? '',
    attributes: Object.fromEntries(
      Object.entries(tags).filter(([name]) => !ownTags.has(name) && !(name === 'error' && status === 'ERROR')),
    ),
    resource: { 'service.name': service, ...tagsOf(process.tags) },
    scopeName: textIn(tags['otel.scope.name']) ?? textIn(tags['otel.library.name']) ?? '',
    events: objectsIn(span.logs).map(({ timestamp, fields }) => {
      const { event, ...attributes } = tagsOf(fields);
      return { time: String(nanosOfMicros(timestamp) ?? ''), name: textIn(event) ?? '', attributes };
    }),
    links: objectsIn(span.references)
      .map((reference) => ({ traceId: padded(reference.traceID, 32), spanId: padded(reference.spanID, 16), attributes: {} }))
      .filter((link) => link.traceId !== traceId || link.spanId !== parentSpanId),
  };
}

/** Traces as the user interface of Jaeger exports them. */
export const jaeger: Format = {
  name: 'jaeger',
  summary:
    'traces of Jaeger as JSON: what its interface exports and its API answers, one trace, many, or spans by themselves; times are cut to microseconds there',
  extensions: [],
  columns: spanColumns,
  sniff({ text }) {
    const start = text.slice(0, 20_000);
    if (!/^\s*[[{]/.test(start) || !/"traceID"\s*:/.test(start)) return undefined;
    return /"spans"\s*:\s*\[|"operationName"\s*:/.test(start) ? { confidence: 0.97, reason: 'it has traces of Jaeger' } : undefined;
  },
  async read(source, rows, options) {
    const spans = new SpanRows(rows);
    const addTrace = (trace: JsonObject, line: number): void => {
      const processes = isObject(trace.processes) ? trace.processes : {};
      for (const span of objectsIn(trace.spans)) spans.add(spanOf(span, processes), line);
    };
    const lines = await eachDocument(
      source,
      rows,
      (document, line) => {
        if (Array.isArray(document.data)) for (const trace of objectsIn(document.data as Json)) addTrace(trace, line);
        else if (Array.isArray(document.spans)) addTrace(document, line);
        else if (typeof document.spanID === 'string') spans.add(spanOf(document, {}), line);
        else return 'it is JSON, but has no trace of Jaeger';
        return undefined;
      },
      progressOf(source, options),
    );
    spans.finish();
    return lines;
  },
};

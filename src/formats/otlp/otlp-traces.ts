import { progressOf } from '../entries.ts';
import type { Format } from '../format.ts';
import { eachDocument, isObject, type Json, type JsonObject, memberOf, objectsIn, textIn } from '../json/documents.ts';
import { type Span, SpanRows, spanColumns, spanKinds } from '../traces/span-rows.ts';
import { attributesOf, beginsWith, enumIn, idIn, nanosIn, recordsOf, type ScopeRecords, serviceOf } from './otlp-values.ts';

const statuses = ['unset', 'ok', 'error'];

function spanOf(span: JsonObject, { resource, scope }: ScopeRecords): Span {
  const status = isObject(span.status) ? span.status : {};
  return {
    traceId: idIn(memberOf(span, 'traceId', 'trace_id'), 32),
    spanId: idIn(memberOf(span, 'spanId', 'span_id'), 16),
    parentSpanId: idIn(memberOf(span, 'parentSpanId', 'parent_span_id'), 16),
    service: serviceOf(resource),
    name: textIn(span.name) ?? '',
    kind: spanKinds[enumIn(span.kind, spanKinds, 'SPAN_KIND_')] ?? '',
    startTime: nanosIn(memberOf(span, 'startTimeUnixNano', 'start_time_unix_nano')),
    endTime: nanosIn(memberOf(span, 'endTimeUnixNano', 'end_time_unix_nano')),
    statusCode: enumIn(status.code, statuses, 'STATUS_CODE_'),
    statusMessage: textIn(status.message) ?? '',
    attributes: attributesOf(span.attributes),
    resource,
    scopeName: textIn(scope.name) ?? '',
    traceState: textIn(memberOf(span, 'traceState', 'trace_state')) ?? '',
    events: objectsIn(span.events).map(
      (event): Json => ({
        time: String(nanosIn(memberOf(event, 'timeUnixNano', 'time_unix_nano')) ?? ''),
        name: textIn(event.name) ?? '',
        attributes: attributesOf(event.attributes),
      }),
    ),
    links: objectsIn(span.links).map(
      (link): Json => ({
        traceId: idIn(memberOf(link, 'traceId', 'trace_id'), 32),
        spanId: idIn(memberOf(link, 'spanId', 'span_id'), 16),
        attributes: attributesOf(link.attributes),
      }),
    ),
  };
}

/** Traces of OpenTelemetry as JSON. */
export const otlpTraces: Format = {
  name: 'otlp-traces',
  summary: 'traces of OpenTelemetry (OTLP) as JSON, a document or one request per line as the file exporter writes them: one row per span',
  extensions: [],
  columns: spanColumns,
  sniff: ({ text }) => (beginsWith(text, 'Spans') ? { confidence: 0.98, reason: 'it begins with resourceSpans' } : undefined),
  async read(source, rows, options) {
    const spans = new SpanRows(rows);
    const lines = await eachDocument(
      source,
      rows,
      (document, line) => {
        const scopes = recordsOf(document, 'Spans', 'spans', 'spans');
        if (!scopes) return 'it is JSON, but has no resourceSpans';
        for (const scope of scopes) for (const span of scope.records) spans.add(spanOf(span, scope), line);
        return undefined;
      },
      progressOf(source, options),
    );
    spans.finish();
    return lines;
  },
};

import fc from 'fast-check';
import { type FormatLaw, line, seconds, word } from './law.ts';

const hex = (digits: number) => fc.stringMatching(new RegExp(`^[1-9a-f][0-9a-f]{${digits - 1}}$`));

const span = fc.record({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: fc.oneof(hex(16), fc.constant('')),
  service: word,
  name: line,
  kind: fc.constantFrom('internal', 'server', 'client', 'producer', 'consumer'),
  at: seconds,
  micros: fc.nat({ max: 999_999 }),
  duration: fc.nat({ max: 10_000_000 }),
  failed: fc.boolean(),
  path: line,
});

type Value = typeof span extends fc.Arbitrary<infer T> ? T : never;

const rowOf = ({ traceId, spanId, parentSpanId, service, name, kind, at, micros, duration, failed, path }: Value) => ({
  __time__: at,
  __time_ns_part__: micros * 1000,
  traceId,
  spanId,
  parentSpanId,
  service,
  name,
  kind,
  duration: duration * 1000,
  statusCode: failed ? 2 : 0,
  attributes: JSON.stringify({ path }),
  scopeName: 's',
  resource: JSON.stringify({ 'service.name': service }),
});

const startOf = ({ at, micros }: Value): bigint => BigInt(at) * 1_000_000n + BigInt(micros);

const otlp: FormatLaw = {
  written: fc.array(span, { minLength: 1, maxLength: 5 }).map((spans) => ({
    text: spans
      .map((value) => {
        const { traceId, spanId, parentSpanId, service, name, kind, duration, failed, path } = value;
        const written = {
          traceId: traceId.toUpperCase(),
          spanId,
          ...(parentSpanId === '' ? {} : { parentSpanId }),
          name,
          kind: ['', 'internal', 'server', 'client', 'producer', 'consumer'].indexOf(kind),
          startTimeUnixNano: String(startOf(value) * 1000n),
          endTimeUnixNano: String((startOf(value) + BigInt(duration)) * 1000n),
          attributes: [{ key: 'path', value: { stringValue: path } }],
          status: failed ? { code: 2 } : {},
        };
        const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
        return `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 's' }, spans: [written] }] }] })}\n`;
      })
      .join(''),
    rows: spans.map(rowOf),
  })),
};

const jaeger: FormatLaw = {
  written: fc.array(span, { minLength: 1, maxLength: 5 }).map((spans) => ({
    text: JSON.stringify({
      data: spans.map((value) => {
        const { traceId, spanId, parentSpanId, service, name, kind, duration, failed, path } = value;
        const references = parentSpanId === '' ? [] : [{ refType: 'CHILD_OF', traceID: traceId, spanID: parentSpanId }];
        const tags = [
          { key: 'path', type: 'string', value: path },
          { key: 'span.kind', type: 'string', value: kind },
          { key: 'otel.scope.name', type: 'string', value: 's' },
          ...(failed
            ? [
                { key: 'otel.status_code', type: 'string', value: 'ERROR' },
                { key: 'error', type: 'bool', value: true },
              ]
            : []),
        ];
        return {
          traceID: traceId,
          spans: [
            {
              traceID: traceId,
              spanID: spanId,
              operationName: name,
              references,
              startTime: Number(startOf(value)),
              duration,
              tags,
              logs: [],
              processID: 'p1',
            },
          ],
          processes: { p1: { serviceName: service, tags: [] } },
        };
      }),
    }),
    rows: spans.map(rowOf),
  })),
};

const record = fc.record({ at: seconds, service: word, message: line, severity: fc.integer({ min: 1, max: 24 }), traceId: hex(32) });

const otlpLogs: FormatLaw = {
  written: fc.array(record, { minLength: 1, maxLength: 5 }).map((records) => ({
    text: records
      .map(({ at, service, message, severity, traceId }) => {
        const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
        const written = { timeUnixNano: `${at}000000001`, severityNumber: severity, body: { stringValue: message }, traceId };
        return `${JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords: [written] }] }] })}\n`;
      })
      .join(''),
    rows: records.map(({ at, service, message, severity, traceId }) => ({
      __time__: at,
      __time_ns_part__: 1,
      service,
      message,
      severityNumber: severity,
      traceId,
    })),
  })),
};

/** The laws of traces and of logs of OpenTelemetry, by format. */
export const traceLaws: Readonly<Record<string, readonly FormatLaw[]>> = {
  'otlp-traces': [otlp],
  jaeger: [jaeger],
  'otlp-logs': [otlpLogs],
};

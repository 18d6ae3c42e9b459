import fc from 'fast-check';
import { type FormatLaw, isoSeconds, line, lines, nanos, seconds, someText, word } from './law.ts';

const time = (at: number, ns: number): string => `${isoSeconds(at)}.${String(ns).padStart(9, '0')}Z`;

/** How the objects of a file stand apart. */
const layouts: readonly ((objects: readonly unknown[]) => string)[] = [
  (objects) => objects.map((object) => `${JSON.stringify(object)}\n`).join(''),
  (objects) => `${JSON.stringify(objects, null, 2)}\n`,
  (objects) => objects.map((object) => JSON.stringify(object, null, 1)).join(''),
  (objects) => objects.map((object) => `\u001e${JSON.stringify(object)}\n`).join(''),
];

function objects<T>(
  value: fc.Arbitrary<T>,
  write: (value: T) => unknown,
  row: (value: T) => Record<string, unknown>,
): FormatLaw['written'] {
  return fc.tuple(fc.array(value, { minLength: 1, maxLength: 6 }), fc.constantFrom(...layouts)).map(([values, layout]) => ({
    text: layout(values.map(write)),
    rows: values.map(row),
  }));
}

const jsonlog: FormatLaw = {
  written: objects(
    fc.record({ at: seconds, ns: nanos, level: fc.constantFrom('info', 'ERROR', 30), msg: line, n: fc.integer() }),
    ({ at, ns, level, msg, n }) => ({ ts: time(at, ns), level, msg, n }),
    ({ at, ns, level, msg, n }) => ({
      __time__: at,
      __time_ns_part__: ns,
      severityNumber: level === 'ERROR' ? 17 : 9,
      message: msg,
      msg,
      n,
    }),
  ),
};

const ecs: FormatLaw = {
  written: objects(
    fc.record({
      at: seconds,
      level: fc.constantFrom('INFO', 'warn'),
      message: line,
      service: word,
      nested: fc.boolean(),
      id: fc.option(fc.integer()),
    }),
    ({ at, level, message, service, nested, id }) =>
      nested
        ? { '@timestamp': time(at, 0), log: { level, logger: 'x' }, message, service: { name: service }, process: { pid: id } }
        : { '@timestamp': time(at, 0), 'log.level': level, 'log.logger': 'x', message, 'service.name': service, 'process.pid': id },
    ({ at, level, message, service, id }) => ({
      __time__: at,
      severityNumber: level === 'warn' ? 13 : 9,
      message,
      'log.level': level,
      'log.logger': 'x',
      'service.name': service,
      'process.pid': id,
    }),
  ),
};

const journald: FormatLaw = {
  written: objects(
    fc.record({
      micros: fc.integer({ min: 1704067200_000_000, max: 1735689599_999_999 }),
      priority: fc.integer({ min: 0, max: 7 }),
      message: line,
      bytes: fc.boolean(),
    }),
    ({ micros, priority, message, bytes }) => ({
      __REALTIME_TIMESTAMP: String(micros),
      PRIORITY: String(priority),
      MESSAGE: bytes && message !== '' ? [...new TextEncoder().encode(message)] : message,
      _PID: '7',
      SYSLOG_IDENTIFIER: 'app',
    }),
    ({ micros, priority, message }) => ({
      __time__: Math.floor(micros / 1e6),
      __time_ns_part__: (micros % 1e6) * 1000,
      severityNumber: [21, 19, 18, 17, 13, 10, 9, 5][priority],
      message,
      appName: 'app',
      procId: '7',
    }),
  ),
};

const entry = fc.record({ at: seconds, ns: nanos, text: someText });

const loki: FormatLaw = {
  written: fc
    .tuple(
      fc.array(fc.record({ app: word, entries: fc.array(entry, { minLength: 1, maxLength: 3 }) }), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
    )
    .map(([streams, answer]) => {
      const written = streams.map(({ app, entries }) => ({
        stream: { app },
        values: entries.map(({ at, ns, text }) => [
          `${at}${String(ns).padStart(9, '0')}`,
          `level=warn msg=${JSON.stringify(text)}`,
          { trace: 'x' },
        ]),
      }));
      return {
        text: JSON.stringify(
          answer ? { status: 'success', data: { resultType: 'streams', result: written, stats: {} } } : { streams: written },
        ),
        rows: streams.flatMap(({ app, entries }) =>
          entries.map(({ at, ns, text }) => ({
            __time__: at,
            __time_ns_part__: ns,
            attributes: JSON.stringify({ app, trace: 'x' }),
            severityNumber: 13,
            message: text,
          })),
        ),
      };
    }),
};

const plain = fc.record({ name: line, n: fc.integer(), on: fc.boolean() });

const ndjson: FormatLaw = {
  written: objects(
    plain,
    (value) => value,
    (value) => value,
  ),
};

const audit: FormatLaw = {
  written: lines(
    fc.record({ at: seconds, ns: nanos, id: fc.uuid(), user: line, code: fc.integer({ min: 200, max: 599 }) }),
    ({ at, ns, id, user, code }) =>
      JSON.stringify({
        kind: 'Event',
        auditID: id,
        stage: 'ResponseComplete',
        user: { username: user },
        responseStatus: { code },
        stageTimestamp: time(at, ns),
      }),
    ({ at, ns, id, user, code }) => ({ __time__: at, __time_ns_part__: ns, auditID: id, user, code }),
  ),
};

const records: FormatLaw = {
  written: fc
    .array(plain, { minLength: 1, maxLength: 5 })
    .map((values) => ({ text: JSON.stringify({ Records: values }, null, 1), rows: values })),
};

/** The laws of logs as JSON, by format. */
export const jsonLaws: Readonly<Record<string, readonly FormatLaw[]>> = {
  audit: [audit],
  ndjson: [ndjson],
  jsonlog: [jsonlog],
  ecs: [ecs],
  journald: [journald],
  loki: [loki],
  records: [records],
};

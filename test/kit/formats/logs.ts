import fc from 'fast-check';
import { address, dateParts, type FormatLaw, isoSeconds, line, lines, nanos, seconds, someText, word } from './law.ts';

const escapeQuotes = (text: string): string => text.replace(/["\\]/g, '\\$&');
const orDash = (text: string | null): string => (text === null || text === '' ? '-' : text);
const orNull = (text: string | null): string | null => (text === '' || text === '-' ? null : text);

const request = fc.record({
  at: seconds,
  ip: address,
  user: fc.option(word),
  method: fc.constantFrom('GET', 'POST', 'PROPFIND'),
  path: fc.webPath().map((path) => `/${path.replace(/^\//, '')}`),
  code: fc.integer({ min: 100, max: 599 }),
  bytes: fc.nat(),
  referer: line,
  userAgent: line,
});

const accessRow = (value: typeof request extends fc.Arbitrary<infer T> ? T : never) => ({
  __time__: value.at,
  clientIP: value.ip,
  user: value.user,
  method: value.method,
  requestURI: value.path,
  protocol: 'HTTP/1.1',
  code: value.code,
  bytes: value.bytes,
  referer: orNull(value.referer),
  userAgent: orNull(value.userAgent),
});

const stamp = (at: number): string => {
  const { year, month, day, clock } = dateParts(at);
  return `${day}/${month}/${year}:${clock} +0000`;
};

const access: FormatLaw = {
  written: lines(
    request,
    ({ at, ip, user, method, path, code, bytes, referer, userAgent }) =>
      `${ip} - ${orDash(user)} [${stamp(at)}] "${method} ${path} HTTP/1.1" ${code} ${bytes} "${escapeQuotes(orDash(referer))}" "${escapeQuotes(orDash(userAgent))}"`,
    accessRow,
  ),
};

/** The same requests in a format string of nginx. */
const accessOfFormat: FormatLaw = {
  options: { logFormat: '$time_iso8601|$status|"$request"|"$http_user_agent"|$remote_addr|$request_time|$body_bytes_sent' },
  written: lines(
    request,
    ({ at, ip, method, path, code, bytes, userAgent }) =>
      `${isoSeconds(at)}+00:00|${code}|"${method} ${path} HTTP/1.1"|"${escapeQuotes(orDash(userAgent))}"|${ip}|0.25|${bytes}`,
    (value) => {
      const { referer: _, user: __, ...row } = accessRow(value);
      return { ...row, latency: 0.25 };
    },
  ),
};

const logfmt: FormatLaw = {
  written: lines(
    fc.record({
      at: seconds,
      ns: nanos,
      level: fc.constantFrom('info', 'error'),
      msg: line,
      text: line,
      n: fc.integer(),
      on: fc.boolean(),
    }),
    ({ at, ns, level, msg, text, n, on }) =>
      `ts=${isoSeconds(at)}.${String(ns).padStart(9, '0')}Z level=${level} msg=${JSON.stringify(msg)} text=${JSON.stringify(text)} n=${n}${on ? ' on' : ''}`,
    ({ at, ns, level, msg, text, n, on }) => ({
      __time__: at,
      __time_ns_part__: ns,
      level,
      severityNumber: level === 'info' ? 9 : 17,
      msg,
      message: msg,
      text,
      n,
      ...(on ? { on: true } : {}),
    }),
  ),
};

const message = line.filter((text) => text !== '' && !text.includes('#01'));

/** February to November: a step from January to December would be one back into the year before. */
const withinYear = fc.integer({ min: 1706745600, max: 1732924799 });

const syslog3164: FormatLaw = {
  options: { year: 2024 },
  written: fc
    .array(
      fc.record({
        at: withinYear,
        priority: fc.integer({ min: 0, max: 191 }),
        host: word,
        app: word,
        pid: fc.nat({ max: 99999 }),
        message,
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((values) => {
      // Times without a year must rise.
      const sorted = values.toSorted((a, b) => a.at - b.at);
      return {
        text: sorted
          .map(({ at, priority, host, app, pid, message: text }) => {
            const { month, day, clock } = dateParts(at);
            return `<${priority}>${month} ${day.replace(/^0/, ' ')} ${clock} ${host} ${app}[${pid}]: ${text}\n`;
          })
          .join(''),
        rows: sorted.map(({ at, host, app, pid, message: text }) => ({
          __time__: at,
          host,
          appName: app,
          procId: String(pid),
          message: text,
        })),
      };
    }),
};

const syslog5424: FormatLaw = {
  written: lines(
    fc.record({ at: seconds, severity: fc.integer({ min: 0, max: 7 }), host: word, app: word, id: word, value: line, message }),
    ({ at, severity, host, app, id, value, message: text }) =>
      `<${8 + severity}>1 ${isoSeconds(at)}.000001Z ${host} ${app} - ID1 [${id}@1 k="${value.replace(/["\\\]]/g, '\\$&')}"] ${text}`,
    ({ at, severity, host, app, id, value, message: text }) => ({
      __time__: at,
      __time_ns_part__: 1000,
      facility: 'user',
      severityNumber: [21, 19, 18, 17, 13, 10, 9, 5][severity],
      host,
      appName: app,
      procId: null,
      msgId: 'ID1',
      structuredData: JSON.stringify({ [`${id}@1.k`]: value }),
      message: text,
    }),
  ),
};

const w3c: FormatLaw = {
  written: lines(
    fc.record({
      at: seconds,
      ip: address,
      path: word,
      query: fc.option(word),
      code: fc.integer({ min: 100, max: 599 }),
      taken: fc.nat({ max: 1e6 }),
    }),
    ({ at, ip, path, query, code, taken }) => `${isoSeconds(at).replace('T', ' ')} ${ip} GET /${path} ${query ?? '-'} ${code} ${taken}`,
    ({ at, ip, path, query, code, taken }) => ({
      __time__: at,
      clientIP: ip,
      'c-ip': ip,
      method: 'GET',
      requestURI: query === null ? `/${path}` : `/${path}?${query}`,
      code,
      latency: taken / 1000,
    }),
  ).map(({ text, rows }) => ({
    text: `#Software: X\n#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status time-taken\n${text}`,
    rows,
  })),
};

const elb: FormatLaw = {
  written: lines(
    fc.record({
      at: seconds,
      ip: address,
      code: fc.integer({ min: 200, max: 599 }),
      target: fc.integer({ min: 0, max: 9999 }),
      path: word,
      agent: line,
    }),
    ({ at, ip, code, target, path, agent }) =>
      `h2 ${isoSeconds(at)}.000007Z app/lb/1 ${ip}:443 10.0.0.1:80 0.001 ${(target / 1000).toFixed(3)} 0.000 ${code} ${code} 5 7 "GET https://h:443/${path} HTTP/2.0" "${escapeQuotes(orDash(agent))}" - -`,
    ({ at, ip, code, target, path }) => ({
      __time__: at,
      __time_ns_part__: 7000,
      type: 'h2',
      clientIP: ip,
      latency: Math.round(1e6 * (target / 1000 + 0.001)) / 1e6,
      code,
      requestURI: `https://h:443/${path}`,
      bytes: 7,
    }),
  ),
};

/** Lines of which every second is written in two parts. */
const cri: FormatLaw = {
  written: lines(
    fc.record({ at: seconds, ns: nanos, error: fc.boolean(), text: someText, cut: fc.option(fc.nat({ max: 5 })) }),
    ({ at, ns, error, text, cut }) => {
      const prefix = `${isoSeconds(at)}.${String(ns).padStart(9, '0')}Z ${error ? 'stderr' : 'stdout'}`;
      const body = `level=info msg=${JSON.stringify(text)}`;
      return cut === null ? `${prefix} F ${body}` : `${prefix} P ${body.slice(0, cut)}\n${prefix} F ${body.slice(cut)}`;
    },
    ({ at, ns, error, text }) => ({
      __time__: at,
      __time_ns_part__: ns,
      stream: error ? 'stderr' : 'stdout',
      level: 'info',
      message: text,
    }),
  ),
};

const docker: FormatLaw = {
  written: lines(
    fc.record({ at: seconds, ns: nanos, text: line, cut: fc.option(fc.nat({ max: 9 })) }),
    ({ at, ns, text, cut }) => {
      const rest = { stream: 'stdout', time: `${isoSeconds(at)}.${String(ns).padStart(9, '0')}Z` };
      const body = `${JSON.stringify({ severity: 'WARN', text })}\n`;
      const parts = cut === null ? [body] : [body.slice(0, cut), body.slice(cut)];
      return parts
        .filter((log) => log !== '')
        .map((log) => JSON.stringify({ log, ...rest }))
        .join('\n');
    },
    ({ at, ns, text }) => ({ __time__: at, __time_ns_part__: ns, stream: 'stdout', severityNumber: 13, text }),
  ),
};

const pattern: FormatLaw = {
  options: { pattern: String.raw`(?s)^(?<time>\S+) \[(?<level>\w+)\] (?<n>\d+) (?<message>.*)$`, entryStart: String.raw`^\d{4}-` },
  written: lines(
    fc.record({
      at: seconds,
      n: fc.nat(),
      text: line,
      more: fc.array(
        line.map((part) => `  ${part}.`),
        { maxLength: 2 },
      ),
    }),
    ({ at, n, text, more }) => [`${isoSeconds(at)}Z [WARN] ${n} ${text}`, ...more].join('\n'),
    ({ at, n, text, more }) => ({ __time__: at, level: 'WARN', severityNumber: 13, n, message: [text, ...more].join('\n') }),
  ),
};

const text: FormatLaw = {
  written: lines(
    fc.record({ at: fc.option(seconds), text: someText.map((part) => `say ${part.replaceAll(/[=:]/g, '')}`) }),
    ({ at, text: part }) => (at === null ? part : `${isoSeconds(at)} ${part}`),
    ({ at, text: part }) => ({ message: at === null ? part : `${isoSeconds(at)} ${part}`, ...(at === null ? {} : { __time__: at }) }),
  ),
};

const entries: FormatLaw = {
  written: lines(
    fc.record({
      at: seconds,
      more: fc.array(
        word.map((name) => `\tat ${name}`),
        { maxLength: 3 },
      ),
    }),
    ({ at, more }) => [`${isoSeconds(at)} it failed`, ...more].join('\n'),
    ({ at, more }) => ({ __time__: at, message: [`${isoSeconds(at)} it failed`, ...more].join('\n') }),
  ).filter(({ text: written }) => written.includes('\tat')),
};

/** The laws of text logs, by format. */
export const logLaws: Readonly<Record<string, readonly FormatLaw[]>> = {
  access: [access, accessOfFormat],
  logfmt: [logfmt],
  syslog: [syslog3164, syslog5424],
  w3c: [w3c],
  elb: [elb],
  cri: [cri],
  docker: [docker],
  pattern: [pattern],
  text: [text],
  entries: [entries],
};

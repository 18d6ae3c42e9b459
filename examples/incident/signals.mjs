// The metrics and traces of the requests of an access log, as an API server and its collector would write them: the same fault in three signals.
import { generateRequests, randomFrom } from '../story/generate.mjs';

/**
 * Yields lines of the three signals of one cluster, in the order of their times: `log` as NDJSON, `metrics` as Prometheus scrapes of every second minute,
 * `traces` as OTLP JSON of every so many requests.
 * @param {import('../story/generate.mjs').LogOptions & { sampled?: number }} options
 */
export function* generateSignals({ sampled = 150, ...options } = {}) {
  const random = randomFrom((options.seed ?? 7) + 1);
  const totals = new Map();
  let scrape;
  let count = 0;
  yield { signal: 'metrics', line: '# TYPE apiserver_request_total counter' };
  for (const { request, moment, slow } of generateRequests(options)) {
    const now = Math.floor(moment / interval);
    scrape ??= now;
    for (; scrape < now; scrape++) yield* scraped(totals, (scrape + 1) * interval);
    yield { signal: 'log', line: JSON.stringify(request) };
    const series = `apiserver_request_total{verb="${request.verb}",resource="${request.objectRef.resource}",instance="10.0.0.1:6443"}`;
    totals.set(series, (totals.get(series) ?? 0) + 1);
    // A watch lasts as long as its client likes, which says nothing of the server.
    if (request.verb !== 'WATCH' && ++count % sampled === 0) yield { signal: 'traces', line: traceOf(request, moment, slow, random) };
  }
  if (scrape !== undefined) yield* scraped(totals, (scrape + 1) * interval);
}

/** Milliseconds between two scrapes. */
const interval = 120_000;

function* scraped(totals, time) {
  for (const [series, total] of totals) yield { signal: 'metrics', line: `${series} ${total} ${time}` };
}

/** The part of a request that etcd answers; what slows the fault's requests down is all there. */
const etcdShare = 0.45;
const slowness = 2.2;

/** A trace of one request: it is authenticated and authorized, etcd is asked, and the answer is written. */
function traceOf({ verb, requestURI, objectRef, code, latency }, moment, slow, random) {
  const hex = (digits) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const traceId = hex(32);
  const length = latency * 1000;
  const usual = slow ? length / slowness : length;
  const etcd = length - usual * (1 - etcdShare);
  const nanos = (ms) => String(BigInt(Math.round(ms * 1000)) * 1000n);
  const span = (name, kind, parentSpanId, from, duration, attributes = {}) => ({
    traceId,
    spanId: hex(16),
    parentSpanId,
    name,
    kind,
    startTimeUnixNano: nanos(moment + from),
    endTimeUnixNano: nanos(moment + from + duration),
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: String(value) } })),
    status: { code: code >= 500 ? 2 : 0 },
  });
  const root = span(`${verb} ${objectRef.resource}`, 2, '', 0, length, { 'url.path': requestURI, 'http.response.status_code': code });
  const asked = usual * 0.2;
  const call = span('etcd', 3, root.spanId, asked, etcd);
  const server = [
    root,
    span('authenticate', 1, root.spanId, 0, usual * 0.05),
    span('authorize', 1, root.spanId, usual * 0.05, usual * 0.1),
    call,
    span('write the answer', 1, root.spanId, asked + etcd, length - asked - etcd),
  ];
  const store = [span(['GET', 'LIST'].includes(verb) ? 'range' : 'txn', 2, call.spanId, asked + etcd * 0.02, etcd * 0.96)];
  const of = (service, spans) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [{ spans }],
  });
  return JSON.stringify({ resourceSpans: [of('kube-apiserver', server), of('etcd', store)] });
}

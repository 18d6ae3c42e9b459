// What one asks of metrics and traces when the log has told when it was, as functions: what the demo prints and what the tests check.

/** The requests per second of the whole server, by six minutes. */
export const totalRateQuery = `* | where __name__ = 'apiserver_request_total'
  | make-series per_second = rate(__value__, __time_nano__, __labels__, 6m) on __time_nano__ step '6m'
  | project ts = __time_nano__, per_second`;

/** The requests per second by verb and resource, before a stretch and in it; what moved most is first. */
export const partRateQuery = (begin, end) => `* | where __name__ = 'apiserver_request_total'
  | extend ts = __time_nano__, verb = __labels__['verb'], resource = __labels__['resource']
  | stats before = rate(__value__, ts, __labels__) filter (where ts <= ${begin}),
          inside = rate(__value__, ts, __labels__) filter (where ts > ${begin} and ts <= ${end}) by verb, resource
  | extend more = inside - before
  | sort more desc | limit 5
  | project verb, resource, before = round(before, 2), inside = round(inside, 2), times = round(inside / before, 1)`;

const spans = `* | extend startTime = __time__ * 1000000000 + __time_ns_part__
  | extend endTime = startTime + duration`;

/** How long requests took, outside of a stretch and in it, in milliseconds. */
export const durationQuery = (begin, end) => `${spans}
  | where parentSpanId = ''
  | stats traces = count(1), p50 = percentile(duration / 1e6, 0.5), p99 = percentile(duration / 1e6, 0.99)
    by during = if(startTime >= ${begin} and startTime <= ${end}, 'the stretch', 'the rest')
  | sort during desc
  | project during, traces, p50 = round(p50, 1), p99 = round(p99, 1)`;

/** Where the time of a request goes that cannot be saved by doing things side by side: milliseconds of the critical path per request, by service and span. */
export const pathQuery = (begin, end) => `${spans}
  | make-trace traceId=traceId, spanId=spanId, parentSpanId=parentSpanId, statusCode=statusCode, startTime=startTime, endTime=endTime, service=service, name=name
  | extend inside = traceRow.spanList[1].startTime >= ${begin} and traceRow.spanList[1].startTime <= ${end}
  | extend section = trace_critical_path(traceRow.spanList)
  | unnest section
  | extend span = traceRow.spanList[section.span_index]
  | extend name = if(span.parentSpanId = '', 'the request itself', span.name)
  | stats usual = sum(section.duration) filter (where not inside) / 1e6 / count(distinct traceRow.traceId) filter (where not inside),
          during = sum(section.duration) filter (where inside) / 1e6 / count(distinct traceRow.traceId) filter (where inside)
    by service = span.service, name
  | extend more = during - usual
  | sort more desc
  | project service, name, usual = round(usual, 2), during = round(during, 2)`;

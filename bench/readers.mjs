// npm run bench:readers -- [--rows 100000]: what each reader reads per second of processor time, on lines that are made here, beside DuckDB (one thread) where it reads
// the same file. Values vary as those of logs do: a hundred agents, thousands of paths, numbers that are seldom the same.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readArrow, writeArrow } from '../dist/arrow.js';
import { readLogs } from '../dist/formats.js';
import { readParquet, writeParquet } from '../dist/parquet.js';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' } } });
const count = Number(values.rows);
const start = Date.UTC(2026, 0, 2, 3, 4, 5);
const two = (n) => String(n).padStart(2, '0');
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const rows = Array.from({ length: count }, (_, i) => {
  const date = new Date(start + i * 7);
  const seed = (i * 7919) % 1_000_003;
  return {
    i,
    iso: date.toISOString(),
    clock: `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`,
    clf: `${two(date.getUTCDate())}/${months[date.getUTCMonth()]}/2026:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`,
    epoch: date.getTime() / 1000,
    ip: `10.${i % 4}.${i % 250}.${seed % 199}`,
    verb: ['GET', 'GET', 'GET', 'POST', 'PUT'][seed % 5],
    path: `/api/v1/namespaces/team-${seed % 300}/pods/pod-${seed % 20_000}`,
    code: seed % 50 === 0 ? 503 : 200,
    size: seed,
    latency: seed / 1e6,
    agent: `agent-${seed % 97}/1.28.${seed % 7} (linux/amd64)`,
    level: ['info', 'info', 'info', 'warn', 'error'][seed % 5],
    trace: seed.toString(16).padStart(32, '0'),
    span: i.toString(16).padStart(16, '0'),
  };
});
const text = (line) => `${rows.map(line).join('\n')}\n`;
const message = (row) => `request ${row.verb} ${row.path} took ${row.latency} s and gave ${row.code}`;
const json = (make) => text((row) => JSON.stringify(make(row)));
const nanos = (row) => `${start + row.i * 7}000000`;
const otlp = (name, list, inner) =>
  text((row) =>
    JSON.stringify({
      [name]: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] }, [inner]: [list(row)] }],
    }),
  );
const klogLine = (row) =>
  `${row.level === 'error' ? 'E' : 'I'}0102 ${row.clock}.${String(row.i % 1e6).padStart(6, '0')}       1 httplog.go:132] "HTTP" verb="${row.verb}" URI="${row.path}" latency="${row.latency}s" resp=${row.code}`;

const inputs = {
  ndjson: json((row) => ({ ...row, i: undefined })),
  jsonlog: json((row) => ({ ts: row.iso, level: row.level, msg: message(row), path: row.path, code: row.code })),
  ecs: json((row) => ({
    '@timestamp': row.iso,
    'ecs.version': '8.11',
    log: { level: row.level },
    message: message(row),
    'http.response.status_code': row.code,
  })),
  journald: json((row) => ({
    __REALTIME_TIMESTAMP: `${start + row.i * 7}000`,
    MESSAGE: message(row),
    PRIORITY: '6',
    _PID: String(row.i % 999),
    _SYSTEMD_UNIT: 'shop.service',
  })),
  csv: `iso,ip,verb,path,code,size,latency,agent\n${text((row) => [row.iso, row.ip, row.verb, row.path, row.code, row.size, row.latency, row.agent].join(','))}`,
  access: text((row) => `${row.ip} - - [${row.clf}] "${row.verb} ${row.path} HTTP/1.1" ${row.code} ${row.size} "-" "${row.agent}"`),
  logfmt: text((row) => `ts=${row.iso} level=${row.level} msg="${message(row)}" path=${row.path} code=${row.code} latency=${row.latency}`),
  syslog: text((row) => `<134>1 ${row.iso} web-${row.i % 9} shop ${row.i % 999} - - ${message(row)}`),
  klog: text(klogLine),
  cri: text((row) => `${row.iso.replace('Z', '123456Z')} stderr F ${klogLine(row)}`),
  docker: json((row) => ({ log: `${message(row)}\n`, stream: 'stdout', time: row.iso })),
  w3c: `#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes time-taken\n${text((row) => `2026-01-02 ${row.clock} ${row.ip} ${row.verb} ${row.path} ${row.code} ${row.size} ${row.i % 900}`)}`,
  loki: json((row) => ({ streams: [{ stream: { app: 'shop' }, values: [[nanos(row), message(row)]] }] })),
  entries: text((row) => `${row.iso.replace('T', ' ').replace('Z', '')} ${row.level.toUpperCase()} [worker-${row.i % 9}] ${message(row)}`),
  prometheus: `# TYPE requests_total counter\n${text((row) => `requests_total{verb="${row.verb}",path="${row.path}",code="${row.code}"} ${row.size} ${start + row.i * 7}`)}`,
  'otlp-logs': otlp(
    'resourceLogs',
    (row) => ({
      logRecords: [{ timeUnixNano: nanos(row), severityText: row.level, body: { stringValue: message(row) }, traceId: row.trace }],
    }),
    'scopeLogs',
  ),
  'otlp-traces': otlp(
    'resourceSpans',
    (row) => ({
      spans: [
        {
          traceId: row.trace,
          spanId: row.span,
          name: row.verb,
          kind: 2,
          startTimeUnixNano: nanos(row),
          endTimeUnixNano: `${start + row.i * 7 + 5}000000`,
        },
      ],
    }),
    'scopeSpans',
  ),
  'otlp-metrics': otlp(
    'resourceMetrics',
    (row) => ({
      metrics: [
        {
          name: 'requests',
          gauge: {
            dataPoints: [
              { timeUnixNano: nanos(row), asDouble: row.latency, attributes: [{ key: 'verb', value: { stringValue: row.verb } }] },
            ],
          },
        },
      ],
    }),
    'scopeMetrics',
  ),
  jaeger: JSON.stringify({
    data: [
      {
        traceID: rows[0].trace,
        processes: { p1: { serviceName: 'shop', tags: [] } },
        spans: rows.map((row) => ({
          traceID: rows[0].trace,
          spanID: row.span,
          operationName: row.verb,
          references: [],
          startTime: (start + row.i * 7) * 1000,
          duration: row.size,
          processID: 'p1',
          tags: [{ key: 'http.status_code', type: 'int64', value: row.code }],
        })),
      },
    ],
  }),
  text: text((row) => `${message(row)} by ${row.agent}`),
};

async function secondsOf(work, times = 3) {
  let best = Number.POSITIVE_INFINITY;
  let result;
  for (let i = 0; i < times; i++) {
    const before = process.cpuUsage();
    result = await work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1e6);
  }
  return { best, result };
}

const folder = mkdtempSync(join(tmpdir(), 'readers-'));
const { DuckDBInstance } = await import('@duckdb/node-api');
const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
const theirs = { ndjson: 'read_json', csv: 'read_csv', jsonlog: 'read_json', parquet: 'read_parquet' };

async function measure(format, bytes, read) {
  const { best, result } = await secondsOf(() => read(bytes));
  const size = bytes.length / 1e6;
  const found = result.files[0].format;
  let beside = '';
  if (theirs[format]) {
    const path = join(folder, `x.${format}`);
    writeFileSync(path, bytes);
    const duck = await secondsOf(() => connection.run(`CREATE OR REPLACE TABLE t AS SELECT * FROM ${theirs[format]}('${path}')`));
    beside = `${(size / duck.best).toFixed(0)} MB/s`;
  }
  console.log(
    `| ${found === format ? format : `${format} (read as ${found})`} | ${size.toFixed(1)} MB | ${result.rowCount} | ${(size / best).toFixed(0)} MB/s | ${(result.rowCount / best / 1000).toFixed(0)} | ${beside} |`,
  );
  return result;
}

console.log('| Format | size | rows | read | thousand rows/s | DuckDB |\n| --- | ---: | ---: | ---: | ---: | ---: |');
for (const [format, content] of Object.entries(inputs))
  await measure(format, new TextEncoder().encode(content), (input) => readLogs({ name: 'x', input }, { onError: 'skip' }));
const table = await readLogs({ name: 'x.ndjson', input: inputs.ndjson });
await measure('parquet', writeParquet(table), (input) => readParquet({ name: 'x.parquet', input }));
await measure('arrow', writeArrow(table), (input) => readArrow({ name: 'x.arrow', input }));
rmSync(folder, { recursive: true });

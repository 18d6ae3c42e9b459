// Measures how fast files are read: `npm run bench:ingest [FILE…]`. Without files it makes 200,000 rows of access logs as NDJSON, CSV and audit events.
// CPU time, so that other work on the machine counts little; MB/s are bytes of the file per second of CPU.
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readLogs } from '../dist/formats.js';

const rowCount = 200_000;
const verbs = ['get', 'list', 'watch', 'update', 'patch'];
const given = process.argv.slice(2);
const folder = given.length === 0 ? mkdtempSync(join(tmpdir(), 'ingest-')) : undefined;

function* samples() {
  const rows = Array.from({ length: rowCount }, (_, i) => ({
    __time__: 1763618400 + (i >> 6),
    userAgent: `agent-${i % 97}/v1.28.${i % 7} (linux/amd64) kubernetes/1a32f80`,
    verb: verbs[(i * 7) % 5],
    objectRef: JSON.stringify({ resource: 'pods', namespace: `team-${i % 300}`, name: `pod-${(i * 7919) % 50_000}`, apiVersion: 'v1' }),
    requestURI: `/api/v1/namespaces/team-${i % 300}/pods/pod-${(i * 7919) % 50_000}`,
    code: i % 50 === 0 ? 404 : 200,
    latency: ((i * 7919) % 1_000_003) / 1e6,
    sourceIP: `10.${i % 4}.${i % 250}.${i % 199}`,
  }));
  yield ['logs.ndjson', rows.map((row) => JSON.stringify(row))];
  const quoted = (value) => (/[",]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  yield ['logs.csv', [Object.keys(rows[0]).join(','), ...rows.map((row) => Object.values(row).map(quoted).join(','))]];
  const event = (row, i) => ({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `36cfcbe3-d76a-4a4d-b251-${String(i).padStart(12, '0')}`,
    stage: 'ResponseComplete',
    requestURI: row.requestURI,
    verb: row.verb,
    user: { username: `system:node:${i % 500}`, groups: ['system:nodes', 'system:authenticated'] },
    sourceIPs: [row.sourceIP],
    userAgent: row.userAgent,
    objectRef: JSON.parse(row.objectRef),
    responseStatus: { metadata: {}, code: row.code },
    requestReceivedTimestamp: new Date((row.__time__ - 1) * 1000).toISOString().replace('Z', '487Z'),
    stageTimestamp: new Date(row.__time__ * 1000).toISOString().replace('Z', '231Z'),
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
  });
  yield ['audit.log', rows.map((row, i) => JSON.stringify(event(row, i)))];
}

const paths = [...given];
if (folder)
  for (const [name, lines] of samples()) {
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
    paths.push(join(folder, name));
  }
for (const path of paths) {
  const megabytes = statSync(path).size / 1e6;
  let best = Number.POSITIVE_INFINITY;
  let table;
  let memory = 0;
  for (let run = 0; run < 3; run++) {
    table = undefined;
    globalThis.gc?.();
    const before = process.memoryUsage();
    const start = process.cpuUsage();
    table = await readLogs({ name: path, input: createReadStream(path, { highWaterMark: 1 << 20 }) });
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1e6);
    globalThis.gc?.();
    const after = process.memoryUsage();
    if (run === 0) memory = (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / 1e6;
  }
  const [{ format }] = table.files;
  console.log(
    `${basename(path)} (${format}): ${megabytes.toFixed(0)} MB, ${table.rowCount} rows, ${best.toFixed(2)} s of CPU, ${(megabytes / best).toFixed(0)} MB/s, table ${memory.toFixed(0)} MB`,
  );
}
if (folder) rmSync(folder, { recursive: true });

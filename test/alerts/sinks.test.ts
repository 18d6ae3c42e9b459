import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AlertEvent } from '../../src/alerts/event.ts';
import { alertOf, sinkOf } from '../../src/alerts/sinks.ts';

const event = (n: number, state: AlertEvent['state'] = 'firing'): AlertEvent => ({
  rule: `rule ${n}`,
  state,
  kind: 'anomaly',
  id: `rule ${n}/1`,
  at: '2025-03-01T10:02:00Z',
  since: '2025-03-01T10:00:00Z',
  ...(state === 'resolved' ? { until: '2025-03-01T10:10:00Z' } : {}),
  summary: 'n is 7',
  causes: [{ attributes: { verb: 'GET' }, filter: "verb = 'GET'", value: 7, expected: 1 }],
  labels: { severity: 'page' },
  annotations: { runbook: 'x' },
});
const quick = { firstWaitMs: 5, maxWaitMs: 10, maxAttempts: 4, timeoutMs: 2000, maxQueue: 5 };
let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** A receiver that answers with codes, one after the other; the last one stays. */
async function receiver(codes: readonly number[]): Promise<{ url: string; bodies: unknown[] }> {
  const bodies: unknown[] = [];
  let asked = 0;
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += String(part);
    });
    request.on('end', () => {
      bodies.push(JSON.parse(text));
      response.statusCode = codes[Math.min(asked++, codes.length - 1)]!;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, bodies };
}

describe('events', () => {
  it('are lines of a file, and of standard output', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'logflume-sinks-'));
    const lines: string[] = [];
    const file = sinkOf(
      { kind: 'file', path: join(folder, 'e.ndjson') },
      (line) => lines.push(line),
      () => {},
    );
    const output = sinkOf(
      { kind: 'stdout' },
      (line) => lines.push(line),
      () => {},
    );
    for (const sink of [file, output]) for (const n of [1, 2]) sink.send(event(n));
    await file.flush(1000);
    expect(readFileSync(join(folder, 'e.ndjson'), 'utf8')).toBe(`${JSON.stringify(event(1))}\n${JSON.stringify(event(2))}\n`);
    expect(lines).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });

  it('are posted in order, again where the receiver fails, and not where it does not understand', async () => {
    const problems: string[] = [];
    const { url, bodies } = await receiver([503, 429, 200, 400, 200]);
    const sink = sinkOf(
      { kind: 'webhook', url, shape: 'event', headers: {} },
      () => {},
      (problem) => problems.push(problem),
      quick,
    );
    for (const n of [1, 2, 3]) sink.send(event(n));
    await sink.flush(5000);
    expect(bodies.map((body) => (body as AlertEvent).rule)).toEqual(['rule 1', 'rule 1', 'rule 1', 'rule 2', 'rule 3']);
    expect(problems).toEqual([`${url}: the answer is 400; rule 2 (firing) is given up`]);
  });

  it('wait in a bounded queue, of which the oldest are dropped', async () => {
    const problems: string[] = [];
    const { url } = await receiver([500]);
    const sink = sinkOf(
      { kind: 'webhook', url, shape: 'event', headers: {} },
      () => {},
      (problem) => problems.push(problem),
      { ...quick, maxAttempts: 1000 },
    );
    for (let n = 1; n <= 8; n++) sink.send(event(n));
    await sink.flush(100);
    expect(problems).toEqual([
      ...[1, 2, 3].map((n) => `${url}: too many events wait, rule ${n} (firing) is dropped`),
      `${url}: 5 events were not delivered`,
    ]);
  });

  it('have the shape that Alertmanager takes', async () => {
    const { url, bodies } = await receiver([200]);
    const sink = sinkOf(
      { kind: 'webhook', url, shape: 'alertmanager', headers: {} },
      () => {},
      () => {},
      quick,
    );
    sink.send(event(1));
    await sink.flush(5000);
    sink.repeat!(event(1));
    await sink.flush(5000);
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toEqual([
      {
        labels: { alertname: 'rule 1', kind: 'anomaly', severity: 'page' },
        annotations: { summary: 'n is 7', cause: "verb = 'GET'", runbook: 'x' },
        startsAt: '2025-03-01T10:00:00Z',
      },
    ]);
    expect(alertOf(event(1, 'resolved'))).toMatchObject({ endsAt: '2025-03-01T10:10:00Z' });
  });
});

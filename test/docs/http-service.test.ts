import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleTables } from '../../examples/http-service/sample.mjs';
import { createService } from '../../examples/http-service/service.mjs';

const service = createService(sampleTables(2000));
let port: number;

beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  port = (service.address() as AddressInfo).port;
});

afterAll(() => new Promise((resolve) => service.close(resolve)));

async function ask(body: string): Promise<{ status: number; answer: Record<string, unknown> }> {
  const response = await fetch(`http://127.0.0.1:${port}/query`, { method: 'POST', body });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

const long = '* | limit 1 | extend a = repeat(1, 10000) | unnest a | extend b = repeat(1, 10000) | unnest b | stats n = count(1)';

describe('examples/http-service', () => {
  it('answers a query with its rows', async () => {
    const { status, answer } = await ask(
      JSON.stringify({ query: '* | where code >= ?least | stats n = count(1)', params: { least: 200 } }),
    );
    expect({ status, rows: answer.rows }).toEqual({ status: 200, rows: [{ n: 2000 }] });
  });

  it('says what is wrong with a query or a body', async () => {
    expect(await ask(JSON.stringify({ query: '* | limt 1' }))).toMatchObject({
      status: 400,
      answer: { error: expect.stringContaining('limt') },
    });
    expect(await ask('no JSON')).toMatchObject({ status: 400 });
    expect(await ask(JSON.stringify({ query: 5 }))).toMatchObject({ status: 400, answer: { error: "'query' must be a string" } });
    expect(await ask('a'.repeat(300_000))).toMatchObject({ status: 400, answer: { error: expect.stringContaining('larger') } });
  });

  it('ends a query whose cell takes long, and answers others', async () => {
    const cell = 'reduce(sequence(1, 10000), 0, (s, a) -> s + reduce(sequence(1, 10000), 0, (s, b) -> s + b))';
    const { status, answer } = await ask(JSON.stringify({ query: `* | limit 1 | extend a = if(latency > 5, 0, ${cell})` }));
    expect({ status, error: answer.error }).toEqual({ status: 400, error: expect.stringContaining('SPL4019') });
    expect(await ask(JSON.stringify({ query: '* | limit 1' }))).toMatchObject({ status: 200 });
  });

  it('stops the query of a client that leaves', async () => {
    const body = JSON.stringify({ query: long });
    const ended = new Promise<string>((resolve) => {
      const sent = request({ port, host: '127.0.0.1', method: 'POST', path: '/query' }, (response) => resolve(String(response.statusCode)));
      sent.on('error', () => resolve('left'));
      sent.end(body);
      setTimeout(() => sent.destroy(), 200);
    });
    expect(await ended).toBe('left');
    // Were it still running, an ordinary query would have to take turns with it.
    const started = performance.now();
    for (let i = 0; i < 20; i++) expect((await ask(JSON.stringify({ query: '* | stats n = count(1) by verb' }))).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

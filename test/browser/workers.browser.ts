import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chromium } from './chromium.ts';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

// A page of the published package. What is sent to workers is counted on the way.
const page = `<!doctype html><script type="module">
  let jobs = 0;
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message) {
    if (message.kind === 'run') jobs++;
    return postMessage.call(this, message);
  };
  async function report() {
    const { createEngine, dictionary, Table } = await import('/dist/index.js');
    const rows = 300000;
    const codes = Int32Array.from({ length: rows }, (_, i) => (i * 7919) % 5 - 1);
    const logs = Table.fromColumns({ verb: dictionary(codes, ['GET', 'PUT', 'LIST', 'POST']), ms: Float64Array.from(codes, (code, i) => (code * i) / 7) });
    const engine = createEngine({ tables: { logs }, workers: 2 });
    const query = '* | where ms > 3 | stats n = count(1), total = sum(ms), p = p95(ms), m = max(ms) by lower(verb)';
    const expected = JSON.stringify(engine.querySync(query));
    const actual = JSON.stringify(await engine.query(query));
    const again = JSON.stringify(await engine.query(query));
    await engine.close();
    return { isolated: crossOriginIsolated, same: actual === expected && again === expected && expected.includes('list'), jobs };
  }
  globalThis.report = report();
</script>`;

const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

describe('workers in a page', () => {
  let server: Server;
  let chromium: Chromium;

  beforeAll(async () => {
    server = createServer(({ url = '/' }, response) => {
      const headers = url.startsWith('/open') ? {} : isolation;
      if (!url.startsWith('/dist/')) return void response.writeHead(200, { ...headers, 'Content-Type': 'text/html' }).end(page);
      response.writeHead(200, { ...headers, 'Content-Type': 'text/javascript' });
      response.end(readFileSync(join(dist, normalize(url.slice('/dist'.length)))));
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    chromium = new Chromium();
  });
  afterAll(async () => {
    await chromium.close();
    server.close();
  });

  const reportOf = (path: string) => chromium.promiseIn(`http://localhost:${(server.address() as AddressInfo).port}${path}`, 'report');

  it('aggregate as one thread does, where the page is isolated', async () => {
    expect(await reportOf('/isolated')).toEqual({ isolated: true, same: true, jobs: 4 });
  });

  it('are not asked where it is not, and the answers are the same', async () => {
    expect(await reportOf('/open')).toEqual({ isolated: false, same: true, jobs: 0 });
  });
});

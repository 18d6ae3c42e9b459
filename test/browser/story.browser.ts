import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateLog, leaseSurge } from '../../examples/story/generate.mjs';
import { Chromium } from './chromium.ts';
import { type Study, study } from './study.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const log = [...generateLog({ lines: 20_000, seed: 7, faults: [{ ...leaseSurge, factor: 20 }] })].join('\n');
const files = new Map<string, { readonly type: string; readonly body: string }>([
  ['/', { type: 'text/html', body: '<!doctype html><title>story</title><script type="module" src="/page.js"></script>' }],
  ['/log.js', { type: 'text/javascript', body: `export const log = ${JSON.stringify(log)};` }],
]);
let server: Server;
let browser: Chromium;

/** The published files instead of the sources they are made of. */
const published: Plugin = {
  name: 'published',
  setup({ onResolve }) {
    onResolve({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
      path: join(root, 'build', path.replace(/^.*\/src\//, '').replace(/ts$/, 'js')),
    }));
  },
};

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'test/browser/page.ts')],
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    outdir: '/',
    write: false,
    external: ['./log.js'],
    plugins: [published],
  });
  for (const { path, text } of outputFiles) files.set(path, { type: 'text/javascript', body: text });
  server = createServer(({ url }, response) => {
    const file = files.get(url ?? '');
    response.writeHead(file ? 200 : 404, {
      'content-type': `${file?.type ?? 'text/plain'}; charset=utf-8`,
      'content-security-policy': "default-src 'none'; script-src 'self'",
    });
    response.end(file?.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = new Chromium();
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** Numbers may differ in their last digits: sines and powers are computed by another version of V8. */
function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner) => (typeof inner === 'number' ? Number(inner.toPrecision(9)) : inner));
}

it('finds the same in a browser under a strict policy as in Node', async () => {
  const { port } = server.address() as AddressInfo;
  const answer = await browser.promiseIn(`http://127.0.0.1:${port}/`, 'report');
  const { found, broken, evalIsRefused } = answer as { found: Study; broken: string[]; evalIsRefused: boolean };
  const expected = await study(log);
  expect(expected.cause.attrs[0]).toEqual({ verb: 'GET', resource: 'leases' });
  expect({ evalIsRefused, broken }).toEqual({ evalIsRefused: true, broken: [] });
  expect(rounded(found)).toEqual(rounded(expected));
});

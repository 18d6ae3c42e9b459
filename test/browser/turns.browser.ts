import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chromium } from './chromium.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = '<!doctype html><title>turns</title><script type="module" src="/turns-page.js"></script>';

interface Report {
  readonly visibility: string;
  readonly violations: readonly string[];
  readonly isEvalRefused: boolean;
  readonly answered: {
    readonly answer: unknown;
    readonly took: number;
    readonly timers: number;
    readonly messages: number;
    readonly wait: number;
  };
  readonly stopped: { readonly code: string; readonly late: number };
  readonly inWorker?: { readonly code: string; readonly late: number };
}

describe("a page under the policy default-src 'self'", () => {
  let server: Server;
  let chromium: Chromium;

  beforeAll(async () => {
    server = createServer(({ url = '/' }, response) => {
      const headers = { 'Content-Security-Policy': "default-src 'self'" };
      if (!url.endsWith('.js')) return void response.writeHead(200, { ...headers, 'Content-Type': 'text/html' }).end(page);
      const file = join(root, url.startsWith('/dist/') ? '' : 'test/browser', normalize(url));
      response.writeHead(200, { ...headers, 'Content-Type': 'text/javascript' }).end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    chromium = new Chromium();
  });
  afterAll(async () => {
    await chromium.close();
    server.close();
  });

  const reportOf = async (hidden: boolean): Promise<Report> => {
    const url = `http://localhost:${(server.address() as AddressInfo).port}/${hidden ? '#hidden' : ''}`;
    return (await chromium.promiseIn(url, 'report', { hidden })) as Report;
  };
  /** Tests share the machine, and a browser has processes of its own. */
  const slack = 4;

  it('runs queries, lets others run beside them, and cancels them here and in a worker', async () => {
    const { visibility, violations, isEvalRefused, answered, stopped, inWorker } = await reportOf(false);
    expect({ visibility, violations, isEvalRefused }).toEqual({ visibility: 'visible', violations: [], isEvalRefused: true });
    expect(answered.answer).toBe(9_000_000);
    expect(answered.wait).toBeLessThan(60 * slack);
    expect(stopped.code).toBe('SPL4013');
    expect(stopped.late).toBeLessThan(50 * slack);
    expect(inWorker!.code).toBe('SPL4013');
    expect(inWorker!.late).toBeLessThan(50 * slack);
  });

  it('goes on in a hidden tab, whose timers wait for a second', async () => {
    const seen = await reportOf(false);
    const { visibility, answered, stopped } = await reportOf(true);
    expect(visibility).toBe('hidden');
    expect(answered.answer).toBe(9_000_000);
    expect(answered.timers).toBeLessThan(answered.messages / 2);
    expect(answered.wait).toBeLessThan(60 * slack);
    expect(answered.took).toBeLessThan(slack * seen.answered.took);
    expect(stopped.code).toBe('SPL4013');
    expect(stopped.late).toBeLessThan(50 * slack);
  });
});

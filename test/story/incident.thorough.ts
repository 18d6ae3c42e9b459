import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateSignals } from '../../examples/incident/signals.mjs';
import { leaseSurge } from '../../examples/story/generate.mjs';

it('the program of the incident tells it of files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'logflume-incident-'));
  try {
    const lines = { log: [] as string[], metrics: [] as string[], traces: [] as string[] };
    for (const { signal, line } of generateSignals({ lines: 40_000, sampled: 40, faults: [{ ...leaseSurge, factor: 20 }] }))
      lines[signal].push(line);
    const paths = (['log', 'metrics', 'traces'] as const).map((signal) => {
      const path = join(folder, { log: 'access.ndjson', metrics: 'apiserver.prom', traces: 'traces.jsonl' }[signal]);
      writeFileSync(path, `${lines[signal].join('\n')}\n`);
      return path;
    });
    const run = (args: readonly string[]) => spawnSync(process.execPath, ['examples/incident/incident.mjs', ...args], { encoding: 'utf8' });
    const { status, stdout, stderr } = run(paths);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^# From .* to .*\n\n- verb = 'GET' and resource = 'leases': \d+ requests a minute where \d+ were expected\n/);
    expect(stdout).toMatch(/## Requests per second, by the metrics\n\n.*\n.*\n\| GET \| leases \|/);
    expect(stdout).toMatch(/## Milliseconds of the critical path per request\n\n.*\n.*\n\| etcd \|/);
    expect(run(paths.slice(1))).toMatchObject({ status: 2, stderr: expect.stringContaining('usage:') });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

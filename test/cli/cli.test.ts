import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runIn } from '../kit/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'logflume-cli-'));
const run = (args: readonly string[]) => runIn(folder, args);

beforeAll(() => {
  const rows = [
    { verb: 'GET', code: 200, latency: 0.5 },
    { verb: 'LIST', code: 404, latency: 1.5 },
    { verb: 'GET', code: 500, latency: 2.5 },
  ];
  writeFileSync(join(folder, 'a.ndjson'), rows.map((row) => JSON.stringify(row)).join('\n'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('logflume <query> <file>', () => {
  it('prints a table', () => {
    const { status, stdout, stderr } = run(['* | where code >= 400 | project verb, code, latency', 'a.ndjson']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe('verb  code  latency\n────  ────  ───────\nLIST   404      1.5\nGET    500      2.5\n2 rows\n');
  });

  it('answers mistakes with carets and an exit code', () => {
    const wrong = run(['* | where cod = 1', 'a.ndjson']);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toBe(
      "error[SPL2001]: unknown column 'cod'\n --> 1:11\n  |\n1 | * | where cod = 1\n  |           ^^^\n  = help: did you mean 'code'? the columns here are verb, code, latency\n",
    );
    expect(run(['*', '--frmat', 'x']).status).toBe(2);
    expect(run([]).status).toBe(2);
    expect(run(['*', 'a.ndjson', '--format', 'xml']).stderr).toContain('--format must be one of table, json');
    expect(run(['*', 'a.ndjson', '--window', '5']).status).toBe(2);
    expect(run(['--help']).stdout).toContain('Usage: logflume');
    expect(run(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

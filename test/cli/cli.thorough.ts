import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateLog, leaseSurge } from '../../examples/story/generate.mjs';
import { causeQuery, rateQuery, worstStretch } from '../../examples/story/story.mjs';
import { runIn } from '../kit/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'logflume-cli-'));
const file = (name: string): string => join(folder, name);

const lines = [
  { __time__: 1734398340, verb: 'GET', objectRef: { resource: 'pods' }, code: 200, latency: 0.5 },
  { __time__: 1734398400, verb: 'LIST', objectRef: { resource: 'leases' }, code: 404, latency: 1.5 },
  { __time__: 1734398460, verb: 'GET', objectRef: { resource: 'leases' }, code: 500, latency: 2.5 },
].map((row) => JSON.stringify(row));

beforeAll(() => {
  writeFileSync(file('a.ndjson'), lines.join('\n'));
  writeFileSync(file('b.ndjson.gz'), gzipSync(lines.slice(0, 1).join('\n')));
  writeFileSync(file('broken.ndjson'), `${lines[0]}\nnonsense\n${lines[1]!.slice(0, 30)}`);
  writeFileSync(
    file('binary.log'),
    Uint8Array.from({ length: 1000 }, (_, i) => i % 256),
  );
  writeFileSync(file('damaged.log.gz'), gzipSync(lines.join('\n')).subarray(0, 40));
  writeFileSync(file('empty.log'), '');
  writeFileSync(file('q.spl'), '* | stats n = count(1)');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (args: readonly string[], input?: string) => runIn(folder, args, input);

describe('logflume fmt and fix', () => {
  it('lay out query files and keep their comments', () => {
    writeFileSync(file('long.spl'), '* | WHERE code>=400   -- failures only\n| stats n=count(1) by verb');
    const laidOut = '*\n  | where code >= 400  -- failures only\n  | stats n = count(1) by verb\n';
    expect(run(['fmt', 'long.spl']).stdout).toBe(laidOut);
    expect(run(['fmt', 'long.spl', '--check'])).toMatchObject({ status: 1, stdout: 'long.spl\n' });
    expect(run(['fmt', 'long.spl', '--write'])).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(file('long.spl'), 'utf8')).toBe(laidOut);
    expect(run(['fmt', 'long.spl', '--check']).status).toBe(0);
  });

  it('apply the fixes that the compiler suggests and show what is left', () => {
    writeFileSync(file('fix.spl'), '* | where verb == "GET" and code > 1 | stats n = cout(1)');
    const { status, stdout, stderr } = run(['fix', 'fix.spl', 'a.ndjson']);
    expect(stdout).toBe("* | where verb == 'GET' and code > 1 | stats n = count(1)");
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    writeFileSync(file('left.spl'), '* | where nothing = 1');
    expect(run(['fix', 'left.spl', 'a.ndjson'])).toMatchObject({ status: 1, stdout: '* | where nothing = 1' });
  });
});

describe('logflume <query> <file>', () => {
  it('prints every other format, to a file if asked', () => {
    const query = "* | limit 1 | project verb, r = json_extract(objectRef, '$'), code";
    expect(JSON.parse(run([query, 'a.ndjson', '--format', 'json']).stdout)).toEqual([{ verb: 'GET', r: { resource: 'pods' }, code: 200 }]);
    expect(run([query, 'a.ndjson', '--format', 'ndjson']).stdout).toBe('{"verb":"GET","r":{"resource":"pods"},"code":200}\n');
    expect(run([query, 'a.ndjson', '--format', 'csv']).stdout).toBe('verb,r,code\nGET,"{""resource"":""pods""}",200\n');
    expect(run([query, 'a.ndjson', '--format', 'markdown', '--output', 'out.md']).stdout).toBe('');
    expect(readFileSync(file('out.md'), 'utf8')).toContain('| GET | {"resource":"pods"} | 200 |');
  });

  it('reads gzip, several files, standard input, other tables and query files', () => {
    expect(run(['* | stats n = count(1)', 'a.ndjson', 'b.ndjson.gz', '--format', 'ndjson']).stdout).toBe('{"n":4}\n');
    expect(run(['* | stats n = count(1)', '-', '--format', 'ndjson'], lines.join('\n')).stdout).toBe('{"n":3}\n');
    expect(run(['$x | stats n = count(1)', '--table', 'x=a.ndjson', '--format', 'ndjson']).stdout).toBe('{"n":3}\n');
    expect(run(['@q.spl', 'a.ndjson', '--format', 'ndjson']).stdout).toBe('{"n":3}\n');
    expect(
      run(['* | limit 1 | project t = from_unixtime(__time__)', 'a.ndjson', '--format', 'ndjson', '--zone', 'Asia/Tokyo']).stdout,
    ).toBe('{"t":"2024-12-17 10:19:00.000"}\n');
    const series = "* | make-series n = count(1) default = '0' on __time__ from 'sls_begin_time' to 'sls_end_time' step '1m' | project n";
    expect(run([series, 'a.ndjson', '--format', 'ndjson', '--window', '2024-12-17 01:18:00..2024-12-17 01:22:00']).stdout).toBe(
      '{"n":[0,1,1,1]}\n',
    );
    expect(
      run(['.let a = * | limit 1; $a; $a | stats n = count(1)', 'a.ndjson', '--format', 'ndjson']).stdout.trim().split('\n'),
    ).toHaveLength(2);
  });

  it('tells the story of the README', () => {
    writeFileSync(file('access.ndjson'), [...generateLog({ lines: 60_000, seed: 7, faults: [{ ...leaseSurge, factor: 20 }] })].join('\n'));
    const rate = JSON.parse(run([rateQuery, 'access.ndjson', '--format', 'ndjson']).stdout);
    const { begin, end } = worstStretch(rate.ts, rate.anomalies_score_series)!;
    const { status, stdout, stderr } = run([causeQuery(begin, end), 'access.ndjson', '--format', 'ndjson']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout).ret).toMatchObject({ attrs: [{ verb: 'GET', resource: 'leases' }] });
  });

  it('shows plans and what operators did', () => {
    expect(run(['* | sort code | limit 1', 'a.ndjson', '--explain']).stdout).toContain('optimized:\nTopN 1 by code');
    expect(run(['* | stats n = count(1)', 'a.ndjson', '--stats']).stderr).toMatch(/Aggregate +3 rows in +1 rows out/);
  });

  it('reads columns that no file has as NULL where asked to', () => {
    const { status, stdout, stderr } = run([
      "* | where level = 'error' or code = 500 | project code, level",
      'a.ndjson',
      '--allow-missing',
      '--format',
      'csv',
    ]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'code,level\n500,\n' });
    expect(stderr).toContain("warning[SPL2009]: column 'level' is in no input and is NULL");
  });

  it('says what is wrong with a file, without a stack trace', () => {
    for (const [name, message] of [
      ['missing.log', 'there is no such file'],
      ['binary.log', 'it is binary, not text'],
      ['damaged.log.gz', 'the gzip data is cut off'],
      ['none*.log', 'no file has such a name'],
    ] as const) {
      const { status, stderr } = run(['*', name]);
      expect({ status, stderr }, name).toEqual({ status: 3, stderr: expect.stringContaining(message) });
      expect(stderr).not.toMatch(/\n\s+at /);
    }
    const broken = run(['* | stats n = count(1)', 'broken.ndjson', '--format', 'ndjson']);
    expect(broken).toMatchObject({ status: 0, stdout: '{"n":1}\n' });
    expect(broken.stderr).toContain('skipped 2 lines: broken.ndjson, line 2: it is not JSON');
    expect(run(['* | stats n = count(1)', 'empty.log']).stderr).toContain('note: empty.log has no rows');
    expect(run(['*', 'missing.log']).stderr).toContain('error[SPL5001]');
    expect(broken.stderr).toContain('warning[SPL5002]');
  });
});

describe('logflume repl', () => {
  it('runs queries over several lines, commands, and goes on after mistakes', () => {
    const input = [
      '.tables',
      '* | where code >= 400',
      '  | stats n = count(1) by verb',
      '* | wher x',
      '.schema',
      '* | stats (',
      'n = count(1)',
      '',
      '* | stats m = count(1);',
      '.save saved.csv',
      '.nothing',
      '.functions split_part',
      '.quit',
    ].join('\n');
    const { status, stdout } = run(['repl', 'a.ndjson'], `${input}\n`);
    expect(status).toBe(0);
    expect(stdout).toContain('$logs  3 rows, 5 columns');
    expect(stdout).toContain('verb  n\n────  ─\nLIST  1\nGET   1\n2 rows');
    expect(stdout).toContain("help: did you mean 'where'?");
    expect(stdout).toContain('objectRef            json');
    expect(stdout).toContain('m\n─\n3\n1 row');
    expect(stdout).toContain("there is no command '.nothing'");
    expect(stdout).toContain('split_part(string, delimiter, index)');
    expect(readFileSync(file('saved.csv'), 'utf8')).toBe('m\n3\n');
  });
});

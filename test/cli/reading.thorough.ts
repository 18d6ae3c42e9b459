import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFiles } from '../../src/cli/files.ts';
import { loadFiles } from '../../src/cli/load.ts';
import { needsOf } from '../../src/cli/needs.ts';
import { commandLine, runIn } from '../kit/command-line.ts';
import { rowsOf } from '../kit/read.ts';

const folder = mkdtempSync(join(tmpdir(), 'logflume-reading-'));
const path = (name: string): string => join(folder, name);
const load = { format: undefined, timeZone: 'UTC', progress: false } as const;

beforeAll(() => {
  mkdirSync(path('logs/old/.git'), { recursive: true });
  writeFileSync(path('logs/a.csv'), 'host,code\na,200\n');
  writeFileSync(path('logs/b.csv'), 'code,host\n500,b\n');
  writeFileSync(path('logs/old/c.ndjson.gz'), gzipSync('{"host":"c","code":1}\n'));
  writeFileSync(path('logs/old/.git/d.csv'), 'host\nhidden\n');
  writeFileSync(path('late.ndjson'), '{"__time__":300}\n{"__time__":200}\n');
  writeFileSync(path('early.ndjson'), '{"__time__":100}\n{"v":1}\n');
  writeFileSync(path('bad.json'), '{"a\nfoo\n');
  writeFileSync(
    path('many.ndjson'),
    Array.from({ length: 30_000 }, (_, i) => `{"n":${i},"text":"line ${i}","late":${i > 20_000 ? 1 : 'null'}}`).join('\n'),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (args: readonly string[], input?: string | Uint8Array) => runIn(folder, args, input);

describe('files that arguments name', () => {
  const found = async (...patterns: string[]) => (await findFiles(patterns.map(path))).map((name) => name.slice(folder.length + 1));

  it('are patterns, folders and files', async () => {
    expect(await found('logs/*.csv')).toEqual(['logs/a.csv', 'logs/b.csv']);
    expect(await found('logs/**/*')).toEqual(['logs/a.csv', 'logs/b.csv', 'logs/old/c.ndjson.gz']);
    expect(await found('logs/[!b].csv')).toEqual(['logs/a.csv']);
    expect(await found('l?gs/{a,b}.csv')).toEqual(['logs/a.csv', 'logs/b.csv']);
    expect(await found('logs/old/*.gz', 'logs/a.csv')).toEqual(['logs/old/c.ndjson.gz', 'logs/a.csv']);
    expect(await found('logs')).toEqual(['logs/a.csv', 'logs/b.csv']);
    expect(await found('logs/*+(1).csv').catch((error: Error) => error.message)).toContain('no file has such a name');
  });

  it('must be there', async () => {
    await expect(findFiles([path('none.csv')])).rejects.toThrow('there is no such file');
    await expect(findFiles([path('logs/*.parquet')])).rejects.toThrow('no file has such a name');
    await expect(findFiles(['* | stats n = count(1)'])).rejects.toMatchObject({
      diagnostics: [{ help: expect.stringContaining('is the query first?') }],
    });
  });
});

describe('tables of files', () => {
  it('have the rows of several files in the order of their times, those without one behind the row before them', async () => {
    const paths = [path('late.ndjson'), path('early.ndjson')];
    const times = async (options: object) => rowsOf(await loadFiles(paths, { ...load, ...options })).map(({ __time__ }) => __time__);
    expect(await times({})).toEqual([100, null, 200, 300]);
  });
});

describe('what a query reads', () => {
  const schema = [
    { name: 'a', type: { kind: 'bigint' } },
    { name: 'b', type: { kind: 'varchar' } },
    { name: 'o', type: { kind: 'json' } },
  ] as const;
  const needs = async (query: string) => (await needsOf(query, new Map([['logs', schema]]), 'UTC', {}))?.get('logs');

  it.each([
    ['* | stats n = count(1)', { columns: [], maxRows: undefined }],
    ['* | stats n = count(1) by b', { columns: ['b'], maxRows: undefined }],
    ['* | where a > 1 | extend x = o.x | project x', { columns: ['a', 'o'], maxRows: undefined }],
    ['a > 1 | project b', { columns: ['a', 'b'], maxRows: undefined }],
    ['* | limit 3', { columns: undefined, maxRows: 3 }],
    ['* | project b | limit 3', { columns: ['b'], maxRows: 3 }],
    ['* | extend c = a + 1 | limit 5 | project c | limit 2', { columns: ['a'], maxRows: 2 }],
    ['* | where a = 1 | limit 3', { columns: undefined, maxRows: undefined, enough: 3 }],
    ['a > 1 | limit 2, 5 | project b', { columns: ['a', 'b'], maxRows: undefined, enough: 5 }],
    ['* | limit 9 | where a = 1 | limit 3', { columns: undefined, maxRows: undefined }],
    ['* | sort a | limit 3', { columns: undefined, maxRows: undefined }],
    ['word | stats n = count(1)', { columns: undefined, maxRows: undefined }],
    ['* | project-away a', { columns: undefined, maxRows: undefined }],
    ['*', { columns: undefined, maxRows: undefined }],
    ['.let x = * | limit 2; $x; $x | stats n = count(1)', { columns: undefined, maxRows: undefined }],
  ])('%s', async (query, expected) => {
    const found = await needs(query);
    expect({ ...found, columns: found?.columns && [...found.columns].sort() }).toEqual(expected);
  });

  it('is everything where a column is not known yet', async () => {
    expect(await needs('* | where late = 1')).toBeUndefined();
  });
});

describe('logflume', () => {
  it('reads a column that only later rows have, and stops where a limit is reached', () => {
    expect(run(['* | where late = 1 | stats n = count(1), m = max(n)', 'many.ndjson', '--format', 'ndjson']).stdout).toBe(
      '{"n":9999,"m":29999}\n',
    );
    const { stdout, stderr } = run(['* | limit 1', 'many.ndjson', '--format', 'ndjson', '--stats']);
    expect(stdout).toBe('{"n":0,"text":"line 0"}\n');
    expect(stderr).toMatch(/Read many\.ndjson \(ndjson\) +[\d.]+ MB +1 rows +[\d.]+ ms/);
  });

  it('reads the first rows where they are enough, and all where they are not', () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `{"n":${i}}`);
    writeFileSync(join(folder, 'long.ndjson'), lines.join('\n'));
    const found = run(['* | where n > 7 | limit 1', 'long.ndjson', '--format', 'ndjson', '--stats']);
    expect(found.stdout).toBe('{"n":8}\n');
    expect(found.stderr).toMatch(/ 50,000 rows/);
    const late = run(['* | where n > 59_990 or n = 2 | limit 2', 'long.ndjson', '--format', 'ndjson', '--stats']);
    expect(late.stdout).toBe('{"n":2}\n{"n":59991}\n');
    expect(late.stderr).toMatch(/ 60,000 rows/);
    const few = run(['* | where n > 100_000 | limit 2', 'long.ndjson', '--format', 'ndjson']);
    expect(few.stdout).toBe('');
  });

  it('reads standard input where no file is given, packed or not', () => {
    expect(run(['* | stats n = count(1)', '--format', 'ndjson'], '{"a":1}\n{"a":2}').stdout).toBe('{"n":2}\n');
    expect(run(['*', '--format', 'csv'], gzipSync('a;b\n1;2\n')).stdout).toBe('a,b\n1,2\n');
    expect(run(['*', 'logs/a.csv', '--format', 'csv'], 'ignored').stdout).toBe('host,code\na,200\n');
  });

  it('reads process substitutions and named pipes', () => {
    const script = `"${process.execPath}" "${commandLine}" '*' <(printf '{"a":1}') --format ndjson; mkfifo pipe; (printf 'a,b\\n1,2\\n' > pipe &); "${process.execPath}" "${commandLine}" '*' pipe --format ndjson`;
    const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: folder });
    expect(stdout).toBe('{"a":1}\n{"a":1,"b":2}\n');
  });

  it('reads archives in folders and by patterns, whole or cut off', () => {
    mkdirSync(join(folder, 'packed'));
    const packed = gzipSync('{"a":1}\n{"a":2}\n');
    writeFileSync(join(folder, 'packed', 'one.ndjson.gz'), Buffer.concat([packed, packed]));
    writeFileSync(join(folder, 'packed', 'two.log'), packed.subarray(0, packed.length - 9));
    writeFileSync(join(folder, 'packed', 'three.csv.gz'), Buffer.concat([gzipSync('a\n7\n'), Buffer.from('rubbish')]));
    const sum = '* | stats n = count(1), s = sum(a)';
    const all = run([sum, 'packed', '--format', 'ndjson']);
    expect(all.stdout).toBe('{"n":7,"s":16}\n');
    expect(all.stderr).toContain('packed/two.log: the gzip data is cut off');
    expect(all.stderr).toContain('packed/three.csv.gz: something else follows the gzip data');
    expect(run([sum, 'packed/*.gz', '--format', 'ndjson']).stdout).toBe('{"n":5,"s":13}\n');
  });

  it('writes maps with all their entries, whatever the keys', () => {
    const query =
      "* | limit 1 | project m = map(array[array['p'], array['q']], array[1, 2]), d = map(array[date '2024-05-01'], array[row(1, 'a')])";
    const cells = '[[["p"],1],[["q"],2]]';
    expect(run([query, '--format', 'ndjson'], '{"a":1}').stdout).toBe(`{"m":${cells},"d":{"2024-05-01":{"field0":1,"field1":"a"}}}\n`);
    expect(run([query, '--format', 'csv'], '{"a":1}').stdout).toContain('"[[[""p""],1],[[""q""],2]]"');
    expect(run([query, '--format', 'table'], '{"a":1}').stdout).toContain(cells);
    expect(run([query, '--format', 'markdown'], '{"a":1}').stdout).not.toContain('object Object');
  });

  it('takes the options of reading', () => {
    const csv = 'x|-\n#c\n1|2\n';
    expect(run(['*', '--format', 'ndjson', '--no-header', '--delimiter', '|', '--null', '-', '--comment', '#'], csv).stdout).toBe(
      '{"column1":"x"}\n{"column1":"1","column2":2}\n',
    );
    expect(run(['* | project __file__, __line__, host', 'logs', '--with-file', '--format', 'csv']).stdout).toBe(
      '__file__,__line__,host\nlogs/a.csv,2,a\nlogs/b.csv,2,b\n',
    );
    expect(run(['*', '--input-format', 'text', '--format', 'ndjson'], '{"a":1}').stdout).toBe('{"__line__":1,"message":"{\\"a\\":1}"}\n');
    const window = ['--window', '250..350', '--format', 'ndjson'];
    expect(run(['* | stats n = count(1)', 'late.ndjson', ...window]).stdout).toBe('{"n":1}\n');
    expect(run(['* | limit 1 | project __time__', 'late.ndjson', 'early.ndjson', ...window]).stdout).toBe('{"__time__":300}\n');
    expect(run(['*', 'logs/a.csv', ...window]).stderr).toContain('logs have no __time__: the window leaves none of them out');
    expect(run(['repl', 'late.ndjson', '--window', '250..350'], '* | stats n = count(1)\n').stdout).toContain('1 row');
  });

  it('writes the format that the name of the output says', () => {
    for (const [name, start] of [
      ['out.csv', 'host,code\n'],
      ['out.json', '[\n'],
      ['out.jsonl', '{"host"'],
      ['out.md', '| host'],
      ['OUT.CSV.GZ', 'host,code\n'],
      ['out.ndjson.gz', '{"host"'],
      ['out.txt', 'host'],
      ['out', 'host'],
    ] as const) {
      expect(run(['*', 'logs/a.csv', '--output', name])).toMatchObject({ status: 0, stdout: '' });
      const written = readFileSync(path(name));
      expect((/gz$/i.test(name) ? gunzipSync(written) : written).toString().startsWith(start)).toBe(true);
    }
    expect(run(['* | stats n = count(1)', 'out.ndjson.gz', '--format', 'csv']).stdout).toBe(
      run(['* | stats n = count(1)', 'logs/a.csv', '--format', 'csv']).stdout,
    );
    expect(run(['*', 'logs/a.csv', '--output', 'out.tsv', '--format', 'csv']).status).toBe(0);
    for (const name of ['out.parquet.gz', 'out.xlsx', 'out.csv.zst', 'out.tsv.gz'])
      expect(run(['*', 'logs/a.csv', '--output', name])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('is not written: end the name in .csv'),
      });
  });

  it('says what gzip inside of gzip is, and what to do', () => {
    writeFileSync(path('twice.csv.gz'), gzipSync(gzipSync('host\na\n')));
    const { status, stderr } = run(['*', 'twice.csv.gz']);
    expect(status).toBe(3);
    expect(stderr).toContain('it is gzip inside of gzip');
    expect(stderr).toContain("gzip -dc twice.csv.gz | logflume '…' -");
    expect(run(['* | stats n = count(1)', '-', '--format', 'csv'], gzipSync('host,code\na,1\n')).stdout).toBe('n\n1\n');
  });

  it('says in one line what was wrong with the call', () => {
    const usage = (...args: string[]) => {
      const { status, stderr } = run(args);
      expect(status).toBe(2);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      return stderr;
    };
    expect(usage('*', '--fromat', 'csv')).toBe("logflume: Unknown option '--fromat' (see --help)\n");
    expect(usage('*', 'logs/a.csv', '--format', 'xml')).toContain("--format must be one of table, json, ndjson, csv, markdown, not 'xml'");
    expect(usage('logs/a.csv', '* | limit 1')).toContain("'logs/a.csv' is a file: is the query first?");
    expect(usage()).toContain('a query is missing');
  });

  it('ends with 3 where nothing could be read, and before reading where the query does not parse', () => {
    const bad = run(['*', 'bad.json']);
    expect(bad).toMatchObject({ status: 3, stdout: '' });
    expect(bad.stderr).toContain(
      'cannot read bad.json: nothing could be read: skipped 2 lines: bad.json, line 1: the JSON is cut off (the first)',
    );
    expect(run(['* | where', 'bad.json'])).toMatchObject({ status: 1 });
  });
});

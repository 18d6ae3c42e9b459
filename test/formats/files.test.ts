import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readLogs, readText } from '../../src/formats.ts';
import { bytesOf, rowsOf, schemaOf } from '../kit/read.ts';

const file = (name: string, text: string) => ({ name, input: bytesOf(text) });
const skip = { onError: 'skip' } as const;

describe('several files', () => {
  it('go together by the names of their columns', async () => {
    const table = await readLogs([
      file('a.csv', 'host,code,ms\na,200,5\n'),
      file('b.csv', 'code,host,ms\n500,b,7'),
      file('c.csv', 'ms,other\n1,x\n'),
    ]);
    expect(rowsOf(table)).toEqual([
      { host: 'a', code: 200, ms: 5, other: null },
      { host: 'b', code: 500, ms: 7, other: null },
      { host: null, code: null, ms: 1, other: 'x' },
    ]);
  });

  it('have headers of their own, of any length, and may be empty', async () => {
    const one = file('1.csv', 'host,"resp\ncode"\na,200');
    const two = file('2.csv', '"resp\ncode",host\n500,b\n');
    const table = await readLogs([file('0.csv', ''), one, two, file('3.csv', 'host,"resp\ncode"\n')]);
    expect(rowsOf(table)).toEqual([
      { host: 'a', 'resp\ncode': 200 },
      { host: 'b', 'resp\ncode': 500 },
    ]);
    expect(table.warnings()).toEqual([]);
  });

  it('have marks, encodings, compression and formats of their own', async () => {
    const table = await readLogs([
      file('a.ndjson', '\ufeff{"host":"a","n":1}'),
      file('b.ndjson', '\ufeff{"host":"b"}\n'),
      { name: 'c.log', input: new Uint8Array(Buffer.from('\ufeff{"host":"é"}', 'utf16le')) },
      { name: 'd', input: gzipSync('host;n\nd;2\ne;3\n') },
      file('e.txt', 'any text\n'),
    ]);
    expect(rowsOf(table)).toEqual([
      { host: 'a', n: 1, __line__: null, message: null },
      { host: 'b', n: null, __line__: null, message: null },
      { host: 'é', n: null, __line__: null, message: null },
      { host: 'd', n: 2, __line__: null, message: null },
      { host: 'e', n: 3, __line__: null, message: null },
      { host: null, n: null, __line__: 1, message: 'any text' },
    ]);
    expect(table.files.map(({ name, format, rows }) => [name, format, rows])).toEqual([
      ['a.ndjson', 'ndjson', 1],
      ['b.ndjson', 'ndjson', 1],
      ['c.log', 'ndjson', 1],
      ['d', 'csv', 2],
      ['e.txt', 'text', 1],
    ]);
    expect(table.notes).toEqual(['e.txt: no known format, read as plain lines; parse-regexp and parse-kv take them apart']);
  });

  it('widen types by one rule', async () => {
    const types = async (first: string, second: string): Promise<string[]> =>
      schemaOf(await readLogs([file('a.ndjson', `{"a":${first}}`), file('b.csv', `a,k\n${second},k\n`)]));
    expect(await types('1', '2')).toEqual(['a bigint', 'k varchar']);
    expect(await types('1', '2.5')).toEqual(['a double', 'k varchar']);
    expect(await types('1', 'x')).toEqual(['a varchar', 'k varchar']);
    expect(await types('true', 'false')).toEqual(['a boolean', 'k varchar']);
    expect((await types('"2024-12-17T01:00:00Z"', '2024-12-17 02:00:00'))[0]).toBe('a timestamp');
    expect((await types('"2024-12-17T01:00:00Z"', 'n/a'))[0]).toBe('a varchar');
    expect((await types('9007199254740993', '0.5'))[0]).toBe('a varchar');
  });

  it('are named in messages, with their own lines', async () => {
    const table = await readLogs([file('a.ndjson', '{"a":1}\nbad\n'), file('b.ndjson', '{"a":1}\n\n{"a":2}\nworse')], {
      ...skip,
      withFile: true,
    });
    expect(table.skipped).toEqual([
      { file: 'a.ndjson', line: 2, reason: 'it is not JSON' },
      { file: 'b.ndjson', line: 4, reason: 'it is not JSON' },
    ]);
    expect(table.warning()!.message).toBe('skipped 2 lines: a.ndjson, line 2: it is not JSON (the first)');
    expect(rowsOf(table)).toEqual([
      { __file__: 'a.ndjson', __line__: 1, a: 1 },
      { __file__: 'b.ndjson', __line__: 1, a: 1 },
      { __file__: 'b.ndjson', __line__: 3, a: 2 },
    ]);
    await expect(readLogs([file('a.ndjson', '{"a":1}'), file('b.ndjson', 'x')], { format: 'ndjson' })).rejects.toThrow(
      'cannot read b.ndjson: line 1',
    );
  });

  it('fill __time__ each from a column of its own', async () => {
    const table = await readLogs([
      file('a.ndjson', '{"__time__":100,"__time_ns_part__":5}'),
      file('b.ndjson', '{"ts":"2024-12-17T01:19:00Z"}'),
      file('c.csv', 'time,v\n1734398341,1\n'),
    ]);
    expect(rowsOf(table).map(({ __time__, __time_ns_part__ }) => [__time__, __time_ns_part__])).toEqual([
      [100, 5],
      [1734398340, 0],
      [1734398341, 0],
    ]);
  });
});

describe('the format of a file', () => {
  it.each([
    ['x.log', '{"a":1}\n', 'ndjson'],
    ['x', '[\n  {"a": 1}\n]', 'ndjson'],
    ['x.csv', '{not,json}\n1,2\n', 'csv'],
    ['x.tsv', 'a\tb\n"1\t2\n', 'tsv'],
    ['x.txt', 'a\tb\n1\t2\n3\t4\n', 'csv'],
    ['x', 'host,code\na,1\nb,2\n', 'csv'],
    ['x', 'host|code|ms\na|1|2\n', 'csv'],
    ['x.log', '2024-12-17 01:19:00,123 INFO foo\n2024-12-17 01:19:01,456 INFO bar\n', 'text'],
    ['x.log', '2024-12-17 01:19:00 INFO app: started\n2024-12-17 01:19:01 main app: done\n', 'text'],
    ['x.log', '2024-12-17T01:19:00+00:00 web1 app[7]: started\n', 'syslog'],
    ['x.log', 'Hello, world\nThis is a sentence, as it were\n', 'text'],
    ['x.log', '[2024-12-17 01:19:00] started\n[2024-12-17 01:19:01] {"not": "json lines"}\n', 'text'],
    ['x.log', 'ts=2024-12-17T01:19:00Z level=info msg="a, b"\n', 'logfmt'],
    ['x.log', 'I1217 01:19:00.000000 1 a.go:1] x\n', 'klog'],
    ['x.log', 'Log file created at: 2024/12/17 01:00:00\nI1217 01:19:00.000000 1 a.go:1] x\n', 'klog'],
    ['x.log', 'I1399 01:19:00.000000 1 a.go:1] x\n', 'text'],
    ['x.json', '{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"x"}', 'audit'],
    ['x.json', '{"log":"{\\"auditID\\":\\"x\\",\\"stage\\":\\"Panic\\"}"}', 'audit'],
    ['x', '', 'text'],
    ['x.2024-12-17.json.gz', 'broken', 'ndjson'],
    ['x.ndjson', '\n\n{"a":1}', 'ndjson'],
  ])('%s with %j is %s', async (name, text, format) => {
    const table = await readLogs(file(name, text), skip);
    expect(table.files[0]).toMatchObject({ format });
    expect(table.files[0]!.reason).not.toBe('');
  });

  it('may be asked for, whatever the content', async () => {
    const table = await readLogs(file('x.ndjson', '{"a":1}\n'), { format: 'text' });
    expect(rowsOf(table)).toEqual([{ __line__: 1, message: '{"a":1}' }]);
    expect((await readLogs({ name: 'x', input: Uint8Array.of(1, 2, 3, 10, 4, 5) }, { format: 'text' })).rowCount).toBe(2);
  });
});

describe('plain lines', () => {
  it.each([
    ['2024-12-17T01:19:00.123456789Z x', 123456789],
    ['2024-12-17 01:19:00,5 x', 500000000],
    ['2024/12/17 01:19:00 x', 0],
    ['[2024-12-17 02:19:00.000 +01:00] x', 0],
    ['[17/Dec/2024:02:19:00 +0100] x', 0],
    ['<34>1 2024-12-17T01:19:00.003Z host app', 3000000],
    ['<34>Dec 17 01:19:00 host app', 0],
    ['Dec 17 01:19:00.900439 host app', 900439000],
    ['[Tue Dec 17 01:19:00.123 2024] [core:error]', 123000000, { severityNumber: 17 }],
    ['17 Dec 2024 01:19:00.123 # WARNING', 123000000, { severityNumber: 13 }],
    ['ERROR 2024-12-17 01:19:00 x', 0, { severityNumber: 17 }],
    ['# Time: 2024-12-17T01:19:00Z', 0],
    ['program 2024-12-17 01:19:00: x', 0],
    ['time="2024-12-17T01:19:00Z" level=info', 0],
    ['1734398340.25 GET', 250000000],
  ])('%s begins with a time', async (line: string, nanos: number, more: object = {}) => {
    const table = await readLogs({ name: 'x.log', input: line, modified: Date.parse('2025-01-03T00:00:00Z') }, { format: 'text' });
    expect(rowsOf(table)).toEqual([{ __line__: 1, message: line, __time__: 1734398340, __time_ns_part__: nanos, ...more }]);
  });

  it.each([
    'at 2024-12-17 01:19:00',
    '2024-13-17 01:19:00 x',
    'Dec 32 01:19:00 x',
    'Foo 17 01:19:00 x',
    '1734398340',
    '12:00:00 x',
    '2024-12-17 25:00:00 x',
  ])('%s does not', async (line) => {
    expect(rowsOf(await readText(line))).toEqual([{ __line__: 1, message: line }]);
  });

  it('keep their numbers, and blank lines are no rows', async () => {
    expect(rowsOf(await readText('a\n\n  b \r\n\nc'))).toEqual([
      { __line__: 1, message: 'a' },
      { __line__: 3, message: '  b ' },
      { __line__: 5, message: 'c' },
    ]);
  });
});

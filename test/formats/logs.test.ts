import { describe, expect, it } from 'vitest';
import { severityInLine, severityOf } from '../../src/formats/severity.ts';
import { readKlog, readLogs } from '../../src/formats.ts';
import { QueryError } from '../../src/index.ts';
import { rowsOf, sample } from '../kit/read.ts';

const read = async (input: string, options: object = {}) => rowsOf(await readLogs({ name: 'x', input }, options));

describe('access logs', () => {
  it('of nginx with lists of addresses, in quotes or not, and an empty request', async () => {
    const rows = rowsOf(await readLogs(sample('nginx-combined/test.log')));
    expect(rows.map(({ clientIP, forwardedFor }) => [clientIP, forwardedFor])).toEqual([
      ['10.0.0.2', '10.0.0.2, 10.0.0.1, 127.0.0.1'],
      ['172.17.0.1', null],
      ['10.0.0.2', '10.0.0.2, 10.0.0.1, 85.181.35.98'],
      ['85.181.35.98', null],
      ['10.5.102.222', '10.5.102.222, 199.96.1.1, 204.246.1.1, 10.2.1.185'],
      ['2a03:0000:10ff:f00f:0000:0000:0:8000', '2a03:0000:10ff:f00f:0000:0000:0:8000, 10.225.192.17, 10.2.2.121'],
      ['127.0.0.1', null],
    ]);
    expect(rows.at(-1)).toMatchObject({ method: null, requestURI: null, code: 400, bytes: 0, userAgent: null });
    expect(rows.every(({ __time__ }) => typeof __time__ === 'number')).toBe(true);
  });

  it.each([
    ['shop:443 1.2.3.4 - - [', { host: 'shop', clientIP: '1.2.3.4' }],
    ['web-1 - a user [', { clientIP: 'web-1', user: 'a user' }],
    ['1.2.3.4 id "" [', { clientIP: '1.2.3.4', ident: 'id', user: null }],
  ])('begin as %s', async (start, cells) => {
    const line = `${start}17/Dec/2024:02:19:00.250 +0100] "GET /a?b HTTP/1.1" 200 - "-" "A "quoted" agent" "1.1.1.1, 2.2.2.2" 0.5`;
    expect((await read(line, { format: 'access' }))[0]).toMatchObject({
      ...cells,
      __time__: 1734398340,
      __time_ns_part__: 250_000_000,
      bytes: 0,
    });
  });

  it.each([
    [
      "log_format main '$remote_addr [$time_local] ' '\"$request\" ${status}';",
      '1.2.3.4 [17/Dec/2024:01:19:00 +0000] "GET / HTTP/1.1" 200',
    ],
    ['LogFormat "%h [%{%d/%b/%Y:%T %z}t] \\"%r\\" %>s" main', '1.2.3.4 [17/Dec/2024:01:19:00 +0000] "GET / HTTP/1.1" 200'],
    ['%h %t "%m %U %H" %s', '1.2.3.4 [17/Dec/2024:01:19:00 +0000] "GET / HTTP/1.1" 200'],
    ['$remote_addr|$msec|$request_method|$request_uri|$server_protocol|$status', '1.2.3.4|1734398340.000|GET|/|HTTP/1.1|200'],
  ])('of the format %s', async (logFormat, line) => {
    expect(await read(line, { logFormat })).toMatchObject([
      { clientIP: '1.2.3.4', __time__: 1734398340, method: 'GET', requestURI: '/', protocol: 'HTTP/1.1', code: 200 },
    ]);
  });

  it('take durations in any unit as seconds, and refuse a format without variables', async () => {
    expect(await read('1500 2 0.25', { logFormat: '%D %{s}T $request_time' })).toMatchObject([{ latency: 0.25 }]);
    expect(await read('1500', { logFormat: '%D' })).toMatchObject([{ latency: 0.0015 }]);
    await expect(read('x', { logFormat: 'no variables' })).rejects.toBeInstanceOf(QueryError);
  });
});

it('the journal of a node agrees with the klog lines inside of it', async () => {
  const outer = rowsOf(await readLogs(sample('syslog/node-journal-short-precise.log'), { year: 2023 }));
  const inner = rowsOf(await readKlog(outer.map(({ message }) => message).join('\n'), { year: 2023 }));
  expect(inner).toHaveLength(50);
  const nanos = ({ __time__, __time_ns_part__ }: Record<string, unknown>): bigint =>
    BigInt(__time__ as number) * 1_000_000_000n + BigInt(__time_ns_part__ as number);
  for (const [i, row] of outer.entries()) {
    const behind = nanos(row) - nanos(inner[i]!);
    expect(behind).toBeGreaterThan(0n);
    expect(behind).toBeLessThan(2_000_000n);
  }
});

it('parts of lines of two streams do not mix, and the last part may be missing', async () => {
  const at = (second: number): string => `2024-12-17T01:19:0${second}Z`;
  const text = [
    `${at(0)} stdout P {"a":`,
    `${at(1)} stderr P {"b":`,
    `${at(2)} stdout F 1}`,
    `${at(3)} stderr F 2}`,
    `${at(4)} stdout P {"a":3}`,
  ].join('\n');
  expect(await read(text)).toMatchObject([
    { a: 1, b: null, stream: 'stdout', __time__: 1734398340 },
    { a: null, b: 2, stream: 'stderr', __time__: 1734398341 },
    { a: 3, stream: 'stdout', __time__: 1734398344 },
  ]);
});

it('bytes of the journal are decoded', async () => {
  const [row] = rowsOf(await readLogs(sample('journald/byte-array-message.jsonl')));
  expect(String(row!.message).split('\r')).toHaveLength(2);
  expect(row).toMatchObject({ severityNumber: 17, appName: 'pulseaudio' });
});

it('an exponential histogram of OTLP keeps its scale and offsets', async () => {
  const rows = rowsOf(await readLogs(sample('otlp/metrics.json')));
  expect(rows[3]).toMatchObject({
    __type__: 'exponential_histogram',
    __count__: 3,
    __sum__: 10,
    __max__: 5,
    scale: 0,
    zeroCount: 1,
    posOffset: 1,
    posCounts: [0, 2],
  });
});

it.each([
  ['INFO', 9],
  ['warning', 13],
  ['[Error]', 17],
  ['E', 17],
  ['INFO+2', 11],
  ['ERROR2', 18],
  ['30', 9],
  ['3', 17],
  ['constructor', undefined],
  ['8', undefined],
  ['', undefined],
])('the severity %j is %j', (level, number) => {
  expect(severityOf(level)).toBe(number);
});

it.each([
  ['2024-12-17 01:19:00,123 ERROR [main] x', 17],
  ['[Tue Dec 17 01:19:00 2024] [proxy:warn] x', 13],
  ['2024/12/17 01:19:00 [error] 31#31: x', 17],
  ['2024-12-17 01:19:00 no ERRORS at all, information follows', undefined],
  ['2024-12-17 01:19:00 trouble at the mill', undefined],
])('%s names the severity %j', (line, number) => {
  expect(severityInLine(line)).toBe(number);
});

it('a line that is not of the format is a row of its message, and is counted with the first', async () => {
  const line = '1.2.3.4 - - [17/Dec/2024:01:19:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-"';
  const table = await readLogs({ name: 'a.log', input: [line, 'one', line, 'two', line].join('\n') });
  expect(table.warnings().map(({ code, message }) => `${code} ${message}`)).toEqual([
    "SPL5020 a.log: 2 lines not of the format 'access', kept in 'message'; the first is line 2: one",
  ]);
  expect(rowsOf(table).map(({ code, message }) => [code, message])).toEqual([
    [200, null],
    [null, 'one'],
    [200, null],
    [null, 'two'],
    [200, null],
  ]);
});

it('a pattern must be one, and have names', async () => {
  await expect(read('x', { pattern: '(?<a>' })).rejects.toThrow(/is not a regular expression/);
  await expect(read('x', { pattern: '(a)' })).rejects.toThrow(/no named groups/);
  await expect(read('x', { format: 'pattern' })).rejects.toThrow(/needs a pattern/);
  await expect(read('x', { format: 'text', entryStart: '(' })).rejects.toThrow(/is not a regular expression/);
  const schema = [{ name: 'n', type: 'varchar' }];
  expect(await read('007 x', { pattern: String.raw`^(?<n>\d+) (?<w>\w+)`, schema })).toEqual([{ n: '007', w: 'x', message: null }]);
});

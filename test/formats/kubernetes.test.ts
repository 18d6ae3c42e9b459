import { describe, expect, it } from 'vitest';
import { readAudit, readKlog, readLogs } from '../../src/formats.ts';
import { rowsOf, sample, schemaOf } from '../kit/read.ts';

const seconds = (text: string): number => Date.parse(text) / 1000;
const now = () => Date.parse('2025-06-01T00:00:00Z');
const klogRows = async (text: string, options = {}) =>
  rowsOf(await readKlog(text, { now, ...options })).map(({ __time__, severity, message }) => [__time__, severity, message]);

describe('klog', () => {
  it('takes the year of the head line, and steps on at the turn of the year', async () => {
    const text = [
      'Log file created at: 2023/12/31 23:59:00',
      'Running on machine: node-1',
      'Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg',
      'I1231 23:59:59.000000       1 a.go:1] "x" k=1',
      'W0101 00:00:01.000000       1 a.go:1] warn',
    ].join('\n');
    expect(await klogRows(text)).toEqual([
      [null, null, 'Log file created at: 2023/12/31 23:59:00'],
      [null, null, 'Running on machine: node-1'],
      [null, null, 'Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg'],
      [seconds('2023-12-31T23:59:59Z'), 'I', 'x'],
      [seconds('2024-01-01T00:00:01Z'), 'W', 'warn'],
    ]);
  });

  it('takes the year in which the first line is not after the change of the file', async () => {
    const line = 'I0315 10:00:00.000000 1 a.go:1] x';
    for (const [modified, year] of [
      ['2021-03-15T12:00:00Z', 2021],
      ['2021-03-14T12:00:00Z', 2021],
      ['2021-03-10T00:00:00Z', 2020],
    ] as const) {
      const table = await readLogs({ name: 'a.log', input: line, modified: Date.parse(modified) });
      expect(rowsOf(table)[0]!.__time__).toBe(seconds(`${year}-03-15T10:00:00Z`));
    }
  });

  it('puts 29 February into a leap year, and takes no impossible date or time for a header', async () => {
    expect((await klogRows('I0229 00:00:01.000000 1 a.go:1] leap'))[0]![0]).toBe(seconds('2024-02-29T00:00:01Z'));
    const impossible = [
      'I1332 01:00:00.000000',
      'I0230 01:00:00.000000',
      'I0000 01:00:00.000000',
      'I0102 24:00:00.000000',
      'I0102 01:60:00.000000',
      'I0102 01:00:60.000000',
    ];
    for (const head of impossible) expect(await klogRows(`${head} 1 a.go:1] x`)).toEqual([[null, null, `${head} 1 a.go:1] x`]]);
    expect(await klogRows(`I0102 01:00:00.000000 1 a.go:1] x\n${impossible.join('\n')}`)).toHaveLength(1);
  });

  it('joins lines without a header to the line before', async () => {
    const text =
      'stray\nI0102 01:00:00.000000 1 a.go:1] "Failed" err="x"\ngoroutine 1 [running]:\n\tmain.go:7\n\nE0102 01:00:01.000000 1 a.go:2] y\n\n';
    const rows = rowsOf(await readKlog(text, { now }));
    expect(rows.map(({ message, err }) => [message, err])).toEqual([
      ['stray', null],
      ['Failed\ngoroutine 1 [running]:\n\tmain.go:7', 'x'],
      ['y', null],
    ]);
  });

  it('takes off the prefixes of runtimes, whatever is left of them', async () => {
    const line = 'I0102 01:00:00.000000       1 a.go:1] x';
    for (const prefix of [
      '2023-08-23T08:55:54.331196195Z stderr F ',
      '2023-08-23T08:55:54.331196195Z ',
      '2023-08-23T10:55:54.331196195+02:00 ',
      '2023-08-23T08:55:54.331196195 ',
    ]) {
      const [row] = rowsOf(await readKlog(`${prefix}${line}\n${prefix}more`, { now }));
      expect([prefix, row!.__time__, row!.__time_ns_part__, row!.message]).toEqual([prefix, 1692780954, 331196195, 'x\nmore']);
    }
  });

  it('keeps values as they are written', async () => {
    const text =
      'I0102 01:00:00.000000 1 a.go:1] "m" a=007 b=1.50 c=true d=12345678901234567890 e="9" f=<\n\tl1\n\tl2\n > g=1 thread=5 latency="soon"';
    expect(rowsOf(await readKlog(text, { now }))[0]).toMatchObject({
      a: '007',
      b: 1.5,
      c: true,
      d: '12345678901234567890',
      e: '9',
      f: 'l1\nl2',
      g: 1,
      thread: 1,
      thread_: 5,
      latency: null,
      latency_text: 'soon',
    });
  });

  it('reads files of real components', async () => {
    const prefixed = await readLogs(sample('klog/kube-controller-manager-cri-prefix.log'));
    expect([prefixed.files[0]!.format, prefixed.rowCount]).toEqual(['klog', 2]);
    expect(rowsOf(prefixed)[0]).toMatchObject({
      __time__: seconds('2022-03-16T13:32:39Z'),
      __time_ns_part__: 44141390,
      severity: 'I',
      file: 'garbagecollector.go',
    });
    const watch = rowsOf(await readLogs(sample('klog/samples-operator-watch.log')));
    expect(watch).toHaveLength(3);
    expect((watch[1]!.message as string).split('\n')).toHaveLength(4);
    const errors = rowsOf(await readLogs(sample('klog/apiserver-operator-errors.log')));
    expect(errors.map(({ __time__ }) => __time__)).toEqual([seconds('2021-06-01T06:01:07Z'), seconds('2021-06-01T06:01:08Z')]);
  });
});

describe('audit events', () => {
  const event = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: 'id',
    stage: 'ResponseComplete',
    verb: 'get',
    requestURI: '/api/v1/namespaces/prod/pods/web',
    user: { username: 'admin', uid: 'u1', groups: ['a'], extra: { scopes: ['s'] } },
    impersonatedUser: { username: 'bob' },
    sourceIPs: ['10.0.0.1', '10.0.0.2'],
    responseStatus: { code: 403, reason: 'Forbidden', message: 'no' },
    stageTimestamp: '2024-12-17T01:19:00.25Z',
    requestReceivedTimestamp: '2024-12-17T01:19:00Z',
    authenticationMetadata: { impersonationConstraint: 'x' },
  };
  const line = (changes: object): string => JSON.stringify({ ...event, ...changes });

  it('keep all that was said of user, impersonation, addresses and answer', async () => {
    const [row] = rowsOf(await readAudit(line({})));
    expect(row).toMatchObject({
      user: 'admin',
      groups: ['a'],
      userInfo: JSON.stringify(event.user),
      impersonatedUser: '{"username":"bob"}',
      sourceIP: '10.0.0.1',
      sourceIPs: ['10.0.0.1', '10.0.0.2'],
      responseStatus: JSON.stringify(event.responseStatus),
      code: 403,
      latency: 0.25,
      resource: 'pods',
      namespace: 'prod',
      name: 'web',
      authenticationMetadata: '{"impersonationConstraint":"x"}',
    });
  });

  it('have the time of old events, and keep times that cannot be read', async () => {
    const old = { stageTimestamp: undefined, requestReceivedTimestamp: undefined };
    const text = [
      line({ ...old, timestamp: '2017-09-11T19:55:05Z' }),
      line({ ...old, metadata: { creationTimestamp: '2017-09-11T19:55:06Z' } }),
      line({ stageTimestamp: 'soon' }),
      line(old),
    ].join('\n');
    const rows = rowsOf(await readAudit(text));
    expect(rows.map(({ __time__ }) => __time__)).toEqual([
      seconds('2017-09-11T19:55:05Z'),
      seconds('2017-09-11T19:55:06Z'),
      seconds('2024-12-17T01:19:00Z'),
      null,
    ]);
    expect(rows.map(({ stageTimestamp }) => stageTimestamp)).toEqual([null, null, 'soon', null]);
  });

  it('keep their digits, are read from any layout, and say what was left out', async () => {
    const text = `[\n${JSON.stringify({ ...event, annotations: { n: 0 } }, null, 2).replace('"n": 0', '"n": 1.0e2')}\n,${line({ requestObject: { a: 1 } })}]`;
    const table = await readAudit(text);
    expect(rowsOf(table).map(({ annotations }) => annotations)).toEqual(['{"n":1.0e2}', null]);
    expect(table.notes).toEqual(["left out 1 request and 0 response bodies; the option 'bodies' keeps them"]);
    expect(rowsOf(await readAudit(text, { bodies: ['requestObject'] }))[1]!.requestObject).toBe('{"a":1}');
    const wrapped = await readAudit(JSON.stringify({ log: line({}), stream: 'stdout', time: 'x' }));
    expect([wrapped.rowCount, wrapped.notes]).toEqual([1, ["left out what was wrapped around events: 'stream' (1), 'time' (1)"]]);
  });

  it('of an old cluster are all read', async () => {
    const table = await readLogs(sample('audit/demo.jsonl'));
    expect([table.files[0]!.format, table.rowCount, table.skippedCount, table.notes]).toEqual(['audit', 37, 0, []]);
    const rows = rowsOf(table);
    expect(rows.every(({ __time__, impersonatedUser, responseStatus }) => __time__ && impersonatedUser && responseStatus)).toBe(true);
    expect(rows[0]).toMatchObject({
      __time__: seconds('2017-09-11T19:55:05Z'),
      code: 403,
      impersonatedUser: '{"username":"bob","groups":["system:authenticated"]}',
    });
    expect(schemaOf(table)).toContain('sourceIPs array');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAudit, readCsv, readKlog, readNdjson, writeCsv, writeMarkdown, writeNdjson } from '../../src/formats.ts';
import { createEngine, QueryError, Table } from '../../src/index.ts';

const rowsOf = (table: Table) =>
  createEngine({ tables: { t: table } })
    .querySync('*')
    .toArray();
const bytes = (text: string) => new TextEncoder().encode(text);

describe('readNdjson', () => {
  const text =
    '{"a":1,"b":"x","o":{"k":[1]}}\n\n{"a":12345678901234567890,"c":true}\r\n{"a":9007199254740993,"o":{"n":12345678901234567890}}';

  it('keeps every digit, nested objects and the order of columns', async () => {
    const table = await readNdjson('{"b":9007199254740993,"o":{"n":12345678901234567890,"s":"12345678901234567"}}\n{"c":1.5}');
    expect(table.schema.map(({ name, type }) => `${name} ${type.kind}`)).toEqual(['b bigint', 'o json', 'c double']);
    expect(rowsOf(table)).toEqual([
      { b: 9007199254740993n, o: { n: 12345678901234567890n, s: '12345678901234567' }, c: null },
      { b: null, o: null, c: 1.5 },
    ]);
  });

  it('takes long decimals for what they are', async () => {
    expect(rowsOf(await readNdjson('{"d":-0.0000010014881668117273,"e":1234567890123456789e-5,"s":"0.1234567890123456789"}'))).toEqual([
      { d: -0.0000010014881668117273, e: Number('1234567890123456789e-5'), s: '0.1234567890123456789' },
    ]);
  });

  it('reads text, bytes, streams and iterables alike', async () => {
    const plain = '{"a":"é"}\n{"a":"漢"}\n';
    const expected = [{ a: 'é' }, { a: '漢' }];
    async function* pieces() {
      const all = bytes(plain);
      for (let i = 0; i < all.length; i++) yield all.subarray(i, i + 1);
    }
    expect(rowsOf(await readNdjson(plain))).toEqual(expected);
    expect(rowsOf(await readNdjson(bytes(plain)))).toEqual(expected);
    expect(rowsOf(await readNdjson(pieces()))).toEqual(expected);
    expect(rowsOf(await readNdjson(new Blob([plain]).stream()))).toEqual(expected);
  });

  it('fails at a bad line with its number, or skips and counts it', async () => {
    const broken = '{"a":1}\nnonsense\n[1]\n{"a":2}\n{"a":';
    await expect(readNdjson(broken, { name: 'x.ndjson' })).rejects.toThrow(/cannot read x.ndjson: line 2: it is not JSON/);
    const table = await readNdjson(broken, { onError: 'skip' });
    expect([table.rowCount, table.skippedCount]).toEqual([2, 3]);
    expect(table.skipped.map(({ line }) => line)).toEqual([2, 3, 5]);
    expect(table.warning('x')!.message).toContain('skipped 3 lines: x, line 2');
  });

  it('says what is wrong with inputs that are no text', async () => {
    expect((await readNdjson(Uint8Array.of(0x1f, 0x8b, 8, 0))).warnings()[0]!.message).toContain('gzip data is cut off');
    await expect(readNdjson(Uint8Array.of(1, 0, 2, 0))).rejects.toThrow(/binary/);
    await expect(readNdjson(Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0))).resolves.toMatchObject({ rowCount: 1 });
    expect((await readNdjson('')).rowCount).toBe(0);
    await expect(readNdjson(text, { schema: [{ name: 'a', type: 'varchar' }] })).resolves.toMatchObject({ rowCount: 3 });
  });

  it('reads a line of ten megabytes, and a whole array', async () => {
    const long = 'x'.repeat(10_000_000);
    const [row] = rowsOf(await readNdjson(JSON.stringify({ long })));
    expect((row!.long as string).length).toBe(10_000_000);
    expect(rowsOf(await readNdjson('[\n  {"a": 1},\n  {"a": 2}\n]\n'))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('gives back what it wrote', async () => {
    const cell = fc.oneof(fc.string({ maxLength: 8 }), fc.constant(null));
    const row = fc.record({
      s: cell,
      n: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      d: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      b: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 10 }), async (rows) => {
        const schema = [
          { name: 's', type: 'varchar' },
          { name: 'n', type: 'bigint' },
          { name: 'd', type: 'double' },
          { name: 'b', type: 'boolean' },
        ];
        const engine = createEngine();
        const { Table } = await import('../../src/index.ts');
        engine.tables.set('t', Table.from(rows, { schema }));
        const result = engine.querySync('*');
        const again = await readNdjson(writeNdjson(result), { schema });
        expect(writeNdjson(again)).toBe(writeNdjson(result));
      }),
      { numRuns: 60 },
    );
  });
});

describe('readCsv', () => {
  it('reads quotes, line ends inside them, types and NULLs', async () => {
    const table = await readCsv('\ufeffid,name,size,zip\n1,"a ""b"", c",1.5,01234\n2,"two\nlines",,00001\n3,"",2,5\n');
    expect(table.schema.map(({ type }) => type.kind)).toEqual(['bigint', 'varchar', 'double', 'varchar']);
    expect(rowsOf(table)).toEqual([
      { id: 1, name: 'a "b", c', size: 1.5, zip: '01234' },
      { id: 2, name: 'two\nlines', size: null, zip: '00001' },
      { id: 3, name: '', size: 2, zip: '5' },
    ]);
  });

  it('counts ragged records and open quotes', async () => {
    const table = await readCsv('a,b\n1,2\n1,2,3\n1\n"x"y,2\n"open,2\n', { onError: 'skip' });
    expect(table.rowCount).toBe(1);
    expect(table.skipped.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
    await expect(readCsv('a,b\n1,2,3\n')).rejects.toBeInstanceOf(QueryError);
  });

  it('takes other delimiters, no header, and declared types', async () => {
    expect(rowsOf(await readCsv('1\t2\n', { delimiter: '\t', header: false }))).toEqual([{ column1: 1, column2: 2 }]);
    expect(rowsOf(await readCsv('a\n0123\n', { schema: [{ name: 'a', type: 'varchar' }] }))).toEqual([{ a: '0123' }]);
    expect(rowsOf(await readCsv('a\n1\n', { types: 'text' }))).toEqual([{ a: '1' }]);
  });

  it('gives back what it wrote', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ s: fc.option(fc.string({ maxLength: 6 })) }), { minLength: 1 }), async (rows) => {
        const { Table } = await import('../../src/index.ts');
        const schema = [
          { name: 's', type: 'varchar' },
          { name: 'k', type: 'varchar' },
        ];
        const table = Table.from(
          rows.map((r) => ({ s: r.s?.replaceAll('\r', '') ?? null, k: 'k' })),
          { schema },
        );
        const again = await readCsv(writeCsv(table), { schema });
        expect(rowsOf(again)).toEqual(rowsOf(table));
      }),
      { numRuns: 100 },
    );
  });
});

describe('readKlog', () => {
  const audit =
    'I1219 15:30:45.123456   12345 audit.go:123] "Audit" verb="create" uri="/api/v1/namespaces/default/pods" user="system:serviceaccount:kube-system:default" srcIP="192.168.1.100:56789" userAgent="ilogtail/v0.0.0" response=201';
  const http =
    'I0823 08:55:54.330840       1 httplog.go:132] "HTTP" verb="GET" URI="/api/v1/namespaces/default/configmaps/x" latency="1.926865ms" userAgent="kubelet/v1.28.0 (linux/amd64) kubernetes/855e7c4" audit-ID="36cfcbe3" srcIP="[::1]:59052" apf_pl="system" apf_iseats=1 resp=200';
  const now = () => Date.parse('2025-06-01T00:00:00Z');

  it('reads both access lines, and normalises them', async () => {
    const [a] = rowsOf(await readKlog(audit, { now }));
    expect(a).toMatchObject({
      __time__: Date.parse('2024-12-19T15:30:45Z') / 1000,
      __time_ns_part__: 123456000,
      severity: 'I',
      thread: 12345,
      file: 'audit.go',
      line: 123,
      message: 'Audit',
      verb: 'create',
      requestURI: '/api/v1/namespaces/default/pods',
      sourceIP: '192.168.1.100',
      code: 201,
      resource: 'pods',
      namespace: 'default',
      apiVersion: 'v1',
    });
    const [h] = rowsOf(await readKlog(http, { year: 2023, timeZone: 'Asia/Tokyo' }));
    expect(h).toMatchObject({
      __time__: Date.parse('2023-08-22T23:55:54Z') / 1000,
      latency: 0.001926865,
      sourceIP: '::1',
      code: 200,
      'audit-ID': '36cfcbe3',
      apf_iseats: 1,
      resource: 'configmaps',
      name: 'x',
    });
  });

  it('handles the turn of the year', async () => {
    const lines = [
      'I1231 23:59:59.000000 1 a.go:1] "x"',
      'I0101 00:00:01.000000 1 a.go:1] "x"',
      'I1231 23:59:59.500000 1 a.go:1] "x"',
    ].join('\n');
    const times = rowsOf(await readKlog(lines, { now: () => Date.parse('2025-01-02T00:00:00Z') })).map((r) => r.__time__);
    expect(times).toEqual([
      Date.parse('2024-12-31T23:59:59Z') / 1000,
      Date.parse('2025-01-01T00:00:01Z') / 1000,
      Date.parse('2024-12-31T23:59:59Z') / 1000,
    ]);
  });

  it('takes runtime prefixes, joins partial lines, multi-line values and Go escapes, and keeps every other line', async () => {
    const text = [
      `2023-08-23T08:55:54.331196195Z stderr P ${http.slice(0, 60)}`,
      `2023-08-23T08:55:54.331196195Z stderr F ${http.slice(60)}`,
      'W0823 08:55:54.330840 1 b.go:7] "Said" what="a \\"b\\" \\u00b5" stack=<',
      '\tline one',
      '\tline two',
      ' > done=true',
      'E0823 08:55:54.330840 1 c.go:8] free text: x=1',
      'no header at all',
    ].join('\n');
    const rows = rowsOf(await readKlog(text, { year: 2023 }));
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({ __time__: 1692780954, __time_ns_part__: 331196195, verb: 'GET', resource: 'configmaps' });
    expect(rows[1]).toMatchObject({ message: 'Said', what: 'a "b" µ', stack: 'line one\nline two', done: true });
    expect(rows[2]).toMatchObject({ severity: 'E', message: 'free text: x=1\nno header at all' });
  });
});

describe('readAudit', () => {
  const event = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: 'id',
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/prod/secrets/x?fieldManager=kubectl',
    verb: 'delete',
    user: { username: 'admin', groups: ['a', 'b'] },
    sourceIPs: ['192.168.63.171', '10.0.0.1'],
    userAgent: 'kubectl/v1.31.0',
    objectRef: { resource: 'secrets', namespace: 'prod', name: 'x', apiVersion: 'v1' },
    responseStatus: { code: 403 },
    requestObject: { big: true },
    requestReceivedTimestamp: '2025-02-21T11:23:14.940487Z',
    stageTimestamp: '2025-02-21T11:23:14.951234Z',
    annotations: { 'authorization.k8s.io/decision': 'allow' },
  };
  const line = JSON.stringify(event);

  it('reads events, lists and wrapped events', async () => {
    const list = JSON.stringify({ kind: 'EventList', items: [event, { ...event, stage: 'RequestReceived' }] });
    const wrapped = JSON.stringify({ log: line, stream: 'stdout' });
    const table = await readAudit([line, list, wrapped, '{"other":1}', '{"cut'].join('\n'), { onError: 'skip' });
    expect([table.rowCount, table.skippedCount]).toEqual([4, 2]);
    expect(table.notes).toEqual([
      "left out 4 request and 0 response bodies; the option 'bodies' keeps them",
      "left out what was wrapped around events: 'stream' (1)",
    ]);
    expect(rowsOf(table)[0]).toMatchObject({
      __time__: 1740136994,
      __time_ns_part__: 951234000,
      user: 'admin',
      groups: ['a', 'b'],
      sourceIP: '192.168.63.171',
      objectRef: { resource: 'secrets', namespace: 'prod', name: 'x', apiVersion: 'v1' },
      resource: 'secrets',
      code: 403,
      latency: 0.010747,
    });
    expect((await readAudit([line, list].join('\n'), { stage: 'ResponseComplete' })).rowCount).toBe(2);
    expect(rowsOf(await readAudit(line, { columns: ['requestObject'] }))[0]!.requestObject).toEqual({ big: true });
  });
});

describe('writers', () => {
  it('write DOUBLE such that readers find DOUBLE again, also in arrays', async () => {
    const result = createEngine({ tables: { t: Table.from([{ d: -2 }], { schema: [{ name: 'd', type: 'double' }] }) } }).querySync(
      '* | project d, big = d * 1e21, l = array[d, null], i = cast(d as bigint)',
    );
    const again = await readNdjson(writeNdjson(result));
    expect(writeNdjson(result)).toBe('{"d":-2.0,"big":-2e+21,"l":[-2.0,null],"i":-2}\n');
    expect(again.schema).toEqual(result.schema);
  });

  it('write Markdown in which no cell is HTML, a link or a control of the terminal', () => {
    const cells = [
      '<img src=x>',
      'a\\b|c',
      'R&D &lt; &#60;',
      '![x](http://h/)',
      '\u001b[31m\u0000',
      'a\r\nb\rc',
      '\u202eevil',
      '[1] (2)\tz',
    ];
    const rows = writeMarkdown(Table.from(cells.map((cell) => ({ '<b>': cell }))))
      .trim()
      .split('\n');
    expect(rows).toEqual([
      String.raw`| \<b> |`,
      '| --- |',
      String.raw`| \<img src=x> |`,
      String.raw`| a\\b\|c |`,
      String.raw`| R&D \&lt; \&#60; |`,
      String.raw`| ![x\](http://h/) |`,
      String.raw`| \\u001b[31m\\u0000 |`,
      String.raw`| a<br>b\\u000dc |`,
      String.raw`| \\u202eevil |`,
      '| [1] (2)\tz |',
    ]);
  });

  it('write every type', () => {
    const engine = createEngine();
    const { tables } = engine;
    return import('../../src/index.ts').then(({ Table }) => {
      tables.set('t', Table.from([{ a: 'x|y', b: null, n: 2n ** 60n, l: [1, 2], t: new Date(0) }]));
      const result = engine.querySync('* | extend m = map(array[1], array[2]), r = row(1, null), j = json \'{"a":1}\', d = 1.0, q = nan()');
      expect(writeNdjson(result)).toBe(
        '{"a":"x|y","n":1152921504606846976,"l":[1,2],"t":"1970-01-01 00:00:00.000","m":{"1":2},"r":{"field0":1,"field1":null},"j":{"a":1},"d":1.0,"q":"NaN"}\n',
      );
      expect(writeCsv(engine.querySync('* | project a, b, n'))).toBe('a,b,n\nx|y,,1152921504606846976\n');
      expect(writeMarkdown(engine.querySync('* | project a, b, n'))).toBe(
        '| a | b | n |\n| --- | --- | ---: |\n| x\\|y |  | 1152921504606846976 |\n',
      );
    });
  });
});

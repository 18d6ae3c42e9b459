import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoadedTable, readAudit, readCsv, readLogs, readNdjson } from '../../src/formats.ts';
import { cellReader } from '../../src/vectors/vector.ts';

/** What a table holds, whatever its encodings. */
function contentOf(table: LoadedTable): unknown {
  const readers = table.columns.map(cellReader);
  return {
    schema: table.schema,
    rows: Array.from({ length: table.rowCount }, (_, row) => readers.map((read) => read(row))),
    skipped: table.skipped,
    notes: table.notes,
    lines: table.files.map(({ lines, rows }) => [lines, rows]),
  };
}

/** The bytes of a text in pieces of uneven sizes. */
function* piecesOf(text: string, sizes: readonly number[]): Generator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield bytes.slice(at, at + size);
    at += size;
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });
const oddText = fc.constantFrom(
  '"',
  '\\',
  '\n',
  '\r',
  '\t',
  '/',
  'é',
  '漢',
  '😀',
  '\u0000',
  '\u007f',
  '\ufeff',
  '\ufffd',
  ',',
  ' ',
  'a',
  '2025-01-01T00:00:00Z',
);
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.array(oddText, { maxLength: 6 }).map((parts) => parts.join('')),
  fc.constantFrom('GET', 'LIST', '2025-02-21T11:23:14.940487Z', ''),
);
const numbers = [
  '0',
  '-0',
  '7',
  '-12',
  '007',
  '1.50',
  '0.000001',
  '0.0000001',
  '-0.0',
  '1e5',
  '1E-7',
  '1e-05',
  '2.5e-06',
  '1e400',
  '12345678901234567890',
  '9007199254740993',
  '999999999999999',
  '0.30000000000000004',
  '1763618400.123456',
  '1.',
  '.5',
  '123456789.1234567',
  '1234e5',
  'NaN',
  'Infinity',
  '-Infinity',
];
const escaped = fc.constantFrom(
  '"\\u00e9\\/"',
  '"\\ud83d\\ude00"',
  '"\\ud83d"',
  '"\\udc00x"',
  '"\\x"',
  '"\\u12g4"',
  '"a\\"b"',
  '"tab\there"',
);
const value: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: text.map((string) => JSON.stringify(string)) },
  { weight: 4, arbitrary: fc.constantFrom(...numbers) },
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  escaped,
  fc.constantFrom(
    'true',
    'false',
    'null',
    'tru',
    '',
    '{}',
    '[]',
    '[1, 2]',
    '{"a": {"b" :[1,"x y"]}}',
    '[1 2]',
    '{"a"}',
    '[{"a":1}]',
    '[[',
    '"',
    '{"a":1,}',
    '[01]',
  ),
);
const member = fc.tuple(
  fc.constantFrom('a', 'b', 'c', 'time', 'é', 'a b', 'q\\"', '__time__'),
  fc.constantFrom(':', ': ', ' :', ' : '),
  value,
);
const object = fc
  .tuple(fc.array(member, { maxLength: 5 }), fc.constantFrom(',', ', ', ' ,'))
  .map(([members, comma]) => `{${members.map(([key, colon, cell]) => `"${key}"${colon}${cell}`).join(comma)}}`);
const line = fc.oneof(
  { weight: 6, arbitrary: object },
  fc.tuple(object, object).map((two) => two.join(' ')),
  object.map((whole) => `${whole},`),
  object.map((whole) => whole.slice(0, -1)),
  fc.constantFrom('', ' ', '[', ']', '{"a":', '1}', 'x', '\u0000{"a":1}', '\u001e{"a":2}', '{"a":1}\r', '{\r"a":1}'),
);

describe('NDJSON read from bytes', () => {
  it('is what is read from text, however odd and however cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), sizes, fc.constantFrom('\n', '\r\n'), async (lines, cuts, end) => {
        const whole = `{"a":1}${end}${lines.join(end)}`;
        const options = { onError: 'skip' } as const;
        expect(contentOf(await readNdjson(piecesOf(whole, cuts), options))).toEqual(contentOf(await readNdjson(whole, options)));
      }),
      { numRuns: 1500 },
    );
  });

  it('keeps types, order and digits of regular files with repeated and unlike texts', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => {
      const late = i > 100 ? `,"late":${i % 3 === 0 ? 'null' : `"v${i % 5}"`}` : '';
      const rare = i % 997 === 5 ? `,"rare":${i / 10}` : '';
      return `{"n":${i},"d":${(i / 100).toFixed(2)},"verb":"${i % 2 ? 'GET' : 'LIST'}","uri":"/ü/${i * 7}","ok":${i % 2 === 0},"t":"2025-01-01T00:00:${String(i % 60).padStart(2, '0')}Z"${late}${rare}}`;
    });
    const whole = lines.join('\n');
    const fromBytes = await readNdjson(piecesOf(whole, [1000, 1, 77]));
    expect(contentOf(fromBytes)).toEqual(contentOf(await readNdjson(whole)));
    expect(fromBytes.schema.map(({ type }) => type.kind)).toEqual([
      'bigint',
      'double',
      'varchar',
      'varchar',
      'boolean',
      'timestamp',
      'double',
      'varchar',
    ]);
    expect(fromBytes.columns.slice(0, 4).map(({ encoding }) => encoding)).toEqual(['flat', 'flat', 'dictionary', 'flat']);
    expect(new Set((fromBytes.column('verb') as unknown as { dictionary: { values: string[] } }).dictionary.values)).toEqual(
      new Set(['LIST', 'GET']),
    );
  });

  it('keeps the digits of numbers that become text late', async () => {
    const whole = `${Array.from({ length: 200 }, (_, i) => `{"a":${(i / 4).toFixed(3)}}`).join('\n')}\n{"a":"x"}`;
    const table = await readNdjson(piecesOf(whole, [64]));
    expect(contentOf(table)).toEqual(contentOf(await readNdjson(whole)));
    expect(cellReader(table.columns[0]!)(2)).toBe('0.500');
  });

  it('reads only the columns that are asked for, and no more rows than asked for', async () => {
    const whole = Array.from({ length: 500 }, (_, i) => `{"a":${i},"b":{"c":[${i}]},"d":"x${i}"}`).join('\n');
    for (const options of [{ columns: ['d'] }, { columns: [] }, { columns: ['b'], maxRows: 33 }, { withFile: true, maxRows: 400 }])
      expect(contentOf(await readNdjson(piecesOf(whole, [100]), options))).toEqual(contentOf(await readNdjson(whole, options)));
  });

  it('joins files by name as text does', async () => {
    const files = ['{"a":1,"b":"x"}\n{"a":2,"b":"y"}', '{"b":"z","c":1.5}\n{"b":null,"c":2}', 'a,b\n5,q\n'];
    const sources = (pieces: boolean) =>
      files.map((whole, i) => ({ name: i === 2 ? 'f.csv' : `f${i}`, input: pieces ? piecesOf(whole, [5]) : whole }));
    expect(contentOf(await readLogs(sources(true)))).toEqual(contentOf(await readLogs(sources(false))));
  });

  it('counts lines with bytes that are not UTF-8', async () => {
    const bytes = new Uint8Array([
      ...new TextEncoder().encode('{"a":"x"}\n{"a":"'),
      0xff,
      ...new TextEncoder().encode('"}\n{"a":"\ufffd"}\n'),
    ]);
    const table = await readNdjson(bytes);
    expect(table.warnings().map(({ message }) => message)).toEqual([expect.stringContaining('1 line has bytes that are not UTF-8')]);
    expect((contentOf(table) as { rows: unknown }).rows).toEqual([['x'], ['\ufffd'], ['\ufffd']]);
  });
});

const field = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...numbers,
      'true',
      'FALSE',
      'truth',
      '',
      ' ',
      '""',
      '"a ""b"""',
      '"x,y"',
      '"x\ny"',
      ' "q"',
      '"q" ',
      '"q"x',
      'a"b',
      'N',
      '\\N',
      'Info',
      'a;b',
    ),
  },
  text.filter((string) => !/[\n\r]/.test(string)),
  fc.integer().map(String),
);
const record = fc
  .oneof({ weight: 6, arbitrary: fc.array(field, { minLength: 3, maxLength: 3 }) }, fc.array(field, { maxLength: 5 }))
  .map((fields) => fields.join(','));

describe('CSV read from bytes', () => {
  it('is what is read from text, however odd and however cut', async () => {
    const options = fc.constantFrom(
      {},
      { types: 'text' },
      { trim: true },
      { null: ['N'] },
      { comment: 'a' },
      { header: false },
      { quote: 'none' },
      { quote: 'single' },
      { delimiter: ';' },
      { columns: ['b'] } as const,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 20 }),
        sizes,
        fc.constantFrom('\n', '\r\n'),
        options,
        async (records, cuts, end, given) => {
          const whole = `a,b,c${end}${records.join(end)}`;
          const all = { onError: 'skip', ...(given as object) } as const;
          expect(contentOf(await readCsv(piecesOf(whole, cuts), all))).toEqual(contentOf(await readCsv(whole, all)));
        },
      ),
      { numRuns: 1500 },
    );
  });
});

const auditTime = fc.constantFrom(
  '"2025-02-21T11:23:14.940487Z"',
  '"2025-02-21T11:23:15Z"',
  '"2025-02-30T11:23:14Z"',
  '"2025-02-21T11:23:14.9+01:00"',
  '"1969-12-31T23:59:59.5Z"',
  '"x"',
  'null',
  '7',
  '"2024-02-29T23:59:59.123456789Z"',
);
const auditValues: Readonly<Record<string, fc.Arbitrary<string>>> = {
  kind: fc.constantFrom('"Event"', '"EventList"'),
  auditID: fc.constantFrom('"a"', '"b"', 'null', '1'),
  stage: fc.constantFrom('"ResponseComplete"', '"Panic"', 'null'),
  level: fc.constantFrom('"Metadata"', '1'),
  verb: fc.constantFrom('"get"', '"l\\u00e9st"'),
  requestURI: fc.constantFrom('"/api/v1/namespaces/x/pods/y/log?a=b"', '"/healthz"', 'null'),
  user: fc.constantFrom(
    '{"username":"u","groups":["g","h"]}',
    '{"username": "u\\n", "groups": [ ]}',
    '{"username":"u","username":"v"}',
    '{"groups":"x"}',
    '"me"',
    'null',
    '[]',
    '{}',
  ),
  userAgent: value,
  sourceIPs: fc.constantFrom('["10.0.0.1","::1"]', '[ "10.0.0.2" ]', '[]', '[null]', '[7]', '["\\u0041"]', '"10.0.0.3"'),
  objectRef: fc.constantFrom(
    '{"resource":"pods","namespace":"n","name":"","apiGroup":null}',
    '{"resource": "pods", "subresource": "log"}',
    'null',
    '{}',
    '{"resource":7}',
  ),
  responseStatus: fc.constantFrom(
    '{"metadata":{},"code":200}',
    '{"code":2.5}',
    '{"code":"404"}',
    '{"code": 9007199254740993}',
    'null',
    '[]',
  ),
  requestObject: fc.constantFrom('{"a":1}', 'null'),
  responseObject: fc.constantFrom('{"a":1}', '{ }'),
  annotations: fc.constantFrom('{"d/x":"allow"}', '{"d/x": "forbid" }', 'null'),
  requestReceivedTimestamp: auditTime,
  stageTimestamp: auditTime,
  timestamp: auditTime,
  metadata: fc.constantFrom('{"creationTimestamp":"2025-02-21T11:23:14Z"}', '{}'),
  items: fc.constantFrom('[]', '[{"auditID":"z"}]'),
  latency: value,
  extra: value,
  log: fc.constantFrom('"{\\"auditID\\":\\"w\\"}"', '"x"'),
};
const rare = new Set(['timestamp', 'items', 'metadata', 'log', 'latency']);
const usual = Object.keys(auditValues).filter((name) => !rare.has(name));
const eventOf = (names: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(...names.map((name) => auditValues[name]!.map((cell) => `"${name}":${cell}`))).map((members) => `{${members.join(',')}}`);
const event = fc.oneof(
  { weight: 5, arbitrary: fc.subarray(usual).chain((names) => eventOf([...new Set(['auditID', ...names, 'stageTimestamp'])])) },
  fc.array(fc.constantFrom(...Object.keys(auditValues)), { maxLength: 8 }).chain(eventOf),
  { weight: 1, arbitrary: line },
);

describe('audit events read from bytes', () => {
  it('are what is read from text, however odd and however cut', async () => {
    const options = fc.constantFrom(
      {},
      { stage: 'Panic' },
      { bodies: ['requestObject'] },
      { columns: ['verb', 'resource', 'extra'] },
      { columns: ['responseObject'] },
      { maxRows: 4 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 15 }), sizes, options, async (events, cuts, given) => {
        const whole = events.join('\n');
        const all = { onError: 'skip', ...(given as object) } as const;
        expect(contentOf(await readAudit(piecesOf(whole, cuts), all))).toEqual(contentOf(await readAudit(whole, all)));
      }),
      { numRuns: 1500 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { readNdjson } from '../../src/formats.ts';
import { createEngine } from '../../src/index.ts';
import { bytesOf, rowsOf, schemaOf } from '../kit/read.ts';

const skip = { onError: 'skip', name: 'x' } as const;
const reasons = async (text: string): Promise<string[]> =>
  (await readNdjson(text, skip)).skipped.map(({ line, reason }) => `${line}: ${reason}`);

describe('layouts of JSON files', () => {
  it.each([
    ['one object per line', '{"a":1}\n{"a":2}\n'],
    ['objects one after the other', '{"a":1}{"a":2}'],
    ['pretty-printed objects', '{\n  "a": 1\n}\n{\n  "a": 2\n}\n'],
    ['a pretty-printed array', '[\n  {\n    "a": 1\n  },\n  {\n    "a": 2\n  }\n]\n'],
    ['an array after blank lines', '\n\n[{"a":1},{"a":2}]'],
    ['lines with commas at their end', '{"a":1},\n{"a":2},\n'],
    ['commas at the beginning', '[{"a":1}\n,{"a":2}\n]'],
    ['arrays on several lines', '[{"a":1}]\n[{"a":2}]\n'],
    ['arrays in arrays', '[[{"a":1}],[{"a":2}]]'],
    ['record separators (RFC 7464)', '\u001e{"a":1}\n\u001e{"a":2}\n'],
    ['blanks of every kind', ' \t{ "a" :\t1 }\r\n\r\n {\r\n"a"\r\n:\r\n2}\r\n'],
    ['a byte order mark', '\ufeff{"a":1}\n{"a":2}'],
    ['NUL bytes before lines, as copytruncate leaves them', '\0\0\0{"a":1}\n\0\0{"a":2}\n'],
    ['a value that begins on the line of another', '{"a":1} {"a":\n2}'],
  ])('%s', async (_, text) => {
    const table = await readNdjson(text);
    expect(rowsOf(table)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(table.skippedCount).toBe(0);
  });

  it('has one row for a document that is one object', async () => {
    const table = await readNdjson('{\n  "records": [\n    {"a": 1},\n    {"a": 2}\n  ]\n}\n');
    expect(schemaOf(table)).toEqual(['records json']);
    expect(rowsOf(table)).toEqual([{ records: '[{"a":1},{"a":2}]' }]);
  });

  it('says so where an array is not closed', async () => {
    const table = await readNdjson('[{"a":1},\n{"a":2},\n');
    expect([table.rowCount, table.notes]).toEqual([2, ['the JSON array is never closed']]);
  });
});

describe('bad values cost their own line', () => {
  it('of every kind', async () => {
    expect(await reasons('{"a":1}\n{"a":\n{"a":2}\n{"a":3}')).toEqual(['2: the JSON is cut off']);
    expect(await reasons('{"a":"x\n{"a":2}')).toEqual(['1: the JSON is cut off']);
    expect(await reasons('{"a":1,}\n{a:1}\n{"a" 1}\n{"a":01}\n{"a":1.}\n{"a":"\\x"}\n{"a":tru}')).toHaveLength(7);
    expect(await reasons('"text"\n17\nnull\n[1,2]\n[]\nplain words\n')).toEqual([
      '1: it is JSON, but not an object',
      '2: it is JSON, but not an object',
      '3: it is JSON, but not an object',
      '4: it is JSON, but not an object',
      '6: it is not JSON',
    ]);
    expect(await reasons('{"a":1} trailing\n{"a":2}')).toEqual(['1: text follows a JSON value']);
    expect(await reasons('{\n"a": 1\n{"a":2}\n{"a":3}')).toEqual(['1: the JSON is cut off', '2: it is not JSON']);
  });

  it('however deep they are', async () => {
    for (const deep of [
      '{"a":'.repeat(5000),
      '{"a":'.repeat(5000) + '1' + '}'.repeat(5000),
      `{"a":${'['.repeat(100_000)}`,
      `{"a":${'[{"b":'.repeat(20_000)}`,
    ]) {
      const table = await readNdjson(`${deep}\n{"a":2}\n`, skip);
      expect([rowsOf(table), table.skipped.map(({ line, reason }) => `${line} ${reason}`)]).toEqual([
        [{ a: 2 }],
        ['1 it is nested more than 500 deep'],
      ]);
    }
    const lines = Array.from({ length: 1200 }, () => '{"a":').join('\n');
    expect((await readNdjson(`${lines}\n{"a":2}`, skip)).skippedCount).toBe(1200);
    const allowed = `{"a":${'['.repeat(500)}${']'.repeat(500)}}`;
    expect((await readNdjson(allowed)).rowCount).toBe(1);
  });

  it('and nothing of them reaches a column', async () => {
    expect(rowsOf(await readNdjson('{"a":1}\n{"a":2,"b":3,"c":}\n{"a":4}', skip))).toEqual([{ a: 1 }, { a: 4 }]);
  });
});

describe('numbers and texts keep their meaning', () => {
  it('types go by how numbers are written', async () => {
    const cases: readonly (readonly [string, string, unknown[]])[] = [
      ['1.0 3.0', 'double', [1, 3]],
      ['1e3 2E+2', 'double', [1000, 200]],
      ['1 2', 'bigint', [1, 2]],
      ['1 2.5', 'double', [1, 2.5]],
      ['-0.0 0', 'double', [-0, 0]],
      ['9223372036854775807 -9223372036854775808', 'bigint', [9223372036854775807n, -9223372036854775808n]],
      ['9223372036854775808 1', 'varchar', ['9223372036854775808', '1']],
      ['18446744073709551614 18446744073709551615', 'varchar', ['18446744073709551614', '18446744073709551615']],
      ['9007199254740993 1.5', 'varchar', ['9007199254740993', '1.5']],
      ['1e400 1', 'varchar', ['1e400', '1']],
      ['NaN 1', 'double', [Number.NaN, 1]],
      ['-Infinity 1.5', 'double', [Number.NEGATIVE_INFINITY, 1.5]],
      ['0.1234567890123456789 1', 'double', [0.12345678901234568, 1]],
      ['1.50 "x"', 'varchar', ['1.50', 'x']],
      ['true "x"', 'varchar', ['true', 'x']],
      ['null 3', 'bigint', [null, 3]],
      ['{"k":1} [2]', 'json', ['{"k":1}', '[2]']],
      ['{"k":1} "x"', 'varchar', ['{"k":1}', 'x']],
    ];
    for (const [values, type, expected] of cases) {
      const table = await readNdjson(
        values
          .split(' ')
          .map((value) => `{"a":${value}}`)
          .join('\n'),
      );
      expect([values, schemaOf(table), rowsOf(table).map(({ a }) => a)]).toEqual([values, [`a ${type}`], expected]);
    }
  });

  it('warns once where a column would lose digits', async () => {
    const table = await readNdjson('{"id":18446744073709551615}\n{"id":18446744073709551614}');
    expect(table.warnings().map(({ code, message }) => `${code} ${message}`)).toEqual([
      "SPL5003 column 'id': it has numbers that no BIGINT or DOUBLE holds, and is VARCHAR with all their digits",
    ]);
    const merged = await readNdjson('{"id":9007199254740993}\n{"id":0.5}');
    expect(merged.warnings()[0]!.message).toContain('whole numbers beyond 2^53');
  });

  it('divides numbers with a point as such, whatever the other rows are', async () => {
    const engine = createEngine({ tables: { t: await readNdjson('{"ms":1.0}\n{"ms":3.0}') } });
    expect(engine.querySync('* | project h = ms / 2').toArray()).toEqual([{ h: 0.5 }, { h: 1.5 }]);
  });

  it('keeps nested JSON as it was written, without the blanks', async () => {
    const nested = ['1e400', '123456789012345678901234567890.5', '1.0', '-0.0', '"\\u00e9\\/"', '[1.10,2]', '12345678901234567890'];
    const table = await readNdjson(nested.map((value) => `{"o": {"a" : ${value} }}`).join('\n'));
    expect(rowsOf(table).map(({ o }) => o)).toEqual(nested.map((value) => `{"a":${value}}`));
  });

  it('lets the last of equal keys count, and takes any key', async () => {
    const table = await readNdjson(
      '{"lvl":"warn","lvl":"error"}\n{"n":"x","n":1}\n{"z":1,"z":null}\n{"__proto__":1,"a\\"b":2,"":3}\n{"a\\u0022b":4}',
    );
    expect(schemaOf(table)).toEqual(['lvl varchar', 'n bigint', 'z varchar', '__proto__ bigint', 'a"b bigint', ' bigint']);
    expect(table.columns.map(({ length }) => length)).toEqual([5, 5, 5, 5, 5, 5]);
    const engine = createEngine({ tables: { t: table } });
    expect(engine.querySync('* | limit 2 | project lvl, n').toArray()).toEqual([
      { lvl: 'error', n: null },
      { lvl: null, n: 1 },
    ]);
  });

  it('types arrays by their elements', async () => {
    const table = await readNdjson(
      '{"a":[1,2.5],"b":["x",null],"c":[[1],[2,3]],"d":[{"k":1}],"e":[],"f":[1,"x"],"g":[1]}\n{"a":null,"g":[18446744073709551615]}',
    );
    expect(table.schema.map(({ type }) => (type.kind === 'array' ? `array of ${type.element.kind}` : type.kind))).toEqual([
      'array of double',
      'array of varchar',
      'array of array',
      'json',
      'array of varchar',
      'array of varchar',
      'array of varchar',
    ]);
    expect(rowsOf(table)[0]).toEqual({ a: [1, 2.5], b: ['x', null], c: [[1], [2, 3]], d: '[{"k":1}]', e: [], f: ['1', 'x'], g: ['1'] });
    expect(rowsOf(table)[1]).toMatchObject({ a: null, g: ['18446744073709551615'] });
  });

  it('reads columns that are few among many rows, and keeps memory by cells', async () => {
    const rows = 3000;
    const text = Array.from(
      { length: rows },
      (_, i) => `{"t":${i},"k${i}":"v${i}","n${i % 1500}":${i}.5,"o${i}":{"x":1},"l${i}":[${i}]}`,
    ).join('\n');
    const table = await readNdjson(text);
    expect(table.schema).toHaveLength(1 + rows * 3 + 1500);
    const engine = createEngine({ tables: { t: table } });
    expect(engine.querySync('* | where k2999 is not null | project t, k2999, n1499, o2999, l2999').toArray()).toEqual([
      { t: 2999, k2999: 'v2999', n1499: 2999.5, o2999: { x: 1 }, l2999: [2999] },
    ]);
    expect(engine.querySync('* | stats n = count(n7), s = sum(n7), k = count(k5)').toArray()).toEqual([{ n: 2, s: 1515, k: 1 }]);
  });
});

describe('options', () => {
  const text = '{"a":1,"b":"x","c":{"d":1}}\n{"a":2,"b":"y","e":5}\n{"a":3}\n';

  it('reads only the columns asked for, and only so many rows', async () => {
    expect(rowsOf(await readNdjson(text, { columns: ['b'] }))).toEqual([{ b: 'x' }, { b: 'y' }, { b: null }]);
    expect((await readNdjson(text, { columns: [] })).rowCount).toBe(3);
    expect((await readNdjson(text, { maxRows: 2 })).rowCount).toBe(2);
    expect((await readNdjson('[{"a":1},{"a":2},{"a":3}]', { maxRows: 2 })).rowCount).toBe(2);
    let pulled = 0;
    async function* endless() {
      for (;;) {
        pulled++;
        yield bytesOf('{"a":1}\n'.repeat(10_000));
      }
    }
    expect((await readNdjson(endless(), { maxRows: 5 })).rowCount).toBe(5);
    expect(pulled).toBeLessThan(5);
  });

  it('takes responses, blobs, buffers, arrays of texts and streams', async () => {
    const buffer = bytesOf(text).slice().buffer;
    for (const input of [
      new Response(text),
      new Blob([text]),
      buffer,
      [text.slice(0, 20), text.slice(20)],
      new Blob([text]).stream(),
      new Response(null),
    ])
      expect((await readNdjson(input)).rowCount).toBe(input instanceof Response && !input.body ? 0 : 3);
    await expect(readNdjson(17 as never)).rejects.toThrow('cannot read the input: number is not an input');
    await expect(readNdjson({} as never)).rejects.toThrow('neither text nor bytes');
  });

  it('stops at a signal', async () => {
    const controller = new AbortController();
    async function* slow() {
      for (let i = 0; ; i++) {
        if (i === 3) controller.abort(new Error('enough'));
        yield text;
      }
    }
    await expect(readNdjson(slow(), { signal: controller.signal })).rejects.toThrow('enough');
    await expect(readNdjson(text, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
    const big = text.repeat(400_000);
    await expect(readNdjson(big, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('gives declared columns their type, and NULL with a warning where a value does not fit', async () => {
    const schema = [
      { name: 'b', type: 'bigint' },
      { name: 'c', type: 'json' },
      { name: 't', type: 'timestamp' },
    ];
    const table = await readNdjson('{"b":"7","c":"s","t":"2024-12-17T01:00:00Z"}\n{"b":"x","c":{"d":1},"t":1734398340}', { schema });
    expect(rowsOf(table)).toEqual([
      { b: 7, c: '"s"', t: '2024-12-17 01:00:00.000' },
      { b: null, c: '{"d":1}', t: '2024-12-17 01:19:00.000' },
    ]);
    expect(table.warnings()[0]!.message).toBe("column 'b': 1 value is not bigint and became NULL, such as 'x'");
  });

  it('adds the file and the line of every row', async () => {
    expect(rowsOf(await readNdjson('{"a":1}\n\n{"a":\n2}', { withFile: true, name: 'f.json' }))).toEqual([
      { __file__: 'f.json', __line__: 1, a: 1 },
      { __file__: 'f.json', __line__: 3, a: 2 },
    ]);
  });
});

describe('bytes', () => {
  it('in UTF-16 with and without a mark, and in other encodings', async () => {
    const text = '{"a":"é漢"}\n{"a":"b"}\n';
    const utf16 = new Uint8Array(Buffer.from(text, 'utf16le'));
    const swapped = new Uint8Array(Buffer.from(text, 'utf16le').swap16());
    const marked = new Uint8Array(Buffer.concat([Buffer.of(0xff, 0xfe), utf16]));
    for (const input of [utf16, swapped, marked]) expect(rowsOf(await readNdjson(input))).toEqual([{ a: 'é漢' }, { a: 'b' }]);
    const latin = new Uint8Array(Buffer.from('{"a":"José"}', 'latin1'));
    expect(rowsOf(await readNdjson(latin, { encoding: 'windows-1252' }))).toEqual([{ a: 'José' }]);
    await expect(readNdjson(latin, { encoding: 'klingon' })).rejects.toThrow("'klingon' is not an encoding");
  });

  it('counts lines whose bytes were replaced, not those that hold U+FFFD', async () => {
    const bad = new Uint8Array(
      Buffer.concat([
        Buffer.from('{"a":"b'),
        Buffer.of(0xff, 0xfe),
        Buffer.from('d"}\n{"a":"ok"}\n{"a":"'),
        Buffer.of(0xc3),
        Buffer.from('"}'),
      ]),
    );
    const table = await readNdjson(bad, skip);
    expect(table.rowCount).toBe(3);
    expect(table.warnings().map(({ message }) => message)).toEqual([
      'x: 2 lines have bytes that are not UTF-8, shown as \ufffd; an encoding can be given',
    ]);
    expect((await readNdjson(bytesOf('{"a":"\ufffd"}'))).warnings()).toEqual([]);
  });

  it('with NULs before the first line are read, with noise they are refused', async () => {
    const nuls = await readNdjson(new Uint8Array(Buffer.concat([Buffer.alloc(100_000), Buffer.from('{"a":1}\n{"a":2}\n')])));
    expect(nuls.rowCount).toBe(2);
    expect(nuls.warnings()[0]!.message).toBe('the input: 100000 NUL bytes before the first line passed over');
    await expect(readNdjson(Uint8Array.of(1, 0, 2, 0))).rejects.toThrow('binary');
    expect((await readNdjson(Uint8Array.of(1, 0, 2, 0), { anyBytes: true, onError: 'skip' })).skippedCount).toBe(1);
    const damaged = await readNdjson(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3, 4), { name: 'x.zst' });
    expect([damaged.rowCount, damaged.warnings()[0]!.message]).toEqual([0, 'x.zst: the zstd data is cut off']);
  });
});

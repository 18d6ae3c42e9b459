import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv, readLogs, writeCsv } from '../../src/formats.ts';
import { Table } from '../../src/index.ts';
import { rowsOf, schemaOf } from '../kit/read.ts';

const skip = { onError: 'skip', name: 'x' } as const;

describe('dialects of CSV', () => {
  it.each([
    ['semicolons', 'id;type;ms\n1;pony;1,5\n2;zeus;2,5\n'],
    ['tabs', 'id\ttype\tms\n1\tpony\t1,5\n2\tzeus\t2,5\n'],
    ['vertical bars', 'id|type|ms\n1|pony|1,5\n2|zeus|2,5\n'],
    ['commas and quotes', 'id,type,ms\n1,pony,"1,5"\n2,zeus,"2,5"\n'],
    ['a sep= line', 'sep=;\nid;type;ms\n1;pony;1,5\n2;zeus;2,5\n'],
    ['blanks around fields', '"id", "type" ,"ms"\n 1 , pony , "1,5"\n2,zeus ,"2,5"\n'],
    ['carriage returns', 'id,type,ms\r\n1,pony,"1,5"\r\n2,zeus,"2,5"\r\n'],
    ['carriage returns alone', 'id,type,ms\r1,pony,"1,5"\r2,zeus,"2,5"\r'],
    ['comments before the header', '# made by a tool, on a day\n#\nid,type,ms\n1,pony,"1,5"\n2,zeus,"2,5"\n'],
    ['blank lines', '\n\nid,type,ms\n\n1,pony,"1,5"\n\n2,zeus,"2,5"\n\n'],
    ['a byte order mark', '\ufeffid,type,ms\n1,pony,"1,5"\n2,zeus,"2,5"\n'],
    ['no newline at the end', 'id,type,ms\n1,pony,"1,5"\n2,zeus,"2,5"'],
  ])('%s are found', async (_, text) => {
    const table = await readCsv(text, { decimal: 'plain' });
    expect(schemaOf(table)).toEqual(['id bigint', 'type varchar', 'ms varchar']);
    expect(rowsOf(table)).toEqual([
      { id: 1, type: 'pony', ms: '1,5' },
      { id: 2, type: 'zeus', ms: '2,5' },
    ]);
  });

  it('are settable', async () => {
    expect(rowsOf(await readCsv('a::b\n1::2\n', { delimiter: '::' }))).toEqual([{ a: 1, b: 2 }]);
    for (const [decimal, value] of [
      ['comma', 1.5],
      ['point', '1,5'],
      ['plain', '1,5'],
      [undefined, '1,5'],
    ] as const)
      expect(rowsOf(await readCsv('a|b\n1,5|x\n', decimal ? { decimal } : {}))).toEqual([{ a: value, b: 'x' }]);
    expect(rowsOf(await readCsv('1,x\n2,y\n', { header: false }))).toEqual([
      { column1: 1, column2: 'x' },
      { column1: 2, column2: 'y' },
    ]);
    expect(rowsOf(await readCsv("a,b\n'1,5',x\n", { quote: 'single' }))).toEqual([{ a: '1,5', b: 'x' }]);
    expect(rowsOf(await readCsv('a,b\n"x,y"\n', { quote: 'none' }))).toEqual([{ a: '"x', b: 'y"' }]);
    expect(rowsOf(await readCsv('a,b\n-,NULL\n"-",2\n\\N,3', { null: ['-', 'NULL', '\\N'] }))).toEqual([
      { a: null, b: null },
      { a: '-', b: 2 },
      { a: null, b: 3 },
    ]);
    expect(rowsOf(await readCsv('a,b\n# no\n1,2\n#3,4\n', { comment: '#' }))).toEqual([{ a: 1, b: 2 }]);
    expect(rowsOf(await readCsv('#a,b\n1,2\n3,4\n'))).toEqual([
      { '#a': 1, b: 2 },
      { '#a': 3, b: 4 },
    ]);
    expect(rowsOf(await readCsv('a,b\n x ,2\n', { trim: true }))).toEqual([{ a: 'x', b: 2 }]);
    expect(schemaOf(await readCsv('a,b\n1,2024-12-17T01:00:00Z\n', { types: 'text' }))).toEqual(['a varchar', 'b varchar']);
  });

  it('of tabs have no quotes unless asked for', async () => {
    const text = 'h\ta\tb\n1\t"x\t2\n3\ty"z\t4\n5\tC:\\new\t6\n';
    expect(rowsOf(await readCsv(text))).toEqual([
      { h: 1, a: '"x', b: 2 },
      { h: 3, a: 'y"z', b: 4 },
      { h: 5, a: 'C:\\new', b: 6 },
    ]);
    expect(rowsOf(await readCsv('a\tb\n"x\ty"\t2\n', { quote: 'double', delimiter: '\t' }))).toEqual([{ a: 'x\ty', b: 2 }]);
  });

  it('point out a header that looks like data, and names with blanks', async () => {
    expect((await readCsv('1,2\n3,4\n')).notes[0]).toContain('looks like data');
    expect((await readCsv('"a ",b\n3,4\n')).notes).toEqual(["the column name 'a ' has blanks at an end"]);
    expect(schemaOf(await readCsv('a,a,,a\n1,2,3,4\n'))).toEqual(['a bigint', 'a_ bigint', 'column3 bigint', 'a__ bigint']);
  });
});

describe('bad records', () => {
  const broken = async (text: string) => {
    const table = await readCsv(text, skip);
    return {
      rows: rowsOf(table).map((row) => Object.values(row).join()),
      skipped: table.skipped.map(({ line, reason }) => `${line}: ${reason}`),
    };
  };

  it('cost the line they begin on and no more', async () => {
    expect(await broken('a,b,c\n1,"oops,2\n3,4,5\n6,7,8\n9,"fine",10\n')).toEqual({
      rows: ['3,4,5', '6,7,8', '9,fine,10'],
      skipped: ['2: text follows a closing quote'],
    });
    expect(await broken('a,b\n1,"never\n2,x\n3,y\n')).toEqual({ rows: ['2,x', '3,y'], skipped: ['2: a quoted field is never closed'] });
    expect(await broken('a,b\n1,"x"y\n2,z\n')).toEqual({ rows: ['2,z'], skipped: ['2: text follows a closing quote'] });
    expect(await broken('a,b\n1,"x\ny",3\n2,z\n')).toEqual({ rows: ['y",3', '2,z'], skipped: ['2: 3 fields, where the header has 2'] });
  });

  it('are counted by lines', async () => {
    const lines = ['a,b', '1,2', '1', '1,2,3', '"x', '1,2', 'y"z,1', '3,4'];
    const table = await readCsv(lines.join('\n'), skip);
    expect([table.rowCount, table.skippedCount]).toEqual([4, 3]);
    expect(table.skipped.map(({ line }) => line)).toEqual([3, 4, 5]);
  });

  it('may hold a quote that is closed far away', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => `${i},x`).join('\n');
    expect((await readCsv(`a,b\n1,"open\n${many}\n`, skip)).rowCount).toBe(5000);
    const long = 'line\n'.repeat(3000);
    expect(rowsOf(await readCsv(`a,b\n1,"${long}"\n2,z\n`))).toEqual([
      { a: 1, b: long },
      { a: 2, b: 'z' },
    ]);
  });
});

describe('types of CSV columns', () => {
  it('go by how all fields are written', async () => {
    const cases: readonly (readonly [string, string, unknown[]])[] = [
      ['1 -2 0', 'bigint', [1, -2, 0]],
      ['1 2.0', 'double', [1, 2]],
      ['.5 -.25 1e3', 'double', [0.5, -0.25, 1000]],
      ['007 8', 'varchar', ['007', '8']],
      ['+5 6', 'varchar', ['+5', '6']],
      ['1.50 x', 'varchar', ['1.50', 'x']],
      ['1234e5 123400e3', 'varchar', ['1234e5', '123400e3']],
      ['1.5e10 2e5 12e+3', 'double', [1.5e10, 2e5, 12e3]],
      ['18446744073709551614 18446744073709551615', 'varchar', ['18446744073709551614', '18446744073709551615']],
      ['9007199254740993 0.5', 'varchar', ['9007199254740993', '0.5']],
      ['2E400 1', 'varchar', ['2E400', '1']],
      ['NaN 1 -Infinity', 'double', [Number.NaN, 1, Number.NEGATIVE_INFINITY]],
      ['NaN NaN', 'varchar', ['NaN', 'NaN']],
      ['true FALSE True', 'boolean', [true, false, true]],
      ['true maybe', 'varchar', ['true', 'maybe']],
      ['"12" 13', 'bigint', [12, 13]],
      ['0x1f 2', 'varchar', ['0x1f', '2']],
      ['12-17 3', 'varchar', ['12-17', '3']],
      ['10.0.0.1 10.0.0.2', 'varchar', ['10.0.0.1', '10.0.0.2']],
    ];
    for (const [fields, type, expected] of cases) {
      const table = await readCsv(
        `a,b\n${fields
          .split(' ')
          .map((field) => `${field},k`)
          .join('\n')}\n`,
      );
      expect([fields, schemaOf(table)[0], rowsOf(table).map(({ a }) => a)]).toEqual([fields, `a ${type}`, expected]);
    }
  });

  it('say which values keep a column from being one of numbers', async () => {
    const many = Array.from({ length: 40 }, (_, i) => `${i}.5`).join('\n');
    expect((await readCsv(`ms\n${many}\n-\nn/a\n`)).notes).toEqual([
      "column 'ms' is VARCHAR: 2 of its 42 values are not numbers, such as '-'",
    ]);
  });
});

describe('writeCsv with escapeFormulas', () => {
  const safe = (cells: readonly unknown[]): string[] =>
    writeCsv(Table.from(cells.map((s) => ({ s }))), { escapeFormulas: true })
      .split('\n')
      .slice(1, -1);

  it('puts an apostrophe before strings that begin a formula', () => {
    expect(safe(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\uff1d1', '=HYPERLINK("x")', '-', 'a=1', "'=1", ' =1', ''])).toEqual([
      "'=1+1",
      "'+cmd",
      "'-2+3",
      "'@SUM(A1)",
      '"\'\t=1"',
      "'\uff1d1",
      '"\'=HYPERLINK(""x"")"',
      "'-",
      'a=1',
      "'=1",
      '" =1"',
      '""',
    ]);
    expect(writeCsv(Table.from([{ s: '\r=1' }]), { escapeFormulas: true })).toBe('s\n"\'\r=1"\n');
  });

  it('leaves numbers', () => {
    expect(safe(['-5', '+5', '-1.5e-3', '5'])).toEqual(['-5', '+5', '-1.5e-3', '5']);
    expect(safe([-5, -1.5])).toEqual(['-5.0', '-1.5']);
    expect(safe([new Date(0)])).toEqual(['1970-01-01 00:00:00.000']);
  });

  it('quotes what other dialects take for separators, so that no formula begins after one', () => {
    expect(safe(['a;=1', 'a|=1', 'a\t=1'])).toEqual(['"a;=1"', '"a|=1"', '"a\t=1"']);
  });

  it('reads back as the same strings, with an apostrophe before all that could begin a formula', async () => {
    const unit = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ';', ',', '"', "'", 'a', '1', ' ');
    const schema = [{ name: 's', type: 'varchar' }];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit }), { minLength: 1 }), async (cells) => {
        const table = Table.from(
          cells.map((s) => ({ s })),
          { schema },
        );
        const again = await readCsv(writeCsv(table, { escapeFormulas: true }), { schema, delimiter: ',', times: 'text' });
        const expected = cells.map((s) => (/^[=+\-@\t\r\n]/.test(s) && !/^[+-]1+$/.test(s) ? `'${s}` : s));
        expect(rowsOf(again)).toEqual(expected.map((s) => ({ s })));
      }),
    );
  });
});

describe('what writeCsv wrote', () => {
  it('is read as it was, whatever the texts and the delimiter', async () => {
    const cell = fc.option(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 6 }),
        fc.constantFrom('', ' ', '"', ',', '\r\n', '\r', '#', 'sep=;', '1', 'NaN', '\ufeff'),
      ),
    );
    const schema = [{ name: 'only', type: 'varchar' }];
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 8 }), fc.constantFrom(',', ';', '|'), async (cells, delimiter) => {
        const table = Table.from(
          cells.map((only) => ({ only })),
          { schema },
        );
        const again = await readCsv(writeCsv(table, { delimiter }), { schema, delimiter, times: 'text' });
        expect(rowsOf(again)).toEqual(rowsOf(table));
      }),
      { numRuns: 300 },
    );
  });

  it('is recognised with control characters in it', async () => {
    const table = Table.from([
      { a: 'x\u001b[2J\u0000|<b>', b: 'y\u0007' },
      { a: '\u202e', b: null },
    ]);
    expect(rowsOf(await readLogs({ name: 'out.csv', input: new TextEncoder().encode(writeCsv(table)) }))).toEqual(rowsOf(table));
  });
});

import { describe, expect, it } from 'vitest';
import { renderTable } from '../../src/cli/render-table.ts';
import { drawSeries, type Interruptible, readCsv, readNdjson, writeCsv, writeMarkdown, writeNdjson } from '../../src/formats.ts';
import { createEngine, Table } from '../../src/index.ts';

// What attackers and odd programs put into logs, as each output shows it.
const inputs: readonly (readonly [what: string, value: string])[] = [
  ['a title of the terminal', '\u001b]0;owned\u0007after'],
  ['colours without an escape character', '\u009b31mred\u009b0m'],
  ['a line drawn over', 'safe\rEVIL'],
  ['steps back', 'abc\b\b\bxyz'],
  ['text from right to left', 'user\u202etxt.exe'],
  ['marks of width zero', 'ad\u200bmin\ufeff'],
  ['separators of lines of Unicode', 'one\u2028two\u2029three\u0085four'],
  ['a form feed, a vertical tab and a delete', 'a\fb\u000bc\u007fd'],
  ['half of a surrogate pair', 'x\ud800y'],
  ['a NUL', 'a\0b'],
  ['HTML', '<img src=x onerror=alert(1)>&lt;'],
  ['a table of Markdown', 'a | b\n| --- |\n`x` [l](javascript:alert(1)) ![i](x)'],
  ['a tab and quotes', 'a\t"b", \'c\'\\'],
];

describe('control characters', () => {
  for (const [what, value] of inputs) {
    const table = Table.from([{ [value]: 1, v: value }]);

    it(`are harmless in a table and in Markdown: ${what}`, async () => {
      for (const text of [await renderTable(table, { width: undefined }), writeMarkdown(table)]) {
        expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
        expect(text.trimEnd().split('\n')).toHaveLength(3 + (text.includes('1 row') ? 1 : 0));
      }
      expect(writeMarkdown(table)).not.toMatch(/(^|[^\\])<(?!br>)[a-z]|[^\\]\]\(/i);
    });

    it(`come back from CSV and NDJSON: ${what}`, async () => {
      const rows = (read: Table): unknown => createEngine({ tables: { read } }).querySync('* | project v').toArray();
      expect(rows(await readCsv(writeCsv(table)))).toEqual([{ v: value }]);
      expect(rows(await readNdjson(writeNdjson(table)))).toEqual([{ v: value }]);
    });
  }
});

it('writers stop when they are asked to', async () => {
  const table = Table.fromColumns({ x: new BigInt64Array(10_000) });
  const values = Array.from({ length: 10_000 }, (_, i) => i % 100);
  const series = { values, baseline: values, lower: values, upper: values, scores: values };
  const writers: ((options: Interruptible) => string | Promise<string>)[] = [
    (options) => writeCsv(table, options),
    (options) => writeMarkdown(table, options),
    (options) => writeNdjson(table, options),
    (options) => drawSeries(series, options),
    (options) => renderTable(table, { width: undefined, ...options }),
  ];
  for (const write of writers) {
    let asked = 0;
    await expect((async () => write({ interrupted: () => ++asked < 0 }))()).resolves.toHaveProperty('length');
    expect((await write({})).length).toBeGreaterThan(20_000);
    // Wherever it is in its work.
    const most = asked;
    expect(most).toBeGreaterThan(30);
    for (let at = 1; at <= most; at += 7) {
      asked = 0;
      await expect((async () => write({ interrupted: () => ++asked > at - 1 }))()).rejects.toThrow('SPL4013');
    }
  }
});

it('a page of a table is made without the rows before it', async () => {
  const table = Table.fromColumns({ x: new BigInt64Array(100_000) });
  let asked = 0;
  const page = await renderTable(table, { width: 80, from: 99_990, to: 99_999, interrupted: () => ++asked < 0 });
  expect(page.split('\n')).toHaveLength(11);
  expect(asked).toBeLessThan(5);
});

it('series of numbers of any size are drawn', () => {
  for (const values of [
    [1e300, 1e300],
    [-1.7e308, 1.7e308],
    [0, 5e-324],
    [Number.NaN, null, Number.POSITIVE_INFINITY],
    [],
    [2n ** 200n, 1],
  ])
    expect(drawSeries({ values, lower: values.map(Number), upper: values.map(Number), baseline: values.map(Number) })).not.toContain('NaN');
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLogs } from '../../src/formats.ts';
import { QueryError } from '../../src/index.ts';
import { rowsOf, sample, schemaOf } from '../kit/read.ts';

const cases = readFileSync(new URL('../data/formats/openmetrics/parser-cases.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { readonly name: string; readonly shouldParse: boolean; readonly text: string });

const read = (text: string, options: object = {}) => readLogs({ name: 'x', input: text }, { format: 'openmetrics', ...options });

/** Whether every line of a case is read. */
async function isRead(text: string, strict: boolean): Promise<boolean> {
  try {
    await read(text, { strict });
    return true;
  } catch (error) {
    if (error instanceof QueryError) return false;
    throw error;
  }
}

describe('the cases of OpenMetrics', () => {
  it.each(cases.map(({ name, shouldParse, text }) => [name, shouldParse, text] as const))(
    '%s is read in strict mode: %s',
    async (_, shouldParse, text) => {
      expect(await isRead(text, true), text).toBe(shouldParse);
    },
  );

  it('are all read otherwise where they may be read', async () => {
    for (const { shouldParse, text } of cases) if (shouldParse) expect(await isRead(text, false), text).toBe(true);
  });

  it('that only strict mode refuses are in the reference', async () => {
    const page = readFileSync(new URL('../../docs/reference/formats.md', import.meta.url), 'utf8');
    const named = /^Read without `strict` although.*: (.*)\.$/m.exec(page)![1]!.match(/[a-z_0-9]+(?=`)/g);
    const accepted: string[] = [];
    for (const { name, shouldParse, text } of cases) if (!shouldParse && (await isRead(text, false))) accepted.push(name);
    expect(named).toEqual(accepted);
  });

  it('give the values that are written', async () => {
    const text = cases.find(({ name }) => name === 'escaping')!.text;
    expect(rowsOf(await read(text, { strict: true })).map(({ __labels__ }) => __labels__)).toEqual([
      { foo: 'b"a\nr' },
      { foo: 'b\\a\\z' },
      { foo: 'b"a\nr # ' },
      { foo: 'b\\a\\z # ' },
    ]);
    const times = cases.find(({ name }) => name === 'timestamps')!.text;
    expect(rowsOf(await read(times)).map(({ __time_nano__ }) => __time_nano__)).toEqual([
      0n,
      0n,
      1_100_000_000n,
      null,
      1_500_000_000_000n,
      1_234_567_890_000_000_000n,
    ]);
  });
});

describe('a scrape of an API server', () => {
  const load = (options: object) => readLogs(sample('prometheus-text/kube-apiserver-1.35-part.txt'), options);

  it('has a row per sample, and cumulated buckets that end with the count', async () => {
    const table = await load({ scrapedAt: '2025-01-01T00:00:00Z', labels: { job: 'apiserver' } });
    const rows = rowsOf(table);
    expect(rows).toHaveLength(958);
    expect(rows.every((row) => (row.__labels__ as { job: string }).job === 'apiserver' && row.__time__ === 1735689600)).toBe(true);
    const series = new Map<string, number[]>();
    for (const { __name__, __labels__, __value__ } of rows) {
      if (!String(__name__).endsWith('_bucket')) continue;
      const { le: _, ...labels } = __labels__ as Record<string, string>;
      const key = JSON.stringify([String(__name__).replace(/_bucket$/, ''), labels]);
      series.set(key, [...(series.get(key) ?? []), __value__ as number]);
    }
    expect(series.size).toBe(17);
    const counts = new Map(
      rows
        .filter(({ __name__ }) => String(__name__).endsWith('_count'))
        .map(({ __name__, __labels__, __value__ }) => [JSON.stringify([String(__name__).replace(/_count$/, ''), __labels__]), __value__]),
    );
    for (const [key, values] of series) {
      expect(values.toSorted((a, b) => a - b)).toEqual(values);
      expect(counts.get(key)).toBe(values.at(-1));
    }
  });

  it('has a row per histogram where that is asked for', async () => {
    const table = await load({ histogram: 'rows' });
    expect(schemaOf(table)).toContain('bounds array');
    const histograms = rowsOf(table).filter(({ counts }) => counts !== null);
    expect(histograms).toHaveLength(17);
    for (const { bounds, counts, __count__ } of histograms) {
      expect((counts as number[]).length).toBe((bounds as number[]).length + 1);
      expect((counts as number[]).reduce((sum, count) => sum + count, 0)).toBe(__count__);
    }
  });
});

it('reads names in quotes, blanks, times in milliseconds and numbers as Go writes them', async () => {
  const table = await readLogs(
    {
      name: 'x',
      input: '# TYPE a untyped\n\t a { b = "c" , } \t 1_000 \t 1500 \n{"name.with.dots", "l.1"="v"} 0x1p-3\nb NaN\nc -Inf\nwrong{ 1\n',
    },
    { format: 'prometheus', onError: 'skip' },
  );
  expect(
    rowsOf(table).map(({ __name__, __labels__, __time_nano__, __value__ }) => [__name__, __labels__, __time_nano__, __value__]),
  ).toEqual([
    ['a', { b: 'c' }, 1_500_000_000, 1000],
    ['name.with.dots', { 'l.1': 'v' }, null, 0.125],
    ['b', {}, null, Number.NaN],
    ['c', {}, null, Number.NEGATIVE_INFINITY],
  ]);
  expect(table.skipped).toEqual([{ file: 'x', line: 6, reason: 'a label has no valid name' }]);
});

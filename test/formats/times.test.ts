import { describe, expect, it } from 'vitest';
import { readCsv, readNdjson } from '../../src/formats.ts';
import { createEngine } from '../../src/index.ts';
import { rowsOf, schemaOf } from '../kit/read.ts';

const lines = (name: string, values: readonly unknown[]): string => values.map((value) => JSON.stringify({ [name]: value })).join('\n');

describe('columns of date-times', () => {
  const texts = [
    '2024-12-17T01:19:00.5Z',
    '2024-12-17T02:19:00+01:00',
    '2024-12-17 03:00:00',
    '2024-12-16T23:59:59.999999999-05:00',
    '2024-12-17 01:19:00,25',
    '2024-12-17T0119',
  ];

  it('are TIMESTAMP where every value is one', async () => {
    const table = await readNdjson(lines('at', [...texts.slice(0, 5), null]), { timeZone: 'Europe/Berlin' });
    expect(schemaOf(table)).toEqual(['at timestamp']);
    expect(rowsOf(table).map(({ at }) => at)).toEqual([
      '2024-12-17 01:19:00.500',
      '2024-12-17 01:19:00.000',
      '2024-12-17 02:00:00.000',
      '2024-12-17 04:59:59.999999999',
      '2024-12-17 00:19:00.250',
      null,
    ]);
    const engine = createEngine({ tables: { t: table } });
    expect(engine.querySync("* | where at > timestamp '2024-12-17 01:18:00' | stats n = count(1)").toArray()).toEqual([{ n: 4 }]);
  });

  it.each([
    ['a text among them', ['2024-12-17T01:19:00Z', 'n/a']],
    ['dates alone', ['2024-12-17', '2024-12-18']],
    ['times outside of TIMESTAMP', ['9999-12-31T23:59:59Z', '2024-12-17T01:19:00Z']],
    ['days that do not exist', ['2024-02-30T00:00:00Z']],
    ['hours that do not exist', ['2024-02-20T25:00:00Z']],
    ['a sentence that begins with one', ['2024-12-17 01:19:00 started']],
  ])('stay VARCHAR with %s', async (_, values) => {
    expect(schemaOf(await readNdjson(lines('at', values)))).toEqual(['at varchar']);
    expect(rowsOf(await readNdjson(lines('at', values))).map(({ at }) => at)).toEqual(values);
  });

  it('stay VARCHAR with times: text, and in CSV are found as well', async () => {
    expect(schemaOf(await readNdjson(lines('ts', texts), { times: 'text' }))).toEqual(['ts varchar']);
    expect(schemaOf(await readCsv('at,v\n2024-12-17 01:19:00,1\n,2\n"2024-12-17 01:20:00",3\n'))).toEqual(['at timestamp', 'v bigint']);
  });

  it('cover the whole of TIMESTAMP exactly', async () => {
    const ends = [
      '1677-09-21T00:12:43.145224192Z',
      '2262-04-11T23:47:16.854775807Z',
      '1969-12-31T23:59:59.999999999Z',
      '2000-02-29T12:00:00.1+05:30',
    ];
    expect(rowsOf(await readNdjson(lines('at', ends))).map(({ at }) => at)).toEqual([
      '1677-09-21 00:12:43.145224192',
      '2262-04-11 23:47:16.854775807',
      '1969-12-31 23:59:59.999999999',
      '2000-02-29 06:30:00.100',
    ]);
  });
});

describe('__time__', () => {
  const timeOf = async (text: string, options = {}) => {
    const table = await readNdjson(text, options);
    return [rowsOf(table).map(({ __time__, __time_ns_part__ }) => [__time__, __time_ns_part__]), table.notes];
  };

  it.each([
    ['seconds', [1734398340], [1734398340, 0]],
    ['seconds with a fraction', [1734398340.25], [1734398340, 250000000]],
    ['milliseconds', [1734398340123], [1734398340, 123000000]],
    ['microseconds', [1734398340123456], [1734398340, 123456000]],
    ['nanoseconds', ['1734398340123456789'], [1734398340, 123456789]],
    ['texts of milliseconds', ['1734398340123'], [1734398340, 123000000]],
    ['ISO 8601', ['2024-12-17T01:19:00.123456789Z'], [1734398340, 123456789]],
    ['ISO 8601 before 1970', ['1969-12-31T23:59:59.75Z'], [-1, 750000000]],
  ])('is taken from %s', async (_, values, expected) => {
    expect(await timeOf(lines('ts', values))).toEqual([[expected], ["__time__ is taken from 'ts'"]]);
  });

  it('is taken from the best of several columns', async () => {
    const both = '{"time":"2024-12-17T01:19:00Z","@timestamp":"2024-12-17T01:20:00Z"}';
    expect(await timeOf(both)).toEqual([[[1734398400, 0]], ["__time__ is taken from '@timestamp'"]]);
    expect(await timeOf('{"ts":0.25,"eventTime":"2024-12-17T01:19:00Z"}')).toEqual([
      [[1734398340, 0]],
      ["__time__ is taken from 'eventTime'"],
    ]);
    expect((await timeOf('{"Timestamp":"2024-12-17T01:19:00Z"}'))[1]).toEqual(["__time__ is taken from 'Timestamp'"]);
    expect(await timeOf('{"date":"2024-12-17"}')).toEqual([[[1734393600, 0]], ["__time__ is taken from 'date'"]]);
    expect((await timeOf('{"ts":"2024-12-17T01:19:00Z"}\n{"ts":"n/a"}\n{"ts":"2024-12-17T01:19:01Z"}'))[1]).toEqual([
      "__time__ is taken from 'ts' (2 of 3 rows)",
    ]);
  });

  it('is left alone where there is one, or nothing to take it from', async () => {
    expect(await timeOf('{"__time__":5,"ts":"2024-12-17T01:19:00Z"}')).toEqual([[[5, undefined]], []]);
    for (const text of ['{"time":0.25}', '{"ts":17}', '{"date":"yesterday"}', '{"time":{"a":1}}', '{"elapsed":1734398340}'])
      expect(await timeOf(text)).toEqual([[[undefined, undefined]], []]);
    expect(await timeOf('{"ts":"2024-12-17T01:19:00Z"}', { times: 'text' })).toEqual([[[undefined, undefined]], []]);
  });

  it('is filled when only it is asked for', async () => {
    const table = await readNdjson('{"ts":"2024-12-17T01:19:00Z","v":1}', { columns: ['__time__'] });
    expect(rowsOf(table)).toEqual([{ __time__: 1734398340 }]);
  });
});

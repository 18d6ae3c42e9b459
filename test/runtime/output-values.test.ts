import { describe, expect, it } from 'vitest';
import { writeCsv, writeMarkdown, writeNdjson } from '../../src/formats.ts';
import { createEngine, type OutputOptions, type Result, Table } from '../../src/index.ts';
import { jsonValue } from '../../src/types/json-value.ts';

const run = (query: string, rows: readonly Record<string, unknown>[] = [{ x: 1 }], timeZone = 'UTC'): Result =>
  createEngine({ tables: { t: Table.from(rows) }, timeZone }).querySync(query);

const cell = (expression: string, options?: OutputOptions, timeZone?: string): unknown =>
  run(`* | project v = ${expression}`, undefined, timeZone).toArray(options)[0]!.v;

describe('JSON leaves the engine as what it means', () => {
  const json = `json_parse('{"a":[1,"x",null,true,1.5],"__proto__":{"b":2},"n":9007199254740993,"d":12345678901234567890.5}')`;

  it('as values, integers beyond 2^53 as bigints', () => {
    const value = cell(json) as Record<string, unknown>;
    expect(value.a).toEqual([1, 'x', null, true, 1.5]);
    expect(Object.keys(value)).toEqual(['__proto__', 'a', 'd', 'n']);
    expect(value.n).toBe(9007199254740993n);
    expect(value.d).toBe(Number('12345678901234567890.5'));
    expect(cell(`json '"text"'`)).toBe('text');
    expect(cell(`json 'null'`)).toBeNull();
    expect(cell(`array[json '1', json '[2]']`)).toEqual([1, [2]]);
  });

  it('as text where that is asked for', () => {
    expect(cell(json, { json: 'text' })).toBe(
      '{"__proto__":{"b":2},"a":[1,"x",null,true,1.5],"d":12345678901234567890.5,"n":9007199254740993}',
    );
    expect(cell(`json '"text"'`, { json: 'text' })).toBe('"text"');
  });

  it('refuses digits that a number would lose where numbers are asked for', () => {
    expect(() => cell(json, { bigint: 'number' })).toThrow(/9007199254740993 does not fit/);
  });

  it('keeps text that is nested too deep to walk through, and text that is not JSON', () => {
    for (const depth of [499, 5000, 200_000]) {
      const deep = '['.repeat(depth) + ']'.repeat(depth);
      expect(typeof jsonValue(deep, BigInt)).toBe(depth < 500 ? 'object' : 'string');
      expect(typeof jsonValue(`{"a":${deep},"n":12345678901234567890}`, BigInt)).toBe(depth < 500 ? 'object' : 'string');
    }
    expect(jsonValue('{"a":', BigInt)).toBe('{"a":');
  });

  it('in JSON.stringify, NDJSON, CSV and Markdown', () => {
    const result = run(`* | project j = ${json}, s = json '"a,b"', n = json '1.0'`);
    expect(JSON.parse(JSON.stringify(result))).toEqual([
      {
        j: { a: [1, 'x', null, true, 1.5], ['__proto__']: { b: 2 }, n: '9007199254740993', d: Number('12345678901234567890.5') },
        s: 'a,b',
        n: 1,
      },
    ]);
    expect(writeNdjson(result)).toContain('"n":9007199254740993}');
    expect(writeCsv(run(`* | project s = json '"a,b"', n = json '1.0', o = json '{"k":"v"}'`))).toBe('s,n,o\n"a,b",1.0,"{""k"":""v""}"\n');
  });
});

describe('maps leave the engine with all entries', () => {
  const rows = [{ a: 'p' }, { a: 'q' }, { a: 'p' }];

  it('with keys of type ARRAY, ROW and MAP as a Map', () => {
    const counted = run('* | stats h = histogram(array[a])', rows);
    expect(counted.toArray()).toEqual([
      {
        h: new Map([
          [['p'], 2],
          [['q'], 1],
        ]),
      },
    ]);
    expect(JSON.stringify(counted)).toBe('[{"h":[[["p"],2],[["q"],1]]}]');
    expect(writeNdjson(counted)).toBe('{"h":[[["p"],2],[["q"],1]]}\n');
    expect(writeCsv(counted)).toBe('h\n"[[[""p""],2],[[""q""],1]]"\n');
    expect(writeMarkdown(counted)).toContain('[[["p"],2],[["q"],1]]');
    const byRow = cell("map(array[row(1, 'a'), row(2, 'b')], array[10, 20])");
    expect([...(byRow as Map<unknown, unknown>)]).toEqual([
      [{ field0: 1, field1: 'a' }, 10],
      [{ field0: 2, field1: 'b' }, 20],
    ]);
    expect(cell("map(array[map(array['k'], array[1])], array['x'])")).toEqual(new Map([[{ k: 1 }, 'x']]));
    expect(cell("format('%s', map(array[array[5]], array['x']))")).toBe('[[[5],"x"]]');
  });

  it('with times as the language prints them, in the zone of the session, whatever the option says', () => {
    expect(cell("map(array[date '2024-05-01'], array[1])")).toEqual({ '2024-05-01': 1 });
    expect(cell("map(array[timestamp '2024-05-01 01:02:03'], array[1])", { timestamp: 'nanoseconds' }, 'Asia/Tokyo')).toEqual({
      '2024-05-01 01:02:03.000': 1,
    });
    expect(cell("map(array[interval '90' second], array[1])")).toEqual({ '0 00:01:30.000': 1 });
  });

  it('with JSON keys by their text, and apart where 1 and "1" meet', () => {
    expect(cell(`map(array[json '"GET"', json '7'], array[1, 2])`)).toEqual({ GET: 1, 7: 2 });
    expect(cell(`map(array[json '1', json '"1"'], array[1, 2])`)).toEqual({ 1: 1, '"1"': 2 });
    expect(writeNdjson(run(`* | project m = map(array[json '1', json '"1"'], array[1, 2])`))).toBe('{"m":{"1":1,"\\"1\\"":2}}\n');
  });

  it('with names that objects are built from', () => {
    expect(Object.entries(cell("map(array['__proto__', 'a'], array[1, 2])") as object)).toEqual([
      ['__proto__', 1],
      ['a', 2],
    ]);
  });
});

describe('REAL is shown with the fewest digits', () => {
  it('in values, JSON and text', () => {
    expect(cell('cast(0.1 as real)')).toBe(0.1);
    expect(cell('array[cast(2.7 as real), null]')).toEqual([2.7, null]);
    expect(cell("-(real '0.3')")).toBe(-0.3);
    expect(cell('cast(cast(0.1 as real) as json)', { json: 'text' })).toBe('0.1');
    expect(cell('cast(array[cast(2.7 as real)] as json)')).toEqual([2.7]);
    expect(cell('map(array[cast(0.1 as real)], array[cast(0.7 as real)])')).toEqual({ 0.1: 0.7 });
    expect(writeNdjson(run('* | project r = cast(0.1 as real), i = cast(123456789 as real)'))).toBe('{"r":0.1,"i":123456790.0}\n');
    expect(cell("cast('NaN' as real)")).toBeNaN();
  });
});

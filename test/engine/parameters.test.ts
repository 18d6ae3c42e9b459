import { describe, expect, it } from 'vitest';
import { createEngine, QueryError, Table } from '../../src/index.ts';

const logs = Table.from([
  { user: 'ann', message: 'disk full on node 7', status: 500, ok: false },
  { user: 'bob', message: 'all is well', status: 200, ok: true },
  { user: 'o"neill', message: 'node 7 is back', status: 404, ok: true },
]);
const engine = createEngine({ tables: { logs } });
const given = (value: unknown): unknown => engine.querySync('* | limit 1 | project p = ?p', { params: { p: value } }).toArray()[0]?.p;
const users = (query: string, params: Record<string, unknown>): unknown[] =>
  engine
    .querySync<{ user: string }>(query, { params })
    .toArray()
    .map(({ user }) => user);

function refusal(params: Record<string, unknown>): string {
  try {
    engine.querySync('* | limit 1 | project p = ?p', { params });
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    expect(error.diagnostics.map(({ code }) => code)).toEqual(['SPL2004']);
    return error.diagnostics[0]!.message;
  }
  throw new Error('it was accepted');
}

const circle: unknown[] = [1];
circle.push([circle]);
const holes: unknown[] = [1];
holes[2] = 3;

describe('parameters', () => {
  const values: [string, unknown, unknown][] = [
    ['null', null, null],
    ['a boolean', true, true],
    ['a string', "O'Neill", "O'Neill"],
    ['an integer', 7, 7],
    ['a large integer', 2 ** 40, 2n ** 40n],
    ['the largest bigint', 2n ** 63n - 1n, 2n ** 63n - 1n],
    ['the smallest bigint', -(2n ** 63n), -(2n ** 63n)],
    ['a fraction', 0.5, 0.5],
    ['infinity', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['an array of mixed numbers', [1, 2.5], [1, 2.5]],
    ['an array with a null', [null, 'a'], [null, 'a']],
    ['an empty array', [], []],
    ['nested arrays', [[1], [2, 3]], [[1], [2, 3]]],
    ['a typed array', Float64Array.of(1.5, 2), [1.5, 2]],
    ['bytes', Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
  ];
  for (const [what, value, expected] of values)
    it(`takes ${what}`, () => {
      const found = given(value);
      expect(typeof expected === 'bigint' ? BigInt(found as number) : found).toEqual(expected);
    });

  const refused: [string, unknown, string][] = [
    ['undefined', undefined, 'is undefined'],
    ['an object', { a: 1 }, 'is an object'],
    ['an object without a prototype', Object.create(null), 'is an object'],
    ['a boxed string', Object('a'), 'is an object'],
    ['a Map', new Map([['a', 1]]), 'is a Map'],
    ['a Set', new Set([1]), 'is a Set'],
    ['a Promise', Promise.resolve(1), 'is a Promise'],
    ['a function', () => 1, 'is a function'],
    ['a class', Date, 'is a function'],
    ['a symbol', Symbol('a'), 'is a symbol'],
    ['an invalid Date', new Date(Number.NaN), 'is an invalid Date'],
    ['a Date that no TIMESTAMP reaches', new Date('9999-12-31'), 'is out of the range of TIMESTAMP'],
    ['a bigint above BIGINT', 2n ** 63n, 'is out of the range of BIGINT'],
    ['a bigint below BIGINT', -(2n ** 63n) - 1n, 'is out of the range of BIGINT'],
    ['a cycle', circle, 'has an element that has an element that contains itself'],
    ['a hole', holes, 'has an element that is undefined'],
    ['an object in an array', [{}], 'has an element that is an object'],
    ['elements without a common type', [1, 'a'], 'has elements of types INTEGER and VARCHAR'],
    ['a bigint beside a fraction that is too large', [2n ** 64n, 0.5], 'has an element that is out of the range of BIGINT'],
    ['a regular expression', /a/, 'is an object'],
  ];
  for (const [what, value, problem] of refused)
    it(`refuses ${what}`, () => expect(refusal({ p: value })).toBe(`parameter '?p' ${problem}`));

  it('refuses what throws when it is read', () => {
    const getter = Object.defineProperty({}, 'p', { enumerable: true, get: () => { throw new Error('no'); } }); // biome-ignore format: one thought
    expect(refusal(getter)).toBe("parameter '?p' cannot be read: no");
    const element = Object.defineProperty([1], 1, { enumerable: true, get: () => { throw new Error('no'); } }); // biome-ignore format: one thought
    expect(refusal({ p: element })).toBe("parameter '?p' cannot be read: no");
    const trap = (): never => {
      throw new TypeError('trap');
    };
    expect(refusal({ p: new Proxy({}, { get: trap, getPrototypeOf: trap }) })).toBe("parameter '?p' cannot be read: trap");
    expect(refusal({ p: new Proxy([1], { get: trap }) })).toBe("parameter '?p' cannot be read: trap");
    expect(refusal(new Proxy({}, { getOwnPropertyDescriptor: trap }))).toBe("parameter '?p' cannot be read: trap");
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    expect(refusal({ p: proxy })).toMatch(/^parameter '\?p' cannot be read/);
  });

  it('does not find what the prototype has', () => {
    expect(refusal(Object.create({ p: 1 }))).toBe("parameter '?p' has no value");
  });

  it('never throws when compiled', () => {
    for (const [, value] of refused) expect(engine.compile('* | where status = ?p', { params: { p: value } }).plan).toBeUndefined();
  });
});

describe('parameters in the search', () => {
  it('are the words of a string', () => {
    expect(users('?q', { q: 'node 7' })).toEqual(['ann', 'o"neill']);
    expect(users('message:?q', { q: 'disk' })).toEqual(['ann']);
    expect(users('user:?q', { q: 'o"neill' })).toEqual(['o"neill']);
    expect(users('not ?q', { q: 'node' })).toEqual(['bob']);
  });

  it('are no patterns and no source', () => {
    expect(users('message:?q', { q: 'di*' })).toEqual([]);
    expect(users('user:?q', { q: 'ann or bob' })).toEqual([]);
  });

  it('are numbers in comparisons and ranges', () => {
    expect(users('status:?q', { q: 404 })).toEqual(['o"neill']);
    expect(users('status >= ?q', { q: 404 })).toEqual(['ann', 'o"neill']);
    expect(users('status < ?q', { q: '404' })).toEqual(['bob']);
    expect(users('status in [?from ?to)', { from: 200, to: 404 })).toEqual(['bob']);
  });

  it('are any of an array', () => {
    expect(users('user:?q', { q: ['ann', 'bob'] })).toEqual(['ann', 'bob']);
    expect(users('status:?q', { q: [200, 404] })).toEqual(['bob', 'o"neill']);
    expect(users('user:?q', { q: [] })).toEqual([]);
  });

  it('match nothing where they are NULL', () => {
    expect(users('user:?q', { q: null })).toEqual([]);
    expect(users('status > ?q', { q: null })).toEqual([]);
  });

  it('are reported where they are missing or of an odd type', () => {
    for (const params of [{}, { q: {} }])
      expect(engine.compile('user:?q', { params }).diagnostics.map(({ code }) => code)).toEqual(['SPL2004']);
    expect(engine.compile('status > ?q', { params: { q: 'many' } }).diagnostics.map(({ code }) => code)).toEqual(['SPL2103']);
  });

  it('are words where they are escaped or quoted', () => {
    expect(users('\\?q', {})).toEqual([]);
    expect(users('"?q"', {})).toEqual([]);
  });
});

describe('lists of parameters', () => {
  const found = (list: readonly unknown[], condition = 'status in (?list)'): unknown[] => users(`* | where ${condition}`, { list });

  it('are read as literals are beside another type', () => {
    expect(found(['500', '404'])).toEqual(['ann', 'o"neill']);
    expect(found([500.0, 404])).toEqual(['ann', 'o"neill']);
    expect(found([500n])).toEqual(['ann']);
    expect(found(['500', null])).toEqual(['ann']);
    expect(() => found(['500', 'n/a'])).toThrow('this must be a number');
    expect(found([], 'user in (?list)')).toEqual([]);
    expect(found(['500'], 'status not in (?list)')).toEqual(['bob', 'o"neill']);
  });

  it('hold dates, bigints and booleans', () => {
    const rows = Table.from([
      { at: new Date('2024-12-17T01:00:00Z'), id: 9007199254740993n, ok: true },
      { at: new Date('2024-12-18T01:00:00Z'), id: 9007199254740992n, ok: false },
    ]);
    const count = (condition: string, list: readonly unknown[]): unknown =>
      createEngine({ tables: { rows } }).querySync(`* | where ${condition} | stats n = count(1)`, { params: { list } }).toArray()[0]?.n;
    expect(count('at in (?list)', [new Date('2024-12-17T01:00:00Z')])).toBe(1);
    expect(count('at in (?list)', ['2024-12-17 01:00:00', '2024-12-18T01:00:00Z'])).toBe(2);
    expect(count('id in (?list)', [9007199254740993n])).toBe(1);
    expect(count('id in (?list)', ['9007199254740993'])).toBe(1);
    expect(count('ok in (?list)', [true])).toBe(1);
  });
});

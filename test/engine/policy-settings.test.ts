import { describe, expect, it } from 'vitest';
import { defineScalar, overload, varchar } from '../../src/functions.ts';
import { createEngine, QueryError, type QueryOptions, Table, type TablePolicy } from '../../src/index.ts';

describe('the context of policies', () => {
  const tenants = Array.from({ length: 99 }, (_, i) => ({ tenant: i < 60 ? 'a' : 'b', i }));
  const tables = { logs: Table.from(tenants), names: Table.from([{ host: 'h' }]) };
  const engine = createEngine({ tables, policies: { logs: { rows: 'tenant = ?tenant' } } });
  const context = { tenant: 'a' };
  const count = (options: QueryOptions): unknown => engine.querySync('$logs | stats n = count(1)', options).toArray();

  it('selects the rows, per query and in any order', () => {
    for (const _ of [1, 2]) {
      expect(count({ context: { tenant: 'a' } })).toEqual([{ n: 60 }]);
      expect(count({ context: { tenant: 'b' } })).toEqual([{ n: 39 }]);
      expect(count({ context: { tenant: null } })).toEqual([{ n: 0 }]);
    }
    for (let i = 0; i < 50; i++) expect(count({ context: { tenant: `t${i}` } })).toEqual([{ n: 0 }]);
    expect(count({ context: { tenant: 'a' } })).toEqual([{ n: 60 }]);
  });

  it('keeps apart values that print alike', () => {
    const rows = [{ v: 1 }, { v: 2 }];
    const both = createEngine({ tables: { logs: Table.from(rows) }, policies: { logs: { rows: "typeof(?who) = 'varchar'" } } });
    expect(both.querySync('*', { context: { who: '1' } }).rowCount).toBe(2);
    expect(both.querySync('*', { context: { who: 1 } }).rowCount).toBe(0);
    const lists = createEngine({ tables: { logs: Table.from(rows) }, policies: { logs: { rows: 'v in (?list)' } } });
    expect(lists.querySync('*', { context: { list: [1, 2] } }).rowCount).toBe(2);
    expect(lists.querySync('*', { context: { list: [12] } }).rowCount).toBe(0);
  });

  it('is not set, and not read, by the source or its parameters', () => {
    expect(() => engine.querySync('* | extend t = ?tenant', { context })).toThrow(/SPL2004: parameter '\?tenant' has no value/);
    expect(() => count({ params: { tenant: 'a' } })).toThrow(/SPL5005/);
    expect(count({ context: { tenant: 'a' }, params: { tenant: 'b' } })).toEqual([{ n: 60 }]);
  });

  it('is required: without it there are no rows, and the message does not say what the policy says', () => {
    const failure = (options: QueryOptions): QueryError => {
      try {
        count(options);
      } catch (error) {
        return error as QueryError; // asserted below
      }
      throw new Error('nothing was thrown');
    };
    expect(failure({}).render()).toBe(
      [
        "error[SPL5005]: the policy of table 'logs' needs a context value",
        ' --> 1:1',
        '  |',
        '1 | $logs | stats n = count(1)',
        '  | ^',
        '  = help: the host passes it with each query: context: { tenant: … }',
      ].join('\n'),
    );
    expect(failure({ context: { tenant: [1] } }).message).toBe("SPL5005: the policy of table 'logs' does not fit the context values");
    expect(engine.compile('$logs').diagnostics.map(({ code }) => code)).toEqual(['SPL5005']);
    expect(engine.compile('$names').diagnostics).toEqual([]);
  });

  it('a value that a host cannot mean is refused', () => {
    for (const tenant of [undefined, () => 1, {}, Symbol('a'), new Date(Number.NaN)])
      expect(() => count({ context: { tenant } })).toThrow(/SPL5005/);
  });
});

describe('policies and tables', () => {
  const policies = { logs: { rows: 'secret is null', hide: ['secret'] } };

  it('stay by name when a table is replaced', () => {
    const engine = createEngine({ policies });
    engine.tables.set(
      'logs',
      Table.from([
        { x: 1, secret: null },
        { x: 2, secret: 's' },
      ]),
    );
    expect(engine.querySync('$logs').toArray()).toEqual([{ x: 1 }]);
    engine.tables.set(
      'logs',
      Table.from([
        { secret: 's', y: 3 },
        { secret: null, y: 4 },
      ]),
    );
    expect(engine.querySync('$logs').toArray()).toEqual([{ y: 4 }]);
    expect(engine.compile('$logs').schema?.map(({ name }) => name)).toEqual(['y']);
  });

  it('a table that a policy does not fit is refused when it is set, and whoever goes around that gets no rows', () => {
    const open = Table.from([{ x: 1 }]);
    expect(() => createEngine({ tables: { logs: open }, policies })).toThrow(
      "SPL5005: the policy of table 'logs' has a mistake in rows: unknown column 'secret'",
    );
    const engine = createEngine({ policies });
    expect(() => engine.tables.set('logs', open)).toThrow(QueryError);
    expect(engine.tables.has('logs')).toBe(false);
    Map.prototype.set.call(engine.tables, 'logs', open);
    expect(() => engine.querySync('$logs')).toThrow(/SPL5005/);
  });

  it('policies with mistakes are refused', () => {
    const tables = { logs: Table.from([{ x: 1, s: 'a' }]) };
    const refused = (logs: TablePolicy, message: RegExp): void =>
      expect(() => createEngine({ tables, policies: { logs } })).toThrow(message);
    refused({ rows: 'x +' }, /has a mistake in rows: expected/);
    refused({ rows: 'x + 1' }, /has a mistake in rows: the condition must be BOOLEAN/);
    refused({ rows: 'count(1) > 0' }, /has a mistake in rows: aggregate/);
    refused({ rows: 'x in ($other)' }, /has a mistake in rows/);
    refused({ hide: ['y'] }, /names a column that the table does not have: 'y' in 'hide'/);
    refused({ masks: { y: "'*'" } }, /'y' in 'masks'/);
    refused({ masks: { s: 'nothing(s)' } }, /has a mistake in the mask of 's': unknown function/);
  });

  it('conditions and masks that fail hide', () => {
    const tables = { logs: Table.from([{ s: '1' }, { s: 'x' }, { s: null }]) };
    const rows = createEngine({ tables, policies: { logs: { rows: 'cast(s as bigint) = 1' } } }).querySync('*', { onRowError: 'fail' });
    expect(rows.toArray()).toEqual([{ s: '1' }]);
    const masked = createEngine({ tables, policies: { logs: { masks: { s: 'cast(s as bigint)' } } } }).querySync('*', {
      onRowError: 'fail',
    });
    expect([masked.toArray(), masked.warnings]).toEqual([[{ s: 1 }, { s: null }, { s: null }], []]);
  });

  it('a function of the host that fails in a policy tells the host alone', async () => {
    const secretive = defineScalar({
      name: 'check',
      category: 'string',
      summary: '',
      parameters: { s: '' },
      examples: [],
      overloads: [
        overload({
          params: [varchar],
          returns: varchar,
          row: (s) => {
            throw new Error(`cannot check ${s}`);
          },
        }),
      ],
    });
    const tables = { logs: Table.from([{ s: 'secret' }]) };
    const engine = createEngine({ tables, functions: [secretive], policies: { logs: { rows: "check(s) = ''" } } });
    const error: unknown = await engine.query('*').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(QueryError);
    expect((error as QueryError).message).toBe("SPL5005: the policy of table 'logs' failed"); // checked above
    expect(String((error as QueryError).cause)).toContain('cannot check secret');
  });

  it('conditions that depend on the time are computed for every query', () => {
    let now = 0;
    const tables = { logs: Table.from([{ t: new Date(1000) }]) };
    const engine = createEngine({ tables, now: () => now, policies: { logs: { rows: 't <= now()' } } });
    expect(engine.querySync('*').rowCount).toBe(0);
    now = 2000;
    expect(engine.querySync('*').rowCount).toBe(1);
  });

  it('hold under fieldNames insensitive, unknownColumns null and compatibility sls', () => {
    const tables = {
      logs: Table.from([
        { Secret: null, x: 1 },
        { Secret: 's', x: 2 },
      ]),
    };
    const base = { tables, policies: { logs: policies.logs } };
    expect(
      createEngine({ ...base, fieldNames: 'insensitive' })
        .querySync('*')
        .toArray(),
    ).toEqual([{ x: 1 }]);
    expect(() => createEngine({ ...base, unknownColumns: 'null' })).toThrow(/unknown column 'secret'/);
    const exact = { tables, policies: { logs: { rows: 'Secret is null', hide: ['Secret'] } } };
    expect(
      createEngine({ ...exact, unknownColumns: 'null' })
        .querySync('* | project Secret, x')
        .toArray(),
    ).toEqual([{ Secret: null, x: 1 }]);
    expect(
      createEngine({ ...exact, compatibility: 'sls' })
        .querySync('*')
        .toArray(),
    ).toEqual([{ x: '1' }]);
  });
});

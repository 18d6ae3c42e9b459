import { expect, it } from 'vitest';
import { createEngine, Table } from '../../src/index.ts';
import { goldenCases } from '../../src/testing.ts';

const golden = `
table logs
verb: varchar  n: bigint  tags: json
GET            1          {"a":1}
LIST           2          NULL

table owners
verb: varchar  team: varchar
GET            core

# a condition over a column that no input has is never true
query
* | where level = 'error' or status >= 500 or n = 1 | project verb
----
verb: varchar
GET

# groups, aggregates, windows and functions take NULL
query
* | stats s = sum(latency), c = count(latency), m = arbitrary(upper(host)), e = count(1) by host
----
host: unknown  s: bigint  c: bigint  m: varchar  e: bigint
NULL           NULL       0          NULL        2

query
* | extend w = sum(bytes) over (order by n), level = coalesce(level, 'info'), t = bin(at, 5m), k = z.k | project w, level, t, k, q = zz
----
w: bigint  level: varchar  t: timestamp  k: unknown  q: unknown
NULL       info            NULL          NULL        NULL
NULL       info            NULL          NULL        NULL

# the search does not find it; its negation does
query
verb:get and not level:error
----
verb: varchar  n: bigint  tags: json
GET            1          {"a":1}

# one warning names every such column, once
warnings
* | where level = 'error' or status >= 500 or level is null | extend a = level | project a, zone
----
SPL2009 at 1:11–1:16  columns 'level', 'status', 'zone' are in no input and are NULL
  help: column_if_exists(name, default) reads another value than NULL

# a column that an earlier command dropped, one that the same extend assigns, and a key of a join are still mistakes
error
* | stats c = count(1) by verb | where n = 1
----
SPL2001 at 1:40–1:41  unknown column 'n'
  help: 'n' is not available after 'stats' on line 1, which keeps verb, c; add it to 'by' or aggregate it

error
* | extend a = 1, b = a
----
SPL2008 at 1:23–1:24  'a' is assigned by this same 'extend' and cannot be read in it
  help: use two 'extend' commands: every expression sees the input row

error
* | join ($owners) on host
----
SPL2001 at 1:23–1:27  unknown column 'host'
  help: the columns here are verb, n, tags
`;

it.each(goldenCases('missing columns', golden, { engine: { unknownColumns: 'null' } }))('$name', ({ run }) => run());

it('is a mistake unless the engine says otherwise', () => {
  const tables = { logs: Table.from([{ verb: 'GET' }]) };
  expect(() => createEngine({ tables }).querySync('* | where level = 1')).toThrow('SPL2001');
  const { warnings } = createEngine({ tables, unknownColumns: 'null' }).querySync('* | where level = 1');
  expect(warnings.map(({ code, message }) => [code, message])).toEqual([['SPL2009', "column 'level' is in no input and is NULL"]]);
  expect(() => createEngine({ unknownColumns: 'null' }).evaluate('level')).toThrow('SPL2001');
});

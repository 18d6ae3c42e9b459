import { expect, it } from 'vitest';
import { readAudit, readCsv, readKlog, readNdjson } from '../../src/formats.ts';
import { createEngine, QueryError, Table } from '../../src/index.ts';

const long = 'q'.repeat(5000);
const cells = { s: long, j: JSON.stringify({ [long]: long }), t: [long, long], n: 1, d: 0.5, at: new Date(0) };
const table = Table.from([cells, { ...cells, s: `${long}1` }]);
const engine = createEngine({ tables: { logs: table } });

/** All that running a query says. */
async function said(source: string, onRowError: 'null' | 'fail'): Promise<readonly string[]> {
  const diagnostics = await engine.query(source, { onRowError }).then(
    ({ warnings }) => warnings,
    (error: unknown) => (error instanceof QueryError ? error.diagnostics : Promise.reject(error)),
  );
  return diagnostics.flatMap(({ message, help, related = [] }) => [message, help ?? '', ...related.map((note) => note.message)]);
}

const quotesTooMuch = /q{201}/;

/** Calls of a function with cells of several types. */
function* calls(): Generator<string> {
  for (const fn of engine.functions.all) {
    if (fn.kind !== 'scalar' || fn.category === 'operator') continue;
    const most = Math.min(fn.parameters.length, 4);
    for (let count = 1; count <= most; count++)
      for (const [first, rest] of [
        ['s', 's'],
        ['s', 'n'],
        ['j', 's'],
        ['t', 's'],
        ['n', 's'],
      ])
        yield `${fn.name}(${[first, ...Array.from({ length: count - 1 }, () => rest)].join(', ')})`;
  }
  for (const type of [
    'bigint',
    'double',
    'boolean',
    'timestamp',
    'date',
    'json',
    'varbinary',
    'array(bigint)',
    'map(varchar, bigint)',
    'interval day to second',
  ])
    for (const cell of ['s', 'j', 't']) yield `cast(${cell} as ${type})`;
}

it('messages quote at most 200 characters of a cell: functions and casts', { timeout: 300_000 }, async () => {
  await engine.loadLibraries();
  let failures = 0;
  for (const call of calls()) {
    const messages = await said(`* | extend r = ${call}`, 'null');
    failures += messages.some((message) => message.includes('qq')) ? 1 : 0;
    for (const message of messages) expect(message, call).not.toMatch(quotesTooMuch);
  }
  expect(failures).toBeGreaterThan(20);
});

it('messages quote at most 200 characters of a cell: commands', async () => {
  const commands = [
    '* | where cast(s as bigint) > 1',
    '* | stats n = sum(cast(s as bigint))',
    '* | parse-json s',
    '* | parse-json j',
    '* | parse-kv s',
    "* | parse-regexp s, '(q+)' as a",
    '* | parse-csv s as a, b',
    '* | sort cast(s as bigint)',
    '* | join kind=unique (* | project s, x = n) on s',
    '* | lookup (* | project j, x = n) on j',
    '* | make-series n = count(1) on s',
    '* | make-series n = count(1) on at by s',
    '* | pivot count(1) on s',
    '* | pivot count(1) on j by s',
    '* | unnest s',
    '* | expand-values j',
    '* | pack-fields as p | extend b = cast(p as bigint)',
    `* | where s = '${long}' and cast('${long}' as bigint) = 1`,
    `* | project ${long}`,
    `$${long}`,
    `* | extend x = ${long}(1)`,
  ];
  for (const command of commands)
    for (const mode of ['null', 'fail'] as const)
      for (const message of await said(command, mode)) expect(message, command).not.toMatch(quotesTooMuch);
});

it('messages quote at most 200 characters of a line that cannot be read', async () => {
  const inputs = [
    () => readNdjson(`{"a":1}\n${long}\n{"a":"${long}`, { onError: 'skip' }),
    () => readNdjson(`{"a":1}\n${long}`),
    () => readCsv(`a,b\n1,2\n"${long}\n`, { onError: 'skip' }),
    () => readCsv(`a,b\n${long},${long},${long}\n`),
    () => readCsv(`n\n${long}\n`, { schema: [{ name: 'n', type: 'bigint' }] }),
    () => readCsv(`n\n${long}\n`, { schema: [{ name: 'n', type: 'bigint' }], onError: 'skip' }),
    () => readKlog(`${long}\nI0101 00:00:00.000000 1 a.go:1] ${long}`, { onError: 'skip' }),
    () => readAudit(`{"kind":"${long}"}\n${long}`, { onError: 'skip' }),
    async () => Table.from([{ n: long }], { schema: [{ name: 'n', type: 'bigint' }] }),
    async () => Table.from([{ n: { [long]: long } }], { schema: [{ name: 'n', type: 'bigint' }] }),
    async () => Table.from([{ n: [long] }], { schema: [{ name: 'n', type: 'timestamp' }] }),
  ];
  for (const read of inputs) {
    const loaded: unknown = await read().catch((error: unknown) => error);
    const messages =
      loaded instanceof Error
        ? [loaded.message]
        : (loaded as { warnings?(): readonly { readonly message: string }[] }).warnings?.().map(({ message }) => message); // a table of a reader
    for (const message of messages ?? []) expect(message, read.toString()).not.toMatch(quotesTooMuch);
  }
});

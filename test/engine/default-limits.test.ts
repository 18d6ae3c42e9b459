import { expect, it } from 'vitest';
import { createEngine, QueryError, Table } from '../../src/index.ts';

const logs = Table.from([{ a: 1 }, { a: 2 }]);

function codes(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof QueryError) return error.diagnostics.map(({ code }) => code);
    throw error;
  }
  return [];
}

it('limits that are undefined are the default, or those of the engine', () => {
  const small = createEngine({ tables: { logs }, limits: { resultRows: 1 } });
  expect(codes(() => small.querySync('*', { limits: { resultRows: undefined } as object }))).toEqual(['SPL4008']);
  const open = createEngine({ tables: { logs }, limits: { textLength: undefined, rowsScanned: undefined } as object });
  expect(open.querySync('*').rowCount).toBe(2);
  expect(codes(() => open.querySync(`* | where a in (${'1,'.repeat(3_000_000)}1)`))).toEqual(['SPL4001']);
});

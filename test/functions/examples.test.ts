import { beforeAll, describe, expect, it } from 'vitest';
import type { FunctionDeclaration } from '../../src/functions/declaration.ts';
import { createEngine, Table } from '../../src/index.ts';
import { showValue } from '../../src/testing/show-value.ts';
import { cellReader } from '../../src/vectors/vector.ts';

// Every example of every function is run; the reference shows the same examples.
const rows = Table.from([
  { x: 1, y: 'a' },
  { x: 2, y: 'b' },
  { x: 3, y: 'c' },
]);
const engine = createEngine({ tables: { rows } });

beforeAll(() => engine.loadLibraries());

function run(call: string, kind: FunctionDeclaration['kind']): string {
  const text =
    kind === 'aggregate'
      ? `* | stats r = ${call}`
      : kind === 'window'
        ? `* | project r = ${call} | limit 1`
        : `* | limit 1 | project r = ${call}`;
  const { schema, columns } = engine.querySync(text, { onRowError: 'fail' }).toTable();
  return showValue(schema[0]!.type, cellReader(columns[0]!)(0));
}

/** An error whose message begins with the code. */
const codeError = (code: string): RegExp => new RegExp(`^${code}: `);

describe('declared examples', () => {
  for (const fn of engine.functions.all) {
    it(fn.name, () => {
      expect(fn.examples.length).toBeGreaterThan(0);
      expect(fn.summary).toMatch(/^[A-Z–'-].*\.$/);
      for (const { call, result, error } of fn.examples) {
        if (error === undefined) expect(run(call, fn.kind), call).toBe(result);
        else expect(() => run(call, fn.kind), call).toThrow(codeError(error));
      }
    });
  }
});

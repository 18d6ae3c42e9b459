import { describe, expect, it } from 'vitest';
import { createGrammar, randomFrom } from '../../scripts/fuzz/expressions.mjs';
import { columns, pipeline, rows } from '../../scripts/fuzz/pipelines.mjs';
import { builtinFunctions } from '../../src/functions/index.ts';
import { createEngine, type ExecutionOptions, QueryError, Table } from '../../src/index.ts';

// A short run of scripts/fuzz.mjs, always over the same pipelines; npm run fuzz draws new ones.
const grammar = createGrammar(builtinFunctions);
const ways: Readonly<Record<string, ExecutionOptions>> = {
  'optimizer off': { optimize: false },
  'row by row': { kernels: false },
  'batches of one': { maxBatchRows: 1 },
  dictionaries: { dictionaryInputs: true },
};

function outcome(text: string, tables: Readonly<Record<string, Table>>, execution: ExecutionOptions): string {
  const engine = createEngine({ tables, execution, now: () => 1_700_000_000_000 });
  try {
    const result = engine.querySync(text, { from: 'logs' });
    return JSON.stringify([result.schema, result.toArray({ bigint: 'bigint', timestamp: 'text' })], (_, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
    );
  } catch (error) {
    if (error instanceof QueryError) return error.diagnostics[0]!.code;
    throw error;
  }
}

describe('random pipelines', () => {
  it('give the same however they are run, and so every rule of the optimizer keeps their meaning', () => {
    let compared = 0;
    for (let seed = 1; seed <= 250; seed++) {
      const random = randomFrom(seed);
      const tables = { logs: Table.from(rows(random, 25), { schema: columns }), other: Table.from(rows(random, 8), { schema: columns }) };
      const text = ['*', ...pipeline(random, grammar, 1 + random.below(3))].join(' | ');
      const expected = outcome(text, tables, {});
      if (expected.startsWith('SPL')) continue;
      compared++;
      for (const [name, execution] of Object.entries(ways))
        expect(outcome(text, tables, execution), `seed ${seed}, ${name}: ${text}`).toBe(expected);
    }
    expect(compared).toBeGreaterThan(200);
  });
});

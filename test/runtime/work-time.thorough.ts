import { describe, expect, it } from 'vitest';
import { createEngine, type Limits, QueryError, Table } from '../../src/index.ts';

const rows = Array.from({ length: 40 }, (_, x) => ({ x }));
const engine = createEngine({
  tables: { logs: Table.from(rows) },
  execution: { maxBatchRows: 4 },
  sources: { late: () => sleep(300).then(() => Table.from(rows)) },
});
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const slow = '* | extend s = reduce(sequence(1, 2), 0, (t, z) -> t + reduce(sequence(1, 10000), 0, (s, y) -> s + y * x)) | stats sum(s)';

const ending = async (run: () => unknown): Promise<string> => {
  try {
    await run();
    return 'rows';
  } catch (error) {
    if (error instanceof QueryError) return error.diagnostics[0]!.code;
    throw error;
  }
};

/** Reads a stream, and takes its time. */
async function readSlowly(limits: Partial<Limits>): Promise<void> {
  for await (const _ of engine.stream('* | extend y = x + 1', { limits })) await sleep(60);
}

describe('the limit workTime', () => {
  it('counts work, with and without turns', async () => {
    expect(await ending(() => engine.querySync(slow, { limits: { workTime: 20 } }))).toBe('SPL4031');
    expect(await ending(() => engine.query(slow, { limits: { workTime: 20 } }))).toBe('SPL4031');
    expect(await ending(() => engine.query(slow))).toBe('rows');
  });

  it('does not count what the reader of a stream takes', async () => {
    expect(await ending(() => readSlowly({ workTime: 250 }))).toBe('rows');
    expect(await ending(() => readSlowly({ wallTime: 250 }))).toBe('SPL4012');
  });

  it('does not count the time of sources', async () => {
    const query = ".late with(a = 'b') | stats count(1)";
    expect(await ending(() => engine.query(query, { limits: { workTime: 250 } }))).toBe('rows');
    expect(await ending(() => engine.query(query, { limits: { wallTime: 250 } }))).toBe('SPL4012');
  });

  it('does not count the turns of other queries', async () => {
    const alone = performance.now();
    await engine.query(slow);
    const took = performance.now() - alone;
    const together = Array.from({ length: 6 }, () => ending(() => engine.query(slow, { limits: { workTime: 4 * took + 200 } })));
    expect(await Promise.all(together)).toEqual(Array(6).fill('rows'));
  });
});

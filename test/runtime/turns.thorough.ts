import { describe, expect, it } from 'vitest';
import { createEngine, QueryError, Table, untrustedLimits } from '../../src/index.ts';

const slow = "levenshtein_distance(rpad(cast(x as varchar), 1000, 'a'), rpad(s, 1000, 'b'))";

/** The processor's time for this process, all threads, milliseconds. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * The longest time between two turns of the event loop while a query runs, milliseconds, and how it ends. Where the machine did something else meanwhile, only what the
 * processor did for this process counts.
 */
async function longestGap(query: string, rows: readonly object[], limits = {}): Promise<{ gap: number; code: string }> {
  const engine = createEngine({ tables: { logs: Table.from(rows) }, limits });
  await engine.query('* | limit 1', { limits: { wallTime: 30_000, turnTime: 30_000 } });
  for (let round = 0; round < 2; round++) await engine.query(query).catch(() => {}); // V8 compiles what the query needs
  let last = performance.now();
  let lastProcessor = processorMs();
  let gap = 0;
  let running = true;
  const look = (): void => {
    const now = performance.now();
    const processor = processorMs();
    gap = Math.max(gap, Math.min(now - last, processor - lastProcessor));
    last = now;
    lastProcessor = processor;
    if (running) setImmediate(look);
  };
  setImmediate(look);
  const ended = await engine.query(query).then(
    () => 'rows',
    (error) => (error instanceof QueryError ? error.diagnostics[0]!.code : String(error)),
  );
  running = false;
  look();
  return { gap, code: ended };
}

/** 50 ms on an idle machine; the threads of V8 count as well, and other processes take their part of the caches. Without parts, each of these queries holds the process for seconds. */
const maxGapMs = 150;

describe('turns of a query', () => {
  const rows = Array.from({ length: 60_000 }, (_, x) => ({ x, s: `s${x % 50}` }));
  const limits = { wallTime: 1500 };

  it.each([
    ['rows that suddenly cost much', `* | extend c = if(x < 20000, 0, ${slow}) | where c >= 0`],
    ['arguments of aggregates', `* | stats n = sum(if(x < 20000, 0, ${slow})) by s`],
    ['windows', `* | extend m = sum(${slow}) over ()`],
    ['keys of a join', `* | join (* | project y = x) on ${slow} = y`],
    ['conditions of a join', `* | join kind=left (* | project y = x, k = s) on s = k and ${slow} + y > 0`],
    ['keys of a sort', `* | sort if(x < 20000, 0, ${slow})`],
  ])('come while it computes %s', async (_, query) => {
    const { gap, code } = await longestGap(query, rows, limits);
    expect(code).toBe('SPL4012');
    expect(gap).toBeLessThan(maxGapMs);
  });

  it('end a cell that takes longer than a turn may take', async () => {
    const query = '* | extend a = reduce(sequence(x, 10000), 0, (s, a) -> s + reduce(sequence(1, 10000), 0, (s, b) -> s + b))';
    const { gap, code } = await longestGap(query, [{ x: 1 }], untrustedLimits);
    expect(code).toBe('SPL4019');
    expect(gap).toBeLessThan(maxGapMs);
  });

  it('leave no trace of what was computed twice', () => {
    // Failures come long before and long after the rows that take time.
    const some = Array.from({ length: 3000 }, (_, x) => ({ x, s: x % 3 === 0 ? 'z' : '1' }));
    const query = `* | where x >= 0 | extend n = cast(s as bigint), r = series_fit_line(array[1.0]).slope, c = if(x < 2900, 0, ${slow}) | stats rows = count(1), n = sum(n), c = sum(c)`;
    const run = (batch: number) => {
      const engine = createEngine({ tables: { logs: Table.from(some) }, execution: { maxBatchRows: batch } });
      const result = engine.querySync(query);
      return {
        rows: result.toArray(),
        warnings: result.warnings.map(({ code, message }) => `${code} ${message}`),
        stats: result.stats.map(({ operator, rowsIn, rowsOut }) => `${operator} ${rowsIn} ${rowsOut}`),
      };
    };
    const whole = run(32_768);
    expect(whole).toEqual(run(1));
    expect(whole.rows).toEqual([{ rows: 3000, n: 2000, c: whole.rows[0]!.c }]);
  });
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createEngine, type ExecutionOptions, QueryError, Table } from '../../src/index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const bytes = 50e6;
/** Milliseconds between two measurements. */
const every = 20;

/** What is in use, bytes. */
function used(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The most that a query had in use between two of its turns, bytes, and how it ended. */
async function peakOf(query: string, rows: readonly object[], execution: ExecutionOptions = {}): Promise<{ peak: number; code: string }> {
  const engine = createEngine({ tables: { logs: Table.from(rows) }, limits: { bytes, wallTime: 120_000 }, execution });
  await engine.query('* | limit 1');
  await engine.query('* | stats n = count(1), m = max(x) by s | limit 1', { limits: { bytes: 2e9 } }); // codes that the table keeps
  const before = used();
  let peak = 0;
  let last = performance.now();
  let running = true;
  const look = (): void => {
    if (performance.now() - last > every) {
      peak = Math.max(peak, used() - before);
      last = performance.now();
    }
    if (running) setImmediate(look);
  };
  look();
  const code = await engine.query(query).then(
    () => 'rows',
    (error) => (error instanceof QueryError ? error.diagnostics[0]!.code : String(error)),
  );
  running = false;
  return { peak, code };
}

const xs = (count: number) => Array.from({ length: count }, (_, x) => ({ x, s: `s${x}` }));
const crossed = '* | extend k = 1 | join (* | extend k = 1 | project k, y = x) on k';
/** A string of 400 characters per row. */
const wide = "reverse(rpad(s, 400, 'x'))";
const columns = (count: number, cell: (i: number) => string) => Array.from({ length: count }, (_, i) => `c${i} = ${cell(i)}`).join(', ');

/** What a plan of some hundred columns and its operators take, which `bytes` does not count: the source bounds it. */
const planBytes = 10e6;

describe('the limit bytes', () => {
  it.each([
    ['computed columns', `* | extend ${columns(400, (i) => `s || '${i}'`)} | sort c7`, xs(30_000)],
    ['computed columns in a result', `* | extend ${columns(400, (i) => `concat(s, '${i}', cast(x as varchar))`)}`, xs(30_000)],
    ['values of many keys', `${crossed} | stats n = multimap_agg(x, y)`, xs(5000)],
    ['arrays of a window', '* | extend a = array_agg(x) over (order by x)', xs(20_000)],
    ['groups of strings', `${crossed} | stats n = count(1) by g = s || cast(y as varchar)`, xs(5000)],
    ['rows of a sort', `${crossed} | extend t = concat(s, cast(y as varchar)) | sort t`, xs(5000)],
    ['the right side of a full join', `* | project x | join kind=full (* | extend w = ${wide} | project x, w) on x`, xs(100_000)],
    ['elements of arrays that are sorted', '* | extend a = sequence(1, 1000) | unnest a | sort a desc', xs(5000)],
    ['strings of series', '* | make-series v = s on x by s', xs(300_000)],
    ['series of aggregates', `${crossed} | make-series v = sum(x) on y by x`, xs(3000)],
    ['columns of a pivot', `${crossed} | pivot count(1), sum(x) on s in ('s1', 's2', 's3') by g = x * 10000 + y`, xs(3000)],
    ['whole rows by their keys', `${crossed} | dedup x, y`, xs(3000)],
    ['combinations of values', '* | extend a = sequence(1, 1000) | unnest a | distinct x, a', xs(5000)],
    ['groups of combinations', `${crossed} | stats n = count(1), m = max(y) by x, y`, xs(3000)],
    ['the best rows', `* | extend w = ${wide} | sort w | limit 150000`, xs(200_000)],
    ['exact percentiles', `${crossed} | stats p = median(y) by x`, xs(4000)],
    ['an array of all', `${crossed} | stats a = array_agg(x * y)`, xs(4000)],
    ['distinct values', `${crossed} | stats n = count(distinct x * 10000 + y)`, xs(3000)],
    ['JSON that is built', '* | extend j = cast(row(x, s) as json) | sort x desc', xs(300_000)],
    ['columns that are found', '* | parse-json s', Array.from({ length: 6000 }, (_, x) => ({ x, s: `{"k${x}":${x}}` }))],
  ])('holds within 1.2 times for %s', async (_, query, rows) => {
    const { peak, code } = await peakOf(query, rows);
    expect(code).toBe('SPL4007');
    expect(peak).toBeLessThan(1.2 * bytes + planBytes);
  });

  it('holds where a busy machine makes batches small, of which each takes more than its cells', async () => {
    const { peak, code } = await peakOf(`${crossed} | stats a = array_agg(x * y)`, xs(4000), { maxBatchRows: 64 });
    expect(code).toBe('SPL4007');
    expect(peak).toBeGreaterThan(bytes / 2);
    expect(peak).toBeLessThan(1.2 * bytes + planBytes);
  });
});

// The process that is attacked: runs one attempt per message, and says when it begins and what came out.
import { setTimeout as sleep } from 'node:timers/promises';
import * as library from '../../../dist/index.js';

const wallTime = 300;
const abortAfter = 150;

/** The milliseconds after which an answer is due, per way. */
const due = { query: wallTime, sync: wallTime, stream: wallTime, signal: abortAfter, compile: wallTime, evaluate: wallTime, custom: wallTime };

async function attempt(attack, way) {
  const source = typeof attack.query === 'function' ? attack.query() : attack.query;
  const tables = attack.tables ? attack.tables(library) : { logs: library.Table.from(attack.rows ? attack.rows() : [{ x: 1 }]) };
  const limits = { ...(attack.untrusted ? library.untrustedLimits : {}), wallTime: way === 'signal' ? 30_000 : wallTime, ...(attack.memory ? { bytes: 100e6, wallTime: 20_000 } : {}) };
  const engine = library.createEngine({ tables, ...attack.engine, limits: { ...limits, ...attack.engine?.limits } });
  await engine.loadLibraries();
  const options = typeof attack.options === 'function' ? attack.options() : (attack.options ?? {});
  process.send({ started: true });
  const start = performance.now();
  let aborted;
  let answer = 'rows';
  let message = '';
  try {
    if (attack.run) await attack.run(library, engine);
    else if (way === 'query') await engine.query(source, options);
    else if (way === 'sync') engine.querySync(source, options);
    else if (way === 'stream') for await (const _ of engine.stream(source, options));
    else if (way === 'evaluate') engine.evaluate(source);
    else if (way === 'compile') {
      const { diagnostics } = engine.compile(source, options);
      answer = diagnostics.find(({ severity }) => severity === 'error')?.code ?? 'rows';
      message = diagnostics[0]?.message ?? '';
    } else {
      const controller = new AbortController();
      setTimeout(() => {
        controller.abort();
      }, abortAfter);
      await engine.query(source, { ...options, signal: controller.signal });
    }
  } catch (error) {
    const known = error instanceof library.QueryError;
    answer = known ? error.diagnostics[0].code : (error?.constructor?.name ?? typeof error);
    message = known ? error.message : String(error?.stack ?? error);
  }
  aborted = performance.now() - start;
  return { answer, message: message.slice(0, 500), messageLength: message.length, took: aborted, late: aborted - due[way], peak: process.resourceUsage().maxRSS / 1024 };
}

/** What a server has done before: the parser is built, and V8 has compiled the engine. */
const ordinary = [
  '* | where x > 0 and s like \'%a%\' | extend a = x + 1, b = upper(s) | stats n = count(1), m = max(a) by b | sort n desc | limit 10',
  'a and s: b | project x, s | where x in (1, 2, 3) or s = \'a\' | distinct s',
  '* | join (* | project x, y = s) on x | extend k = row_number() over (order by x) | union (* | limit 1)',
  '* | pivot count(1) on s in (\'a\', \'b\') by x',
  "* | extend t = from_unixtime(x) | make-series v = sum(x) on t step '1m' by s",
];

async function warmUp() {
  const logs = library.Table.from(Array.from({ length: 2000 }, (_, x) => ({ x, s: `a${x % 7}` })));
  const engine = library.createEngine({ tables: { logs } });
  for (let round = 0; round < 10; round++) for (const query of ordinary) await engine.query(query);
  const wide = `* | extend ${Array.from({ length: 1000 }, (_, i) => `c${i} = x + ${i}`).join(', ')} | where ${Array.from({ length: 500 }, (_, i) => `s = '${i}'`).join(' or ')}`;
  for (let round = 0; round < 5; round++) await engine.query(wide);
}

process.on('message', async ({ file, name, way }) => {
  const { attacks } = await import(file);
  const attack = attacks.find((known) => known.name === name);
  let outcome;
  try {
    outcome = await attempt(attack, way);
  } catch (error) {
    outcome = { answer: 'setup', message: String(error?.stack ?? error), late: 0, took: 0, peak: 0 };
  }
  process.send({ outcome });
  await sleep(0);
});
await warmUp();
process.send({ ready: true });

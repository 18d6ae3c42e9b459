// What a page does with the published package; the test serves it under a policy that allows nothing but files of its own.
import { createEngine, QueryError, Table, untrustedLimits } from '/dist/index.js';

const violations = [];
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => violations.push(`${violatedDirective} ${blockedURI}`));

const isEvalRefused = () => {
  try {
    new Function('');
    return false;
  } catch {
    return true;
  }
};

const engine = createEngine({ tables: { logs: Table.fromColumns({ x: Float64Array.from({ length: 3000 }, (_, i) => i) }) }, limits: untrustedLimits });
const pairs = '* | extend k = 1 | join (* | extend k = 1 | project k, y = x) on k | stats n = count(1), s = sum(x * y)';
const endless = '* | extend k = 1 | join (* | extend k = 1 | project k, y = x) on k | join (* | extend k = 1 | project k, z = x) on k | stats n = count(1)';

const codeOf = (error) => (error instanceof QueryError ? error.diagnostics[0].code : String(error));

/** How often timers and messages came while work ran, and how long nine of ten messages waited at most, milliseconds. */
async function beside(work) {
  let running = true;
  let timers = 0;
  const timer = () => {
    timers++;
    if (running) setTimeout(timer);
  };
  setTimeout(timer);
  const waits = [];
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  port1.onmessage = () => {
    waits.push(performance.now() - last);
    last = performance.now();
    if (running) port2.postMessage(0);
  };
  port2.postMessage(0);
  const started = performance.now();
  const answer = await work();
  const took = performance.now() - started;
  running = false;
  waits.sort((a, b) => a - b);
  return { answer, took, timers, messages: waits.length, wait: waits[Math.floor(waits.length * 0.9)] };
}

/** Ends a query by its signal, which a message aborts, as timers may be throttled. */
async function cancelled() {
  const controller = new AbortController();
  let abortedAt;
  const { port1, port2 } = new MessageChannel();
  const started = performance.now();
  port1.onmessage = () => {
    if (performance.now() - started < 300) return void port2.postMessage(0);
    abortedAt = performance.now();
    controller.abort();
  };
  port2.postMessage(0);
  const code = await engine.query(endless, { signal: controller.signal }).then(() => 'rows', codeOf);
  return { code, late: performance.now() - abortedAt };
}

/** The same in a worker, which is told to cancel. */
function cancelledInWorker() {
  const worker = new Worker('/turns-worker.js', { type: 'module' });
  return new Promise((resolve) => {
    let cancelledAt;
    worker.onmessage = ({ data }) => {
      if (data === 'running') {
        setTimeout(() => {
          cancelledAt = performance.now();
          worker.postMessage('cancel');
        }, 300);
      } else {
        worker.terminate();
        resolve({ ...data, late: performance.now() - cancelledAt });
      }
    };
    worker.onerror = ({ message }) => resolve({ code: message, late: Number.NaN });
    worker.postMessage(endless);
  });
}

const once = (target, name) => new Promise((resolve) => target.addEventListener(name, resolve, { once: true }));

async function report() {
  if (location.hash === '#hidden' && document.visibilityState === 'visible') await once(document, 'visibilitychange');
  // Timers of a page that is hidden are throttled when it has been so for a moment.
  if (location.hash === '#hidden') await new Promise((resolve) => setTimeout(resolve, 3000));
  await engine.query(pairs);
  const answered = await beside(() => engine.query(pairs).then((result) => result.toArray()[0].n, codeOf));
  const stopped = await cancelled();
  const inWorker = location.hash === '#hidden' ? undefined : await cancelledInWorker();
  return { visibility: document.visibilityState, violations, isEvalRefused: isEvalRefused(), answered, stopped, inWorker };
}

globalThis.report = report();

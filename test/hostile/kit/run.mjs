// Runs attacks in child processes and judges them.
import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = new URL('../attacks/', import.meta.url);

/** Times as long as an answer may come after its limit or signal, beyond what the machine was busy with others. */
const usualSlack = Number(process.env.HOSTILE_SLACK ?? 1);
const lateness = { query: 250, sync: 250, stream: 250, compile: 250, evaluate: 250, custom: 250, signal: 60 };

/** A process that has not answered by then (milliseconds after the limit) hangs. */
const patience = 4000;

/** What a process may grow to in an attack on memory, of which the query may have 100 MB (MB). */
const mostPeak = 600;

/** All attempts: every attack in all of its ways. */
export async function allAttempts(filter = () => true) {
  const attempts = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.mjs')).sort()) {
    const url = new URL(file, folder);
    const { attacks } = await import(url.href);
    const names = new Set();
    for (const attack of attacks) {
      if (names.has(attack.name)) throw new Error(`two attacks of ${file} are called ${attack.name}`);
      names.add(attack.name);
      for (const way of waysOf(attack)) attempts.push({ file: url.href, kind: basename(file, '.mjs'), attack, name: attack.name, way });
    }
  }
  return attempts.filter(filter);
}

function waysOf(attack) {
  if (attack.ways) return attack.ways;
  if (attack.run) return ['custom'];
  if (attack.memory) return ['query'];
  return attack.oneCell ? ['query', 'sync'] : ['query', 'signal', 'sync'];
}

/** Runs attempts in so many processes at a time, and reports each outcome. */
export async function runAttempts(attempts, { processes = Math.min(2, availableParallelism()), slack = usualSlack, report = () => {} } = {}) {
  const queue = [...attempts];
  const outcomes = [];
  const worker = async () => {
    let child;
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (next.attack.memory && child) child = void child.kill('SIGKILL');
      child ??= await newChild(next.attack.memory ? 400 : 1000);
      const raw = await attempt(child, next);
      if (raw.answer === 'hang' || raw.answer === 'died' || next.attack.memory) child = void child.kill('SIGKILL');
      const outcome = judge(next, raw, slack);
      outcomes.push(outcome);
      report(outcome);
    }
    child?.kill('SIGKILL');
  };
  await Promise.all(Array.from({ length: processes }, worker));
  return outcomes;
}

/**
 * How many times longer work takes than the processor needs for it, as others use the machine meanwhile: 1 on an idle one. Measured by the same process right after an
 * attempt that came late.
 */
function slowness() {
  let slowest = 1;
  for (let i = 0; i < 3; i++) {
    const before = process.cpuUsage();
    const start = performance.now();
    while (performance.now() - start < 40);
    const { user, system } = process.cpuUsage(before);
    slowest = Math.max(slowest, (performance.now() - start) / Math.max(1, (user + system) / 1000));
  }
  return slowest;
}

function newChild(heap) {
  const child = fork(fileURLToPath(new URL('child.mjs', import.meta.url)), {
    execArgv: [`--max-old-space-size=${heap}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return new Promise((resolve) => child.once('message', () => resolve(child)));
}

function attempt(child, { file, attack, name, way }) {
  return new Promise((resolve) => {
    let timer;
    const finish = (raw) => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(raw);
    };
    const limit = attack.memory ? 24_000 : 300 + patience + (attack.grace ?? 0);
    child.on('exit', (code, signal) => finish({ answer: 'died', message: `${code ?? signal}`, late: 0, peak: 0 }));
    child.on('message', ({ outcome }) => {
      if (outcome) finish(outcome);
      else timer = setTimeout(() => finish({ answer: 'hang', message: '', late: limit, peak: 0 }), limit);
    });
    child.send({ file, name, way });
  });
}

function judge({ attack, kind, name, way }, { answer, message, messageLength, late, peak }, slack) {
  const due = (lateness[way] + (attack.grace ?? 0)) * slack;
  const bound = late > due ? due * slowness() : due;
  const why = [];
  if (answer === 'hang' || answer === 'died' || answer === 'setup') why.push(`${answer} ${message}`);
  else if (answer !== 'rows' && !/^SPL\d{4}$/.test(answer)) why.push(`foreign error ${answer}: ${message}`);
  else if (attack.expect && answer !== attack.expect) why.push(`expected ${attack.expect}, got ${answer} ${message}`);
  if (!attack.memory && late > bound) why.push(`${Math.round(late)} ms late`);
  if (attack.memory && peak > mostPeak) why.push(`${Math.round(peak)} MB`);
  if (messageLength > 2000) why.push(`a message of ${messageLength} characters`);
  return { kind, name, way, passed: why.length === 0, answer, late: Math.round(late), peak: Math.round(peak), why: why.join('; ') };
}

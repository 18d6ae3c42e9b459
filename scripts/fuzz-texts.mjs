// npm run fuzz:texts -- [--texts 10000] [--minutes 60] [--seed N] [--only N] [--patience 10]: compiles and runs mutated queries, and reads mutated files, in a child process that may
// hang or die. What goes wrong is printed with its text, and written to fuzz-texts.ndjson.
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    texts: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_007) },
    only: { type: 'string' },
    patience: { type: 'string', default: '10' },
  },
});
const seed = Number(values.seed);
const deadline = performance.now() + Number(values.minutes) * 60_000;
const perProcess = 5000;

/** A text that takes longer hangs, milliseconds; a busy machine needs more. */
const patience = 1000 * Number(values.patience);

const total = { texts: 0, compiled: 0, ran: 0, files: 0 };
let failures = 0;
function report(failure) {
  failures++;
  console.log(
    `${failure.what} (seed ${seed}, text ${failure.number}): ${JSON.stringify(failure.text ?? '').slice(0, 400)}\n  ${failure.detail}`,
  );
  appendFileSync('fuzz-texts.ndjson', `${JSON.stringify({ seed, ...failure })}\n`);
}

/** Runs texts from..to in one process; answers the number to go on from. */
function run(from, to) {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['--max-old-space-size=1500', fileURLToPath(new URL('fuzz/texts-child.mjs', import.meta.url)), seed, from, to],
      { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
    );
    let at;
    let finished = false;
    let hung = false;
    let said = '';
    const watch = () =>
      setTimeout(
        () => {
          hung = true;
          child.kill('SIGKILL');
        },
        at === undefined ? 6 * patience : patience,
      );
    let timer = watch();
    child.stderr.on('data', (piece) => (said = (said + piece).slice(-2000)));
    createInterface({ input: child.stdio[3] }).on('line', (line) => {
      clearTimeout(timer);
      timer = watch();
      if (line.startsWith('done')) {
        finished = true;
        for (const [name, count] of Object.entries(JSON.parse(line.slice(5)))) total[name] += count;
      } else at = Number(line);
    });
    createInterface({ input: child.stdio[4] }).on('line', (line) => report(JSON.parse(line)));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (finished) return resolve(to);
      report({ number: at, what: hung ? 'hang' : `died of ${signal ?? code}`, detail: said });
      if (at === undefined) throw new Error(`the process did not begin: ${said}`);
      total.texts += at - from + 1;
      resolve(at + 1);
    });
  });
}

const texts = values.only === undefined ? Number(values.texts) : 1;
let next = Number(values.only ?? 0);
const end = next + texts;
while (next < end && performance.now() < deadline) next = await run(next, Math.min(end, next + perProcess));
console.log(
  `seed ${seed}: ${total.texts} texts, of which ${total.files} files, ${total.compiled} queries that compiled and ${total.ran} that ended with rows; ${failures} failures`,
);
process.exitCode = failures > 0 ? 1 : 0;

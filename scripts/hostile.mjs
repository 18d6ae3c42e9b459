// npm run hostile [-- words]: attacks the built library in child processes, and prints a table. Words select attacks by kind, name or way.
import { allAttempts, runAttempts } from '../test/hostile/kit/run.mjs';

const words = process.argv.slice(2);
const matches = ({ kind, name, way }) => words.every((word) => `${kind} ${name} ${way}`.includes(word));
const attempts = await allAttempts(matches);
const line = ({ passed, kind, name, way, answer, late, peak, why }) =>
  [
    passed ? 'ok  ' : 'FAIL',
    kind.padEnd(10),
    way.padEnd(8),
    answer.padEnd(8),
    String(late).padStart(7),
    String(peak).padStart(5),
    name,
    why,
  ].join('  ');
console.log(['    ', 'kind'.padEnd(10), 'way'.padEnd(8), 'answer'.padEnd(8), 'late ms', '   MB', 'attack'].join('  '));
const outcomes = await runAttempts(attempts, { report: (outcome) => console.log(line(outcome)) });
const failed = outcomes.filter(({ passed }) => !passed);
const attacks = new Set(attempts.map(({ kind, name }) => `${kind} ${name}`)).size;
console.log(`\n${attacks} attacks in ${outcomes.length} attempts, ${failed.length} failed`);
for (const outcome of failed) console.log(line(outcome));
process.exitCode = failed.length > 0 ? 1 : 0;

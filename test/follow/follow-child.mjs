// Follows files and writes the numbers of their lines to a file, until it is killed; what it wrote beyond its last checkpoint is undone when it starts again.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { renameSync } from 'node:fs';
import { follow } from '../../dist/follow.js';

const [pattern, output, state, once] = process.argv.slice(2);
const known = existsSync(state) ? JSON.parse(readFileSync(state, 'utf8')) : undefined;
if (!existsSync(output)) writeFileSync(output, '');
truncateSync(output, known?.written ?? 0);
const file = openSync(output, 'a');
let written = known?.written ?? 0;
for await (const { table, checkpoint, problems } of follow(pattern, {
  format: 'ndjson',
  from: known?.checkpoint ?? 'start',
  pollMs: 3,
  batchBytes: 4096,
  once: once === 'once',
})) {
  const { values } = table.column('n');
  const text = `${Array.from(values, String).join('\n')}\n`;
  written += writeSync(file, text);
  fsyncSync(file);
  writeFileSync(`${state}.new`, JSON.stringify({ checkpoint, written }));
  renameSync(`${state}.new`, state);
  for (const { message } of problems) console.error(message);
}
closeSync(file);

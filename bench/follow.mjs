// 20,000 lines per second, written and rotated by another process, are followed into a table that keeps a bounded part: is every line there, and is memory flat?
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { follow } from '../dist/follow.js';
import { createEngine, liveTable } from '../dist/index.js';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' }, rate: { type: 'string', default: '20000' } } });
const seconds = Number(values.seconds);
const rate = Number(values.rate);
const folder = mkdtempSync(join(tmpdir(), 'logflume-bench-follow-'));
const file = join(folder, 'app.log');
const writer = `
  const { appendFileSync, renameSync } = require('node:fs');
  const began = Date.now();
  let made = 0;
  let rotated = 0;
  const timer = setInterval(() => {
    const due = Math.min(${rate * seconds}, Math.floor(((Date.now() - began) / 1000) * ${rate}));
    let text = '';
    for (; made < due; made++)
      text += '{"__time__":' + Math.floor(Date.now() / 1000) + ',"n":' + made + ',"verb":"GET","path":"/api/v1/pods/' + (made % 5000) + '","latency":' + (made % 997) / 100 + '}\\n';
    if (text !== '') appendFileSync(${JSON.stringify(file)}, text);
    if (made >= ${rate * seconds}) clearInterval(timer);
    else if (Date.now() - began > (rotated + 1) * 10000) renameSync(${JSON.stringify(file)}, ${JSON.stringify(`${file}.`)} + ++rotated);
  }, 50);`;
const child = spawn(process.execPath, ['-e', writer], { stdio: 'inherit' });
const logs = liveTable({ bytes: 64_000_000 });
const engine = createEngine({ tables: { logs } });
let [lines, sum] = [0, 0];
const controller = new AbortController();
const began = performance.now();
const before = process.cpuUsage();
let shown = began;
const heaps = [];
for await (const { table, problems } of follow(file, { from: 'start', format: 'ndjson', signal: controller.signal })) {
  lines += table.rowCount;
  for (const n of table.column('n').values) sum += Number(n);
  logs.append(table);
  for (const { message } of problems) console.log(message);
  if (performance.now() - shown > 10_000) {
    shown = performance.now();
    heaps.push(process.memoryUsage().rss / 1e6);
    const { user, system } = process.cpuUsage(before);
    const share = (100 * (user + system)) / 1000 / (shown - began);
    const [{ n }] = (await engine.query('* | stats n = count(1)')).toArray();
    console.log(
      `${((shown - began) / 1000).toFixed(0)} s: ${lines.toLocaleString('en-US')} lines, ${n.toLocaleString('en-US')} kept, ${heaps.at(-1).toFixed(0)} MB, ${share.toFixed(0)} % of a core`,
    );
  }
  if (lines >= rate * seconds) controller.abort();
}
const took = (performance.now() - began) / 1000;
const expected = (rate * seconds * (rate * seconds - 1)) / 2;
console.log(
  `${lines.toLocaleString('en-US')} lines in ${took.toFixed(0)} s, ${Math.round(lines / took).toLocaleString('en-US')} per second; ${sum === expected ? 'each of them once' : 'LINES ARE MISSING OR REPEATED'}`,
);
child.kill();
rmSync(folder, { recursive: true, force: true });

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const tools = new URL('./tools/', import.meta.url).pathname;
const data = new URL('./data/', import.meta.url).pathname;

/** A folder of its own for generated cases and predictions, gone when the process ends. */
export const folder = mkdtempSync(join(tmpdir(), 'logflume-quality-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Runs one of the tools and gives what it printed. */
export function tool(name, ...args) {
  return execFileSync(process.execPath, [join(tools, name), ...args.map(String)], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

/** The series of a generated set: a folder that the scorers read, and the series themselves. */
export function generatedSeries(seed, count = 200) {
  const dir = join(folder, `series-${seed}`);
  tool('series-generate.mjs', dir, '--n', count, '--seed', seed);
  return {
    dir,
    series: readdirSync(dir)
      .sort()
      .map((file) => JSON.parse(readFileSync(join(dir, file), 'utf8'))),
  };
}

/** The labelled series of a public collection: 'nab' or 'cmd'. */
export function publicSeries(name) {
  const lines = gunzipSync(readFileSync(join(data, `${name}.ndjson.gz`)))
    .toString()
    .trim()
    .split('\n');
  const dir = join(folder, name);
  mkdirSync(dir, { recursive: true });
  lines.forEach((line, i) => writeFileSync(join(dir, `${i}.json`), line));
  return { dir, series: lines.map((line) => JSON.parse(line)) };
}

/** Writes prediction lines and gives their file. */
export function predictions(name, lines) {
  const file = join(folder, `${name}.jsonl`);
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n') + '\n');
  return file;
}

/** A table in Markdown. */
export function printTable(title, head, rows) {
  process.stdout.write(`\n## ${title}\n\n| ${head.join(' | ')} |\n|${head.map(() => ' --- |').join('')}\n`);
  for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`);
}

/** A figure beside its goal. */
export function against(value, goal, digits = 3, atMost = false) {
  const met = atMost ? value <= goal : value >= goal;
  return `${value.toFixed(digits)}${met ? '' : ` (goal ${atMost ? '≤' : '≥'} ${goal})`}`;
}

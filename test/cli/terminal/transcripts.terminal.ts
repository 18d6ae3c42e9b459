import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { Terminal } from './terminal.ts';
import { endsWith, readTranscripts, type Transcript } from './transcript.ts';

const here = fileURLToPath(new URL('./', import.meta.url));
const patience = 20_000;
let folder: string;
const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
let cases = 0;

const requests = [
  { verb: 'GET', code: 200, latency: 0.5 },
  { verb: 'LIST', code: 404, latency: 1.5 },
  { verb: 'GET', code: 500, latency: 2.5 },
];

const numbers = (count: number): string => `n\n${Array.from({ length: count }, (_, i) => i + 1).join('\n')}\n`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'logflume-terminal-'));
  writeFileSync(join(folder, 'logflume'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 });
  const lines = requests.map((row) => `${JSON.stringify(row)}\n`).join('');
  writeFileSync(join(folder, 'requests.ndjson'), lines);
  writeFileSync(join(folder, 'two words.ndjson'), lines);
  writeFileSync(join(folder, 'broken.ndjson'), '{"a":1}\nnonsense\n');
  writeFileSync(join(folder, 'numbers.csv'), numbers(100));
  // Large enough to be still searched or read when a key is pressed.
  writeFileSync(join(folder, 'many.csv'), numbers(50_000));
  writeFileSync(join(folder, 'big.ndjson'), lines.repeat(600_000));
});

afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function play({ columns, rows, steps }: Transcript): Promise<void> {
  const environment = {
    PATH: `${folder}:${process.env.PATH}`,
    HOME: folder,
    LOGFLUME_HISTORY: join(folder, `history-${cases}`),
    LANG: 'C.UTF-8',
    TERM: 'tmux-256color',
    PS1: '$ ',
    NO_COLOR: '1',
  };
  const terminal = new Terminal(String(cases++), { columns, rows, folder, environment });
  try {
    for (const step of steps) {
      if (step.kind === 'type') for (const keys of step.keys) terminal.type(keys);
      else if (step.kind === 'resize') terminal.resize(step.columns, step.rows);
      else if (step.kind === 'paste') terminal.paste(step.text, step.marked);
      else await see(terminal, step.rows, step.line);
    }
  } finally {
    terminal.close();
  }
}

/** Waits until the screen ends with some rows. */
async function see(terminal: Terminal, rows: readonly string[], line: number): Promise<void> {
  const withCursor = rows.some((row) => row.includes('▮'));
  const deadline = Date.now() + patience;
  for (;;) {
    const screen = terminal.screen(withCursor);
    if (endsWith(screen, rows)) return;
    if (Date.now() > deadline)
      throw new Error(`line ${line}: the screen should end with\n│ ${rows.join('\n│ ')}\nand it is\n│ ${screen.join('\n│ ')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

for (const name of readdirSync(here).filter((file) => file.endsWith('.transcript'))) {
  describe(name, () => {
    for (const transcript of readTranscripts(join(here, name))) it(transcript.title, () => play(transcript));
  });
}

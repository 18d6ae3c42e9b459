import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  // Work that never looks whether it should stop.
  const watch = JSON.stringify(new URL('../../../build/cli/interrupt-watch.js', import.meta.url).href);
  const endless = `import { watchInterrupts } from ${watch};
const watch = watchInterrupts();
process.stdin.setRawMode(true);
while (!watch.start(() => {})) await new Promise((resolve) => setTimeout(resolve, 10));
console.log('busy');
for (;;);
`;
  writeFileSync(join(folder, 'endless.mjs'), endless);
  writeFileSync(join(folder, 'endless'), `#!/bin/sh\nexec '${process.execPath}' '${folder}/endless.mjs'\n`, { mode: 0o755 });
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

async function play({ columns, rows, steps }: Transcript, then?: (terminal: Terminal) => Promise<void>): Promise<void> {
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
    await then?.(terminal);
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
    await sleep(20);
  }
}

/** Plays until something runs that Ctrl-C is to stop, and answers how many milliseconds after it the screen is as expected. */
async function timeToStop(command: string, busy: readonly string[], keys: readonly string[], stopped: readonly string[]): Promise<number> {
  let started = 0;
  const type = (...typed: string[]) => ({ kind: 'type', keys: typed, line: 0 }) as const;
  const screen = (rows: readonly string[]) => ({ kind: 'screen', rows, line: 0 }) as const;
  const first = [type(command, '<Enter>'), screen(busy)];
  await play({ title: '', columns: 120, rows: 24, steps: first }, async (terminal) => {
    // Whatever was read or compiled when the screen changed, the work is under way by now.
    await sleep(1500);
    for (const key of keys) {
      started = performance.now();
      terminal.type(key);
      if (keys.length > 1) await sleep(400);
    }
    await see(terminal, stopped, 0);
  });
  return performance.now() - started;
}

describe('Ctrl-C stops what runs within a second', () => {
  const oneCell = '* | limit 1 | extend a = reduce(sequence(n, 9999), 0, (s, v) -> s + reduce(sequence(1, 9999), 0, (t, w) -> t + w))';
  const constant = oneCell.replace('(n,', '(1,');
  // The rest is for tmux and a busy machine.
  const limit = 1000 + 500;

  it('on the command line, in one cell, in a constant and in a file', async () => {
    for (const query of [oneCell, constant]) {
      const time = await timeToStop(`logflume '${query}' many.csv`, ['⋯'], ['<C-c>'], ['⋯^C', '$ ▮']);
      expect(time).toBeLessThan(limit);
    }
    const command = `logflume '* | stats n = count(1)' ${'big.ndjson '.repeat(9)}`;
    expect(await timeToStop(command, ['reading big.ndjson: ⋯'], ['<C-c>'], ['⋯^C⋯', '$ ▮'])).toBeLessThan(limit);
  });

  it('in a session, which goes on', async () => {
    for (const query of [oneCell, constant]) {
      const command = `logflume repl many.csv`;
      const entry = async (terminal: Terminal): Promise<void> => {
        terminal.type(query);
        terminal.type('<Enter>');
        await sleep(1500);
        const started = performance.now();
        terminal.type('<C-c>');
        await see(terminal, ['cancelled', 'logflume> ▮'], 0);
        expect(performance.now() - started).toBeLessThan(limit);
        terminal.type('.load big=big.ndjson');
        terminal.type('<Enter>');
        await see(terminal, ['reading big.ndjson: ⋯'], 0);
        const reading = performance.now();
        terminal.type('<C-c>');
        await see(terminal, ['cancelled', 'logflume> ▮'], 0);
        expect(performance.now() - reading).toBeLessThan(limit);
        terminal.type('.tables');
        terminal.type('<Enter>');
        await see(terminal, ['$logs  50,000 rows, 1 columns', 'logflume> ▮'], 0);
      };
      const steps = [
        { kind: 'type', keys: [command, '<Enter>'], line: 0 },
        { kind: 'screen', rows: ['logflume> ▮'], line: 0 },
      ] as const;
      await play({ title: '', columns: 140, rows: 24, steps }, entry);
    }
  });

  it('where nothing looks, by ending the process; a second one ends it at once', async () => {
    const notice = 'logflume: what ran did not stop, and the session was ended';
    const watched = await timeToStop('endless', ['busy'], ['<C-c>'], [notice, '', '$ ▮']);
    expect(watched).toBeGreaterThan(900);
    expect(watched).toBeLessThan(limit + 200);
    const second = await timeToStop('endless', ['busy'], ['<C-c>', '<C-c>'], ['^C', '', '$ ▮']);
    expect(second).toBeLessThan(limit);
  });
});

it('a terminal gets no escapes of data, names, files or earlier queries', async () => {
  const escape = '\u001b]0;EVIL\u0007';
  const evil = `x${escape}\u202e\u009b31m`;
  const record = join(folder, 'record');
  writeFileSync(join(folder, `${evil}.ndjson`), `${JSON.stringify({ [`k${evil}`]: evil, [`k2${evil}`]: 1 })}\n`.repeat(400_000));
  writeFileSync(join(folder, `history-${cases}`), `* | where "k${evil}" = 1\n`);
  const session = async (terminal: Terminal): Promise<void> => {
    terminal.record(record);
    terminal.type('logflume repl x*.ndjson --stats');
    terminal.type('<Enter>');
    await see(terminal, ['logflume> ▮'], 0);
    for (const [keys, shown] of [
      ['.schema', 'k2⋯ bigint'],
      ['* | limit 1', '1 row'],
      ['* | limit 1 | extend a = cast("k2" as bigint)', '⋯fix: ⋯'],
    ]) {
      terminal.type(keys!);
      terminal.type('<Enter>');
      await see(terminal, [shown!, 'logflume> ▮'], 0);
    }
    terminal.type('* | project ');
    terminal.type('<Tab>');
    await see(terminal, ['logflume> * | project ⋯▮'], 0);
    terminal.type('<C-u>');
    for (let i = 0; i < 4; i++) terminal.type('<Up>');
    await see(terminal, ['logflume> * | where "kx ]0;EVIL⋯▮'], 0);
  };
  await play({ title: '', columns: 100, rows: 24, steps: [] }, session);
  const written = readFileSync(record, 'utf8');
  expect(written).toContain('EVIL');
  for (const raw of [escape, '\u001b]', '\u0007', '\u202e', '\u009b']) expect(written).not.toContain(raw);
});

for (const name of readdirSync(here).filter((file) => file.endsWith('.transcript'))) {
  describe(name, () => {
    for (const transcript of readTranscripts(join(here, name))) it(transcript.title, () => play(transcript));
  });
}

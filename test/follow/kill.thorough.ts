import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const child = fileURLToPath(new URL('follow-child.mjs', import.meta.url));
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Random numbers that are the same every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** Writes numbered lines and rotates. Lines come in parts that end anywhere. */
class Writer {
  readonly #folder: string;
  readonly #random: () => number;
  readonly #rotation: 'rename' | 'copy' | 'names';
  #name: string;
  #rotations = 0;
  #half = '';
  written = 0;

  constructor(folder: string, rotation: 'rename' | 'copy' | 'names', random: () => number) {
    this.#folder = folder;
    this.#rotation = rotation;
    this.#random = random;
    this.#name = rotation === 'names' ? 'app-0.log' : 'app.log';
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  /** Without `rotates`, the file stays. */
  write(rotates = true): void {
    let text = this.#half;
    const count = 1 + Math.floor(this.#random() * 40);
    for (let i = 0; i < count; i++) text += `{"n":${++this.written},"text":"${'x'.repeat(Math.floor(this.#random() * 80))}"}\n`;
    const cut = this.#random() < 0.5 ? text.length : text.length - Math.floor(this.#random() * 10);
    appendFileSync(this.#path(this.#name), text.slice(0, cut));
    this.#half = text.slice(cut);
    if (rotates && this.#random() < 0.05) this.#rotate();
  }

  end(): void {
    appendFileSync(this.#path(this.#name), this.#half);
    this.#half = '';
  }

  #rotate(): void {
    this.end();
    this.#rotations++;
    if (this.#rotation === 'names') {
      this.#name = `app-${this.#rotations}.log`;
      return;
    }
    const numbers = readdirSync(this.#folder)
      .map((name) => /^app\.log\.(\d+)$/.exec(name)?.[1])
      .flatMap((number) => (number === undefined ? [] : [Number(number)]))
      .sort((a, b) => b - a);
    // Old files are deleted, long after they were read.
    for (const number of numbers.filter((one) => one > 400)) rmSync(this.#path(`app.log.${number}`));
    for (const number of numbers.filter((one) => one <= 400))
      renameSync(this.#path(`app.log.${number}`), this.#path(`app.log.${number + 1}`));
    if (this.#rotation === 'rename') renameSync(this.#path('app.log'), this.#path('app.log.1'));
    else {
      copyFileSync(this.#path('app.log'), this.#path('app.log.1'));
      truncateSync(this.#path('app.log'));
    }
  }
}

describe('files that are followed by a process that is killed again and again while they are rotated', () => {
  for (const [rotation, pattern] of [
    ['rename', 'app.log'],
    ['rename', 'app.log*'],
    ['copy', 'app.log'],
    ['copy', 'app.log*'],
    ['names', 'app-*.log'],
  ] as const)
    it(`lose no line and repeat none: ${rotation}, ${pattern}`, { timeout: 600_000 }, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'logflume-kill-'));
      const random = seeded(rotation.length * 1000 + pattern.length);
      const writer = new Writer(folder, rotation, random);
      const [output, state] = [join(folder, 'output'), join(folder, 'state')];
      let said = '';
      const start = (...more: string[]): ChildProcess => {
        const process_ = spawn(process.execPath, [child, join(folder, pattern), output, state, ...more], {
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        process_.stderr!.on('data', (text) => {
          said += String(text);
        });
        return process_;
      };
      const over = (process_: ChildProcess): Promise<number | null> =>
        new Promise((resolve) => process_.once('exit', (code) => resolve(code)));
      try {
        // What was rotated away before anybody followed is nobody's.
        writer.write(false);
        writer.write(false);
        const first = start();
        while (!existsSync(state)) await pause(5);
        first.kill('SIGKILL');
        await over(first);
        for (let kills = 0; kills < 50; kills++) {
          const running = start();
          const end = over(running);
          // Killed at any time, also before it has read anything.
          const until = performance.now() + 40 + random() * 900;
          while (performance.now() < until) {
            writer.write();
            await pause(random() * 12);
          }
          running.kill('SIGKILL');
          await end;
          // And more is written while nobody follows.
          for (let i = random() * 10; i > 0; i--) writer.write();
        }
        writer.end();
        expect(await over(start('once'))).toBe(0);
        const numbers = readFileSync(output, 'utf8').trim().split('\n').map(Number);
        expect(said).toBe('');
        expect(writer.written).toBeGreaterThan(10_000);
        const counts = new Uint32Array(writer.written + 1);
        for (const number of numbers) counts[number]!++;
        const lost = [...counts.keys()].filter((number) => number > 0 && counts[number] === 0);
        const repeated = [...counts.keys()].filter((number) => counts[number]! > 1);
        expect({ lost: lost.length, first: lost[0], repeated: repeated.length, again: repeated[0] }).toEqual({ lost: 0, repeated: 0 });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
];

/** An isolated page moves to a process of its own, and has no context meanwhile. */
function beforeItsContext(error: Error): Record<string, unknown> {
  if (/context|Inspected target navigated/i.test(error.message)) return { result: {} };
  throw error;
}

interface Reply {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A headless Chromium with a fresh profile, spoken to through its debugging pipe: JSON messages, each ended by a NUL. */
export class Chromium {
  readonly #profile = mkdtempSync(join(tmpdir(), 'logflume-chromium-'));
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, { resolve: (result: Record<string, unknown>) => void; reject: (error: Error) => void }>();
  #count = 0;
  #failure: Error | undefined;

  constructor() {
    const program = process.env.CHROMIUM ?? 'chromium';
    this.#process = spawn(program, [...flags, `--user-data-dir=${this.#profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      detached: true, // a group of its own, so that its helpers can be ended with it
    });
    this.#process.on('error', (error) => this.#fail(`${program}, which these tests need, cannot be run: ${error.message}`));
    this.#process.on('exit', (code) => this.#fail(`${program} ended with ${code}`));
    let text = '';
    (this.#process.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (text + chunk).split('\0');
      text = messages.pop()!;
      for (const message of messages) this.#receive(JSON.parse(message) as Reply);
    });
    (this.#process.stdio[3] as Writable).on('error', () => {}); // told by `exit`
  }

  /** Opens a page, behind another tab if it is hidden, and gives what its global promise of a name comes to. @throws Error where no such promise appears within 30 seconds. */
  async promiseIn(url: string, name: string, { hidden = false } = {}): Promise<unknown> {
    const { targetId } = await this.#send('Target.createTarget', { url });
    const { sessionId } = await this.#send('Target.attachToTarget', { targetId, flatten: true });
    if (hidden) {
      const front = await this.#send('Target.createTarget', { url: 'about:blank' });
      await this.#send('Target.activateTarget', { targetId: front.targetId });
    }
    for (let tries = 0; tries < 300; tries++) {
      const settings = { expression: `globalThis.${name}`, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await this.#send('Runtime.evaluate', settings, sessionId as string).catch(beforeItsContext);
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
      const { value } = result as { value?: unknown };
      if (value !== undefined) return value;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the page did not set '${name}': its scripts were refused or failed`);
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.pid !== undefined) {
      const ended = new Promise((resolve) => this.#process.once('exit', resolve));
      this.#process.kill();
      await ended;
      try {
        process.kill(-this.#process.pid, 'SIGKILL'); // helpers that still write to the profile
      } catch {
        // None is left.
      }
    }
    try {
      rmSync(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    } catch {
      // A temporary folder that is left behind says nothing about the library.
    }
  }

  #send(method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      (this.#process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #receive({ id, result, error }: Reply): void {
    const waiting = id === undefined ? undefined : this.#pending.get(id);
    if (!waiting) return;
    this.#pending.delete(id!);
    if (error) waiting.reject(new Error(error.message));
    else waiting.resolve(result ?? {});
  }

  #fail(message: string): void {
    this.#failure ??= new Error(message);
    for (const { reject } of this.#pending.values()) reject(this.#failure);
    this.#pending.clear();
  }
}

// The thread that watches the keys of a session while work runs: the event loop of the session may not turn for long, and could see none.
import { constants, openSync, readSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { patienceMs, repeatMs, state, type WatchMessage, word } from './interrupt-words.ts';

const words = workerData as Int32Array; // given by watchInterrupts
const lookEveryMs = 25;
const controlC = 3;
const say = (message: WatchMessage): void => parentPort!.postMessage(message);

const terminal = openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
const buffer = new Uint8Array(4096);

/** The keys that wait. */
function keysTyped(): Uint8Array {
  try {
    return buffer.slice(0, readSync(terminal, buffer));
  } catch {
    return buffer.slice(0, 0); // nothing was typed
  }
}

function end(notice: string): void {
  writeSync(2, `${notice}\r\n`);
  // Node puts the terminal back before the signal ends the process, even if its event loop does not turn.
  process.kill(process.pid, 'SIGINT');
}

/** Watches until the work ends. */
function watch(): void {
  let interruptedAt: number | undefined;
  while (Atomics.load(words, word.state) === state.running) {
    const keys = keysTyped();
    const others = keys.filter((key) => key !== controlC);
    const now = performance.now();
    if (others.length < keys.length) {
      if (interruptedAt === undefined) {
        interruptedAt = now;
        Atomics.store(words, word.interrupted, 1);
        say({ kind: 'interrupt' });
      } else if (now - interruptedAt > repeatMs) end('^C');
    } else if (others.length > 0) say({ kind: 'typed', keys: others });
    if (interruptedAt !== undefined && now - interruptedAt > patienceMs) end('logflume: what ran did not stop, and the session was ended');
    Atomics.wait(words, word.state, state.running, lookEveryMs);
  }
}

say({ kind: 'ready' });
for (;;) {
  Atomics.wait(words, word.state, state.idle);
  watch();
  say({ kind: 'stopped' });
}

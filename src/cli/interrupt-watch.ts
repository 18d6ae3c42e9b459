import { Worker } from 'node:worker_threads';
import { state, type WatchMessage, word } from './interrupt-words.ts';

/** How running work learns of Ctrl-C. */
export interface Stop {
  readonly signal: AbortSignal;
  /** The same, to be asked where the event loop does not turn. */
  readonly interrupted: () => boolean;
}

/** Watches for Ctrl-C while work runs, also where the event loop does not turn. */
export interface InterruptWatch {
  /** From now on the keys of the terminal are the watch's, and no one else may read them. False where it cannot watch: then they are not. */
  start(onInterrupt: () => void): boolean;
  readonly interrupted: () => boolean;
  /** Gives the keys back, with what was typed meanwhile apart from Ctrl-C. */
  stop(): Promise<readonly Uint8Array[]>;
  close(): void;
}

/**
 * Watches the terminal of the process from a thread. Ctrl-C asks the work to stop; if it does not within a second, or at a second Ctrl-C, the thread ends the
 * process. Systems without `/dev/tty` have no watch; there Ctrl-C is seen when the event loop turns.
 */
export function watchInterrupts(): InterruptWatch {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL('./interrupt-worker.js', import.meta.url), { workerData: words });
  let ready = false;
  let onInterrupt = (): void => {};
  let onStopped = (): void => {};
  let typed: Uint8Array[] = [];
  worker.on('error', () => {
    ready = false;
    onStopped();
  });
  worker.on('message', (message: WatchMessage) => {
    if (message.kind === 'ready') ready = true;
    else if (message.kind === 'interrupt') onInterrupt();
    else if (message.kind === 'typed') typed.push(message.keys);
    else onStopped();
  });
  worker.unref();
  return {
    start(listener) {
      if (!ready) return false;
      onInterrupt = listener;
      typed = [];
      worker.ref();
      Atomics.store(words, word.interrupted, 0);
      Atomics.store(words, word.state, state.running);
      Atomics.notify(words, word.state);
      return true;
    },
    interrupted: () => Atomics.load(words, word.interrupted) === 1,
    async stop() {
      const stopped = new Promise<void>((resolve) => {
        onStopped = resolve;
      });
      Atomics.store(words, word.state, state.idle);
      Atomics.notify(words, word.state);
      if (ready) await stopped;
      worker.unref();
      return typed;
    },
    close: () => void worker.terminate(),
  };
}

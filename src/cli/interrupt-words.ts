/** The words of the shared memory between a session and the thread that watches its keys. */
export const word = { state: 0, interrupted: 1 } as const;

/** Whether work runs, so that the thread reads the keys. */
export const state = { idle: 0, running: 1 } as const;

/** What the thread says: whether it can watch, that Ctrl-C was pressed, what else was typed, and that it reads no more. */
export type WatchMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'typed'; readonly keys: Uint8Array }
  | { readonly kind: 'stopped' };

/** How long after Ctrl-C work may go on before the thread ends the process, in milliseconds. */
export const patienceMs = 1000;

/** Two Ctrl-C closer together than this are one, as a key that is held down repeats. */
export const repeatMs = 250;

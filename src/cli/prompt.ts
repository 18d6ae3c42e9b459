import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Stop } from './interrupt-watch.ts';

/** Where the entries of a session come from. */
export interface Prompt {
  /** The next query or command, whole; undefined where the input has ended. */
  read(): Promise<string | undefined>;
  /** Runs work that Ctrl-C stops. */
  interruptible(work: (stop: Stop) => Promise<void>): Promise<void>;
  close(): void;
}

/** What the language says about entries; the prompt itself knows only lines. */
export interface EntryRules {
  /** Whether an entry can be run, or waits for more. */
  readonly isComplete: (entry: string) => boolean;
  /** Whether a line is a command of the REPL, which never continues an entry. */
  readonly isCommand: (line: string) => boolean;
}

/** Lines that come closer together than this, in milliseconds, were pasted or piped and may belong together. */
export const pasteDelay = 25;

/** Whether a line goes on with a complete entry before it: it is indented, or starts with what cannot start an entry. */
export function continues(line: string): boolean {
  return /^(?:[ \t]+\S|[|)\],])/.test(line);
}

/** Entries from a pipe or a file, or from a terminal that cannot move its cursor. */
export function openLinePrompt(input: Readable, output: Writable, prompt: string, { isComplete, isCommand }: EntryRules): Prompt {
  const reader = createInterface({ input, terminal: false });
  const lines: string[] = [];
  let ended = false;
  let wake: () => void = () => {};
  reader.on('line', (line) => {
    lines.push(line);
    wake();
  });
  reader.once('close', () => {
    ended = true;
    wake();
  });

  /** The next line; undefined at the end of the input, or when `patience` milliseconds have passed without one. */
  const nextLine = async (patience: number | undefined): Promise<string | undefined> => {
    if (lines.length === 0 && !ended) {
      await new Promise<void>((resolve) => {
        const timer = patience === undefined ? undefined : setTimeout(resolve, patience);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return lines.shift();
  };

  return {
    async read() {
      output.write(prompt);
      let entry = '';
      for (;;) {
        const complete = entry !== '' && isComplete(entry);
        const line = await nextLine(complete ? pasteDelay : undefined);
        if (line === undefined) return entry === '' ? undefined : entry;
        if (line.trim() === '') {
          if (entry !== '') return entry;
        } else if (entry !== '' && (isCommand(line) || (complete && !continues(line)))) {
          lines.unshift(line);
          return entry;
        } else entry = entry === '' ? line : `${entry}\n${line}`;
      }
    },
    // Without a terminal in raw mode Ctrl-C ends the process, as it does for every other filter.
    interruptible: (work) => work({ signal: new AbortController().signal, interrupted: () => false }),
    close: () => reader.close(),
  };
}

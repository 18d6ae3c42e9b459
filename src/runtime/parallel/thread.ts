import type { Order, Report } from './messages.ts';

/** A thread that was started. */
export interface Thread {
  post(order: Order): void;
  /** Whether the process waits for it to end. */
  hold(held: boolean): void;
  end(): Promise<void>;
}

/** Who hears of a thread. */
export interface ThreadEvents {
  onReport(report: Report): void;
  /** It failed, or ended by itself. */
  onDeath(): void;
}

/** As much as is needed of Node's `node:worker_threads`. */
export interface NodeThreads {
  readonly Worker: new (url: URL, options: { readonly stdin: boolean }) => NodeWorker;
  readonly parentPort: { postMessage(message: unknown): void; on(event: 'message', listener: (message: Order) => void): unknown } | null;
}

interface NodeWorker {
  on(event: 'message', listener: (report: Report) => void): unknown;
  on(event: 'error' | 'exit' | 'messageerror', listener: () => void): unknown;
  postMessage(order: Order): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}

/** As much as is needed of a worker of a page. */
interface PageWorker {
  onmessage: ((event: { readonly data: Report }) => void) | null;
  onerror: (() => void) | null;
  onmessageerror: (() => void) | null;
  postMessage(order: Order): void;
  terminate(): void;
}

interface Host {
  readonly process?: { readonly versions?: { readonly node?: string }; readonly getBuiltinModule?: (name: string) => unknown };
}

/** The threads of Node; undefined elsewhere. No bundler sees the name, so that none looks for the module in bundles for pages. */
export async function nodeThreads(): Promise<NodeThreads | undefined> {
  const { process } = globalThis as Host;
  if (!process?.versions?.node) return undefined;
  const name = 'node:worker_threads';
  const found = process.getBuiltinModule?.(name) ?? (await import(/* @vite-ignore */ /* webpackIgnore: true */ name));
  return found as NodeThreads; // the module of that name
}

/** A thread of Node that runs the worker beside a module; no bundler for pages takes that for a file of theirs. */
export function nodeThread({ Worker }: NodeThreads, module: string, { onReport, onDeath }: ThreadEvents): Thread {
  const worker = new Worker(new URL('./worker.js', module), { stdin: false });
  worker.on('message', onReport);
  worker.on('error', onDeath);
  worker.on('messageerror', onDeath);
  worker.on('exit', onDeath);
  worker.unref();
  return {
    post: (order) => worker.postMessage(order),
    hold: (held) => (held ? worker.ref() : worker.unref()),
    async end() {
      await worker.terminate();
    },
  };
}

/** A thread of a page. */
export function pageThread(worker: unknown, { onReport, onDeath }: ThreadEvents): Thread {
  const page = worker as PageWorker; // its types are those of the browser
  page.onmessage = ({ data }) => onReport(data);
  page.onerror = onDeath;
  page.onmessageerror = onDeath;
  return {
    post: (order) => page.postMessage(order),
    hold: () => undefined,
    async end() {
      page.terminate();
    },
  };
}

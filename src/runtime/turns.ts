/** The functions of a host that run something later; not all hosts have all of them. */
interface Host {
  readonly setImmediate?: (callback: () => void) => void;
  readonly MessageChannel: new () => {
    readonly port1: { onmessage: (() => void) | null };
    readonly port2: { postMessage(message: unknown): void };
  };
}

const host = globalThis as unknown as Host; // the types of Node know nothing of the browser's form of these, and the other way around

/** Runs a function when everything that waits already had its turn. Timers would do, but browsers clamp them to 4 ms, and to a second in a hidden tab. */
const later: (callback: () => void) => void = host.setImmediate ? (callback) => host.setImmediate!(callback) : byMessage();

/** By a message to oneself. */
function byMessage(): (callback: () => void) => void {
  let channel: InstanceType<Host['MessageChannel']> | undefined;
  const waiting: (() => void)[] = [];
  return (callback) => {
    if (!channel) {
      channel = new host.MessageChannel();
      channel.port1.onmessage = () => waiting.shift()?.();
    }
    waiting.push(callback);
    channel.port2.postMessage(undefined);
  };
}

const queue: (() => void)[] = [];
let running = false;

/** Gives the next of those that wait its turn, and lets input, output and timers come in between. */
function next(): void {
  const start = queue.shift();
  running = start !== undefined;
  if (!start) return;
  later(next);
  start();
}

/** Whether others wait for their turn or have it. */
export const othersRun = (): boolean => running;

/** Waits for a turn: all queries of the process take turns, one of them between two rounds of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    queue.push(resolve);
    if (running) return;
    running = true;
    later(next);
  });
}

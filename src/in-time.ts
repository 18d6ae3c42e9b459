import { type Limits, limitError } from './runtime/limits.ts';
import { cancelled } from './runtime/scheduler.ts';

/** What the host answers, unless the signal or the limit of time comes first, of which so many milliseconds are left: the host may never answer. @throws ExecutionAbort then. */
export function inTime<T>(
  answer: T | Promise<T>,
  signal: AbortSignal | undefined,
  limits: Limits,
  left: number = limits.wallTime,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(cancelled());
    const timer = setTimeout(() => reject(limitError('wallTime', limits)), Math.max(0, Math.min(left, maxTimeout)));
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    const settled = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    Promise.resolve(answer).finally(settled).then(resolve, reject);
  });
}

/** The longest time of a timer, milliseconds. */
const maxTimeout = 2 ** 31 - 1;

/** What an operator computes of more columns than these takes long even for few rows: it yields in between. */
export const maxColumnsAtOnce = 100;

/** How long such work goes on until it yields, milliseconds. */
const sliceMs = 4;

/** Work that yields when it has taken a while, and not after each of its steps. */
export function* inSlices<T>(work: Iterator<void, T>): Generator<void, T> {
  let since = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - since < sliceMs) continue;
    yield;
    since = performance.now();
  }
}

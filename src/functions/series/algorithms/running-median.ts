/** The first index at which a value can be inserted into a sorted array. */
function insertionIndex(sorted: Float64Array, size: number, value: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Centered running medians over a window that is truncated at the ends. O(n · window), where the window is short: {@link runningMedian} thins out longer ones. */
function denseMedian(values: Float64Array, half: number): Float64Array {
  const { length } = values;
  const out = new Float64Array(length);
  const sorted = new Float64Array(2 * half + 2); // one more, since a value is inserted before another is removed
  let size = 0;
  let next = 0;
  for (let i = 0; i < length; i++) {
    const last = Math.min(length - 1, i + half);
    for (; next <= last; next++) {
      const at = insertionIndex(sorted, size, values[next]!);
      sorted.copyWithin(at + 1, at, size);
      sorted[at] = values[next]!;
      size++;
    }
    const removed = i - half - 1;
    if (removed >= 0) {
      const at = insertionIndex(sorted, size, values[removed]!);
      sorted.copyWithin(at, at + 1, size);
      size--;
    }
    out[i] = size % 2 === 1 ? sorted[size >> 1]! : (sorted[(size >> 1) - 1]! + sorted[size >> 1]!) / 2;
  }
  return out;
}

/** The number of block means in a long window: the median of so many differs little from that of all points. */
const blocksPerWindow = 100;

/**
 * A centered running median over about `window` points. A window of 200 points or more runs over the means of short blocks, about 100 per
 * window, with linear interpolation in between. O(n · 100).
 */
export function runningMedian(values: Float64Array, window: number): Float64Array {
  const { length } = values;
  const stride = Math.floor(window / blocksPerWindow);
  if (stride < 2) return denseMedian(values, Math.max(1, window >> 1));
  const count = Math.ceil(length / stride);
  const means = new Float64Array(count);
  for (let b = 0; b < count; b++) {
    const end = Math.min(length, (b + 1) * stride);
    let sum = 0;
    for (let i = b * stride; i < end; i++) sum += values[i]!;
    means[b] = sum / (end - b * stride);
  }
  const coarse = denseMedian(means, Math.max(1, Math.floor(window / stride) >> 1));
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const at = (i - (stride - 1) / 2) / stride;
    const before = Math.min(count - 1, Math.max(0, Math.floor(at)));
    const after = Math.min(count - 1, before + 1);
    const fraction = Math.min(1, Math.max(0, at - before));
    out[i] = coarse[before]! + fraction * (coarse[after]! - coarse[before]!);
  }
  return out;
}

/** sums[i] is the sum of the first i values. O(n). */
export function runningSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return sums;
}

/** A centered moving mean over about `window` points, truncated at the ends. O(n). */
export function movingMean(values: Float64Array, window: number): Float64Array {
  const { length } = values;
  const half = Math.max(0, window >> 1);
  const sums = runningSums(values);
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const from = Math.max(0, i - half);
    const to = Math.min(length, i + half + 1);
    out[i] = (sums[to]! - sums[from]!) / (to - from);
  }
  return out;
}

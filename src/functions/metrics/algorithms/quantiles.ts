/** A bucket with the number of observations up to its bound. */
export interface CumulativeBucket {
  readonly bound: number;
  readonly count: number;
}

/** A bucket with the number of observations within it. */
export interface Bucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** Buckets in the order of their bounds, equal bounds added up, and counts that never fall. */
function monotonic(buckets: Iterable<CumulativeBucket>): { bound: number; count: number }[] {
  const merged: { bound: number; count: number }[] = [];
  for (const { bound, count } of [...buckets].sort((a, b) => a.bound - b.bound)) {
    const last = merged.at(-1);
    if (last?.bound === bound) last.count += count;
    else merged.push({ bound, count });
  }
  for (let i = 1; i < merged.length; i++) if (merged[i]!.count < merged[i - 1]!.count) merged[i]!.count = merged[i - 1]!.count;
  return merged;
}

/**
 * The value below which a fraction of the observations lies, by straight lines within a bucket (Prometheus, `BucketQuantile`): NaN without an infinite
 * bucket, without observations and without a finite bound; infinite for a fraction beyond 0 and 1.
 */
export function quantileOfCumulative(fraction: number, given: Iterable<CumulativeBucket>): number {
  if (Number.isNaN(fraction)) return Number.NaN;
  if (fraction < 0) return Number.NEGATIVE_INFINITY;
  if (fraction > 1) return Number.POSITIVE_INFINITY;
  const buckets = monotonic(given);
  const top = buckets.at(-1);
  if (top?.bound !== Number.POSITIVE_INFINITY || buckets.length < 2 || top.count === 0 || Number.isNaN(top.count)) return Number.NaN;
  const rank = fraction * top.count;
  let at = buckets.findIndex(({ count }) => count >= rank);
  if (at < 0) at = buckets.length - 1;
  if (at === buckets.length - 1) return buckets[at - 1]!.bound;
  const { bound, count } = buckets[at]!;
  if (at === 0) return bound <= 0 ? bound : bound * (rank / count);
  const below = buckets[at - 1]!;
  return below.bound + (bound - below.bound) * ((rank - below.count) / (count - below.count));
}

/** The same over buckets of an exponential histogram in the order of their bounds, on a logarithmic scale within a bucket; straight lines where a bucket has zero. */
export function quantileOfExponential(fraction: number, buckets: readonly Bucket[]): number {
  if (Number.isNaN(fraction)) return Number.NaN;
  if (fraction < 0) return Number.NEGATIVE_INFINITY;
  if (fraction > 1) return Number.POSITIVE_INFINITY;
  const filled = buckets.filter(({ count }) => count > 0);
  const total = filled.reduce((sum, { count }) => sum + count, 0);
  if (!(total > 0)) return Number.NaN;
  const rank = fraction * total;
  let below = 0;
  let found = filled.at(-1)!;
  for (const bucket of filled) {
    if (below + bucket.count >= rank) {
      found = bucket;
      break;
    }
    if (bucket !== found) below += bucket.count;
  }
  return within(zeroBucket(found, filled), (rank - below) / found.count);
}

/** A bucket around zero ends at zero on a side on which there are no others. */
function zeroBucket(bucket: Bucket, filled: readonly Bucket[]): Bucket {
  const { lower, upper, count } = bucket;
  if (!(lower < 0 && upper > 0)) return bucket;
  const negative = filled[0] !== bucket;
  const positive = filled.at(-1) !== bucket;
  if (positive && !negative) return { lower: 0, upper, count };
  return negative && !positive ? { lower, upper: 0, count } : bucket;
}

function within({ lower, upper }: Bucket, share: number): number {
  if (lower <= 0 && upper >= 0) return lower + (upper - lower) * share;
  const low = Math.log2(Math.abs(lower));
  const high = Math.log2(Math.abs(upper));
  return lower > 0 ? 2 ** (low + (high - low) * share) : -(2 ** (high + (low - high) * (1 - share)));
}

/** An exponential histogram: counts by index, where index i of scale s holds values above base^i up to base^(i + 1) with base = 2^(2^-s). */
export interface Exponential {
  scale: number;
  zeroCount: number;
  zeroThreshold: number;
  readonly positive: Map<number, number>;
  readonly negative: Map<number, number>;
}

export const emptyExponential = (): Exponential => ({
  scale: Number.POSITIVE_INFINITY,
  zeroCount: 0,
  zeroThreshold: 0,
  positive: new Map(),
  negative: new Map(),
});

/** Adds the observations of another histogram; the scale becomes the coarser of both. */
export function addExponential(into: Exponential, other: Exponential): void {
  if (other.scale < into.scale) {
    for (const side of [into.positive, into.negative]) {
      const counts = [...side];
      side.clear();
      addCounts(side, counts, into.scale - other.scale);
    }
    into.scale = other.scale;
  }
  addCounts(into.positive, other.positive, other.scale - into.scale);
  addCounts(into.negative, other.negative, other.scale - into.scale);
  into.zeroCount += other.zeroCount;
  into.zeroThreshold = Math.max(into.zeroThreshold, other.zeroThreshold);
}

/** Adds counts whose scale is finer by so many halvings. */
function addCounts(side: Map<number, number>, counts: Iterable<readonly [number, number]>, halvings: number): void {
  for (const [index, count] of counts) {
    const coarse = halvings === 0 || halvings === Number.POSITIVE_INFINITY ? index : Math.floor(index / 2 ** halvings);
    side.set(coarse, (side.get(coarse) ?? 0) + count);
  }
}

/** The buckets of an exponential histogram in the order of their bounds. */
export function bucketsOf({ scale, zeroCount, zeroThreshold, positive, negative }: Exponential): Bucket[] {
  const bound = (index: number): number => 2 ** (index * 2 ** -scale);
  const ascending = (side: Map<number, number>): (readonly [number, number])[] => [...side].sort(([a], [b]) => a - b);
  return [
    ...ascending(negative)
      .reverse()
      .map(([i, count]) => ({ lower: -bound(i + 1), upper: -bound(i), count })),
    { lower: -zeroThreshold, upper: zeroThreshold, count: zeroCount },
    ...ascending(positive).map(([i, count]) => ({ lower: bound(i), upper: bound(i + 1), count })),
  ];
}

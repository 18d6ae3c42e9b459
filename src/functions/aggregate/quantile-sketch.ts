const exactValues = 512;
const bits = new DataView(new ArrayBuffer(8));

/** Buckets are the sign, exponent and first 7 bits of the mantissa of a double, so that a bucket is at most 1/128 wide. */
function bucketOf(value: number): number {
  bits.setFloat64(0, value === 0 ? 0 : value);
  return bits.getInt32(0) >> 13;
}

/** The middle of a bucket. */
function middleOf(bucket: number): number {
  bits.setInt32(0, (bucket << 13) | 0x1000);
  bits.setInt32(4, 0);
  return bits.getFloat64(0);
}

/** What another thread needs to go on: the exact values, or buckets with their counts instead; the extremes are NULL where there are no values. */
export interface QuantileState<V> {
  readonly exact: readonly V[] | null;
  readonly buckets: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
  readonly min: V | null;
  readonly max: V | null;
}

/**
 * A mergeable quantile sketch: exact up to 512 values, then a histogram over the leading bits of the double, with a relative
 * error of at most 1/256; the smallest and largest value stay exact. In the family of DDSketch (Masson, Rim, Lee, VLDB 2019), with
 * linear instead of logarithmic buckets inside a power of two.
 */
export class QuantileSketch<V extends number | bigint> {
  readonly #valueOf: (x: number) => V;
  #exact: V[] | undefined = [];
  readonly #buckets = new Map<number, number>();
  #count = 0;
  #min: V | undefined;
  #max: V | undefined;

  /** `valueOf` makes a value of the middle of a bucket. */
  constructor(valueOf: (x: number) => V) {
    this.#valueOf = valueOf;
  }

  add(value: V, count = 1): void {
    if (Number.isNaN(value) || count <= 0) return;
    this.#count += count;
    if (this.#min === undefined || value < this.#min) this.#min = value;
    if (this.#max === undefined || value > this.#max) this.#max = value;
    if (this.#exact && count === 1 && this.#exact.length < exactValues) {
      this.#exact.push(value);
      return;
    }
    this.#spill();
    this.#addTo(bucketOf(Number(value)), count);
  }

  /** The bytes held, estimated. */
  byteSize(): number {
    return this.#exact ? this.#exact.length * 8 : this.#buckets.size * 32;
  }

  #addTo(bucket: number, count: number): void {
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
  }

  #spill(): void {
    if (!this.#exact) return;
    for (const value of this.#exact) this.#addTo(bucketOf(Number(value)), 1);
    this.#exact = undefined;
  }

  state(): QuantileState<V> {
    return {
      exact: this.#exact ?? null,
      buckets: [...this.#buckets.keys()],
      counts: [...this.#buckets.values()],
      count: this.#count,
      min: this.#min ?? null,
      max: this.#max ?? null,
    };
  }

  merge({ exact, buckets, counts, count, min, max }: QuantileState<V>): void {
    if (exact) {
      for (const value of exact) this.add(value);
      return;
    }
    this.#spill();
    for (const [i, bucket] of buckets.entries()) this.#addTo(bucket, counts[i]!);
    this.#count += count;
    if (min !== null && (this.#min === undefined || min < this.#min)) this.#min = min;
    if (max !== null && (this.#max === undefined || max > this.#max)) this.#max = max;
  }

  /** The value below which a fraction of the values lies, for each fraction; NULL where there are no values. */
  quantiles(fractions: readonly number[]): (V | null)[] {
    const min = this.#min;
    const max = this.#max;
    if (min === undefined || max === undefined) return fractions.map(() => null);
    if (this.#exact) {
      const sorted = this.#exact.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      return fractions.map((p) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))]!);
    }
    const sorted = [...this.#buckets].map(([bucket, count]) => ({ middle: middleOf(bucket), count })).sort((a, b) => a.middle - b.middle);
    return fractions.map((p) => {
      if (p <= 0) return min;
      if (p >= 1) return max;
      const rank = Math.ceil(p * this.#count);
      let seen = 0;
      for (const { middle, count } of sorted) {
        seen += count;
        if (seen < rank) continue;
        // The middle is compared as a double, before it is made a value: that of the last bucket of BIGINTs leaves their range.
        if (middle >= Number(max)) return max;
        return middle <= Number(min) ? min : this.#valueOf(middle);
      }
      return max;
    });
  }
}

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

/**
 * A mergeable quantile sketch: exact up to 512 values, then a histogram over the leading bits of the double, with a relative
 * error of at most 1/256. In the family of DDSketch (Masson, Rim, Lee, VLDB 2019), with linear instead of logarithmic
 * buckets inside a power of two.
 */
export class QuantileSketch {
  #exact: number[] | undefined = [];
  readonly #buckets = new Map<number, number>();
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  add(value: number, count = 1): void {
    if (Number.isNaN(value) || count <= 0) return;
    this.#count += count;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    if (this.#exact && count === 1 && this.#exact.length < exactValues) {
      this.#exact.push(value);
      return;
    }
    this.#spill();
    const bucket = bucketOf(value);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
  }

  /** The bytes held, estimated. */
  byteSize(): number {
    return this.#exact ? this.#exact.length * 8 : this.#buckets.size * 32;
  }

  #spill(): void {
    if (!this.#exact) return;
    for (const value of this.#exact) {
      const bucket = bucketOf(value);
      this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    }
    this.#exact = undefined;
  }

  merge(other: QuantileSketch): void {
    if (other.#exact) {
      for (const value of other.#exact) this.add(value);
      return;
    }
    this.#spill();
    for (const [bucket, count] of other.#buckets) this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    this.#count += other.#count;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** The value below which a fraction of the values lies, for each fraction; NULL where there are no values. */
  quantiles(fractions: readonly number[]): (number | null)[] {
    if (this.#count === 0) return fractions.map(() => null);
    if (this.#exact) {
      const sorted = Float64Array.from(this.#exact).sort();
      return fractions.map((p) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))]!);
    }
    const sorted = [...this.#buckets].map(([bucket, count]) => ({ middle: middleOf(bucket), count })).sort((a, b) => a.middle - b.middle);
    return fractions.map((p) => {
      if (p <= 0) return this.#min;
      if (p >= 1) return this.#max;
      const rank = Math.ceil(p * this.#count);
      let seen = 0;
      for (const { middle, count } of sorted) {
        seen += count;
        if (seen >= rank) return Math.min(this.#max, Math.max(this.#min, middle));
      }
      return this.#max;
    });
  }
}

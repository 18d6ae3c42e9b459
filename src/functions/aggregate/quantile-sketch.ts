const exactValues = 512;
const number = new Float64Array(1);
const words = new Int32Array(number.buffer);
/** Where the half of a double with its exponent lies in this machine's byte order. */
export const highHalf = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Buckets are the sign, exponent and first 7 bits of the mantissa of a double, so that a bucket is at most 1/128 wide. */
function bucketOf(value: number): number {
  number[0] = value === 0 ? 0 : value;
  return words[highHalf]! >> dropped;
}

/** The bits of a double's higher half that a bucket leaves out. */
export const dropped = 13;

/** The middle of a bucket; infinity has one of its own. */
function middleOf(bucket: number): number {
  words[highHalf] = (bucket << dropped) | (bucket === beyondPositive || bucket === beyondNegative ? 0 : 1 << (dropped - 1));
  words[1 - highHalf] = 0;
  return number[0]!;
}

/** Where sketches add up the bytes that they hold. */
export interface Account {
  bytes: number;
}

/** A window of buckets: 64 powers of two. */
const maxWindow = 8192;

/**
 * The buckets of finite numbers of one sign: a window holds none of zero with a sign, of infinity or of NaN, so that the bits of a double in it are
 * its bucket and nothing else. The largest of the positive ones, and the ends of the negative ones.
 */
const beyondPositive = 0x7ff00000 >> dropped;
const firstNegative = (0x80000000 >> dropped) + 1;
const beyondNegative = 0xfff00000 >> dropped;

/** How many values fell into each bucket: an array over the buckets that lie near together, and a map for those far from them. */
class BucketCounts {
  #window = new Float64Array(0);
  #first = 0;

  readonly #others = new Map<number, number>();
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
  }

  add(bucket: number, count: number): void {
    const at = bucket - this.#first;
    if (at >= 0 && at < this.#window.length) this.#window[at] = this.#window[at]! + count;
    else if (this.#widen(bucket)) this.#window[bucket - this.#first] = count;
    else {
      const before = this.#others.get(bucket);
      if (before === undefined) this.#account.bytes += 32;
      this.#others.set(bucket, (before ?? 0) + count);
    }
  }

  /** Makes room for a bucket beside the window, and for as many as there are again. */
  #widen(bucket: number): boolean {
    const { length } = this.#window;
    const room = Math.max(length, 64);
    const [low, high] = length === 0 ? [bucket, bucket] : [this.#first, this.#first + length];
    const first = Math.max(bucket < low || length === 0 ? bucket - room : low, bucket < 0 ? firstNegative : 0);
    const end = Math.min(bucket >= high ? bucket + room : high, bucket < 0 ? beyondNegative : beyondPositive);
    if (end - first > maxWindow || bucket < first || bucket >= end || low < first || high > end) return false;
    const grown = new Float64Array(end - first);
    if (length > 0) grown.set(this.#window, this.#first - first);
    this.#account.bytes += grown.byteLength - this.#window.byteLength;
    this.#window = grown;
    this.#first = first;
    return true;
  }

  /** The counts of the buckets from `first` on, to be raised in place. */
  get window(): { readonly counts: Float64Array; readonly first: number } {
    return { counts: this.#window, first: this.#first };
  }

  /** The buckets that hold values, in the order of those. */
  sorted(): { readonly buckets: number[]; readonly counts: number[] } {
    const pairs: [bucket: number, count: number][] = [...this.#others];
    // The bits of negative doubles count away from zero.
    for (let at = Math.min(this.#window.length, -this.#first) - 1; at >= 0; at--) this.#list(at, pairs);
    for (let at = Math.max(0, -this.#first); at < this.#window.length; at++) this.#list(at, pairs);
    if (this.#others.size > 0) pairs.sort(([a], [b]) => middleOf(a) - middleOf(b));
    return { buckets: pairs.map(([bucket]) => bucket), counts: pairs.map(([, count]) => count) };
  }

  /** The bucket in which the value of a rank lies, counted from 1; undefined beyond the last. */
  bucketAt(rank: number): number | undefined {
    if (this.#others.size > 0) {
      const { buckets, counts } = this.sorted();
      let seen = 0;
      return buckets.find((_, i) => (seen += counts[i]!) >= rank);
    }
    const window = this.#window;
    let seen = 0;
    for (let at = Math.min(window.length, -this.#first) - 1; at >= 0; at--) if ((seen += window[at]!) >= rank) return this.#first + at;
    for (let at = Math.max(0, -this.#first); at < window.length; at++) if ((seen += window[at]!) >= rank) return this.#first + at;
    return undefined;
  }

  #list(at: number, pairs: [bucket: number, count: number][]): void {
    if (this.#window[at]! > 0) pairs.push([this.#first + at, this.#window[at]!]);
  }
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
  readonly #account: Account;
  readonly #buckets: BucketCounts;
  #count = 0;
  #min: V | undefined;
  #max: V | undefined;

  /** `valueOf` makes a value of the middle of a bucket. */
  constructor(valueOf: (x: number) => V, account: Account = { bytes: 0 }) {
    this.#valueOf = valueOf;
    this.#account = account;
    this.#buckets = new BucketCounts(account);
  }

  add(value: V, count = 1): void {
    if (Number.isNaN(value) || count <= 0) return;
    this.#count += count;
    if (value < this.#min!) this.#min = value;
    else if (value > this.#max!) this.#max = value;
    else if (this.#min === undefined) {
      this.#min = value;
      this.#max = value;
    }
    if (this.#exact && count === 1 && this.#exact.length < exactValues) {
      this.#exact.push(value);
      this.#account.bytes += 8;
      return;
    }
    this.#spill();
    this.#addTo(bucketOf(Number(value)), count);
  }

  /** The buckets near most values, once values are no longer kept. */
  get window(): { readonly counts: Float64Array; readonly first: number } | undefined {
    return this.#exact ? undefined : this.#buckets.window;
  }

  /** The buckets of the window between these two hold only values between the smallest and the largest. */
  get between(): readonly [number, number] {
    const { counts, first } = this.#buckets.window;
    // The bits of negative doubles count away from zero.
    const [near, far] = first < 0 ? [Number(this.#max), Number(this.#min)] : [Number(this.#min), Number(this.#max)];
    const low = near < 0 === first < 0 ? bucketOf(near) : first - 1;
    return [Math.max(low, first - 1), Math.min(bucketOf(far), first + counts.length)];
  }

  /** Takes in values between the smallest and the largest by how many fell into the buckets of the window from `first` on. */
  addCounts(counts: Int32Array, first: number): void {
    const window = this.#buckets.window;
    for (let i = 0; i < counts.length; i++) {
      window.counts[first - window.first + i]! += counts[i]!;
      this.#count += counts[i]!;
    }
  }

  #addTo(bucket: number, count: number): void {
    this.#buckets.add(bucket, count);
  }

  #spill(): void {
    if (!this.#exact) return;
    for (const value of this.#exact) this.#addTo(bucketOf(Number(value)), 1);
    this.#account.bytes -= 8 * this.#exact.length;
    this.#exact = undefined;
  }

  state(): QuantileState<V> {
    const { buckets, counts } = this.#buckets.sorted();
    return {
      exact: this.#exact ?? null,
      buckets,
      counts,
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
    return fractions.map((p) => {
      if (p <= 0) return min;
      if (p >= 1) return max;
      const bucket = this.#buckets.bucketAt(Math.ceil(p * this.#count));
      if (bucket === undefined) return max;
      // The middle is compared as a double, before it is made a value: that of the last bucket of BIGINTs leaves their range.
      const middle = middleOf(bucket);
      if (middle >= Number(max)) return max;
      return middle <= Number(min) ? min : this.#valueOf(middle);
    });
  }
}

/** Sums of numbers with the digits that additions lose (Neumaier). */
export class ExactSum {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const next = this.#sum + value;
    if (Number.isFinite(next)) this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum;
    else this.#lost = 0;
    this.#sum = next;
  }

  get value(): number {
    return Number.isFinite(this.#sum) ? this.#sum + this.#lost : this.#sum;
  }
}

export function sumOf(values: Iterable<number>): number {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum.value;
}

/** The mean, also where the sum is too large for a number. */
export function meanOf(values: readonly number[]): number {
  const sum = sumOf(values);
  if (Number.isFinite(sum) || values.some((value) => !Number.isFinite(value))) return sum / values.length;
  return sumOf(values.map((value) => value / values.length));
}

/** The population variance. */
export function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return sumOf(values.map((value) => (value - mean) ** 2)) / values.length;
}

/** The value below which a fraction of the values lies, between neighbours by straight lines; NaN is the least value. */
export function quantileOf(fraction: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(fraction)) return Number.NaN;
  if (fraction < 0) return Number.NEGATIVE_INFINITY;
  if (fraction > 1) return Number.POSITIVE_INFINITY;
  const sorted = values.toSorted((a, b) => (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : Number.isNaN(b) ? 1 : a - b));
  const rank = fraction * (sorted.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return weight === 0 ? sorted[lower]! : sorted[lower]! * (1 - weight) + sorted[upper]! * weight;
}

/** The largest of values of which some may not be numbers; NaN if none is. `better`: which of two. */
export function extremeOf(values: Iterable<number>, better: (a: number, b: number) => boolean): number {
  let best = Number.NaN;
  for (const value of values) if (better(value, best) || Number.isNaN(best)) best = value;
  return best;
}

/** A number as Go writes it without an exponent. */
export function decimalOf(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const text = String(value);
  const [digits, exponent] = text.split('e');
  if (exponent === undefined) return Object.is(value, -0) ? '-0' : text;
  const sign = digits!.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = digits!.replace('-', '').split('.');
  const places = Number(exponent);
  if (places < 0) return `${sign}0.${'0'.repeat(-places - 1)}${whole}${fraction}`;
  return `${sign}${whole}${fraction.padEnd(places, '0')}`;
}

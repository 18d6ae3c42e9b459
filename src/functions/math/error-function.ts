const tiny = 1e-300;

/** Below it the series of erf is short and 1 - erf loses no digits that matter; above, the continued fraction of erfc is short. */
const seriesEnd = 1.5;

/** Where erfc is below the smallest number. */
const underflow = 27.3;

/** exp(-x²), x split so that the square of its first part is exact: the rounding of x² would be multiplied by x². */
function expOfMinusSquare(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

/** erf by its series of positive terms, 2/√π e^(-x²) Σ 2^n x^(2n+1) / (2n+1)!! (DLMF 7.6.2); for |x| < 1.5. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 100 && Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * expOfMinusSquare(Math.abs(x)) * sum;
}

/** erfc by its continued fraction e^(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))) (DLMF 7.9.1), evaluated after Lentz; for x ≥ 1.5. */
function fraction(x: number): number {
  if (x > underflow) return 0;
  let f = x;
  let c = x;
  let d = 0;
  for (let n = 1; n < 500; n++) {
    d = 1 / (x + (n / 2) * d);
    c = x + n / 2 / Math.max(c, tiny);
    f *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return expOfMinusSquare(x) / Math.sqrt(Math.PI) / f;
}

/** The error function 2/√π ∫₀ˣ e^(-t²) dt, to about 15 digits. NaN gives NaN. */
export function erf(x: number): number {
  if (Math.abs(x) < seriesEnd) return series(x);
  return x > 0 ? 1 - fraction(x) : fraction(-x) - 1;
}

/** The complementary error function 1 - erf(x), whose upper tail keeps its digits down to the smallest numbers. NaN gives NaN. */
export function erfc(x: number): number {
  if (Math.abs(x) < seriesEnd) return 1 - series(x);
  return x > 0 ? fraction(x) : 2 - fraction(-x);
}

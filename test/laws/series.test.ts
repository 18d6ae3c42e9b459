import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAnomalies } from '../../src/functions/series/algorithms/anomalies.ts';
import { autocorrelation } from '../../src/functions/series/algorithms/autocorrelation.ts';
import { findChangePoints } from '../../src/functions/series/algorithms/changepoints.ts';
import { clusterSamples } from '../../src/functions/series/algorithms/cluster.ts';
import { infiniteResponse } from '../../src/functions/series/algorithms/filters.ts';
import { forecastSeries } from '../../src/functions/series/algorithms/forecast.ts';
import { inverseTransform, transform } from '../../src/functions/series/algorithms/fourier.ts';
import { fillLinear } from '../../src/functions/series/algorithms/gaps.ts';
import { fitLine, fitPolynomial, fitTwoLines } from '../../src/functions/series/algorithms/line-fit.ts';
import { median, quantile, sortedQuantile } from '../../src/functions/series/algorithms/order-statistics.ts';
import { outlierScores } from '../../src/functions/series/algorithms/outliers.ts';
import { findPatternAnomalies } from '../../src/functions/series/algorithms/pattern-anomalies.ts';
import { detectPeriods } from '../../src/functions/series/algorithms/periods.ts';
import { seededRandom } from '../../src/functions/series/algorithms/random.ts';
import { runningMedian } from '../../src/functions/series/algorithms/running-median.ts';
import { sampleMoments } from '../../src/functions/series/algorithms/sample-moments.ts';
import { pearson, ranks } from '../../src/functions/series/algorithms/similarity.ts';
import { createEngine, Table } from '../../src/index.ts';

const numbers = (least: number, most: number) =>
  fc
    .array(
      fc.integer({ min: -1000, max: 1000 }).map((x) => x / 8),
      { minLength: least, maxLength: most },
    )
    .map((list) => Float64Array.from(list));

/** A gauge around 0 with a season, noise and a burst: the fitting scale is the identity for it. */
const gauges = fc
  .record({ seed: fc.integer({ min: 1, max: 1_000_000 }), period: fc.constantFrom(12, 24, 48), length: fc.integer({ min: 200, max: 500 }) })
  .map(({ seed, period, length }) => {
    const next = seededRandom(seed);
    const burst = 20 + Math.floor(next() * (length - 40));
    return Float64Array.from(
      { length },
      (_, i) => 20 * Math.sin((2 * Math.PI * i) / period) + 4 * (next() + next() - 1) + (i >= burst && i < burst + 3 ? 60 : 0),
    );
  });

const usual = { confidence: 0.005, direction: 'both', periods: undefined } as const;
const close = (found: ArrayLike<number>, expected: ArrayLike<number>, digits = 6): void => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(found[i]!).toBeCloseTo(expected[i]!, digits);
};

describe('laws of anomalies', () => {
  it('scores lie in [0, 1), and a point has a type exactly where its score is above 0', () => {
    fc.assert(
      fc.property(numbers(1, 120), (values) => {
        const { scores, types, baseline, lower, upper } = findAnomalies(values, usual);
        for (let i = 0; i < values.length; i++) {
          expect(scores[i]! >= 0 && scores[i]! < 1).toBe(true);
          expect(types[i] !== null).toBe(scores[i]! > 0);
          expect(Number.isFinite(baseline[i]!) && lower[i]! <= upper[i]!).toBe(true);
        }
      }),
    );
  });

  it('a change of units or of the zero changes no score', () => {
    fc.assert(
      fc.property(gauges, fc.constantFrom(0.25, 2, 1024), fc.integer({ min: -8, max: 8 }), (values, factor, offset) => {
        const { scores } = findAnomalies(values, usual);
        close(
          findAnomalies(
            values.map((v) => v * factor),
            usual,
          ).scores,
          scores,
        );
        // Only where both have values below 0: counts and other non-negative data choose a scale of their own.
        close(
          findAnomalies(
            values.map((v) => v + offset),
            usual,
          ).scores,
          scores,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('more confidence never raises fewer alarms', () => {
    fc.assert(
      fc.property(gauges, (values) => {
        const counts = [0.0001, 0.005, 0.05, 0.3, 1].map(
          (confidence) => findAnomalies(values, { ...usual, confidence }).scores.filter((s) => s > 0).length,
        );
        expect(counts).toEqual(counts.toSorted((a, b) => a - b));
      }),
      { numRuns: 20 },
    );
  });

  it('a row that is missing and a NULL say the same', () => {
    fc.assert(
      fc.property(gauges, fc.uniqueArray(fc.integer({ min: 1, max: 190 }), { minLength: 1, maxLength: 20 }), (values, gone) => {
        const points = Array.from(values, (value, i) => ({ time: BigInt(i) * 60_000_000_000n, value: gone.includes(i) ? null : value }));
        const run = (rows: typeof points) => {
          const table = Table.from([{ t: rows.map(({ time }) => time), v: rows.map(({ value }) => value) }]);
          const query =
            '* | project r = series_decompose_anomalies(t, v).anomalies_score_series, f = series_forecast(t, v, 5).forecast_metric_series';
          return createEngine({ tables: { logs: table } })
            .querySync(query)
            .toArray()[0] as { r: number[]; f: number[] };
        };
        const there = points.filter(({ value }) => value !== null);
        const [holes, short] = [run(points), run(there)];
        close(
          short.r,
          holes.r.filter((_, i) => points[i]!.value !== null),
        );
        close(short.f.slice(-5), holes.f.slice(-5));
      }),
      { numRuns: 15 },
    );
  });

  it('patterns score in [0, 1), and a repeated series has none', () => {
    fc.assert(
      fc.property(numbers(32, 160), (values) => {
        const { scores } = findPatternAnomalies(values, { window: undefined, threshold: 4 });
        expect(scores.every((s) => s >= 0 && s < 1)).toBe(true);
      }),
    );
    const same = Float64Array.from({ length: 240 }, (_, i) => [1, 5, 9, 5, 2, 7][i % 6]!);
    expect(findPatternAnomalies(same, { window: undefined, threshold: 4 }).scores.some((s) => s > 0)).toBe(false);
  });
});

describe('laws of forecasts, periods and changes', () => {
  it('the interval holds the forecast, and all of it is finite', () => {
    fc.assert(
      fc.property(numbers(31, 150), fc.integer({ min: 1, max: 60 }), (values, horizon) => {
        const { fitted, lower, upper } = forecastSeries(values, horizon, { periods: undefined, width: 0.95, mode: undefined });
        expect(fitted.length).toBe(values.length + horizon);
        for (let i = 0; i < fitted.length; i++)
          expect(Number.isFinite(fitted[i]!) && lower[i]! <= fitted[i]! && fitted[i]! <= upper[i]!).toBe(true);
      }),
    );
  });

  it('a forecast moves with the units of a gauge', () => {
    const options = { periods: undefined, width: 0.95, mode: undefined } as const;
    fc.assert(
      fc.property(gauges, fc.constantFrom(0.5, 8), (values, factor) => {
        const { fitted } = forecastSeries(values, 24, options);
        close(
          forecastSeries(
            values.map((v) => v * factor),
            24,
            options,
          ).fitted,
          fitted.map((v) => v * factor),
        );
      }),
      { numRuns: 15 },
    );
  });

  it('a season is found whatever its units', () => {
    fc.assert(
      fc.property(gauges, fc.constantFrom(0.5, 64), (values, factor) => {
        const found = detectPeriods(values).map(({ length }) => length);
        expect(found.length).toBeGreaterThan(0);
        expect(detectPeriods(values.map((v) => v * factor)).map(({ length }) => length)).toEqual(found);
      }),
      { numRuns: 20 },
    );
  });

  it('a clear step is found where it is, forwards and backwards', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 80 }),
        fc.integer({ min: 20, max: 80 }),
        fc.integer({ min: 1, max: 1000 }),
        (before, after, seed) => {
          const random = seededRandom(seed * 7919);
          const noise = (): number => random() + random() + random() - 1.5;
          const values = Float64Array.from({ length: before + after }, (_, i) => (i < before ? 10 : 30) + noise());
          const options = { penalty: undefined, minLength: 5 };
          expect(findChangePoints(values, options).map(({ index }) => index)).toEqual([before]);
          expect(findChangePoints(values.toReversed(), options).map(({ index }) => index)).toEqual([after]);
        },
      ),
    );
  });
});

describe('laws of the numeric parts', () => {
  it('quantiles are those of the sorted values', () => {
    fc.assert(
      fc.property(numbers(1, 200), fc.double({ min: 0.5, max: 1, noNaN: true }), (values, share) => {
        const expected = sortedQuantile(values.toSorted(), share);
        expect(quantile(values, share)).toBeCloseTo(expected, 9);
      }),
    );
  });

  it('a short running median is the median of its window', () => {
    fc.assert(
      fc.property(numbers(1, 60), fc.integer({ min: 1, max: 9 }), (values, half) => {
        const found = runningMedian(values, 2 * half);
        close(
          found,
          values.map((_, i) => median(values.slice(Math.max(0, i - half), i + half + 1))),
          9,
        );
      }),
    );
  });

  it('an autocorrelation by segments is the plain sum', () => {
    fc.assert(
      fc.property(numbers(2, 300), fc.integer({ min: 1, max: 40 }), (values, most) => {
        const lags = Math.min(most, values.length - 1);
        const { mean } = sampleMoments(values);
        const sum = (lag: number): number => {
          let total = 0;
          for (let i = 0; i + lag < values.length; i++) total += (values[i]! - mean) * (values[i + lag]! - mean);
          return total / (values.length - lag);
        };
        if (!(sum(0) > 1e-9)) return;
        close(
          autocorrelation(values, lags),
          Array.from({ length: lags + 1 }, (_, lag) => sum(lag) / sum(0)),
        );
      }),
    );
  });

  it('a transform of any length is the plain sum, and its inverse gives the series back', () => {
    fc.assert(
      fc.property(numbers(1, 40), (real) => {
        const n = real.length;
        const found = transform({ real, imaginary: new Float64Array(n) });
        const plain = (part: (angle: number) => number) =>
          real.map((_, k) => real.reduce((sum, value, i) => sum + value * part((-2 * Math.PI * i * k) / n), 0));
        close(found.real, plain(Math.cos));
        close(found.imaginary, plain(Math.sin));
        close(inverseTransform(found).real, real);
      }),
    );
  });

  it('lines fit as polynomials do, and two lines as the best of all splits', () => {
    fc.assert(
      fc.property(numbers(4, 30), (values) => {
        const line = fitLine(values);
        const places = Float64Array.from(values, (_, i) => i + 1);
        close(fitPolynomial(values, places, 1).coefficients, [line.slope, line.interception]);
        const leftOver = (part: Float64Array): number => fitLine(part).rvariance * (part.length - 1);
        const splits = Array.from({ length: values.length - 3 }, (_, i) => i + 2);
        const least = Math.min(...splits.map((at) => leftOver(values.subarray(0, at)) + leftOver(values.subarray(at))));
        const { split } = fitTwoLines(values);
        expect(leftOver(values.subarray(0, split)) + leftOver(values.subarray(split))).toBeCloseTo(least, 5);
      }),
    );
  });

  it('a polynomial through as many points passes through them', () => {
    fc.assert(
      fc.property(numbers(2, 7), (values) => {
        const places = Float64Array.from(values, (_, i) => i + 1);
        close(fitPolynomial(values, places, values.length - 1).fitted, values, 5);
      }),
    );
  });

  it('outliers do not depend on units, and correlation not on lines', () => {
    fc.assert(
      fc.property(numbers(5, 60), numbers(5, 60), (a, b) => {
        close(
          outlierScores(
            a.map((x) => 4 * x - 3),
            0.1,
            0.9,
          ),
          outlierScores(a, 0.1, 0.9),
        );
        const r = pearson(a, b);
        if (Number.isNaN(r)) return;
        expect(pearson(b, a)).toBeCloseTo(r, 9);
        expect(
          pearson(
            a.map((x) => 5 - 2 * x),
            b,
          ),
        ).toBeCloseTo(-r, 9);
        expect(pearson(ranks(a), ranks(a))).toBeCloseTo(1, 9);
      }),
    );
  });

  it('gaps are filled between what is there, and a running sum is an infinite response', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: -50, max: 50 }), { nil: Number.NaN }), { minLength: 1, maxLength: 40 }), (list) => {
        const values = Float64Array.from(list);
        const there = values.filter((v) => !Number.isNaN(v));
        const filled = fillLinear(values);
        const [low, high] = there.length > 0 ? [Math.min(...there), Math.max(...there)] : [0, 0];
        expect(filled.every((v) => v >= low && v <= high)).toBe(true);
        let sum = 0;
        close(
          infiniteResponse(filled, Float64Array.of(1), Float64Array.of(1, -1)),
          filled.map((v) => (sum += v)),
        );
      }),
    );
  });

  it('clusters that lie apart are found, whatever the order of the samples', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1, 2), { minLength: 6, maxLength: 30 }), (truth) => {
        const kinds = new Set(truth).size;
        const random = seededRandom(truth.length);
        const samples = truth.map((kind) => Float64Array.from({ length: 6 }, () => 100 * kind + 5 * random()));
        for (const count of [kinds, undefined]) {
          if (count === undefined && (kinds === 1 || truth.some((kind) => truth.filter((other) => other === kind).length < 2))) continue;
          const { assignments } = clusterSamples(samples, 'kmeans', { count, maxIterations: 100, tolerance: 1e-6, tick: () => undefined });
          truth.forEach((kind, i) => truth.forEach((other, j) => expect(assignments[i] === assignments[j]).toBe(kind === other)));
        }
      }),
      { numRuns: 40 },
    );
  });
});

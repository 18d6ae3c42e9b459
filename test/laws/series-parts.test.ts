import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast } from '../../src/functions/patterns/contrast.ts';
import { learnPatterns, matchPattern, readModel, writeModel } from '../../src/functions/patterns/model.ts';
import { findAnomalies } from '../../src/functions/series/algorithms/anomalies.ts';
import { decomposeClassically } from '../../src/functions/series/algorithms/classical.ts';
import { decompose } from '../../src/functions/series/algorithms/decompose.ts';
import { describeSeries } from '../../src/functions/series/algorithms/describe.ts';
import { drillDown } from '../../src/functions/series/algorithms/drilldown.ts';
import { explainAnomalies } from '../../src/functions/series/algorithms/explain.ts';
import { chooseScale } from '../../src/functions/series/algorithms/fitting-scale.ts';
import { gridOf, onPoints } from '../../src/functions/series/algorithms/grid.ts';
import {
  applyFlatlines,
  applyMeans,
  applyShifts,
  type Detector,
  dampenClockPeaks,
} from '../../src/functions/series/algorithms/multiscale-scores.ts';
import { fitSeason, phaseMedian } from '../../src/functions/series/algorithms/season-fit.ts';
import { segmentsOf } from '../../src/functions/series/algorithms/segments.ts';
import { alignment, shapeDistance, standardized } from '../../src/functions/series/algorithms/shape-distance.ts';
import { calibrateTail, residualAt, scoreBy } from '../../src/functions/series/algorithms/tail-calibration.ts';

const numbers = (least: number, most: number, min = -1000) =>
  fc
    .array(
      fc.integer({ min, max: 1000 }).map((x) => x / 8),
      { minLength: least, maxLength: most },
    )
    .map((list) => Float64Array.from(list));

const close = (found: ArrayLike<number>, expected: ArrayLike<number>, digits = 6): void => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(found[i]!).toBeCloseTo(expected[i]!, digits);
};

describe('laws of decompositions', () => {
  it('the parts add up to the series', () => {
    fc.assert(
      fc.property(numbers(8, 200), (values) => {
        const { baseline, trend, seasonal, residual } = decompose(values);
        close(
          trend.map((t, i) => t + seasonal[i]!),
          baseline,
        );
        close(
          baseline.map((b, i) => b + residual[i]!),
          values,
        );
      }),
    );
  });

  it('the classical parts add up, and what is added to the series is added to its trend', () => {
    const options = { seasonality: 7, trend: 'linefit', testPoints: 0, threshold: 0.6 } as const;
    fc.assert(
      fc.property(numbers(14, 100), fc.integer({ min: -50, max: 50 }), (values, offset) => {
        const { baseline, trend, seasonal, residual } = decomposeClassically(values, options);
        close(
          trend.map((t, i) => t + seasonal[i]! + residual[i]!),
          values,
        );
        close(
          decomposeClassically(
            values.map((v) => v + offset),
            options,
          ).baseline,
          baseline.map((b) => b + offset),
        );
      }),
    );
  });

  it('a season that repeats exactly is its phase medians, and leaves a constant', () => {
    fc.assert(
      fc.property(numbers(3, 12), fc.integer({ min: 3, max: 6 }), (cycle, cycles) => {
        const values = Float64Array.from({ length: cycle.length * cycles }, (_, i) => cycle[i % cycle.length]!);
        close(phaseMedian(values, cycle.length), cycle);
        const { at, rest } = fitSeason(values, [cycle.length], 'median');
        for (let i = 0; i < values.length; i++) expect(rest[i]! + at(i)).toBeCloseTo(values[i]!, 9);
      }),
    );
  });

  it('a fitting scale leads back to where it came from', () => {
    fc.assert(
      fc.property(numbers(8, 200, 0), (values) => {
        const { forward, back } = chooseScale(values);
        close(
          values.map((v) => back(forward(v))),
          values,
        );
      }),
    );
  });

  /** Times in minutes in any order, some of them repeated. */
  const anyTimes = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 });
  const inMinutes = (minutes: readonly number[]) => minutes.map((minute) => BigInt(minute) * 60_000_000_000n);

  it('every point keeps its value on the grid, whatever the order of the times', () => {
    fc.assert(
      fc.property(anyTimes, (minutes) => {
        const values = Float64Array.from(minutes, (_, i) => i);
        const grid = gridOf(inMinutes(minutes), values);
        expect(onPoints(Array.from(grid.values), grid)).toEqual(Array.from(values));
        expect(grid.values.filter((value) => !Number.isNaN(value)).length).toBe(values.length);
        expect(grid.missing).toBe(grid.values.length - values.length);
      }),
    );
  });

  it('a grid does not depend on the order of the points, and is in the order of time', () => {
    fc.assert(
      fc.property(anyTimes, fc.integer({ min: 0, max: 1e9 }), (minutes, seed) => {
        const order = [...minutes.keys()].sort((a, b) => ((a * 7919 + seed) % 101) - ((b * 7919 + seed) % 101));
        const shuffled = order.map((point) => minutes[point]!);
        // Equal times keep their order, so their values are equal here.
        const grid = gridOf(inMinutes(minutes), Float64Array.from(minutes));
        const other = gridOf(inMinutes(shuffled), Float64Array.from(shuffled));
        expect(other.values).toEqual(grid.values);
        const present = [...grid.values].filter((value) => !Number.isNaN(value));
        expect(present).toEqual(minutes.toSorted((a, b) => a - b));
        expect([grid.repeated, other.repeated]).toEqual(new Array(2).fill(minutes.length - new Set(minutes).size));
      }),
    );
  });

  it('a missing step is a missing value, and a repeated time takes a step that a gap gives back', () => {
    const values = Float64Array.from([1, 2, 3, 4, 5]);
    const at = (...minutes: number[]) => Array.from(gridOf(inMinutes(minutes), values).values);
    expect(at(0, 1, 3, 4, 5)).toEqual([1, 2, Number.NaN, 3, 4, 5]);
    expect(at(0, 1, 1, 2, 3)).toEqual([1, 2, 3, 4, 5]);
    expect(at(0, 1, 1, 3, 4)).toEqual([1, 2, 3, 4, 5]);
    expect(at(0, 1, 3, 3, 4)).toEqual([1, 2, Number.NaN, 3, 4, 5]);
    expect(at(0, 1, 2, 3, 50)).toEqual([1, 2, 3, 4, 5]); // mostly empty: not a grid
  });

  it('missing values neither end a flatline nor count for it', () => {
    const values = Float64Array.from({ length: 400 }, (_, i) => (i >= 200 && i < 212 ? 7 : ((i * 7919) % 101) / 7));
    const flagged = (series: Float64Array): number[] => {
      const detectors = new Array<Detector>(series.length).fill('point');
      applyFlatlines(series, new Float64Array(series.length), detectors);
      return [...detectors.keys()].filter((i) => detectors[i] === 'flatline');
    };
    const run = Array.from({ length: 12 }, (_, i) => 200 + i);
    expect(flagged(values)).toEqual(run);
    const gap = values.map((value, i) => (i === 205 ? Number.NaN : value));
    expect(flagged(gap)).toEqual(run.filter((i) => i !== 205));
    const short = values.map((value, i) => (i >= 203 && i < 212 ? Number.NaN : value));
    expect(flagged(short)).toEqual([]);
  });
});

describe('laws of scores', () => {
  it('a score has the sign of its residual, grows with it, and leads back to it', () => {
    fc.assert(
      fc.property(numbers(8, 200), fc.double({ min: 0.01, max: 500, noNaN: true }), (residual, e) => {
        const tail = calibrateTail(residual, 1);
        if (!tail) return;
        const score = scoreBy(tail, e);
        expect(score).toBeGreaterThan(0);
        expect(scoreBy(tail, -e)).toBe(-score);
        expect(scoreBy(tail, 1.5 * e)).toBeGreaterThan(score);
        expect(residualAt(tail, score) / e).toBeCloseTo(1, 6);
      }),
    );
  });

  it('further detectors add to scores, peaks that come by a clock only lose, and both keep the sign', () => {
    fc.assert(
      fc.property(numbers(1, 300), (values) => {
        const z = values.map((v) => v / 30);
        const detectors = new Array<Detector>(z.length).fill('point');
        const wide = [applyMeans(z), applyShifts(z, detectors), applyFlatlines(values, z, detectors)];
        for (const view of wide) for (let i = 0; i < z.length; i++) expect(Math.abs(view[i]!)).toBeGreaterThanOrEqual(Math.abs(z[i]!));
        const calm = dampenClockPeaks(z, 5);
        for (let i = 0; i < z.length; i++) {
          expect(Math.abs(calm[i]!)).toBeLessThanOrEqual(Math.abs(z[i]!));
          expect(calm[i]! * z[i]!).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('dampens bursts that come by a clock and keeps one that does not', () => {
    const z = Float64Array.from({ length: 600 }, (_, i) => (i % 60 === 30 ? 8 : i === 215 ? 20 : 0.5));
    const calm = dampenClockPeaks(z, 5);
    expect(calm[90]).toBeLessThan(5);
    expect(calm[215]).toBe(20);
  });

  it('every flagged point is in one segment, and every segment has its sentence', () => {
    fc.assert(
      fc.property(numbers(8, 150), (values) => {
        const found = findAnomalies(values, { confidence: 0.2, direction: 'both', periods: undefined });
        const segments = segmentsOf(found);
        const flagged = [...found.scores.keys()].filter((i) => found.scores[i]! > 0);
        expect(segments.flatMap((segment) => segment.flagged)).toEqual(flagged);
        for (const { begin, end, flagged } of segments) expect([begin, end]).toEqual([flagged[0], flagged.at(-1)]);
        const sentences = explainAnomalies(values, found, (point) => `#${point}`);
        expect(sentences.length).toBe(segments.length);
        for (const [k, sentence] of sentences.entries()) expect(sentence).toContain(`#${segments[k]!.begin}`);
      }),
    );
  });
});

describe('laws of descriptions and shapes', () => {
  it('a description has its quantiles in order and leaves no point out', () => {
    fc.assert(
      fc.property(numbers(1, 120), (values) => {
        const { statistics: s, actual, missing, segments, transitions } = describeSeries(values);
        const rising = [s.min, s.p5, s.p25, s.p50, s.p75, s.p95, s.max];
        expect(rising).toEqual(rising.toSorted((a, b) => a - b));
        expect(actual + missing).toBe(values.length);
        expect([segments[0]!.begin, segments.at(-1)!.end]).toEqual([0, values.length - 1]);
        for (let k = 1; k < segments.length; k++) expect(segments[k]!.begin).toBe(segments[k - 1]!.end + 1);
        expect(transitions.map(({ index }) => index)).toEqual(segments.slice(1).map(({ begin }) => begin));
      }),
    );
  });

  it('a shape is at no distance from itself, however large, high or late it is', () => {
    fc.assert(
      fc.property(numbers(8, 64), fc.integer({ min: 1, max: 20 }), fc.integer({ min: -9, max: 9 }), (values, factor, offset) => {
        const a = standardized(values);
        const b = standardized(values.map((v) => factor * v + offset));
        close(a, b);
        if (a.some((v) => v !== 0)) expect(shapeDistance(a, b)).toBeCloseTo(0, 9);
      }),
    );
    const bump = Float64Array.from({ length: 40 }, (_, i) => (i >= 10 && i < 15 ? 1 : 0));
    const later = Float64Array.from({ length: 40 }, (_, i) => (i >= 21 && i < 26 ? 1 : 0));
    expect(shapeDistance(bump, later)).toBeCloseTo(0, 9);
    expect(alignment(later, bump)).toEqual(bump);
  });

  it('two shapes are as far from each other both ways, at most 2', () => {
    fc.assert(
      fc.property(numbers(16, 16), numbers(16, 16), (a, b) => {
        const distance = shapeDistance(a, b);
        expect(distance).toBeCloseTo(shapeDistance(b, a), 9);
        expect(distance).toBeGreaterThan(-1e-9);
        expect(distance).toBeLessThan(2 + 1e-9);
      }),
    );
  });
});

describe('laws of root causes and patterns', () => {
  it('the numbers of a cause are those of its series', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 10 }), (factor, length) => {
        const series = Array.from({ length: 30 }, (_, s) => ({ a: s % 3, b: s % 5, level: 40 + 3 * (s % 7) }));
        const points = 30 + length;
        const values = series.flatMap(({ a, b, level }) =>
          Array.from({ length: points }, (_, t) => (t >= 30 && a === 1 && b === 2 ? factor * level : level)),
        );
        const { causes, total } = drillDown(
          {
            attributes: [
              { codes: Int32Array.from(series, ({ a }) => a), values: ['a0', 'a1', 'a2'] },
              { codes: Int32Array.from(series, ({ b }) => b), values: ['b0', 'b1', 'b2', 'b3', 'b4'] },
            ],
            offsets: Int32Array.from({ length: series.length + 1 }, (_, s) => s * points),
            times: Float64Array.from(series.flatMap(() => Array.from({ length: points }, (_, t) => t - 30))),
            values: Float64Array.from(values),
            length: length - 1,
          },
          {
            maxCauses: 5,
            maxAttributes: 2,
            minFraction: 0.03,
            baseline: { points: 30 },
            missing: 'zero',
            direction: 'both',
            timeBudget: undefined,
            tick: () => undefined,
          },
        );
        const inside = series.filter(({ a, b }) => a === 1 && b === 2);
        const level = inside.reduce((sum, one) => sum + one.level, 0);
        expect(causes.map(({ pattern }) => [...pattern])).toEqual([[1, 2]]);
        const { statistics, direction } = causes[0]!;
        expect(direction).toBe('up');
        expect(statistics.support).toBe(inside.length);
        close(
          [statistics.predict, statistics.real, statistics.difference, statistics.relative_ratio],
          [level, factor * level, (1 - factor) * level, 1 - 1 / factor],
          9,
        );
        expect(total.real - total.predict).toBeCloseTo((factor - 1) * level, 6);
      }),
    );
  });

  it('counts of a contrast are those of a plain count, and no combination is too rare', () => {
    const rows = fc.array(
      fc.record({ side: fc.constantFrom(0, 1), a: fc.constantFrom('x', 'y', null), b: fc.constantFrom('p', 'q', 'r') }),
      { minLength: 2, maxLength: 60 },
    );
    fc.assert(
      fc.property(rows, (list) => {
        const sides = Int8Array.from(list, ({ side }) => side);
        const columns = [list.map(({ a }) => a), list.map(({ b }) => b)];
        const found = contrast(columns, sides, { minSupport: 0.05, maxAttributes: 2, maxContrasts: 20, tick: () => undefined });
        for (const { values, counts, percents } of found) {
          const plain = [0, 1].map(
            (side) => list.filter((row, i) => row.side === side && values.every(([attribute, v]) => columns[attribute]![i] === v)).length,
          );
          expect(counts).toEqual(plain);
          expect(Math.max(...percents)).toBeGreaterThanOrEqual(5);
        }
      }),
    );
  });

  it('a model matches the lines it was learned from, and is the same after writing and reading', () => {
    const word = fc.constantFrom('user', 'logged', 'in', 'disk', 'full', 'error', 'at', '10.0.0.1', '42', 'x7f', '/var/log');
    const line = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), (lines) => {
        const model = learnPatterns(lines, '', { similarity: 0.4, minLines: 1, maxDigitRatio: 0.5 }, () => {});
        expect(model.templates.reduce((sum, { count }) => sum + count, 0)).toBe(lines.length);
        for (const text of lines) expect(matchPattern(model, text), text).toBeDefined();
        expect(readModel(writeModel(model))).toEqual(model);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { doubles, PercentileAccumulator } from '../../src/functions/aggregate/percentile-accumulator.ts';
import { QuantileSketch } from '../../src/functions/aggregate/quantile-sketch.ts';
import { DOUBLE } from '../../src/types/data-type.ts';
import { cellReader } from '../../src/vectors/vector.ts';

const rows = 60_000;
const groupCount = 5;
const noise = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const distributions: Readonly<Record<string, (random: () => number, row: number) => number>> = {
  'latencies of many sizes': (random) => Math.exp(12 * random() - 6),
  'numbers of both signs around zero': (random) => (random() - 0.5) * 10 ** Math.floor(random() * 6 - 3),
  'negative numbers only': (random) => -1 - 1000 * random(),
  'one value': () => 7,
  'zeros of both signs, and tiny numbers': (random) => [0, -0, Number.MIN_VALUE, -Number.MIN_VALUE, 1e-310][Math.floor(random() * 5)]!,
  'infinities and NaN among others': (random) =>
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, random(), -random(), 1e308 * random()][Math.floor(random() * 6)]!,
  'values that grow': (_, row) => row / 10,
  'values that fall': (_, row) => 1e6 - row,
  'two distant heaps': (random) => (random() < 0.5 ? 1e-20 * random() : 1e20 * random()),
};

describe('a percentile by group is that of a sketch that takes the same values one by one', () => {
  for (const [name, next] of Object.entries(distributions)) {
    it(name, () => {
      const random = noise(11);
      const values = Float64Array.from({ length: rows }, (_, row) => next(random, row));
      const groups = Uint32Array.from({ length: rows }, () => Math.floor(random() ** 3 * groupCount));
      const sketches = Array.from({ length: groupCount }, () => new QuantileSketch<number>(doubles.valueOf));
      values.forEach((value, row) => sketches[groups[row]!]!.add(value));
      for (const fraction of [0, 0.001, 0.25, 0.5, 0.95, 0.999, 1]) {
        const accumulator = new PercentileAccumulator(DOUBLE, doubles, fraction);
        for (let from = 0; from < rows; from += 4999) {
          const to = Math.min(rows, from + 4999);
          accumulator.update(groups.subarray(from, to), groupCount, [
            { encoding: 'flat', type: DOUBLE, values: values.subarray(from, to), validity: undefined, length: to - from },
          ]);
          if (from % 3 === 0) accumulator.state(groupCount);
        }
        const read = cellReader(accumulator.finish(0, groupCount));
        expect(sketches.map((_, group) => read(group))).toEqual(sketches.map((sketch) => sketch.quantiles([fraction])[0]));
      }
    });
  }
});

describe('a sketch', () => {
  const fractions = [0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999, 1];
  const wide: Readonly<Record<string, (random: () => number, row: number) => number>> = {
    ...distributions,
    'numbers of all sizes and signs, and infinities': (random) =>
      random() < 0.05
        ? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][Math.floor(random() * 2)]!
        : (random() - 0.5) * 10 ** Math.floor(random() * 600 - 300),
  };
  for (const [name, next] of Object.entries(wide)) {
    const random = noise(5);
    const values = Array.from({ length: 20_000 }, (_, row) => next(random, row));
    const whole = new QuantileSketch<number>(doubles.valueOf);
    for (const value of values) whole.add(value);

    it(`of ${name} is near the values of the ranks`, () => {
      const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      for (const [i, found] of whole.quantiles(fractions).entries()) {
        const exact = sorted[Math.max(0, Math.ceil(fractions[i]! * sorted.length) - 1)]!;
        // Numbers below the smallest normal ones share a bucket.
        if (Number.isFinite(exact)) expect(Math.abs(found! - exact)).toBeLessThanOrEqual(Math.abs(exact) / 128 + 2 ** -1022);
        else expect(found).toBe(exact);
      }
    });

    it(`of ${name} is that of its parts`, () => {
      const merged = new QuantileSketch<number>(doubles.valueOf);
      for (let from = 0, to = 100; from < values.length; from = to, to *= 3) {
        const part = new QuantileSketch<number>(doubles.valueOf);
        for (const value of values.slice(from, to)) part.add(value);
        merged.merge(part.state());
      }
      expect(merged.quantiles(fractions)).toEqual(whole.quantiles(fractions));
    });
  }
});

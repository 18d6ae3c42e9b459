import { describe, expect, it } from 'vitest';
import { Warnings } from '../../src/runtime/context.ts';
import { defaultLimits } from '../../src/runtime/limits.ts';
import { Pace } from '../../src/runtime/pace.ts';

describe('an attempt', () => {
  it('that is given up does not stand for what is done after it', () => {
    const pace = new Pace(defaultLimits, performance.now());
    const numbers: number[] = [];
    const done = pace.attempt(() => {
      numbers.push(pace.attempts);
      for (;;) pace.look();
    });
    expect(done).toBeUndefined();
    numbers.push(pace.attempts);
    expect(pace.attempt(() => numbers.push(pace.attempts))).toBe(3);
    expect(new Set(numbers).size).toBe(3);
    expect(numbers.map((attempt) => pace.gaveUpOn(attempt))).toEqual([true, false, false]);
  });
});

it('warnings of what is kept outlive an attempt that is given up, and others do not', () => {
  const warnings = new Warnings();
  const warn = (start: number): void =>
    warnings.countCall({ name: 'lost-digits', call: '', span: { start, end: start + 1 }, count: 1, reason: '' });
  warnings.begin();
  warn(1);
  warnings.settle(() => warnings.settle(() => warn(2)));
  expect(() =>
    warnings.settle(() => {
      warn(3);
      throw new Error('given up');
    }),
  ).toThrow('given up');
  warnings.forget();
  warnings.begin();
  warn(4);
  warnings.keep();
  expect(warnings.all().map(({ span }) => span.start)).toEqual([2, 4]);
});

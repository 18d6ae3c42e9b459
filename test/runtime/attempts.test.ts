import { describe, expect, it } from 'vitest';
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

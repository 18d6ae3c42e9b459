import { describe, expect, it } from 'vitest';
import type { Outcome } from './kit/attack.d.ts';
import { allAttempts, runAttempts } from './kit/run.mjs';

// A quick part of `npm run hostile`: one way of every fourth attack; attacks on memory, which take a process each, are left to that command.
describe('hostile queries, data and hosts', () => {
  it('get rows or a QueryError in time, and no process dies', async () => {
    const all = await allAttempts(({ attack }) => !attack.memory);
    const first = all.filter(({ kind, name }, i) => all.findIndex((other) => other.kind === kind && other.name === name) === i);
    const quick = first.filter((_, i) => i % 4 === 0);
    expect(quick.length).toBeGreaterThan(100);
    const outcomes: Outcome[] = await runAttempts(quick, { slack: 4 });
    expect(outcomes.filter(({ passed }) => !passed)).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkCase, loadLibraries, readCases, type VectorCase } from '../kit/conformance-cases.ts';

interface Exception {
  readonly id: string;
  readonly reason: string;
}

const { exceptions } = JSON.parse(readFileSync(new URL('./exceptions.json', import.meta.url), 'utf8')) as {
  readonly exceptions: readonly Exception[];
};
const reasons = new Map(exceptions.map(({ id, reason }) => [id, reason]));
const core = readCases().filter(({ tier }) => tier === 'core');
const extended = readCases().filter(({ tier }) => tier === 'extended');

beforeAll(loadLibraries);

const families = new Map<string, VectorCase[]>();
for (const vector of core) {
  const name = `${vector.category}/${vector.function}`;
  families.set(name, [...(families.get(name) ?? []), vector]);
}

describe('required results of functions (tier core)', () => {
  for (const [name, cases] of families) {
    it(name, () => {
      const failures = cases.flatMap((vector) => {
        const failure = checkCase(vector);
        if (reasons.has(vector.id)) return failure === undefined ? [`${vector.id}: is met; take it off the list of exceptions`] : [];
        return failure === undefined ? [] : [`${vector.id}: ${vector.expr}: ${failure}`];
      });
      expect(failures).toEqual([]);
    });
  }

  it('has at most 1 % exceptions, each with a reason and a case', () => {
    const ids = new Set(core.map(({ id }) => id));
    expect(exceptions.filter(({ id, reason }) => !ids.has(id) || reason === '')).toEqual([]);
    expect(exceptions.length / core.length).toBeLessThanOrEqual(0.01);
  });
});

describe('results of types and functions beyond the language (tier extended)', () => {
  // Zones that travel with a time, exact decimals and padded CHARs are no types of the language.
  it('are met by 85 % at least', () => {
    const met = extended.filter((vector) => checkCase(vector) === undefined).length;
    expect(met / extended.length).toBeGreaterThanOrEqual(0.85);
  });
});

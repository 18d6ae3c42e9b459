import { describe, expect, it } from 'vitest';
import { builtinFunctions } from '../../src/functions/index.ts';
import { functionCases } from '../../src/testing.ts';

// Every example of every function is run; the reference shows the same examples.
describe('declared examples', () => {
  for (const fn of builtinFunctions) {
    const [examples] = functionCases(fn);
    it(examples!.name, examples!.run);
    it(`${fn.name} is described by a sentence`, () => expect(fn.summary).toMatch(/^[A-Z–'-].*\.$/));
  }
});

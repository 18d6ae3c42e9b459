import { describe, expect, it } from 'vitest';
import { builtinFunctions } from '../../src/functions/index.ts';

const parameters = builtinFunctions.flatMap((fn) =>
  fn.parameters.map((parameter) => ({ ...parameter, of: `${fn.name}(${parameter.name})` })),
);

const shown = (found: typeof parameters): string[] => found.map(({ of }) => of);

describe('every parameter of a built-in function', () => {
  it('says what it means', () => {
    expect(shown(parameters.filter(({ description }) => description.trim() === ''))).toEqual([]);
  });

  it('has a default only where it may be absent', () => {
    expect(shown(parameters.filter((parameter) => parameter.default !== undefined && !parameter.optional))).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { createEngine, QueryError } from '../../src/index.ts';

// What ends an expression in a query ends none that stands alone.
it.each([
  ['1 | 2', "expected an operator or the end of the expression, found '|'"],
  ['1 |', "expected an operator or the end of the expression, found '|'"],
  ['1; 2', "expected an operator or the end of the expression, found ';'"],
  ['|', "expected an expression, found '|'"],
  ['(1 | 2', "this '(' is never closed"],
])('engine.evaluate refuses %s', (source, message) => {
  const engine = createEngine();
  expect(() => engine.evaluate(source)).toThrow(QueryError);
  expect(() => engine.evaluate(source)).toThrow(message);
});

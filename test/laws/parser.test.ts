import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, Table } from '../../src/index.ts';
import { parseScript, validateGrammar } from '../../src/parser/parser.ts';
import { printScript } from '../../src/parser/printer.ts';

const limits = { textLength: 100_000, depth: 100, chain: 1000 };
const words = [
  ..."* | where extend project stats sort limit make-series by on from to step default = <> < <= > >= + - / % || ( ) [ ] , . -> ' \" ; .let $x ?p 1 2.5 1e9 'text' \"name\" and or not in like between is null true case when then else end cast as count sum x y z array[ map( row( : # \\ -- /* */ -wildcard x' \u0000 é 漢 \ud800".split(
    ' ',
  ),
  '\n',
  ' ',
];
const text = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((list) => list.join(' ')),
  fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((list) => `* | ${list.join('')}`),
);

const names = fc.constantFrom('x', 'y', '"a b"', 'by', 'stats', '"and"');
const literals = fc.constantFrom('1', '2.5', "'it''s'", 'null', 'true', "date '2025-01-01'", '?p');
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      names,
      literals,
      fc
        .tuple(inner, fc.constantFrom('+', '-', '*', '/', '%', '||', '=', '<>', '<', '>=', 'and', 'or'), inner)
        .map(([a, op, b]) => `${a} ${op} ${b}`),
      fc.tuple(inner, fc.constantFrom('+', '-', '*', 'and', 'or', '='), inner).map(([a, op, b]) => `(${a} ${op} ${b})`),
      inner.map((a) => `not ${a}`),
      inner.map((a) => `-(${a})`),
      inner.map((a) => `(${a}) is not null`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a}) between (${b}) and (${c})`),
      fc.tuple(inner, inner).map(([a, b]) => `(${a}) in (${b}, 1)`),
      fc.tuple(inner, inner).map(([a, b]) => `coalesce(${a}, ${b})[1].f`),
      inner.map((a) => `transform(array[${a}], v -> v + (${a}))`),
      fc.tuple(inner, inner).map(([a, b]) => `case when ${a} then ${b} else cast(${a} as array(bigint)) end`),
    ),
  };
});

describe('the parser', () => {
  it('has a grammar that passes all of its own checks', () => {
    expect(validateGrammar).not.toThrow();
  });

  it('always gives a tree and never throws', () => {
    fc.assert(
      fc.property(text, (source) => {
        const { tree, diagnostics } = parseScript(source, limits);
        expect(tree.statements).toBeInstanceOf(Array);
        for (const { span, code } of diagnostics) {
          expect(code).toMatch(/^SPL\d{4}$/);
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(source.length);
          expect(span.start).toBeLessThanOrEqual(span.end);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('compiles anything without throwing', () => {
    const engine = createEngine({ tables: { logs: Table.from([{ x: 1, y: 'a', z: 0.5 }]) } });
    fc.assert(
      fc.property(text, (source) => {
        expect(engine.compile(source).diagnostics).toBeInstanceOf(Array);
      }),
      { numRuns: 2000 },
    );
  });

  it('prints what it parses: print and parse are stable', () => {
    fc.assert(
      fc.property(expression, expression, (a, b) => {
        const source = `* | where ${a} | extend q = ${b} | sort ${a} desc nulls first | stats n = count(1) by k = ${b}`;
        const first = parseScript(source, limits);
        fc.pre(first.diagnostics.length === 0);
        const printed = printScript(first.tree);
        const second = parseScript(printed, limits);
        expect(second.diagnostics).toEqual([]);
        expect(withoutSpans(second.tree)).toEqual(withoutSpans(first.tree));
        expect(printScript(second.tree)).toBe(printed);
      }),
      { numRuns: 500 },
    );
  });
});

function withoutSpans(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (/span$/i.test(key) ? undefined : value)));
}

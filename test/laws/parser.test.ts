import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, format, Table } from '../../src/index.ts';
import { tokenize } from '../../src/lexer/lexer.ts';
import { printScript } from '../../src/parser/layout.ts';
import { parseScript, validateGrammar } from '../../src/parser/parser.ts';
import { runs } from '../kit/thorough.ts';

const limits = { textLength: 100_000, tokens: 100_000, depth: 100, chain: 1000 };
const words = [
  ..."* | where extend project stats sort limit make-series parse-json parse-kv join union unnest sample top distinct render kind filter interval day by on from to step default = <> < <= > >= + - / % || ( ) [ ] , . -> ' \" ; .let $x ?p 1 2.5 1e9 'text' \"name\" and or not in like between is null true case when then else end cast as count sum x y z array[ map( row( : # \\ -- /* */ -wildcard x' \u0000 é 漢 \ud800".split(
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
      { numRuns: runs(3000) },
    );
  });

  it('compiles anything without throwing', () => {
    const engine = createEngine({ tables: { logs: Table.from([{ x: 1, y: 'a', z: 0.5 }]) } });
    fc.assert(
      fc.property(text, (source) => {
        expect(engine.compile(source).diagnostics).toBeInstanceOf(Array);
      }),
      { numRuns: runs(2000) },
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
      { numRuns: runs(500) },
    );
  });

  it('formats scripts with comments anywhere: the tree, every comment and the second formatting stay the same', () => {
    const comments = fc.constantFrom('-- to the end\n', "/* it's */", '/* two\nlines */', '--\n');
    const places = fc.array(fc.tuple(fc.nat(), comments), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...commented), places, (source, chosen) => {
        const gaps = gapsOf(source);
        const inserts = chosen.map(([n, comment]) => [gaps[n % gaps.length]!, comment] as const).sort(([a], [b]) => b - a);
        const text = inserts.reduce((held, [at, comment]) => `${held.slice(0, at)} ${comment} ${held.slice(at)}`, source);
        const read = parseScript(text, limits);
        fc.pre(read.diagnostics.length === 0 && read.comments.length === chosen.length);
        const once = format(text);
        const again = parseScript(once, limits);
        expect(again.diagnostics).toEqual([]);
        expect(withoutSpans(again.tree)).toEqual(withoutSpans(read.tree));
        const images = (list: typeof read.comments): string[] => list.map(({ image }) => image.trimEnd()).sort();
        expect(images(again.comments)).toEqual(images(read.comments));
        expect(format(once)).toBe(once);
      }),
      { numRuns: runs(1000) },
    );
  });
});

const commented = [
  '* | where x > 1 | extend y = x + 1, z = upper(a) | stats n = count(1) by y | sort n desc | limit 10',
  'error and level:warn | where x = 1 | join kind=left ( $b | where k > 1 | project k, v ) on k | project x, v',
  ".let a = * | parse-json content; .let b = $a | where x = '--'; $a; $b | union $a | limit 1;",
  ".logstore with(logstore='t', query='x') | where a = 1",
];

/** Where a comment may stand: between tokens, but not in a search, where it would be words. */
function gapsOf(source: string): number[] {
  const { tokens } = tokenize(source);
  const gaps: number[] = [];
  let searching = true;
  for (const { startOffset, image } of tokens) {
    if (!searching) gaps.push(startOffset);
    if (image === '|' || image === 'with') searching = false;
    if (image === ';') searching = true;
  }
  if (!searching) gaps.push(source.length);
  return gaps;
}

function withoutSpans(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (/span$/i.test(key) ? undefined : value)));
}

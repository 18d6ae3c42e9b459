// What the first query of a process does to start faster changes no answer.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Lexer } from 'chevrotain';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { tokenize, tokenizeExpression } from '../../src/lexer/lexer.ts';
import { canonical, modes } from '../../src/lexer/tokens.ts';
import { parseScript } from '../../src/parser/parser.ts';
import { parseGolden } from '../../src/testing/golden.ts';

const limits = { textLength: 100_000, tokens: 100_000, depth: 100, chain: 1000 };

describe('the characters with which tokens say that they begin', () => {
  /** Tries every type of a mode at every character. */
  const patient = new Lexer({ modes, defaultMode: 'search' }, { safeMode: true, positionTracking: 'onlyOffset', skipValidations: true });

  function expectSameTokens(source: string): void {
    for (const [mode, read, part] of [
      ['search', tokenize, source],
      ['expression', tokenizeExpression, source.replaceAll('|', ' ')],
    ] as const) {
      const { tokens, comments } = read(part);
      const { tokens: all, groups } = patient.tokenize(part, mode);
      const shown = (list: readonly { readonly image: string; readonly startOffset: number; readonly tokenType: object }[]) =>
        list.map(({ image, startOffset, tokenType }) => [image, startOffset, tokenType]);
      expect(shown(tokens)).toEqual(
        shown(all.map((token) => ({ ...token, tokenType: canonical.get(token.tokenType) ?? token.tokenType }))),
      );
      expect(comments.map(({ image }) => image)).toEqual((groups.comments ?? []).map(({ image }) => image));
    }
  }

  it('are said by every type that has a regular expression', () => {
    const types = [...new Set(Object.values(modes).flat())].filter(({ PATTERN }) => PATTERN instanceof RegExp);
    expect(types.length).toBeGreaterThan(50);
    expect(types.filter(({ START_CHARS_HINT }) => !START_CHARS_HINT?.length).map(({ name }) => name)).toEqual([]);
  });

  it('leave out none, whatever character comes, in every mode', () => {
    for (let code = 0; code <= 0xffff; code += code < 0x300 || code >= 0xfe00 ? 1 : 61) {
      const character = String.fromCharCode(code);
      for (const before of ['', '* |', '* | where ', '.let ']) expectSameTokens(`${before}${character}`);
    }
  });

  it('leave out none, whatever follows', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(
        '* | where ',
        '.let x = ',
        "x'0a'",
        "X'",
        '1h30m',
        '.5e3',
        '?p',
        '$d',
        '--',
        '/*',
        '*/',
        '#"',
        '"a""b"',
        "'a",
        'µs',
        'ſ',
        'K',
      ),
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => expectSameTokens(pieces.join(''))));
  });
});

describe('a process that has seen no mistake', () => {
  const folder = fileURLToPath(new URL('../queries', import.meta.url));
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.spl'))
    .flatMap((name) => parseGolden(readFileSync(join(folder, name), 'utf8')).blocks)
    .filter(({ kind }) => ['query', 'plan', 'error'].includes(kind))
    .map(({ body }) => body);
  parseScript('* | where (', limits);
  const known = sources.map((source) => ({ source, result: parseScript(source, limits) }));

  async function freshParser(): Promise<typeof parseScript> {
    const { parseScript } = await import('../../src/parser/parser.ts');
    return parseScript;
  }

  beforeEach(() => {
    vi.resetModules();
  });

  it('reads queries as one that recovers from mistakes', async () => {
    const right = known.filter(({ result }) => result.diagnostics.length === 0);
    expect(right.length).toBeGreaterThan(1000);
    const parse = await freshParser();
    for (const { source, result } of right) expect(parse(source, limits).tree).toEqual(result.tree);
  });

  it('says the same of the first mistake', async () => {
    const wrong = known.filter(({ result }) => result.diagnostics.length > 0);
    expect(wrong.length).toBeGreaterThan(30);
    for (const { source, result } of wrong.filter((_, i) => i % Math.ceil(wrong.length / 15) === 0)) {
      vi.resetModules();
      const parse = await freshParser();
      const { tree, diagnostics } = parse(source, limits);
      expect({ tree, diagnostics }).toEqual({ tree: result.tree, diagnostics: result.diagnostics });
    }
  });
});

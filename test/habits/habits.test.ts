import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFixes, createEngine, type Diagnostic, Table } from '../../src/index.ts';
import { commandHabits } from '../../src/parser/habits/commands.ts';
import { functionHabits } from '../../src/parser/habits/functions.ts';
import { matchPattern } from '../../src/parser/habits/pattern.ts';
import { piecesOf, wordsOf } from '../../src/parser/habits/words.ts';
import { thorough } from '../kit/thorough.ts';

const begin = Date.UTC(2025, 10, 26, 11);
const logs = Table.from(
  Array.from({ length: 12 }, (_, i) => ({
    __time__: BigInt(begin / 1000 + i * 30),
    ts: new Date(begin + i * 30_000),
    host: ['web-1', 'web-2', 'db-1'][i % 3]!,
    service: ['api', 'cart'][i % 2]!,
    level: ['info', 'error', 'warn'][i % 3]!,
    status: [200, 500, 404, 200][i % 4]!,
    latency: i * 1.5,
    bytes: i * 100,
    user: i % 5 === 0 ? null : `u${i % 5}`,
    message: `user=u${i % 5} GET /p/${i} took ${i}ms`,
    url: `http://h/p/${i}?q=${i}`,
    ip: `10.0.0.${i}`,
    tags: ['a', 'b'],
    payload: `{"id":${i},"req":{"path":"/p"}}`,
  })),
);
const owners = Table.from([
  { service: 'api', owner: 'ann' },
  { service: 'cart', owner: 'bob' },
]);
const engine = createEngine({
  tables: { logs, owners },
  now: () => Date.UTC(2025, 10, 26, 12),
});

/** The texts that a habit writes; a function is asked without arguments. */
const templatesOf = (habit: (typeof functionHabits)[string]): readonly string[] => [typeof habit === 'function' ? habit([]) : habit].flat();

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/** What is said of a query, what its fixes make of it, and how that answers. */
function study(query: string): string {
  const { diagnostics } = engine.compile(query);
  const fixed = applyFixes(query, diagnostics);
  const said = diagnostics.map(({ code, message, help }) => `${code} ${message}${help ? `; ${help}` : ''}`);
  const after = engine.compile(fixed).diagnostics;
  const left = after.filter((d) => isError(d) || (d.code === 'SPL6001' && d.fixes));
  if (left.length > 0) return [...said, `becomes: ${fixed}`, `NOT FIXED: ${left.map(({ message }) => message).join('; ')}`].join('\n');
  const result = engine.querySync(fixed);
  const names = result.schema.map(({ name }) => name);
  const shown = names.length > 5 ? `${names.length} columns` : names.join(', ');
  const first =
    names.length > 5 ? '' : `: ${JSON.stringify(result.toArray()[0] ?? null, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))}`;
  return [...said, ...(fixed === query ? [] : [`becomes: ${fixed}`]), `answers: ${result.rowCount} rows of ${shown}${first}`].join('\n');
}

interface Case {
  readonly query: string;
  readonly expected: string;
}

/** Cases are parted by blank lines; `----` stands between a query and what is said of it; lines with `# ` at the head are comments. */
const parse = (text: string): Case[] =>
  text
    .split(/\n\n+/)
    .map((block) => block.replace(/^# .*\n?/gm, '').trim())
    .filter(Boolean)
    .map((block) => {
      const [query, expected = ''] = block.split(/\n----\n?/);
      return { query: query!, expected };
    });

const root = new URL('./', import.meta.url);
const files = readdirSync(root).filter((name) => name.endsWith('.habits'));
const corpus = new Map(files.map((name) => [name, parse(readFileSync(new URL(name, root), 'utf8'))]));
const complete = process.env.LOGFLUME_COMPLETE === '1';

describe('habits of other languages', () => {
  for (const [name, cases] of corpus) {
    if (complete) {
      const comments = readFileSync(new URL(name, root), 'utf8').match(/^(?:# .*\n)*/)![0];
      writeFileSync(new URL(name, root), `${comments}\n${cases.map(({ query }) => `${query}\n----\n${study(query)}\n`).join('\n')}`);
    }
    for (const { query, expected } of cases)
      it(`${name}: ${query}`, () => {
        const found = study(query);
        expect(found).not.toContain('NOT FIXED');
        if (!complete) expect(found).toBe(expected);
      });
  }

  it('are 200 lines and more, of seven languages', () => {
    expect([...corpus.keys()].sort()).toEqual([
      'esql.habits',
      'kql.habits',
      'logql.habits',
      'logsql.habits',
      'lucene.habits',
      'splunk.habits',
      'sql.habits',
    ]);
    // Lucene has searches alone, and no stages.
    for (const [name, cases] of corpus) expect(cases.length, name).toBeGreaterThanOrEqual(name === 'lucene.habits' ? 15 : 34);
    expect([...corpus.values()].flat().length).toBeGreaterThanOrEqual(200);
  });

  it('have a line for every entry of the table of commands', () => {
    const stages = [...corpus.values()]
      .flat()
      .flatMap(({ query }) => piecesOf(query).flatMap((pieces) => pieces.slice(1).map(({ source }) => wordsOf(source))));
    const joined = stages.map((words) => {
      // `mv-expand` is one word, as the command word of the table is.
      let count = 1;
      while (words[count]?.image === '-' && words[count]!.start === words[count - 1]!.end && words[count + 1]?.start === words[count]!.end)
        count += 2;
      const text = words
        .slice(0, count)
        .map(({ lower }) => lower)
        .join('');
      return [{ ...words[0]!, image: text, lower: text }, ...words.slice(count)];
    });
    const unused = commandHabits.filter(({ pattern }) => !joined.some((words) => words[0] && matchPattern(pattern, words)));
    expect(unused.map(({ language, pattern }) => `${language}: ${pattern}`)).toEqual([]);
  });

  it('name only functions that exist', () => {
    const templates = Object.values(functionHabits).flatMap(templatesOf);
    const called = templates.flatMap((template) => [...template.matchAll(/([a-z_0-9]+)\(/g)].map((match) => match[1]!));
    const unknown = [...new Set(called)].filter((name) => !engine.functions.find(name) && !['cast', 'try_cast', 'over'].includes(name));
    expect(unknown).toEqual([]);
  });

  if (thorough)
    it('of functions are written so that they compile and answer', () => {
      const pool = [
        'host',
        'latency',
        'status',
        'ts',
        'tags',
        "'a'",
        '1',
        '1h',
        'payload',
        "'day'",
        "'$.id'",
        'ip',
        "'10.0.0.0/8'",
        'status >= 500',
        "'%H'",
        "'1'",
      ];
      const works = (call: string): boolean =>
        [`* | stats v = ${call}`, `* | project v = ${call}`, `* | where ${call}`].some((query) => {
          const fixed = applyFixes(query, engine.compile(query).diagnostics);
          return fixed !== query && engine.compile(fixed).plan !== undefined && engine.querySync(fixed).rowCount >= 0;
        });
      const fails = Object.entries(functionHabits).filter(([name, template]) => {
        const count = Math.max(0, ...[...templatesOf(template)[0]!.matchAll(/\$(\d)/g)].map((match) => Number(match[1])));
        const wanted = count === 0 && /\$\*/.test(templatesOf(template)[0]!) ? [1, 2, 3] : [count];
        const tuples = (length: number): string[][] =>
          length === 0 ? [[]] : tuples(length - 1).flatMap((rest) => pool.map((one) => [...rest, one]));
        return !wanted.some((length) => tuples(length).some((args) => works(`${name}(${args.join(', ')})`)));
      });
      expect(fails.map(([name]) => name)).toEqual([]);
    }, 120_000);

  it('are never names of functions that exist', () => {
    expect(Object.keys(functionHabits).filter((name) => engine.functions.find(name))).toEqual([]);
  });

  it('never make compiling throw, whatever is cut out of a line or put into it', () => {
    const lines = [...corpus.values()].flat().map(({ query }) => query);
    const piece = fc.constantFrom(
      '(',
      ')',
      '"',
      "'",
      '|',
      '{',
      '}',
      '[',
      ' by ',
      ' as ',
      ',',
      '=',
      '!',
      '`',
      ':',
      ' select ',
      '..',
      '@',
      '-',
      ';',
      '//',
    );
    const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(4), put: piece });
    fc.assert(
      fc.property(fc.constantFrom(...lines), fc.array(change, { minLength: 1, maxLength: 4 }), (line, changes) => {
        const query = changes.reduce((text, { at, cut, put }) => {
          const start = Math.floor(at * text.length);
          return cut === 0 ? text.slice(0, start) + put + text.slice(start) : text.slice(0, start) + text.slice(start + cut);
        }, line);
        expect(applyFixes(query, engine.compile(query).diagnostics)).toBeTypeOf('string');
      }),
      { numRuns: thorough ? 1000 : 100 },
    );
  });

  it('leave what is written as here alone', () => {
    for (const query of [
      '* | where status >= 400 | stats n = count(1) by host | sort n desc',
      'host:web-1 and status > 100 | project host | limit 2',
      '* | extend a = 1 | where a = 1 and zzz = 2',
      'error and not debug | stats count(1)',
      '"select" and from | stats n = count(1)',
      'logs',
      'from alice | limit 1',
      'search engine | limit 1',
      'where is it | limit 1',
      'select everything | limit 1',
    ]) {
      const codes = engine.compile(query).diagnostics.map(({ code }) => code);
      expect(codes.filter((code) => code === 'SPL6001' || code === 'SPL1011' || code === 'SPL1004')).toEqual([]);
    }
  });
});

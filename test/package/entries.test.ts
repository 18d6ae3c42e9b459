import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { commandDocs, diagnosticDocs, functionDocs } from '../../src/docs.ts';
import type { FunctionDeclaration } from '../../src/functions/declaration.ts';
import { builtinFunctions } from '../../src/functions/index.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

interface Bundle {
  /** The minified script, with what it loads lazily inside, but for threads and backends. */
  readonly source: string;
  readonly gzipped: number;
  readonly inputs: readonly string[];
}

/** An application for browsers that is this module. */
async function bundle(module: string, external: readonly string[] = ['*/threads.js', '*/ask-backends.js']): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: module, resolveDir: dist },
    absWorkingDir: dist,
    bundle: true,
    external: [...external],
    platform: 'browser',
    format: 'esm',
    minify: true,
    write: false,
    metafile: true,
    logLevel: 'silent', // chunks that an entry imports for nothing but their order
  });
  const { text } = outputFiles[0]!;
  expect(text).not.toMatch(/from"node:/);
  return { source: text, gzipped: gzipSync(text, { level: 9 }).length, inputs: Object.keys(metafile.inputs) };
}

/** A declaration as far as it can be compared: functions by their number of parameters, without documentation. */
function comparable(value: unknown): unknown {
  if (typeof value === 'function') return `a function of ${value.length}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(
    ([name]) => !['summary', 'examples', 'description', 'options', 'unit', 'default'].includes(name),
  );
  return Object.fromEntries(members.map(([name, member]) => [name, comparable(member)]));
}

/** Bounds are what was measured, and 5 %. */
describe('the entries of the package', () => {
  it('have the documentation in one of them, as the declarations say it', async () => {
    const published: typeof import('../../src/docs.ts') = await import(join(dist, 'docs.js'));
    expect(published.functionDocs).toEqual(JSON.parse(JSON.stringify(functionDocs)));
    expect(published.commandDocs).toEqual(commandDocs);
    expect(published.diagnosticDocs).toEqual(diagnosticDocs);
    const { createEngine }: typeof import('../../src/index.ts') = await import(join(dist, 'index.js'));
    const undocumented = createEngine().functions.all.filter((fn) => published.docsOf(fn).summary === '');
    expect(undocumented.map(({ name }) => name)).toEqual([]);
  });

  it('run the declarations without their documentation, and otherwise as they are', async () => {
    const { createEngine }: typeof import('../../src/index.ts') = await import(join(dist, 'index.js'));
    const { all } = createEngine().functions;
    expect(all.filter(({ summary, examples }) => summary !== '' || examples.length > 0)).toEqual([]);
    expect(comparable(all)).toEqual(comparable(builtinFunctions));
  });

  it('keep the documentation that a host writes', async () => {
    const { defineScalar, overload, varchar }: typeof import('../../src/functions.ts') = await import(join(dist, 'functions.js'));
    const { createEngine }: typeof import('../../src/index.ts') = await import(join(dist, 'index.js'));
    const { docsOf }: typeof import('../../src/docs.ts') = await import(join(dist, 'docs.js'));
    const shout = defineScalar({
      name: 'shout',
      category: 'string',
      summary: 'A string in capitals, with a bang.',
      parameters: { string: 'what is shouted' },
      examples: [{ call: "shout('a')", result: "'A!'" }],
      overloads: [overload({ params: [varchar], returns: varchar, row: (string) => `${string.toUpperCase()}!` })],
    });
    expect(docsOf(createEngine({ functions: [shout] }).functions.find('shout')!)).toMatchObject({
      usage: 'shout(string)',
      summary: 'A string in capitals, with a bang.',
      parameters: [{ name: 'string', description: 'what is shouted' }],
      signatures: ['(varchar) → varchar'],
      examples: [{ call: "shout('a')", result: "'A!'" }],
    });
  });

  it('are small, and the engine has no text of the documentation', async () => {
    const engine = await bundle("export { createEngine, Table } from './index.js'");
    const unquoted = engine.source.replaceAll('\\"', '"').replaceAll("\\'", "'");
    const texts = [
      ...functionDocs.flatMap(({ summary, parameters, options, examples }) => [
        summary,
        ...[...parameters, ...options].map(({ description }) => description),
        ...examples.map(({ call }) => call),
      ]),
      ...commandDocs.map(({ summary }) => summary),
      ...diagnosticDocs.map(({ summary }) => summary),
    ].filter(({ length }) => length > 30); // shorter ones are said by messages too
    expect(texts.length).toBeGreaterThan(1000);
    expect(texts.filter((text) => unquoted.includes(text))).toEqual([]);
    expect(engine.inputs.filter((name) => /testing/.test(name))).toEqual([]);
    expect(engine.gzipped).toBeLessThan(331_000);
    expect((await bundle("export * from './docs.js'")).gzipped).toBeLessThan(52_300);
  });

  it('let an application choose the families of functions that it carries', async () => {
    const alone = await bundle("export { createEngine, Table } from './core.js'");
    expect(alone.gzipped).toBeLessThan(228_500);
    // What the first query loads that has work for threads, or reads a backend.
    const core = "export { createEngine, Table } from './core.js'";
    expect((await bundle(core, ['*/ask-backends.js'])).gzipped - alone.gzipped).toBeLessThan(5_600);
    expect((await bundle(core, ['*/threads.js'])).gzipped - alone.gzipped).toBeLessThan(2_200);
    const chosen = await bundle(
      "export { createEngine, Table } from './core.js'; export { aggregateFunctions, stringFunctions } from './families.js'",
    );
    expect(chosen.gzipped).toBeLessThan(251_000);
    const names = (fns: readonly FunctionDeclaration[]): string[] => fns.map(({ name }) => name).filter((name) => name.length > 12);
    for (const [family, isCarried] of [
      ['aggregate', true],
      ['string', true],
      ['patterns', false],
      ['series', false],
      ['url', false],
      ['ip', false],
    ] as const) {
      const carried = names(builtinFunctions.filter(({ category, kind }) => category === family && kind !== 'special')).filter((name) =>
        new RegExp(`["'\`]${name}["'\`]`).test(chosen.source),
      );
      // The command series-drilldown is a call of one of them, and messages write a few in an advice.
      if (isCarried) expect(carried.length, family).toBeGreaterThan(2);
      else expect(carried.length, `${family}: ${carried.join(', ')}`).toBeLessThan(5);
    }
    expect((await bundle("export { urlFunctions } from './families.js'")).gzipped).toBeLessThan(5_800);
  });

  it('have an engine of chosen functions, which is the whole language', async () => {
    const { createEngine, Table }: typeof import('../../src/core.ts') = await import(join(dist, 'core.js'));
    const { aggregateFunctions }: typeof import('../../src/families.ts') = await import(join(dist, 'families.js'));
    const tables = {
      logs: Table.from([
        { verb: 'GET', n: 1 },
        { verb: 'PUT', n: 2 },
        { verb: 'GET', n: 4 },
      ]),
    };
    const query =
      "verb: GET | where not n in (2, 3) | extend k = if(n > 1, cast(n as varchar) || '!', null) | sort n desc | limit 1 | project k";
    expect(createEngine({ tables }).querySync(query).toArray()).toEqual([{ k: '4!' }]);
    const counting = createEngine({ tables, functions: aggregateFunctions });
    expect(counting.querySync('* | stats n = sum(n) by verb').toArray()).toEqual([
      { verb: 'GET', n: 5 },
      { verb: 'PUT', n: 2 },
    ]);
    expect(counting.compile("* | extend h = url_extract_host('a')").diagnostics[0]).toMatchObject({
      message: "unknown function 'url_extract_host'",
      help: 'this engine has only the functions that its host chose',
    });
  });
});

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/diagnostics/catalogue.ts';
import { builtinFunctions } from '../../src/functions/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

function filesIn(folder: string): string[] {
  return (readdirSync(join(root, folder), { recursive: true }) as string[]).filter((name) => statSync(join(root, folder, name)).isFile());
}

/** The bytes of the summaries, parameters, options and examples of functions. */
function docBytes(series: boolean): number {
  return builtinFunctions
    .filter(({ category }) => series === (category === 'series' || category === 'patterns'))
    .reduce((sum, fn) => {
      const options = fn.kind === 'scalar' ? fn.overloads[0]?.options?.options : undefined;
      return sum + JSON.stringify([fn.summary, fn.parameters, fn.examples, options]).length;
    }, 0);
}

describe('the package', () => {
  it('carries every page that its pages link to, and runs nothing where it is installed', () => {
    const { status, stdout } = spawnSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], { cwd: root, encoding: 'utf8' });
    expect(status).toBe(0);
    const [{ files }] = JSON.parse(stdout) as [{ files: readonly { readonly path: string }[] }]; // npm's answer for one package
    const packed = new Set(files.map(({ path }) => path));
    const isPacked = (path: string): boolean => packed.has(path) || [...packed].some((file) => file.startsWith(path.replace(/\/?$/, '/')));
    const links = [...packed]
      .filter((path) => path.endsWith('.md'))
      .flatMap((page) =>
        [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
          .map(([, target]) => target!)
          .filter((target) => !/^[a-z]+:/.test(target))
          .map((target) => ({ page, target: posix.join(posix.dirname(page), target) })),
      );
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter(({ target }) => !isPacked(target))).toEqual([]);
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Readonly<Record<string, string>> };
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
    expect(packed.has('binding.gyp')).toBe(false); // npm would build it
  });

  it('exports these names and no others', async () => {
    const names = async (path: string): Promise<string[]> => Object.keys(await import(join(root, 'dist', path))).sort();
    expect(await names('index.js')).toEqual([
      'InternalError',
      'QueryError',
      'Table',
      'applyFixes',
      'createEngine',
      'dictionary',
      'explainPlan',
      'format',
      'formatType',
      'positionAt',
      'renderDiagnostics',
      'untrustedLimits',
    ]);
    expect(await names('formats.js')).toEqual([
      'drawSeries',
      'formatNames',
      'readAudit',
      'readCsv',
      'readKlog',
      'readLogs',
      'readNdjson',
      'readText',
      'writeCsv',
      'writeMarkdown',
      'writeNdjson',
    ]);
    expect(await names('testing.js')).toEqual([
      'completeGolden',
      'configurations',
      'formatCases',
      'functionCases',
      'goldenCases',
      'parseGolden',
      'runGolden',
    ]);
    expect((await names('functions.js')).filter((name) => /^[a-z]/.test(name))).toEqual([
      'any',
      'arrayOf',
      'bigint',
      'boolean',
      'cellOf',
      'date',
      'defineAggregate',
      'defineScalar',
      'divisionByZero',
      'double',
      'integer',
      'integral',
      'intervalDay',
      'intervalMonth',
      'invalidArgument',
      'json',
      'lambdaOf',
      'mapOf',
      'numeric',
      'optional',
      'outOfRange',
      'overload',
      'real',
      'recordState',
      'rowOf',
      'smallint',
      'statefulAccumulator',
      'time',
      'timestamp',
      'tinyint',
      'typeClass',
      'typeVariable',
      'unknown',
      'varbinary',
      'varchar',
    ]);
  });

  it('bundles for a browser, without Node built-ins and within its budgets', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [join(root, 'build/index.js')],
      absWorkingDir: root,
      bundle: true,
      platform: 'browser',
      format: 'esm',
      minify: true,
      write: false,
      metafile: true,
    });
    const text = outputFiles[0]!.text;
    expect(text).not.toMatch(/from"node:/);
    const { inputs } = Object.values(metafile.outputs)[0]!;
    expect(Object.keys(inputs).filter((name) => name.startsWith('build/testing'))).toEqual([]);
    const bytesOf = (pattern: RegExp): number =>
      Object.entries(inputs)
        .filter(([name]) => pattern.test(name))
        .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
    const intelligence = bytesOf(/^build\/functions\/(series|patterns)\/|\/fft\.js\//);
    const mathjs = bytesOf(/\/mathjs-functions\.js$/);
    // What functions say of themselves grows with every description; code has a budget of its own.
    const docs = docBytes(false);
    const seriesDocs = docBytes(true);
    // The notations of other languages are data, which grows with every habit.
    const habits = bytesOf(/^build\/parser\/habits\//);
    expect(habits).toBeLessThan(60_000);
    expect(text.length - intelligence - mathjs - docs - habits).toBeLessThan(700_000);
    expect(docs + seriesDocs).toBeLessThan(175_000);
    expect(intelligence - seriesDocs).toBeLessThan(90_000);
    // One file holds what is loaded lazily elsewhere too: the factories that are named, not the whole library.
    expect(mathjs).toBeGreaterThan(10_000);
    expect(mathjs).toBeLessThan(75_000);
  });

  it('uses no eval, which content security policies forbid', () => {
    for (const name of filesIn('src')) expect(readFileSync(join(root, 'src', name), 'utf8'), name).not.toMatch(/\beval\(|new Function\(/);
  });

  it('lists every function file of a family', () => {
    expect(new Set(builtinFunctions.map(({ name }) => name)).size).toBe(builtinFunctions.length);
    expect(builtinFunctions.length).toBeGreaterThan(200);
  });

  it('shows every diagnostic code in a test', () => {
    const tests = filesIn('test')
      .filter((name) => !name.endsWith('.json'))
      .map((name) => readFileSync(join(root, 'test', name), 'utf8'))
      .join('\n');
    const hidden = Object.values(catalogue)
      .map(({ code }) => code)
      .filter((code) => !tests.includes(code));
    expect(hidden).toEqual([]);
  });
});

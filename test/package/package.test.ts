import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/diagnostics/catalogue.ts';
import { builtinFunctions } from '../../src/functions/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

function filesIn(folder: string): string[] {
  return (readdirSync(join(root, folder), { recursive: true }) as string[]).filter((name) => statSync(join(root, folder, name)).isFile());
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
      'LiveTable',
      'QueryError',
      'Table',
      'applyFixes',
      'createEngine',
      'dictionary',
      'explainPlan',
      'format',
      'formatType',
      'liveTable',
      'positionAt',
      'renderDiagnostics',
      'untrustedLimits',
    ]);
    expect(await names('core.js')).toEqual(await names('index.js'));
    expect(await names('families.js')).toEqual([
      'aggregateFunctions',
      'arrayFunctions',
      'binaryFunctions',
      'datetimeFunctions',
      'ipFunctions',
      'jsonFunctions',
      'mapFunctions',
      'mathFunctions',
      'metricFunctions',
      'patternFunctions',
      'regexpFunctions',
      'searchFunctions',
      'seriesFunctions',
      'stringFunctions',
      'traceFunctions',
      'urlFunctions',
      'windowFunctions',
    ]);
    expect(await names('docs.js')).toEqual(['commandDocs', 'diagnosticDocs', 'docsOf', 'functionDocs']);
    expect(await names('arrow.js')).toEqual(['readArrow', 'tableFromArrow', 'tableToArrow', 'writeArrow']);
    expect(await names('parquet.js')).toEqual(['readParquet', 'writeParquet']);
    expect(await names('follow.js')).toEqual(['follow', 'loadCheckpoint', 'saveCheckpoint']);
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
      'writePrometheus',
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

// Part of npm run build: bundles the entries of the package, with what they share in chunks and their dependencies inside, so that an application installs
// one package and a process opens a few files instead of a thousand.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { declarationsPlugin } from './bundle/declarations-plugin.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const modules = join(root, 'build');
const entries = [
  'index',
  'core',
  'families',
  'docs',
  'formats',
  'follow',
  'functions',
  'duckdb',
  'clickhouse',
  'arrow',
  'parquet',
  'promql',
  'testing',
];
const shared = { bundle: true, format: 'esm', logLevel: 'warning', absWorkingDir: root, metafile: true };

// The few functions of mathjs that are used become the one module that names them: a bundler cannot leave out what a lazily imported module does not use.
const mathjs = join(modules, 'functions/math/mathjs-functions.js');
const withMathjs = await build({
  ...shared,
  entryPoints: [mathjs],
  outfile: mathjs,
  allowOverwrite: true,
  minify: true,
  legalComments: 'inline',
});

const withoutGrammarChecks = {
  name: 'grammar checks',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/checks\.js$/ }, ({ importer }) =>
      importer.includes('chevrotain') ? { path: join(root, 'scripts/bundle/grammar-checks.mjs') } : undefined,
    ),
};

const { metafile } = await build({
  ...shared,
  // The REPL is an entry, so that it stays in the folder of the worker that it starts.
  entryPoints: [...entries, 'ask-backends', 'threads', 'worker', 'cli/main', 'cli/repl', 'cli/interrupt-worker'].map((name) =>
    join(modules, `${name}.js`),
  ),
  outbase: modules,
  outdir: join(root, 'dist'),
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  conditions: ['import', 'default'],
  external: [
    'node:*',
    '@duckdb/node-api',
    '@uwdata/flechette',
    'hyparquet',
    'hyparquet-compressors',
    'hyparquet-writer',
    '@prometheus-io/lezer-promql',
  ],
  alias: {
    'lodash-es': join(root, 'scripts/bundle/collections.mjs'),
    '@chevrotain/regexp-to-ast': join(root, 'scripts/bundle/patterns-unread.mjs'),
  },
  // Puts constants of modules where they are used; without it, loops over rows would load them from the module again and again.
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  plugins: [withoutGrammarChecks, await declarationsPlugin(modules)],
});

removeInnerTypes(entries);
writeFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), notices([withMathjs.metafile, metafile]));

/** The packages that are inside, with their licences. */
function notices(metafiles) {
  const inputs = metafiles.flatMap((file) => Object.keys(file.inputs));
  const packages = new Set(inputs.flatMap((input) => input.match(/^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[0] ?? []));
  const parts = [...packages].sort().map((folder) => {
    const path = join(root, folder);
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const file = readdirSync(path).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file && existsSync(join(path, file)) ? readFileSync(join(path, file), 'utf8').trim() : `Licence: ${license}`;
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `Logflume contains code of these packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** Removes the type declarations that no entry refers to. */
function removeInnerTypes(entries) {
  const dist = join(root, 'dist');
  const needed = new Set(entries.map((name) => join(dist, `${name}.d.ts`)));
  for (const file of needed) {
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?['"](\.[^'"]+)['"]/g))
      needed.add(join(dirname(file), target.replace(/\.[jt]s$/, '.d.ts')));
  }
  for (const file of readdirSync(dist, { recursive: true }))
    if (file.endsWith('.d.ts') && !needed.has(join(dist, file))) rmSync(join(dist, file));
}

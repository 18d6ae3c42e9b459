// Part of npm run build: puts the few functions of mathjs that are used into the one module that names them. A bundler that makes one file cannot
// leave out what a lazily imported module does not use, and Node would open some hundred files.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const file = fileURLToPath(new URL('../dist/functions/math/mathjs-functions.js', import.meta.url));
await build({
  entryPoints: [file],
  outfile: file,
  allowOverwrite: true,
  bundle: true,
  format: 'esm',
  minify: true,
  legalComments: 'inline',
  logLevel: 'warning',
});

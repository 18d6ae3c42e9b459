// Declarations as applications need them: the documentation is not in the modules that run but, as data, in the entry `logflume/docs`, and functions that
// nothing reads can be left out.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { markPure } from './mark-pure.mjs';
import { stripDocs } from './strip-docs.mjs';

/** Where documented declarations are, in the compiled modules. */
const folders = ['functions', 'diagnostics', 'parser/commands', 'operators/rules', 'formats'];

/** What functions are declared with: it must keep the documentation of the host's own. */
const kept = ['functions/declaration.js'];

/** An esbuild plugin over the compiled modules of a folder. */
export async function declarationsPlugin(folder) {
  const paths = folders.flatMap((name) =>
    readdirSync(join(folder, name), { recursive: true })
      .filter((file) => file.endsWith('.js'))
      .map((file) => join(folder, name, file)),
  );
  const documented = paths.filter((path) => !kept.includes(relative(folder, path).replaceAll(sep, '/')));
  const stripped = stripDocs(new Map(documented.map((path) => [path, readFileSync(path, 'utf8')])), (specifier, from) =>
    join(dirname(from), specifier),
  );
  const functions = join(folder, 'functions') + sep;
  const declarations = new Map([...stripped].map(([path, text]) => [path, path.startsWith(functions) ? markPure(path, text) : text]));
  const builtinDocs = join(folder, 'docs/builtin-docs.js');
  const data = Object.entries(await import(pathToFileURL(builtinDocs).href))
    .map(([name, value]) => `export const ${name} = JSON.parse(${JSON.stringify(JSON.stringify(value))});`)
    .join('\n');
  return {
    name: 'declarations',
    setup(build) {
      build.onLoad({ filter: /\.js$/ }, ({ path }) => {
        const contents = path === builtinDocs ? data : declarations.get(path);
        return contents === undefined ? undefined : { contents, loader: 'js' };
      });
    },
  };
}

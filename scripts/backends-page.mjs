import { clickhouseDialect } from '../build/backends/sql/clickhouse.js';
import { duckdbDialect } from '../build/backends/sql/duckdb.js';
import { functionDocs } from '../build/docs.js';

const dialects = [
  ['DuckDB', duckdbDialect],
  ['ClickHouse', clickhouseDialect('clickhouse', { modern: true })],
  ['ClickHouse before 22.3', clickhouseDialect('clickhouse', { modern: false })],
];

/** The page of what backends compute. */
export function backendsPage(made) {
  const isThere = (fn, { calls, aggregates, windows }) =>
    ({ aggregate: aggregates, window: windows })[fn.kind]?.has(fn.name) ?? calls.has(fn.name);
  const functions = functionDocs.filter((fn) => ['scalar', 'aggregate', 'window'].includes(fn.kind));
  const table = (shown) => {
    const rows = shown.map(
      (fn) =>
        `| \`${fn.name.replaceAll('|', '\\|')}\` | ${dialects.map(([, dialect]) => (isThere(fn, dialect) ? 'yes' : 'here')).join(' | ')} |`,
    );
    return `| Function | ${dialects.map(([name]) => name).join(' | ')} |\n| --- | ${dialects.map(() => '---').join(' | ')} |\n${rows.join('\n')}`;
  };
  const known = functions.filter((fn) => dialects.some(([, dialect]) => isThere(fn, dialect)));
  const others = functions.filter((fn) => !known.includes(fn)).map(({ name }) => `\`${name}\``);
  return `# What backends compute

${made}A backend computes a call where its result is equal for every value; every other function runs in the engine, on what the backend answers. "yes" may depend on the types of the arguments, and on whether patterns, paths and positions are
constants; \`compile(…).portability\` says it of a query. \`and\`, \`or\`, \`case\`, \`if\`, \`coalesce\`, \`nullif\`, \`is null\` and casts between numbers, and from strings to numbers, are computed by all;
\`try\` of what may fail by DuckDB. Sums and means of doubles need the option \`sums: 'fast'\`, approximate aggregates \`approximate: 'backend'\`.

Stages: \`where\` (each condition for itself), \`extend\`, \`project\`, \`stats\`, \`sort\`, \`limit\`, \`top\`, \`distinct\`, \`dedup\` and \`union\` by all; \`join\`, and the functions of windows above and \`count\`, \`sum\`, \`min\` and \`max\` over them, by DuckDB and ClickHouse from 22.3 on. All others run in the engine.

Letter case, searches and a few more are computed of the characters that databases know alike; a statement that meets others gives up, and the engine runs these stages.

${table(known)}

In the engine alone: ${others.join(', ')}.
`;
}

// The floor plan of ARCHITECTURE.md as rules; type-only imports count too.
const mayImport = {
  diagnostics: [],
  types: ['diagnostics'],
  regex: [],
  vectors: ['diagnostics', 'types'],
  lexer: ['diagnostics'],
  parser: ['diagnostics', 'lexer'],
  functions: ['diagnostics', 'types', 'regex', 'vectors'],
  operators: ['diagnostics', 'types', 'regex', 'parser', 'functions'],
  runtime: ['diagnostics', 'types', 'vectors', 'functions', 'operators'],
  formats: ['diagnostics', 'types', 'regex', 'vectors'],
  follow: ['diagnostics', 'types', 'regex', 'vectors', 'formats'],
  promql: ['diagnostics', 'types', 'regex', 'vectors', 'functions'],
  backends: ['diagnostics', 'types', 'vectors', 'functions', 'operators', 'runtime'],
  testing: ['diagnostics', 'types', 'vectors', 'functions', 'engine', 'settings', 'query-formatter'],
  docs: ['diagnostics', 'types', 'parser', 'functions'],
  cli: ['docs', 'query-formatter', 'diagnostics', 'types', 'regex', 'vectors', 'formats', 'follow', 'index', 'engine'],
};
const onlyFrom = {
  chevrotain: '^src/(lexer|parser)/',
  mathjs: '^src/functions/(math|series)/',
  'fft[.]js': '^src/functions/series/',
  '@noble/hashes': '^src/functions/binary/',
  fzstd: '^src/formats/packed/',
  '@duckdb/node-api': '^src/backends/duckdb/',
  '@uwdata/flechette': '^src/formats/arrow/',
  'hyparquet(-compressors|-writer)?': '^src/formats/parquet/',
  '@prometheus-io/lezer-promql': '^src/promql/',
  'picocolors': '^src/cli/',
  'string-width': '^src/cli/',
};
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'src-stands-alone',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|examples|playground|scripts)/' },
    },
    {
      name: 'core-runs-anywhere',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|follow)/' },
      to: { dependencyTypes: ['core'] },
    },
    ...Object.entries(onlyFrom).map(([name, path]) => ({
      name: `only-there-${name}`,
      severity: 'error',
      from: { path: '^src/', pathNot: path },
      to: { path: `node_modules/${name}/` },
    })),
    {
      name: 'only-tests-import-testing',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/testing(/|[.]ts$)' },
      to: { path: '^src/testing(/|[.]ts$)' },
    },
    ...Object.entries(mayImport).map(([from, to]) => ({
      name: `layer-${from}`,
      severity: 'error',
      from: { path: `^src/${from}/` },
      to: { path: '^src/', pathNot: `^src/(${[from, ...to].join('|')})(/|[.]ts$)` },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};

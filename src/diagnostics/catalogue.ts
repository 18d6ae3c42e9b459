/** Whether a diagnostic stops the query or only informs. */
export type Severity = 'error' | 'warning' | 'hint';

interface Entry {
  /** The code that users see and search for; it never changes. */
  readonly code: `SPL${number}`;
  readonly severity: Severity;
  readonly summary: string;
  message(parameters: never): string;
}

const entry = <const C extends Entry['code'], P>(code: C, severity: Severity, summary: string, message: (parameters: P) => string) => ({
  code,
  severity,
  summary,
  message,
});

/** Every diagnostic the engine can raise, by the name that the code uses: its code, severity, what it is about, and how its message reads. */
export const catalogue = {
  // 1xxx: the text
  'unexpected-token': entry(
    'SPL1001',
    'error',
    'Something else was expected here.',
    (p: { expected: string; found: string }) => `expected ${p.expected}, found ${p.found}`,
  ),
  unterminated: entry('SPL1002', 'error', 'A quote or bracket is never closed.', (p: { what: string }) => `this ${p.what} is never closed`),
  'unknown-command': entry(
    'SPL1004',
    'error',
    'A pipe is followed by a word that is no command.',
    (p: { word: string }) => `unknown command '${p.word}'`,
  ),
  'number-out-of-range': entry(
    'SPL1006',
    'error',
    'A number that no type can hold.',
    (p: { text: string }) => `number ${p.text} is out of range`,
  ),
  'unknown-option': entry(
    'SPL1007',
    'error',
    'A command has no such option.',
    (p: { command: string; option: string }) => `'${p.command}' has no option '${p.option}'`,
  ),
  'invalid-option': entry(
    'SPL1008',
    'error',
    'An option value is not acceptable.',
    (p: { option: string; reason: string }) => `option '${p.option}': ${p.reason}`,
  ),
  'unmatched-bracket': entry(
    'SPL1009',
    'error',
    'A closing bracket without an opening one.',
    (p: { what: string }) => `this ${p.what} closes nothing`,
  ),
  'foreign-operator': entry(
    'SPL1010',
    'error',
    'An operator that means something else here.',
    (p: { written: string; meaning: string }) => `'${p.written}' ${p.meaning}`,
  ),
  // 2xxx: names and types
  'unknown-column': entry(
    'SPL2001',
    'error',
    'No column of that name is visible here.',
    (p: { name: string }) => `unknown column '${p.name}'`,
  ),
  'unknown-function': entry(
    'SPL2002',
    'error',
    'No function of that name exists.',
    (p: { name: string }) => `unknown function '${p.name}'`,
  ),
  'unknown-table': entry(
    'SPL2003',
    'error',
    'No table or dataset of that name exists.',
    (p: { name: string }) => `unknown table '${p.name}'`,
  ),
  'missing-parameter': entry(
    'SPL2004',
    'error',
    'A query parameter was not given.',
    (p: { name: string }) => `parameter '?${p.name}' has no value`,
  ),
  'unknown-type': entry('SPL2005', 'error', 'No type of that name exists.', (p: { name: string }) => `unknown type '${p.name}'`),
  'duplicate-column': entry(
    'SPL2006',
    'error',
    'An output name is given twice.',
    (p: { name: string }) => `column '${p.name}' is given twice`,
  ),
  'unknown-member': entry(
    'SPL2007',
    'error',
    'A value has no member of that name.',
    (p: { name: string; type: string }) => `${p.type} has no member '${p.name}'`,
  ),
  'sibling-column': entry(
    'SPL2008',
    'error',
    'A sibling of the same extend is not visible yet.',
    (p: { name: string }) => `'${p.name}' is made by this same 'extend' and cannot be read in it`,
  ),
  'no-overload': entry(
    'SPL2101',
    'error',
    'No overload takes these argument types.',
    (p: { call: string }) => `no form of ${p.call} exists`,
  ),
  'incompatible-types': entry(
    'SPL2102',
    'error',
    'Two types do not go together.',
    (p: { operation: string; left: string; right: string }) => `${p.operation} cannot combine ${p.left} and ${p.right}`,
  ),
  'type-mismatch': entry(
    'SPL2103',
    'error',
    'A value of another type is needed.',
    (p: { what: string; expected: string; found: string }) => `${p.what} must be ${p.expected}, found ${p.found}`,
  ),
  'invalid-cast': entry(
    'SPL2104',
    'error',
    'One type cannot be cast to the other.',
    (p: { from: string; to: string }) => `cannot cast ${p.from} to ${p.to}`,
  ),
  'misplaced-aggregate': entry(
    'SPL2105',
    'error',
    'An aggregate stands outside stats.',
    (p: { name: string }) => `aggregate function '${p.name}' can only be used in 'stats'`,
  ),
  'aggregate-expected': entry(
    'SPL2106',
    'error',
    'An aggregate was expected.',
    (p: { found: string }) => `expected an aggregate such as count(1), found ${p.found}`,
  ),
  'constant-fails': entry(
    'SPL2107',
    'error',
    'A constant expression fails.',
    (p: { reason: string }) => `this expression always fails: ${p.reason}`,
  ),
  'constant-expected': entry(
    'SPL2108',
    'error',
    'A value must be known before the query runs.',
    (p: { what: string }) => `${p.what} must be a constant`,
  ),
  'misplaced-lambda': entry(
    'SPL2109',
    'error',
    'A lambda stands where none is taken.',
    (p: { where: string }) => `a lambda cannot stand ${p.where}`,
  ),
  'nested-aggregate': entry(
    'SPL2110',
    'error',
    'An aggregate is nested in another.',
    (p: { name: string }) => `aggregate '${p.name}' cannot be nested in another aggregate`,
  ),
  'window-missing': entry(
    'SPL2111',
    'error',
    'A time range word needs a query window.',
    (p: { word: string }) => `'${p.word}' needs a query window, and the query was given none`,
  ),
  'invalid-series': entry(
    'SPL2112',
    'error',
    'The settings of make-series do not fit together.',
    (p: { reason: string }) => `make-series: ${p.reason}`,
  ),
  'output-count': entry(
    'SPL2113',
    'error',
    'A script gives more or fewer outputs than the call takes.',
    (p: { count: number }) => `expected a script with exactly one output, found ${p.count}`,
  ),
  'duplicate-dataset': entry(
    'SPL2114',
    'error',
    'A dataset name is defined twice.',
    (p: { name: string }) => `dataset '$${p.name}' is defined twice`,
  ),
  'invalid-command': entry(
    'SPL2115',
    'error',
    'The settings of a command do not fit together.',
    (p: { command: string; reason: string }) => `${p.command}: ${p.reason}`,
  ),
  'misplaced-filter': entry(
    'SPL2116',
    'error',
    "Only aggregates take a 'filter (where …)'.",
    (p: { name: string }) => `'${p.name}' is no aggregate and takes no 'filter (where …)'`,
  ),
  'unknown-source': entry('SPL2117', 'error', 'No source of that name exists.', (p: { name: string }) => `unknown source '.${p.name}'`),
  'source-not-loaded': entry(
    'SPL2118',
    'error',
    'A source must be loaded before its columns are known.',
    (p: { name: string }) => `the rows of '.${p.name}' are loaded when a query runs: use engine.query, engine.run or engine.stream`,
  ),
  'invalid-json-option': entry(
    'SPL2119',
    'error',
    'An option in a JSON text has a value that will not do.',
    (p: { name: string; reason: string }) => `'${p.name}': ${p.reason}`,
  ),
  'string-read-as-number': entry(
    'SPL2201',
    'warning',
    'Text is read as a number.',
    (p: { name: string; type: string }) => `'${p.name}' is VARCHAR and is read as ${p.type}`,
  ),
  'skipped-name': entry(
    'SPL2202',
    'warning',
    'A name does not exist and is skipped.',
    (p: { name: string; command: string }) => `'${p.command}' skips '${p.name}', which does not exist`,
  ),
  'hidden-table': entry(
    'SPL2203',
    'warning',
    'A dataset hides a table of the same name.',
    (p: { name: string }) => `dataset '$${p.name}' hides the table of that name`,
  ),
  'suspicious-time-unit': entry(
    'SPL2204',
    'warning',
    'Integers are likely not nanoseconds.',
    (p: { name: string }) => `the times in '${p.name}' look like seconds, not nanoseconds`,
  ),
  'ignored-setting': entry(
    'SPL2205',
    'warning',
    'A setting has no effect here.',
    (p: { key: string }) => `setting '${p.key}' has no effect here`,
  ),
  'unwritable-column': entry(
    'SPL2206',
    'warning',
    'A column cannot be written by this command.',
    (p: { name: string; command: string }) => `'${p.command}' does not write '${p.name}': only 'extend' sets the time of a row`,
  ),
  'decimal-as-double': entry(
    'SPL2207',
    'warning',
    'A DECIMAL is read as DOUBLE.',
    (p: { name: string }) => `${p.name} is read as DOUBLE, which has 15 to 17 digits`,
  ),
  'comparison-with-null': entry(
    'SPL2208',
    'warning',
    'A comparison with NULL is never true.',
    (p: { operator: string }) => `'${p.operator} null' is never true`,
  ),
  'unknown-json-option': entry(
    'SPL2209',
    'warning',
    'A JSON text of options names one that the function does not have.',
    (p: { name: string; option: string }) => `'${p.name}' has no option '${p.option}'`,
  ),
  'misplaced-over': entry(
    'SPL2120',
    'error',
    'Only aggregates and window functions take over (…).',
    (p: { name: string }) => `function '${p.name}' takes no 'over'`,
  ),
  'missing-over': entry(
    'SPL2121',
    'error',
    'A window function needs over (…).',
    (p: { name: string }) => `window function '${p.name}' needs 'over (…)'`,
  ),
  'misplaced-window': entry(
    'SPL2122',
    'error',
    'A window function stands outside extend and project.',
    (p: { name: string }) => `'${p.name}(…) over (…)' can only be used in 'extend' and 'project'`,
  ),
  // 3xxx: values at run time
  'division-by-zero': entry('SPL3001', 'error', 'An integer is divided by zero.', (p: { call: string }) => `${p.call}: division by zero`),
  'value-out-of-range': entry(
    'SPL3002',
    'error',
    'A number leaves the range of its type.',
    (p: { call: string; reason: string }) => `${p.call}: ${p.reason}`,
  ),
  'invalid-argument': entry(
    'SPL3003',
    'error',
    'A function was given a value it cannot take.',
    (p: { call: string; reason: string }) => `${p.call}: ${p.reason}`,
  ),
  'cast-failed': entry('SPL3004', 'error', 'A value cannot be cast.', (p: { call: string; reason: string }) => `${p.call}: ${p.reason}`),
  'repeated-series-cell': entry(
    'SPL3010',
    'error',
    'Two rows fall into one cell of a series.',
    (p: { series: string; time: string }) => `make-series: two rows in the cell ${p.time} of series ${p.series}`,
  ),
  'repeated-lookup-key': entry(
    'SPL3011',
    'error',
    'A key of a lookup has two rows.',
    (p: { key: string }) => `lookup: two rows have the key ${p.key}`,
  ),
  'failed-cells': entry(
    'SPL3101',
    'warning',
    'Some cells failed and became NULL.',
    (p: { count: number; reason: string }) => `${p.count} ${p.count === 1 ? 'cell' : 'cells'} became NULL: ${p.reason}`,
  ),
  'repeated-series-times': entry(
    'SPL3102',
    'warning',
    'A series has several points at one time.',
    (p: { count: number }) => `${p.count} ${p.count === 1 ? 'point has' : 'points have'} the time of another point of the same series`,
  ),
  'rows-left-out': entry(
    'SPL3103',
    'warning',
    'Rows outside the range of make-series were left out.',
    (p: { count: number; reason: string }) => `make-series left out ${p.count} ${p.count === 1 ? 'row' : 'rows'}: ${p.reason}`,
  ),
  // 4xxx: limits
  'limit-text-length': entry(
    'SPL4001',
    'error',
    'The text of the query is too long.',
    (p: { limit: number }) => `the query is longer than ${p.limit} characters (limit 'textLength')`,
  ),
  'limit-depth': entry(
    'SPL4002',
    'error',
    'An expression is nested too deeply.',
    (p: { limit: number }) => `the query is nested more than ${p.limit} levels deep (limit 'depth')`,
  ),
  'limit-stages': entry(
    'SPL4003',
    'error',
    'A pipeline has too many stages.',
    (p: { limit: number }) => `the pipeline has more than ${p.limit} stages (limit 'stages')`,
  ),
  'limit-columns': entry(
    'SPL4004',
    'error',
    'Too many columns.',
    (p: { limit: number }) => `a step has more than ${p.limit} columns (limit 'columns')`,
  ),
  'limit-rows-scanned': entry(
    'SPL4005',
    'error',
    'Too many rows were read.',
    (p: { limit: number }) => `the query reads more than ${p.limit} rows (limit 'rowsScanned')`,
  ),
  'limit-groups': entry(
    'SPL4006',
    'error',
    'Too many groups.',
    (p: { limit: number }) => `'stats' has more than ${p.limit} groups (limit 'groups')`,
  ),
  'limit-bytes': entry(
    'SPL4007',
    'error',
    'Too much memory is held.',
    (p: { limit: number }) => `the query holds more than ${p.limit} bytes (limit 'bytes')`,
  ),
  'limit-result-rows': entry(
    'SPL4008',
    'error',
    'Too many result rows.',
    (p: { limit: number }) => `the result has more than ${p.limit} rows (limit 'resultRows')`,
  ),
  'limit-result-bytes': entry(
    'SPL4009',
    'error',
    'The result is too large.',
    (p: { limit: number }) => `the result is larger than ${p.limit} bytes (limit 'resultBytes')`,
  ),
  'limit-series-points': entry(
    'SPL4010',
    'error',
    'A series has too many points.',
    (p: { points: number; limit: number }) => `make-series would make ${p.points} points, more than ${p.limit} (limit 'seriesPoints')`,
  ),
  'limit-wall-time': entry(
    'SPL4012',
    'error',
    'The query ran too long.',
    (p: { limit: number }) => `the query ran longer than ${p.limit} ms (limit 'wallTime')`,
  ),
  cancelled: entry('SPL4013', 'error', 'The query was cancelled.', (p: { by: string }) => `the query was cancelled by ${p.by}`),
  'limit-chain': entry(
    'SPL4014',
    'error',
    'An expression has too many operators in a row.',
    (p: { limit: number }) => `an expression has more than ${p.limit} operators in a row (limit 'chain')`,
  ),
  'partial-result': entry(
    'SPL4101',
    'warning',
    'The result is partial.',
    (p: { limit: string }) => `the result is partial: limit '${p.limit}' was reached`,
  ),
  // 5xxx: formats and backends
  'unreadable-input': entry(
    'SPL5001',
    'error',
    'An input cannot be read.',
    (p: { name: string; reason: string }) => `cannot read ${p.name}: ${p.reason}`,
  ),
  'skipped-lines': entry(
    'SPL5002',
    'warning',
    'Lines of an input were skipped.',
    (p: { count: number; reason: string }) => `skipped ${p.count} ${p.count === 1 ? 'line' : 'lines'}: ${p.reason}`,
  ),
  'altered-input': entry(
    'SPL5003',
    'warning',
    'An input was not read quite as it stands.',
    (p: { name: string; reason: string }) => `${p.name}: ${p.reason}`,
  ),
  // 6xxx: hints
  'foreign-language': entry(
    'SPL6001',
    'hint',
    'A search looks like SQL.',
    (p: { language: string }) => `this is ${p.language}, and is read as a search for its words`,
  ),
  'more-mistakes': entry(
    'SPL6002',
    'hint',
    'There are more mistakes than are shown.',
    (p: { count: number }) => `at least ${p.count} more ${p.count === 1 ? 'mistake is' : 'mistakes are'} not shown`,
  ),
} as const satisfies Record<string, Entry>;

/** The name of a diagnostic, such as `unknown-column`. */
export type DiagnosticName = keyof typeof catalogue;

/** The code of a diagnostic, such as `SPL2001`. */
export type DiagnosticCode = (typeof catalogue)[DiagnosticName]['code'];

/** What the message of a diagnostic needs to know. */
export type ParametersOf<N extends DiagnosticName> = Parameters<(typeof catalogue)[N]['message']>[0];

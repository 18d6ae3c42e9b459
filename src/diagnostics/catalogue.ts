/** Whether a diagnostic stops the query or only informs. */
export type Severity = 'error' | 'warning' | 'hint';

interface Entry {
  readonly severity: Severity;
  readonly summary: string;
  message(parameters: never): string;
}

const entry = <P>(severity: Severity, summary: string, message: (parameters: P) => string) => ({
  severity,
  summary,
  message,
});

/** Every code the engine can raise: its severity, what it is about, and how its message reads. */
export const catalogue = {
  // 1xxx: the text
  SPL1001: entry(
    'error',
    'Something else was expected here.',
    (p: { expected: string; found: string }) => `expected ${p.expected}, found ${p.found}`,
  ),
  SPL1002: entry('error', 'A quote or bracket is never closed.', (p: { what: string }) => `this ${p.what} is never closed`),
  SPL1004: entry('error', 'A pipe is followed by a word that is no command.', (p: { word: string }) => `unknown command '${p.word}'`),
  SPL1006: entry('error', 'A number that no type can hold.', (p: { text: string }) => `number ${p.text} is out of range`),
  SPL1007: entry(
    'error',
    'A command has no such option.',
    (p: { command: string; option: string }) => `'${p.command}' has no option '${p.option}'`,
  ),
  SPL1008: entry(
    'error',
    'An option value is not acceptable.',
    (p: { option: string; reason: string }) => `option '${p.option}': ${p.reason}`,
  ),
  SPL1009: entry('error', 'A closing bracket without an opening one.', (p: { what: string }) => `this ${p.what} closes nothing`),
  SPL1010: entry('error', "A comparison is written with '=='.", (p: { written: string }) => `'${p.written}' is no operator here`),
  // 2xxx: names and types
  SPL2001: entry('error', 'No column of that name is visible here.', (p: { name: string }) => `unknown column '${p.name}'`),
  SPL2002: entry('error', 'No function of that name exists.', (p: { name: string }) => `unknown function '${p.name}'`),
  SPL2003: entry('error', 'No table or dataset of that name exists.', (p: { name: string }) => `unknown table '${p.name}'`),
  SPL2004: entry('error', 'A query parameter was not given.', (p: { name: string }) => `parameter '?${p.name}' has no value`),
  SPL2005: entry('error', 'No type of that name exists.', (p: { name: string }) => `unknown type '${p.name}'`),
  SPL2006: entry('error', 'An output name is given twice.', (p: { name: string }) => `column '${p.name}' is given twice`),
  SPL2007: entry(
    'error',
    'A value has no member of that name.',
    (p: { name: string; type: string }) => `${p.type} has no member '${p.name}'`,
  ),
  SPL2008: entry(
    'error',
    'A sibling of the same extend is not visible yet.',
    (p: { name: string }) => `'${p.name}' is made by this same 'extend' and cannot be read in it`,
  ),
  SPL2101: entry('error', 'No overload takes these argument types.', (p: { call: string }) => `no form of ${p.call} exists`),
  SPL2102: entry(
    'error',
    'Two types do not go together.',
    (p: { operation: string; left: string; right: string }) => `${p.operation} cannot combine ${p.left} and ${p.right}`,
  ),
  SPL2103: entry(
    'error',
    'A value of another type is needed.',
    (p: { what: string; expected: string; found: string }) => `${p.what} must be ${p.expected}, found ${p.found}`,
  ),
  SPL2104: entry('error', 'One type cannot be cast to the other.', (p: { from: string; to: string }) => `cannot cast ${p.from} to ${p.to}`),
  SPL2105: entry(
    'error',
    'An aggregate stands outside stats.',
    (p: { name: string }) => `aggregate function '${p.name}' can only be used in 'stats'`,
  ),
  SPL2106: entry(
    'error',
    'An aggregate was expected.',
    (p: { found: string }) => `expected an aggregate such as count(1), found ${p.found}`,
  ),
  SPL2107: entry('error', 'A constant expression fails.', (p: { reason: string }) => `this expression always fails: ${p.reason}`),
  SPL2108: entry('error', 'A value must be known before the query runs.', (p: { what: string }) => `${p.what} must be a constant`),
  SPL2109: entry('error', 'A lambda stands where none is taken.', (p: { where: string }) => `a lambda cannot stand ${p.where}`),
  SPL2110: entry(
    'error',
    'An aggregate is nested in another.',
    (p: { name: string }) => `aggregate '${p.name}' cannot be nested in another aggregate`,
  ),
  SPL2111: entry(
    'error',
    'A time range word needs a query window.',
    (p: { word: string }) => `'${p.word}' needs a query window, and the query was given none`,
  ),
  SPL2112: entry('error', 'The settings of make-series do not fit together.', (p: { reason: string }) => `make-series: ${p.reason}`),
  SPL2113: entry(
    'error',
    'A script gives more or fewer outputs than the call takes.',
    (p: { count: number }) => `expected a script with exactly one output, found ${p.count}`,
  ),
  SPL2114: entry('error', 'A dataset name is defined twice.', (p: { name: string }) => `dataset '$${p.name}' is defined twice`),
  SPL2115: entry(
    'error',
    'The settings of a command do not fit together.',
    (p: { command: string; reason: string }) => `${p.command}: ${p.reason}`,
  ),
  SPL2116: entry(
    'error',
    "Only aggregates take a 'filter (where …)'.",
    (p: { name: string }) => `'${p.name}' is no aggregate and takes no 'filter (where …)'`,
  ),
  SPL2117: entry('error', 'No source of that name exists.', (p: { name: string }) => `unknown source '.${p.name}'`),
  SPL2118: entry(
    'error',
    'A source must be loaded before its columns are known.',
    (p: { name: string }) => `the rows of '.${p.name}' are loaded when a query runs: use engine.query, engine.run or engine.stream`,
  ),
  SPL2119: entry(
    'error',
    'An option in a JSON text has a value that will not do.',
    (p: { name: string; reason: string }) => `'${p.name}': ${p.reason}`,
  ),
  SPL2201: entry(
    'warning',
    'Text is read as a number.',
    (p: { name: string; type: string }) => `'${p.name}' is VARCHAR and is read as ${p.type}`,
  ),
  SPL2202: entry(
    'warning',
    'A name does not exist and is skipped.',
    (p: { name: string; command: string }) => `'${p.command}' skips '${p.name}', which does not exist`,
  ),
  SPL2203: entry(
    'warning',
    'A dataset hides a table of the same name.',
    (p: { name: string }) => `dataset '$${p.name}' hides the table of that name`,
  ),
  SPL2204: entry(
    'warning',
    'Integers are likely not nanoseconds.',
    (p: { name: string }) => `the times in '${p.name}' look like seconds, not nanoseconds`,
  ),
  SPL2205: entry('warning', 'A setting has no effect here.', (p: { key: string }) => `setting '${p.key}' has no effect here`),
  SPL2206: entry(
    'warning',
    'A column cannot be written by this command.',
    (p: { name: string; command: string }) => `'${p.command}' does not write '${p.name}': only 'extend' sets the time of a row`,
  ),
  SPL2207: entry(
    'warning',
    'A DECIMAL is read as DOUBLE.',
    (p: { name: string }) => `${p.name} is read as DOUBLE, which has 15 to 17 digits`,
  ),
  SPL2208: entry('warning', 'A comparison with NULL is never true.', (p: { operator: string }) => `'${p.operator} null' is never true`),
  SPL2209: entry(
    'warning',
    'A JSON text of options names one that the function does not have.',
    (p: { name: string; option: string }) => `'${p.name}' has no option '${p.option}'`,
  ),
  // 3xxx: values at run time
  SPL3001: entry('error', 'An integer is divided by zero.', (p: { call: string }) => `${p.call}: division by zero`),
  SPL3002: entry('error', 'A number leaves the range of its type.', (p: { call: string; reason: string }) => `${p.call}: ${p.reason}`),
  SPL3003: entry(
    'error',
    'A function was given a value it cannot take.',
    (p: { call: string; reason: string }) => `${p.call}: ${p.reason}`,
  ),
  SPL3004: entry('error', 'A value cannot be cast.', (p: { call: string; reason: string }) => `${p.call}: ${p.reason}`),
  SPL3010: entry(
    'error',
    'Two rows fall into one cell of a series.',
    (p: { series: string; time: string }) => `make-series: two rows in the cell ${p.time} of series ${p.series}`,
  ),
  SPL3011: entry('error', 'A key of a lookup has two rows.', (p: { key: string }) => `lookup: two rows have the key ${p.key}`),
  SPL3101: entry(
    'warning',
    'Some cells failed and became NULL.',
    (p: { count: number; reason: string }) => `${p.count} ${p.count === 1 ? 'cell' : 'cells'} became NULL: ${p.reason}`,
  ),
  SPL3102: entry(
    'warning',
    'A series has several points at one time.',
    (p: { count: number }) => `${p.count} ${p.count === 1 ? 'point has' : 'points have'} the time of another point of the same series`,
  ),
  SPL3103: entry(
    'warning',
    'Rows outside the range of make-series were left out.',
    (p: { count: number; reason: string }) => `make-series left out ${p.count} ${p.count === 1 ? 'row' : 'rows'}: ${p.reason}`,
  ),
  // 4xxx: limits
  SPL4001: entry(
    'error',
    'The text of the query is too long.',
    (p: { limit: number }) => `the query is longer than ${p.limit} characters (limit 'textLength')`,
  ),
  SPL4002: entry(
    'error',
    'An expression is nested too deeply.',
    (p: { limit: number }) => `the query is nested more than ${p.limit} levels deep (limit 'depth')`,
  ),
  SPL4003: entry(
    'error',
    'A pipeline has too many stages.',
    (p: { limit: number }) => `the pipeline has more than ${p.limit} stages (limit 'stages')`,
  ),
  SPL4004: entry('error', 'Too many columns.', (p: { limit: number }) => `a step has more than ${p.limit} columns (limit 'columns')`),
  SPL4005: entry(
    'error',
    'Too many rows were read.',
    (p: { limit: number }) => `the query reads more than ${p.limit} rows (limit 'rowsScanned')`,
  ),
  SPL4006: entry('error', 'Too many groups.', (p: { limit: number }) => `'stats' has more than ${p.limit} groups (limit 'groups')`),
  SPL4007: entry(
    'error',
    'Too much memory is held.',
    (p: { limit: number }) => `the query holds more than ${p.limit} bytes (limit 'bytes')`,
  ),
  SPL4008: entry(
    'error',
    'Too many result rows.',
    (p: { limit: number }) => `the result has more than ${p.limit} rows (limit 'resultRows')`,
  ),
  SPL4009: entry(
    'error',
    'The result is too large.',
    (p: { limit: number }) => `the result is larger than ${p.limit} bytes (limit 'resultBytes')`,
  ),
  SPL4010: entry(
    'error',
    'A series has too many points.',
    (p: { points: number; limit: number }) => `make-series would make ${p.points} points, more than ${p.limit} (limit 'seriesPoints')`,
  ),
  SPL4012: entry(
    'error',
    'The query ran too long.',
    (p: { limit: number }) => `the query ran longer than ${p.limit} ms (limit 'wallTime')`,
  ),
  SPL4013: entry('error', 'The query was cancelled.', (p: { by: string }) => `the query was cancelled by ${p.by}`),
  SPL4014: entry(
    'error',
    'An expression has too many operators in a row.',
    (p: { limit: number }) => `an expression has more than ${p.limit} operators in a row (limit 'chain')`,
  ),
  SPL4101: entry('warning', 'The result is partial.', (p: { limit: string }) => `the result is partial: limit '${p.limit}' was reached`),
  // 5xxx: formats and backends
  SPL5001: entry('error', 'An input cannot be read.', (p: { name: string; reason: string }) => `cannot read ${p.name}: ${p.reason}`),
  SPL5002: entry(
    'warning',
    'Lines of an input were skipped.',
    (p: { count: number; reason: string }) => `skipped ${p.count} ${p.count === 1 ? 'line' : 'lines'}: ${p.reason}`,
  ),
  // 6xxx: hints
  SPL6001: entry(
    'hint',
    'A search looks like SQL.',
    (p: { language: string }) => `this is ${p.language}, and is read as a search for its words`,
  ),
  SPL6002: entry(
    'hint',
    'There are more mistakes than are shown.',
    (p: { count: number }) => `at least ${p.count} more ${p.count === 1 ? 'mistake is' : 'mistakes are'} not shown`,
  ),
} as const satisfies Record<string, Entry>;

/** The code of a diagnostic, such as `SPL2001`. */
export type DiagnosticCode = keyof typeof catalogue;

/** What the message of a code needs to know. */
export type ParametersOf<C extends DiagnosticCode> = Parameters<(typeof catalogue)[C]['message']>[0];

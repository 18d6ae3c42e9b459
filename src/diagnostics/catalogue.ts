import { counted, type Entry, entry } from './entry.ts';
import { hostCatalogue } from './host-catalogue.ts';
import { limitCatalogue } from './limit-catalogue.ts';
import { warningCatalogue } from './warning-catalogue.ts';

/** Every diagnostic that the engine can raise, by the name used in the code: its code, severity, summary and message. */
export const catalogue = {
  // 1xxx: the source
  'unexpected-token': entry(
    'SPL1001',
    'error',
    'Something else was expected.',
    (p: { expected: string; found: string }) => `expected ${p.expected}, found ${p.found}`,
  ),
  unterminated: entry(
    'SPL1002',
    'error',
    'A string literal, quoted name, comment or bracket is not closed.',
    (p: { what: string }) => `this ${p.what} is never closed`,
  ),
  'unknown-command': entry(
    'SPL1004',
    'error',
    'A pipe is followed by a word that is not a command.',
    (p: { word: string }) => `unknown command '${p.word}'`,
  ),
  'number-out-of-range': entry(
    'SPL1006',
    'error',
    'A number is out of the range of every type.',
    (p: { number: string }) => `number ${p.number} is out of range`,
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
    'The value of an option is invalid.',
    (p: { option: string; reason: string }) => `option '${p.option}': ${p.reason}`,
  ),
  'unmatched-bracket': entry(
    'SPL1009',
    'error',
    'A closing bracket has no opening one.',
    (p: { what: string }) => `this ${p.what} has no opening bracket`,
  ),
  'foreign-operator': entry(
    'SPL1010',
    'error',
    'An operator that means something else here.',
    (p: { written: string; meaning: string }) => `'${p.written}' ${p.meaning}`,
  ),
  'foreign-syntax': entry(
    'SPL1011',
    'error',
    'A part of the query is written in another query language.',
    (p: { language: string }) => `this is ${p.language}`,
  ),
  // 2xxx: names and types
  'unknown-column': entry('SPL2001', 'error', 'No column of that name is visible.', (p: { name: string }) => `unknown column '${p.name}'`),
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
    'A query parameter has no value, or one that no type can hold.',
    (p: { name: string; problem: string }) => `parameter '?${p.name}' ${p.problem}`,
  ),
  'unknown-type': entry('SPL2005', 'error', 'No type of that name exists.', (p: { name: string }) => `unknown type '${p.name}'`),
  'duplicate-column': entry(
    'SPL2006',
    'error',
    'An output name is used twice.',
    (p: { name: string }) => `column '${p.name}' is used twice`,
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
    'A column assigned by the same extend is not visible yet.',
    (p: { name: string }) => `'${p.name}' is assigned by this same 'extend' and cannot be read in it`,
  ),
  'missing-columns': entry(
    'SPL2009',
    'warning',
    'Columns that no input has are NULL, as the engine was told.',
    (p: { names: string; count: number }) =>
      p.count === 1 ? `column ${p.names} is in no input and is NULL` : `columns ${p.names} are in no input and are NULL`,
  ),
  'no-overload': entry(
    'SPL2101',
    'error',
    'No overload accepts these argument types.',
    (p: { function: string; arguments: string }) => `no overload of ${p.function} accepts ${p.arguments}`,
  ),
  'incompatible-types': entry(
    'SPL2102',
    'error',
    'Two types are incompatible.',
    (p: { operation: string; left: string; right: string }) => `${p.operation} cannot combine ${p.left} and ${p.right}`,
  ),
  'type-mismatch': entry(
    'SPL2103',
    'error',
    'A value of another type is required.',
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
    'An aggregate is used outside stats.',
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
    'A constant expression always fails.',
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
    'A lambda is used where no function takes one.',
    (p: { where: string }) => `a lambda cannot be used ${p.where}`,
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
    'A time range keyword needs a query window.',
    (p: { word: string }) => `'${p.word}' needs a query window, but the query has none`,
  ),
  'invalid-series': entry(
    'SPL2112',
    'error',
    'The settings of make-series are inconsistent.',
    (p: { reason: string }) => `make-series: ${p.reason}`,
  ),
  'output-count': entry(
    'SPL2113',
    'error',
    'A script has more or fewer outputs than the call accepts.',
    (p: { count: number }) => `expected a script with exactly one output, found ${p.count}`,
  ),
  'duplicate-dataset': entry(
    'SPL2114',
    'error',
    'A dataset is defined twice.',
    (p: { name: string }) => `dataset '$${p.name}' is defined twice`,
  ),
  'invalid-command': entry(
    'SPL2115',
    'error',
    'The settings of a command are inconsistent.',
    (p: { command: string; reason: string }) => `${p.command}: ${p.reason}`,
  ),
  'misplaced-filter': entry(
    'SPL2116',
    'error',
    "Only aggregates accept a 'filter (where …)'.",
    (p: { name: string }) => `'${p.name}' is not an aggregate and accepts no 'filter (where …)'`,
  ),
  'unknown-source': entry('SPL2117', 'error', 'No source of that name exists.', (p: { name: string }) => `unknown source '.${p.name}'`),
  'source-not-loaded': entry(
    'SPL2118',
    'error',
    'A source has to be loaded before its columns are known.',
    (p: { name: string }) => `the rows of '.${p.name}' are loaded when a query runs: use engine.query, engine.run or engine.stream`,
  ),
  'invalid-json-option': entry(
    'SPL2119',
    'error',
    'An option in a JSON string has an invalid value.',
    (p: { name: string; reason: string }) => `'${p.name}': ${p.reason}`,
  ),
  ...warningCatalogue,
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
    'A window function is outside of extend and project.',
    (p: { name: string }) => `'${p.name}(…) over (…)' can only be used in 'extend' and 'project'`,
  ),
  // 3xxx: values at run time
  'division-by-zero': entry('SPL3001', 'error', 'An integer is divided by zero.', (p: { call: string }) => `${p.call}: division by zero`),
  'value-out-of-range': entry(
    'SPL3002',
    'error',
    'A number is out of the range of its type.',
    (p: { call: string; reason: string }) => `${p.call}: ${p.reason}`,
  ),
  'invalid-argument': entry(
    'SPL3003',
    'error',
    'A function was given a value that it does not accept.',
    (p: { call: string; reason: string }) => `${p.call}: ${p.reason}`,
  ),
  'cast-failed': entry('SPL3004', 'error', 'A value cannot be cast.', (p: { call: string; reason: string }) => `${p.call}: ${p.reason}`),
  'repeated-series-cell': entry(
    'SPL3010',
    'error',
    'Two rows fall into the same cell of a series.',
    (p: { series: string; time: string }) => `make-series: two rows in the cell ${p.time} of series ${p.series}`,
  ),
  'repeated-lookup-key': entry(
    'SPL3011',
    'error',
    'A lookup key has two rows.',
    (p: { key: string }) => `lookup: two rows have the key ${p.key}`,
  ),
  'failed-cells': entry(
    'SPL3101',
    'warning',
    'Some cells failed and became NULL.',
    (p: { count: number; reason: string }) => `${counted(p.count, 'cell')} became NULL: ${p.reason}`,
  ),
  'repeated-series-times': entry(
    'SPL3102',
    'warning',
    'A series has several points at the same time.',
    (p: { count: number }) => `${p.count} ${p.count === 1 ? 'point has' : 'points have'} the time of another point of the same series`,
  ),
  'rows-left-out': entry(
    'SPL3103',
    'warning',
    'Rows outside the range of make-series were left out.',
    (p: { count: number; reason: string }) => `make-series left out ${counted(p.count, 'row')}: ${p.reason}`,
  ),
  'no-answer': entry(
    'SPL3104',
    'warning',
    'A function has no answer for some of its inputs.',
    (p: { call: string; count: number; reason: string }) =>
      `${p.call} has no answer for ${counted(p.count, 'input')}: ${p.reason}${p.count === 1 ? '' : ' (the first)'}`,
  ),
  'unordered-series-times': entry(
    'SPL3105',
    'warning',
    'The times of a series are out of order, and were sorted.',
    (p: { call: string; count: number }) => `${p.call} sorted ${p.count} series whose times are out of order`,
  ),
  'missing-series-points': entry(
    'SPL3106',
    'warning',
    'A series with an even step lacks points.',
    (p: { call: string; count: number }) =>
      `${p.call}: ${p.count} ${p.count === 1 ? 'point is' : 'points are'} missing between the even steps of the times`,
  ),
  // 4xxx: limits
  ...limitCatalogue,
  // 5xxx: inputs, and what else the host gives
  ...hostCatalogue,
  // 6xxx: hints
  'foreign-language': entry(
    'SPL6001',
    'hint',
    'A search looks like another query language.',
    (p: { language: string }) => `this looks like ${p.language} and is read as a search for its words`,
  ),
  'more-mistakes': entry(
    'SPL6002',
    'hint',
    'There are more mistakes than are shown.',
    (p: { count: number }) => `at least ${p.count} more ${p.count === 1 ? 'mistake is' : 'mistakes are'} not shown`,
  ),
  'misleading-argument': entry('SPL6010', 'hint', 'An argument does something else than it seems to.', (p: { reason: string }) => p.reason),
} as const satisfies Record<string, Entry>;

/** The name of a diagnostic, such as `unknown-column`. */
export type DiagnosticName = keyof typeof catalogue;

/** The code of a diagnostic, such as `SPL2001`. */
export type DiagnosticCode = (typeof catalogue)[DiagnosticName]['code'];

/** The parameters of a diagnostic's message. */
export type ParametersOf<N extends DiagnosticName> = Parameters<(typeof catalogue)[N]['message']>[0];

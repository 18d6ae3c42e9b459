import { entry } from './entry.ts';

/** The diagnostics of what compiles and may mean something else than it seems to. */
export const warningCatalogue = {
  'string-read-as-number': entry(
    'SPL2201',
    'warning',
    'A string is read as a number.',
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
    'Integers are probably not nanoseconds.',
    (p: { reason: string }) => `${p.reason}, not nanoseconds`,
  ),
  'ignored-setting': entry(
    'SPL2205',
    'warning',
    'A setting has no effect.',
    (p: { key: string }) => `setting '${p.key}' has no effect here`,
  ),
  'unwritable-column': entry(
    'SPL2206',
    'warning',
    'This command cannot write the column.',
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
    (p: { written: string }) => `'${p.written}' is never true`,
  ),
  'unknown-json-option': entry(
    'SPL2209',
    'warning',
    'A JSON string of options has an option that the function does not have.',
    (p: { name: string; option: string }) => `'${p.name}' has no option '${p.option}'`,
  ),
  'cut-ratio': entry(
    'SPL2210',
    'warning',
    'A ratio or an aggregate that is divided is cut to a whole number.',
    (p: { ratio: string }) => `'${p.ratio}' divides integers, which gives a whole number: the rest is cut`,
  ),
  'other-meaning': entry(
    'SPL2211',
    'warning',
    'A stage means something else in another language.',
    (p: { meaning: string; language: string; other: string }) => `this ${p.meaning}; in ${p.language} it ${p.other}`,
  ),
  'time-as-string': entry(
    'SPL2212',
    'warning',
    'A string is compared with a time character by character.',
    (p: { name: string; time: string }) => `'${p.name}' is VARCHAR and is compared with '${p.time}' character by character, not as a time`,
  ),
  'lost-digits': entry(
    'SPL2214',
    'warning',
    'Whole numbers of JSON or of strings lose digits where they are computed with.',
    () => 'numbers are read as DOUBLE here, and whole numbers beyond 2^53 among them lose digits',
  ),
  'unwindowed-table': entry(
    'SPL2215',
    'warning',
    'The query window leaves out no rows of a table without `__time__`.',
    (p: { table: string }) => `the rows of ${p.table} have no __time__: the window leaves none of them out`,
  ),
  'numbers-as-strings': entry(
    'SPL2216',
    'warning',
    'Strings that are numbers are ordered as strings.',
    () => 'these strings are ordered character by character, though they are numbers',
  ),
  'quantities-as-strings': entry(
    'SPL2219',
    'warning',
    'Strings that are dates, durations, sizes, percentages or amounts of money are ordered as strings.',
    (p: { reason: string }) => `these strings are ordered character by character, though they are ${p.reason}`,
  ),
  'digits-as-times': entry(
    'SPL2218',
    'warning',
    'Strings of digits are read as times.',
    (p: { count: number; reason: string }) => `strings of digits are read as ${p.reason} since 1970`,
  ),
  'other-time-unit': entry(
    'SPL2217',
    'warning',
    'The column __time__, which counts seconds, is compared with a number of another unit.',
    (p: { unit: string }) => `__time__ counts seconds, and this looks like ${p.unit}`,
  ),
};

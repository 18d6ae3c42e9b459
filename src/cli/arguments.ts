import { parseArgs } from 'node:util';
import type { AnyFormatOptions } from '../formats/registry.ts';
import type { QueryOptions } from '../index.ts';
import { parseTimestamp } from '../types/time-format.ts';
import { fileFormats } from './load.ts';
import { outputFormats } from './output.ts';

export const usage = `Usage: logflume '<query>' [file…] [options]
       logflume repl [file…] [options]
       logflume fmt <query file>… [--write | --check]
       logflume fix <query file> [file…] [--write | --check]
       logflume watch <rules.yaml> [--check | --once | --replay FILE]

Runs a pipe query over log files. The files are the table 'logs', which '*' reads; '-' is standard input, which is also read where no file
is given. Folders stand for the files in them, and patterns such as 'logs/**/*.gz' for those they name. Every file is looked at by itself:
gzip, zstd and Brotli, encoding, format, header. Columns of several files go together by name, and rows in the order of their times.
A query that starts with @ is read from a file: logflume @query.spl access.log

Options:
  --table name=file        another table, read as $name; may be repeated
  --format FORMAT          ${outputFormats.join(', ')} (table unless given, or by the name of --output)
  --output FILE            writes the result to a file, packed where its name ends in .gz
  --csv-safe               CSV: puts an apostrophe before what a spreadsheet would take for a formula
  --zone ZONE              session time zone, such as Europe/Berlin (UTC unless given)
  --window FROM..TO        only rows whose __time__ lies in it, as times or Unix seconds
  --allow-missing          reads columns that no file has as NULL, with a warning, instead of an error
  --explain                shows the plans instead of running the query
  --stats                  shows what was read, and what every operator did
  --once                   watch: looks at what is there, and ends
  --replay FILE            watch: says what would have fired while the file was written; may be repeated
  --write                  fmt, fix: changes the query file instead of printing it
  --check                  fmt, fix: only names the files that would change, and exits with 1; watch: only says what is wrong with the rules
  --help, --version

Options of reading:
  --input-format FORMAT    ${fileFormats.join(', ')} (recognised by the content unless given)
  --with-file              adds the columns __file__ and __line__
  --times infer|text       whether date-times become TIMESTAMP and fill __time__ (infer unless given)
  --encoding NAME          such as windows-1252 (UTF-8 or UTF-16 unless given)
  --delimiter TEXT         CSV: what separates fields, \\t for a tab (found unless given)
  --no-header              CSV: the first line is data; columns are column1, column2 and so on
  --null TEXT              CSV: a field that stands for NULL; may be repeated
  --comment TEXT           CSV: what lines begin with that are comments
  --quote CHARACTER        CSV: double, single, none or another character (double unless given; none between tabs)
  --decimal MARK           CSV: decimals are marked by comma (1.234,5) or point (1,234.5); plain: neither (found unless given)
  --log-format FORMAT      access logs: a log_format of nginx or LogFormat of Apache, or combined, common, vhost_combined
  --pattern REGEXP         takes lines apart: each group (?<name>…) is a column
  --entry-start REGEXP     what the first line of an entry matches; the lines after it belong to it
  --year YEAR              klog, syslog: the year of the first line
  --stage STAGE            audit: only events of one stage, such as ResponseComplete
  --bodies                 audit: keeps request and response objects
`;

/** A mistake in how the command was called: exit code 2. */
export class UsageError extends Error {}

/** Takes the arguments apart. @throws UsageError for an unknown option or one without its value. */
export function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        table: { type: 'string', multiple: true, default: [] },
        'input-format': { type: 'string' },
        format: { type: 'string' },
        output: { type: 'string' },
        'csv-safe': { type: 'boolean', default: false },
        zone: { type: 'string', default: 'UTC' },
        window: { type: 'string' },
        'allow-missing': { type: 'boolean', default: false },
        explain: { type: 'boolean', default: false },
        stats: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        replay: { type: 'string', multiple: true, default: [] },
        write: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
        'with-file': { type: 'boolean', default: false },
        times: { type: 'string' },
        encoding: { type: 'string' },
        delimiter: { type: 'string' },
        'no-header': { type: 'boolean', default: false },
        null: { type: 'string', multiple: true, default: [] },
        comment: { type: 'string' },
        quote: { type: 'string' },
        decimal: { type: 'string' },
        'log-format': { type: 'string' },
        pattern: { type: 'string' },
        'entry-start': { type: 'string' },
        year: { type: 'string' },
        stage: { type: 'string' },
        bodies: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message.split(/\. |\n/, 1)[0]!.replace(/\.$/, '')); // parseArgs throws errors only
  }
}

export type Values = ReturnType<typeof readArguments>['values'];

/** A word of a list. @throws UsageError for any other. */
export function oneOf<W extends string>(value: string, words: readonly W[], option: string): W {
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw new UsageError(`${option} must be one of ${words.join(', ')}, not '${value}'`);
  return word;
}

/** The query window. @throws UsageError where it is not one. */
export function readWindow(text: string | undefined, zone: string): QueryOptions['window'] {
  if (text === undefined) return undefined;
  const [from, to, ...more] = text.split('..');
  const instant = (part: string | undefined): bigint => {
    if (part === undefined || part === '') throw new UsageError('--window must be FROM..TO');
    const found = /^\d{1,11}$/.test(part) ? BigInt(part) * 1_000_000_000n : parseTimestamp(part, zone);
    if (found === undefined) throw new UsageError(`--window: '${part}' is not a time`);
    return found;
  };
  const window = { begin: instant(from), end: instant(to) };
  if (more.length > 0 || window.end <= window.begin) throw new UsageError('--window must be FROM..TO with TO after FROM');
  return window;
}

/** The options of the readers. @throws UsageError for values that they do not take. */
export function readerOptions(values: Values): AnyFormatOptions {
  const { times, encoding, comment, quote, stage } = values;
  const delimiter = values.delimiter?.replace(/^(?:\\t|tab)$/, '\t');
  if (delimiter === '') throw new UsageError('--delimiter must not be empty');
  if (quote !== undefined && quote.length !== 1) oneOf(quote, ['double', 'single', 'none'], '--quote');
  if (values.year !== undefined && !/^\d{4}$/.test(values.year)) throw new UsageError(`--year: '${values.year}' is not a year`);
  const stages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;
  return {
    ...(values['with-file'] ? { withFile: true } : {}),
    ...(times === undefined ? {} : { times: oneOf(times, ['infer', 'text'], '--times') }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(values['no-header'] ? { header: false } : {}),
    ...(values.null.length > 0 ? { null: values.null } : {}),
    ...(comment === undefined || comment === '' ? {} : { comment }),
    ...(quote === undefined ? {} : { quote }),
    ...(values.decimal === undefined ? {} : { decimal: oneOf(values.decimal, ['comma', 'point', 'plain'], '--decimal') }),
    ...(values['log-format'] === undefined ? {} : { logFormat: values['log-format'] }),
    ...(values.pattern === undefined ? {} : { pattern: values.pattern }),
    ...(values['entry-start'] === undefined ? {} : { entryStart: values['entry-start'] }),
    ...(values.year === undefined ? {} : { year: Number(values.year) }),
    ...(stage === undefined ? {} : { stage: oneOf(stage, stages, '--stage') }),
    ...(values.bodies ? { bodies: ['requestObject', 'responseObject'] } : {}),
  };
}

#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { QueryError } from '../diagnostics/query-error.ts';
import { createEngine, type Engine } from '../engine.ts';
import { parseTimestamp } from '../types/time-format.ts';
import { findTimeZone } from '../types/time-zone.ts';
import { fixFile, formatFiles } from './edit.ts';
import { type FileFormat, fileFormats, loadFiles } from './load.ts';
import { type OutputFormat, outputFormats, renderOutputs, renderStats } from './output.ts';
import { renderProblems } from './paint.ts';
import { startRepl } from './repl.ts';

const usage = `Usage: logflume '<query>' [file…] [options]
       logflume repl [file…] [options]
       logflume fmt <query file>… [--write | --check]
       logflume fix <query file> [file…] [--write | --check]

Runs a pipe query over log files. The files are the table 'logs', which '*' reads; '-' is standard input.
A query that starts with @ is read from a file: logflume @query.spl access.log

Options:
  --table name=file        another table, read as $name; may be repeated
  --input-format FORMAT    ${fileFormats.join(', ')} (guessed unless given)
  --format FORMAT          ${outputFormats.join(', ')} (table unless given)
  --output FILE            writes the result to a file
  --zone ZONE              session time zone, such as Europe/Berlin (UTC unless given)
  --window FROM..TO        the query window, as times or Unix seconds
  --explain                shows the plans instead of running the query
  --stats                  shows what every operator did
  --write                  fmt, fix: changes the query file instead of printing it
  --check                  fmt, fix: only names the files that would change, and exits with 1
  --help, --version
`;

/** A mistake in how the command was called: exit code 2. */
class UsageError extends Error {}

const exitCodes = { query: 1, usage: 2, input: 3 } as const;

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        table: { type: 'string', multiple: true, default: [] },
        'input-format': { type: 'string' },
        format: { type: 'string', default: 'table' },
        output: { type: 'string' },
        zone: { type: 'string', default: 'UTC' },
        window: { type: 'string' },
        explain: { type: 'boolean', default: false },
        stats: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function oneOf<W extends string>(value: string, words: readonly W[], option: string): W {
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw new UsageError(`${option} must be one of ${words.join(', ')}`);
  return word;
}

function readWindow(text: string | undefined, zone: string): { begin: bigint; end: bigint } | undefined {
  if (text === undefined) return undefined;
  const [from, to, ...more] = text.split('..');
  const instant = (part: string | undefined): bigint => {
    if (part === undefined || part === '') throw new UsageError('--window must be FROM..TO');
    const found = /^\d{1,11}$/.test(part) ? BigInt(part) * 1_000_000_000n : parseTimestamp(part, zone);
    if (found === undefined) throw new UsageError(`--window: '${part}' is no time`);
    return found;
  };
  const window = { begin: instant(from), end: instant(to) };
  if (more.length > 0 || window.end <= window.begin) throw new UsageError('--window must be FROM..TO with TO after FROM');
  return window;
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args);
  if (values.version) {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    process.stdout.write(`${version}\n`);
    return;
  }
  const [first, ...rest] = positionals;
  if (values.help || first === undefined) {
    if (!values.help) throw new UsageError('a query is missing');
    process.stdout.write(usage);
    return;
  }
  if (!findTimeZone(values.zone)) throw new UsageError(`--zone: '${values.zone}' is no time zone`);
  const outputFormat: OutputFormat = oneOf(values.format, outputFormats, '--format');
  const edit = { write: values.write, check: values.check };
  if (first === 'fmt') {
    if (rest.length === 0) throw new UsageError('fmt needs a query file');
    if (!formatFiles(rest, edit)) process.exitCode = exitCodes.query;
    return;
  }
  const files = first === 'fix' ? rest.slice(1) : rest;
  const format: FileFormat | undefined =
    values['input-format'] === undefined ? undefined : oneOf(values['input-format'], fileFormats, '--input-format');
  const window = readWindow(values.window, values.zone);
  const load = { format, timeZone: values.zone, progress: process.stderr.isTTY === true };
  const engine = createEngine({ timeZone: values.zone });
  if (files.length > 0) await addTable(engine, 'logs', files, load);
  for (const pair of values.table) {
    const at = pair.indexOf('=');
    if (at <= 0) throw new UsageError(`--table must be name=file, found '${pair}'`);
    await addTable(engine, pair.slice(0, at), [pair.slice(at + 1)], load);
  }
  if (first === 'fix') {
    if (rest[0] === undefined) throw new UsageError('fix needs a query file');
    if (!fixFile(rest[0], engine, edit)) process.exitCode = exitCodes.query;
    return;
  }
  if (first === 'repl') {
    await startRepl(engine, load);
    return;
  }
  const text = queryText(first);
  const options = window ? { window } : {};
  if (values.explain) {
    process.stdout.write(
      `as written:\n${engine.explain(text, { ...options, optimized: false })}\n\noptimized:\n${engine.explain(text, options)}\n`,
    );
    return;
  }
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once('SIGINT', interrupt);
  const outputs = await engine.run(text, { ...options, signal: controller.signal });
  process.removeListener('SIGINT', interrupt);
  const toTerminal = values.output === undefined && process.stdout.isTTY === true;
  const rendered = renderOutputs(outputs, outputFormat, toTerminal ? (process.stdout.columns ?? 80) : undefined);
  if (values.output === undefined) process.stdout.write(rendered);
  else writeFileSync(values.output, rendered);
  for (const { result } of outputs) {
    if (result.warnings.length > 0) process.stderr.write(`${renderProblems(result.warnings, text)}\n`);
    if (values.stats) process.stderr.write(`${renderStats(result.stats)}\n`);
  }
}

function queryText(argument: string): string {
  if (!argument.startsWith('@')) return argument;
  try {
    return readFileSync(argument.slice(1), 'utf8');
  } catch {
    throw new UsageError(`cannot read the query file '${argument.slice(1)}'`);
  }
}

async function addTable(engine: Engine, name: string, files: readonly string[], load: Parameters<typeof loadFiles>[1]): Promise<void> {
  const table = await loadFiles(files, load);
  const warnings = table.warnings();
  if (warnings.length > 0) process.stderr.write(`${renderProblems(warnings, '')}\n`);
  if (table.rowCount === 0) process.stderr.write(`note: ${files.join(', ')} has no rows\n`);
  for (const note of table.notes) process.stderr.write(`note: ${note}\n`);
  engine.tables.set(name, table);
  // Rotated files are one log: its rows go in the order of their times.
  if (files.length > 1 && table.column('__time__'))
    engine.tables.set(name, engine.querySync('* | sort __time__', { from: name }).toTable());
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // the reader has seen enough
  throw error;
});

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof UsageError) {
    process.stderr.write(`logflume: ${error.message}\n\n${usage}`);
    process.exitCode = exitCodes.usage;
  } else if (error instanceof QueryError) {
    process.stderr.write(`${renderProblems(error.diagnostics, error.source)}\n`);
    process.exitCode = error.diagnostics.some((d) => d.name === 'unreadable-input') ? exitCodes.input : exitCodes.query;
  } else {
    const { message, stack } = error as Error;
    process.stderr.write(`logflume: ${process.env.LOGFLUME_DEBUG ? stack : message}\n`);
    process.exitCode = exitCodes.query;
  }
});

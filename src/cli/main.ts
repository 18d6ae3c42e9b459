#!/usr/bin/env node
import { existsSync, readFileSync, statSync } from 'node:fs';
import { QueryError } from '../diagnostics/query-error.ts';
import { printable, printableLines } from '../diagnostics/render.ts';
import { createEngine, type Engine } from '../engine.ts';
import type { FileReport, LoadedTable } from '../formats/input.ts';
import type { Schema } from '../types/data-type.ts';
import { findTimeZone } from '../types/time-zone.ts';
import { oneOf, readArguments, readerOptions, readWindow, UsageError, usage } from './arguments.ts';
import { fixFile, formatFiles } from './edit.ts';
import { findFiles, looksLikeQuery } from './files.ts';
import { fileFormats, type LoadOptions, loadFiles } from './load.ts';
import { type Needs, needsOf } from './needs.ts';
import { renderOutputs, renderReports, renderStats } from './output.ts';
import { columnarBytes, outputTarget, writeOutput } from './output-file.ts';
import { paint, plain, renderProblems, toOutput } from './paint.ts';

const exitCodes = { query: 1, usage: 2, input: 3 } as const;

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
  if (!findTimeZone(values.zone)) throw new UsageError(`--zone: '${values.zone}' is not a time zone`);
  const target = outputTarget(values);
  const edit = { write: values.write, check: values.check };
  if (first === 'fmt') {
    if (rest.length === 0) throw new UsageError('fmt needs a query file');
    if (!formatFiles(rest, edit)) process.exitCode = exitCodes.query;
    return;
  }
  if (first === 'watch') {
    if (rest.length !== 1) throw new UsageError('watch needs a file of rules');
    const { watchCommand } = await import('./watch.ts'); // what reads YAML is loaded where it is needed
    process.exitCode = await watchCommand(rest[0]!, { check: values.check, once: values.once, replay: values.replay });
    return;
  }
  const isQuery = first !== 'fix' && first !== 'repl';
  const named = first === 'fix' ? rest.slice(1) : rest;
  if (isQuery && existsSync(first) && rest.some((argument) => looksLikeQuery(argument) && !existsSync(argument)))
    throw new UsageError(`'${first}' is a file: is the query first? logflume '<query>' [file…]`);
  // Standard input is read where nothing else is.
  const files = named.length === 0 && isQuery && values.table.length === 0 && process.stdin.isTTY !== true ? ['-'] : named;
  const format = values['input-format'] === undefined ? undefined : oneOf(values['input-format'], fileFormats, '--input-format');
  const window = readWindow(values.window, values.zone);
  const load: LoadOptions = {
    format,
    timeZone: values.zone,
    progress: process.stderr.isTTY === true,
    read: readerOptions(values),
    csvSafe: values['csv-safe'],
  };
  const engine = createEngine({ timeZone: values.zone, unknownColumns: values['allow-missing'] ? 'null' : 'error' });
  const tables = tableFiles(files, values.table);
  const text = isQuery ? queryText(first) : '';
  const options = window ? { window } : {};
  const needs = isQuery ? await needsOfQuery(text, tables, load, options) : undefined;
  const reports: FileReport[] = [];
  const run = () => engine.run(text, options);
  for (const [name, paths] of tables) {
    reports.push(...(await addTable(engine, name, paths, load, needs?.get(name), run)));
  }
  if (first === 'fix') {
    if (rest[0] === undefined) throw new UsageError('fix needs a query file');
    if (!fixFile(rest[0], engine, edit)) process.exitCode = exitCodes.query;
    return;
  }
  if (first === 'repl') {
    const { startRepl } = await import('./repl.ts'); // what makes lines editable takes 30 ms to load
    await startRepl(engine, load, options);
    return;
  }
  if (values.explain) {
    const plans = `as written:\n${engine.explain(text, { ...options, optimized: false })}\n\noptimized:\n${engine.explain(text, options)}\n`;
    process.stdout.write(printableLines(plans));
    return;
  }
  const outputs = await run();
  if (target.columnar && target.file !== undefined) writeOutput(await columnarBytes(outputs, target.columnar), target.file, false);
  else {
    const toTerminal = target.file === undefined && process.stdout.isTTY === true;
    const rendered = await renderOutputs(outputs, {
      format: target.format,
      width: toTerminal ? (process.stdout.columns ?? 80) : undefined,
      // The other formats are read by programs.
      paint: target.file === undefined && target.format === 'table' ? paint : plain,
      csvSafe: values['csv-safe'],
    });
    // A table is printable already, and coloured.
    if (target.file === undefined) process.stdout.write(target.format === 'table' ? rendered : toOutput(rendered));
    else writeOutput(rendered, target.file, target.packed);
  }
  if (values.stats && reports.length > 0) process.stderr.write(`${renderReports(reports)}\n`);
  for (const { result } of outputs) {
    if (result.warnings.length > 0) process.stderr.write(`${renderProblems(result.warnings, text)}\n`);
    if (values.stats) process.stderr.write(`${renderStats(result.stats)}\n`);
  }
}

/** The files of each table. */
function tableFiles(files: readonly string[], pairs: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const tables = new Map<string, readonly string[]>(files.length > 0 ? [['logs', files]] : []);
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at <= 0) throw new UsageError(`--table must be name=file, found '${pair}'`);
    const name = pair.slice(0, at);
    tables.set(name, [...(tables.get(name) ?? []), pair.slice(at + 1)]);
  }
  return tables;
}

/** What a query reads of its tables, found by the first rows of files that can be read twice; mistakes in its grammar stop here. */
async function needsOfQuery(
  text: string,
  tables: ReadonlyMap<string, readonly string[]>,
  load: LoadOptions,
  options: Parameters<Engine['compile']>[1],
): Promise<ReadonlyMap<string, Needs> | undefined> {
  const { diagnostics } = createEngine({ timeZone: load.timeZone }).compile(text, options);
  const mistakes = diagnostics.filter(({ severity }) => severity === 'error');
  if (mistakes.length > 0 && mistakes.every(({ code }) => code.startsWith('SPL1'))) throw new QueryError(diagnostics, text);
  const schemas = new Map<string, Schema>();
  const fileCounts = new Map<string, number>();
  for (const [name, paths] of tables) {
    const files = await findFiles(paths);
    if (files.some((path) => path === '-' || !statSync(path).isFile())) return undefined;
    fileCounts.set(name, files.length);
    const columns = new Map<string, Schema[number]>();
    for (const path of new Set([files[0]!, files.at(-1)!])) {
      const sample = await loadSample(path, load);
      if (!sample) return undefined;
      for (const field of sample.schema) if (!columns.has(field.name)) columns.set(field.name, field);
    }
    schemas.set(name, [...columns.values()]);
  }
  const needs = await needsOf(text, schemas, load.timeZone, options ?? {});
  const withTimes = (name: string, need: Needs): Needs => {
    const { columns } = need;
    return (fileCounts.get(name) ?? 0) > 1
      ? { columns: columns && [...columns, '__time__', '__time_ns_part__'], maxRows: undefined }
      : need;
  };
  return needs && new Map([...needs].map(([name, need]) => [name, withTimes(name, need)]));
}

async function loadSample(path: string, load: LoadOptions): Promise<LoadedTable | undefined> {
  try {
    return await loadFiles([path], { ...load, progress: false, read: { ...load.read, maxRows: 500 } });
  } catch {
    return undefined; // reading the whole says why
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

/** How many rows are tried first for a query that may find enough among them. */
const firstRows = 50_000;

/** Loads a table and says what there is to say about it. */
async function addTable(
  engine: Engine,
  name: string,
  paths: readonly string[],
  load: LoadOptions,
  needs: Needs | undefined,
  run: () => Promise<readonly { readonly result: { readonly rowCount: number } }[]>,
): Promise<readonly FileReport[]> {
  const { columns, maxRows, enough } = needs ?? {};
  const read = { ...load.read, ...(columns ? { columns } : {}), ...(maxRows === undefined ? {} : { maxRows }) };
  let table: LoadedTable | undefined;
  if (enough !== undefined && read.maxRows === undefined) {
    table = await loadFiles(paths, { ...load, read: { ...read, maxRows: firstRows } });
    engine.tables.set(name, table);
    // A mistake that shows while it runs is told when all was read.
    const outputs = table.rowCount < firstRows ? undefined : await run().catch(() => []);
    if (outputs && (outputs[0]?.result.rowCount ?? 0) < enough) table = undefined;
  }
  table ??= await loadFiles(paths, { ...load, read });
  const warnings = table.warnings();
  if (warnings.length > 0) process.stderr.write(`${renderProblems(warnings, '')}\n`);
  const empty = table.files.every(({ rows }) => rows === 0);
  if (empty) process.stderr.write(`note: ${printable(table.files.map((file) => file.name).join(', '))} has no rows\n`);
  for (const note of table.notes) process.stderr.write(`note: ${printable(note)}\n`);
  engine.tables.set(name, table);
  return table.files;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // the reader has seen enough
  throw error;
});

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof UsageError) {
    process.stderr.write(`logflume: ${printable(error.message)} (see --help)\n`);
    process.exitCode = exitCodes.usage;
  } else if (error instanceof QueryError) {
    process.stderr.write(`${renderProblems(error.diagnostics, error.source)}\n`);
    process.exitCode = error.diagnostics.some((d) => d.name === 'unreadable-input') ? exitCodes.input : exitCodes.query;
  } else {
    const { message, stack } = error as Error;
    process.stderr.write(`logflume: ${printableLines(String(process.env.LOGFLUME_DEBUG ? stack : message))}\n`);
    process.exitCode = exitCodes.query;
  }
});

import { writeFileSync } from 'node:fs';
import type { Engine } from '../engine.ts';
import { writeCsv, writeMarkdown, writeNdjson } from '../formats/write.ts';
import type { Result } from '../index.ts';
import { formatType } from '../types/data-type.ts';
import { type LoadOptions, loadFiles } from './load.ts';
import { paint } from './paint.ts';

/** What the commands of the REPL work on. */
export interface Session {
  readonly engine: Engine;
  readonly load: LoadOptions;
  timing: boolean;
  last: Result | undefined;
  /** The first row that the next page shows. */
  nextRow: number;
  readonly write: (text: string) => void;
  readonly showPage: () => void;
  readonly quit: () => void;
}

interface DotCommand {
  readonly usage: string;
  readonly summary: string;
  readonly run: (session: Session, argument: string) => Promise<void> | void;
}

/** The commands of the REPL. */
export const dotCommands: Readonly<Record<string, DotCommand>> = {
  '.tables': {
    usage: '.tables',
    summary: 'lists the tables with their size',
    run({ engine, write }) {
      if (engine.tables.size === 0) write("there are no tables; '.load name=file' reads one");
      for (const [name, table] of engine.tables)
        write(`$${name}  ${table.rowCount.toLocaleString('en-US')} rows, ${table.schema.length} columns`);
    },
  },
  '.schema': {
    usage: '.schema [table]',
    summary: 'shows the columns of a table',
    run({ engine, write }, argument) {
      const name = argument.replace(/^\$/, '') || ([...engine.tables.keys()][0] ?? '');
      const table = engine.tables.get(name);
      if (!table) return write(`there is no table '${name}'`);
      for (const field of table.schema) write(`${field.name.padEnd(20)} ${paint.faint(formatType(field.type))}`);
    },
  },
  '.functions': {
    usage: '.functions [name]',
    summary: 'lists the functions, or shows one with its examples',
    run({ engine, write }, argument) {
      const found = argument === '' ? undefined : engine.functions.find(argument);
      if (!found) {
        const names = engine.functions.all.map(({ name }) => name).filter((name) => name.includes(argument.toLowerCase()));
        return write(names.length > 0 ? names.sort().join(', ') : `there is no function like '${argument}'`);
      }
      write(`${paint.bold(`${found.name}(${found.parameters.join(', ')})`)}\n${found.summary}`);
      for (const { call, result } of found.examples) write(`  ${call}  ${paint.faint('→')} ${result}`);
    },
  },
  '.explain': {
    usage: '.explain <query>',
    summary: 'shows the plan of a query, as written and optimized',
    run({ engine, write }, argument) {
      write(`${engine.explain(argument, { optimized: false })}\n${paint.faint('optimized:')}\n${engine.explain(argument)}`);
    },
  },
  '.timing': {
    usage: '.timing [on|off]',
    summary: 'shows how long queries take',
    run(session, argument) {
      session.timing = argument === '' ? !session.timing : argument === 'on';
      session.write(`timing is ${session.timing ? 'on' : 'off'}`);
    },
  },
  '.load': {
    usage: '.load [name=]file',
    summary: 'reads a file as a table',
    async run({ engine, load, write }, argument) {
      const at = argument.indexOf('=');
      const name = at > 0 ? argument.slice(0, at) : 'logs';
      const file = argument.slice(at + 1);
      if (file === '') return write('usage: .load name=file');
      const table = await loadFiles([file], load);
      engine.tables.set(name, table);
      const skipped =
        table.skippedCount > 0 ? `, skipped ${table.skippedCount} lines (line ${table.skipped[0]!.line}: ${table.skipped[0]!.reason})` : '';
      write(`$${name}: ${table.rowCount.toLocaleString('en-US')} rows${skipped}`);
    },
  },
  '.save': {
    usage: '.save file',
    summary: 'writes the last result to a file (.csv, .md or NDJSON)',
    run({ last, write }, argument) {
      if (!last) return write('there is no result to save');
      if (argument === '') return write('usage: .save file');
      writeFileSync(
        argument,
        argument.endsWith('.csv') ? writeCsv(last) : argument.endsWith('.md') ? writeMarkdown(last) : writeNdjson(last),
      );
      write(`wrote ${last.rowCount.toLocaleString('en-US')} rows to ${argument}`);
    },
  },
  '.more': {
    usage: '.more',
    summary: 'shows the next rows of the last result',
    run(session) {
      if (!session.last || session.nextRow >= session.last.rowCount) return session.write('there are no more rows');
      session.showPage();
    },
  },
  '.help': {
    usage: '.help',
    summary: 'shows this',
    run({ engine, write }) {
      write("A query goes on until it is complete; a line that starts with '|' continues the last one, ';' ends one, Ctrl-C cancels it.");
      for (const { usage, summary } of Object.values(dotCommands)) write(`  ${usage.padEnd(20)} ${paint.faint(summary)}`);
      write('Commands after a pipe:');
      for (const { usage } of engine.commands) write(`  ${usage}`);
    },
  },
  '.quit': { usage: '.quit', summary: 'ends the session', run: ({ quit }) => quit() },
};

import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { printable, printableLines } from '../diagnostics/render.ts';
import type { Engine } from '../engine.ts';
import { jsonRows, writeCsv, writeMarkdown, writeNdjson } from '../formats/write.ts';
import type { QueryOptions, Result } from '../index.ts';
import { formatType } from '../types/data-type.ts';
import type { Stop } from './interrupt-watch.ts';
import { type LoadOptions, loadFiles } from './load.ts';
import { paint, renderProblems } from './paint.ts';

/** Loaded when first asked for, as it brings the documentation of every function. */
const help = () => import('./help.ts');

/** What the commands of the REPL work on. */
export interface Session {
  readonly engine: Engine;
  readonly load: LoadOptions;
  /** What every query runs with. */
  readonly query: Pick<QueryOptions, 'window'>;
  timing: boolean;
  last: Result | undefined;
  /** The first row that the next page shows. */
  nextRow: number;
  readonly write: (text: string) => void;
  /** Shows the next rows of the last result: so many, or as many as the terminal holds. */
  readonly showPage: (stop: Stop, rows?: number) => Promise<void>;
  readonly quit: () => void;
}

/** A command of the REPL. */
export interface DotCommand {
  readonly usage: string;
  readonly summary: string;
  readonly run: (session: Session, argument: string, stop: Stop) => Promise<void> | void;
}

/** The name of a file as it was typed: without the quotes around it, `~` being the home folder. */
export function fileNamed(argument: string): string {
  const quoted = /^(["'])(.*)\1$/s.exec(argument);
  if (quoted) return quoted[2]!;
  return argument.replace(/\\ /g, ' ').replace(/^~(?=$|[/\\])/, homedir());
}

function saved(result: Result, file: string, csvSafe: boolean, interrupted: () => boolean): string {
  if (file.endsWith('.csv')) return writeCsv(result, { escapeFormulas: csvSafe, interrupted });
  if (file.endsWith('.md')) return writeMarkdown(result, { interrupted });
  if (file.endsWith('.json')) return `[\n  ${jsonRows(result, { interrupted }).join(',\n  ')}\n]\n`;
  return writeNdjson(result, { interrupted });
}

/** The commands of the REPL. */
export const dotCommands: Readonly<Record<string, DotCommand>> = {
  '.tables': {
    usage: '.tables',
    summary: 'lists the tables with their size',
    run({ engine, write }) {
      if (engine.tables.size === 0) write("there are no tables; '.load FILE' reads one");
      for (const [name, table] of engine.tables)
        write(`$${printable(name)}  ${table.rowCount.toLocaleString('en-US')} rows, ${table.schema.length} columns`);
    },
  },
  '.schema': {
    usage: '.schema [table]',
    summary: 'shows the columns of a table',
    run({ engine, write }, argument) {
      const name = argument.replace(/^\$/, '') || ([...engine.tables.keys()][0] ?? '');
      const table = engine.tables.get(name);
      if (!table) return write(name === '' ? "there are no tables; '.load FILE' reads one" : `there is no table '${printable(name)}'`);
      for (const field of table.schema) write(`${printable(field.name).padEnd(20)} ${paint.faint(printable(formatType(field.type)))}`);
    },
  },
  '.functions': {
    usage: '.functions [name]',
    summary: 'lists the functions, or shows one with its examples',
    async run({ engine, write }, argument) {
      const { showFunction } = await help();
      write(showFunction(engine, argument));
    },
  },
  '.explain': {
    usage: '.explain <query>',
    summary: 'shows the plan of a query, as written and optimized',
    run({ engine, query, write }, argument, { interrupted }) {
      const options = { ...query, interrupted };
      const written = engine.explain(argument, { ...options, optimized: false });
      write(`${printableLines(written)}\n${paint.faint('optimized:')}\n${printableLines(engine.explain(argument, options))}`);
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
    summary: 'reads a file, a folder or a pattern as a table',
    async run({ engine, load, write }, argument, { signal }) {
      const [, name = 'logs', path] = /^(?:(\w+)=)?(.*)$/s.exec(argument)!;
      const file = fileNamed(path!);
      if (file === '') return write('usage: .load [name=]file');
      const table = await loadFiles([file], { ...load, signal });
      engine.tables.set(name, table);
      write(`$${name}: ${table.rowCount.toLocaleString('en-US')} ${table.rowCount === 1 ? 'row' : 'rows'}`);
      const warnings = table.warnings();
      if (warnings.length > 0) write(renderProblems(warnings, '', paint));
      for (const note of table.notes) write(`note: ${printable(note)}`);
    },
  },
  '.save': {
    usage: '.save file',
    summary: 'writes the last result, as its name ends: .csv .md .json',
    run({ last, load, write }, argument, { interrupted }) {
      const file = fileNamed(argument);
      if (!last) return write('there is no result to save');
      if (file === '') return write('usage: .save file');
      writeFileSync(file, saved(last, file, load.csvSafe ?? false, interrupted));
      write(`wrote ${last.rowCount.toLocaleString('en-US')} rows to ${printable(file)}`);
    },
  },
  '.more': {
    usage: '.more [rows]',
    summary: 'shows the next rows of the last result',
    run(session, argument, stop) {
      if (argument !== '' && !/^[1-9]\d{0,8}$/.test(argument)) return session.write('usage: .more [rows]');
      if (!session.last || session.nextRow >= session.last.rowCount) return session.write('there are no more rows');
      return session.showPage(stop, argument === '' ? undefined : Number(argument));
    },
  },
  '.help': {
    usage: '.help [name]',
    summary: 'shows this, or how a command or function is used',
    async run({ engine, write }, argument) {
      const { showHelp } = await help();
      write(showHelp(engine, dotCommands, argument));
    },
  },
  '.quit': { usage: '.quit', summary: 'ends the session', run: ({ quit }) => quit() },
};

/** The command that an entry is, with its argument; undefined for a query. */
export function commandOf(entry: string): { readonly name: string; readonly argument: string } | undefined {
  const [, word, argument] = /^\s*(\.\w+)(?:\s+([^]*))?$/.exec(entry) ?? [];
  const name = word?.toLowerCase();
  return name !== undefined && Object.hasOwn(dotCommands, name) ? { name, argument: (argument ?? '').trim() } : undefined;
}

const habits: readonly (readonly [words: RegExp, command: string])[] = [
  [/^(?:exit|quit|bye|logout|q|:q!?|\\q)$/i, '.quit'],
  [/^(?:help|man|\?|\\\?|\\h)$/i, '.help'],
  [/^(?:tables|show tables|\\dt?|ls)$/i, '.tables'],
  [/^(?:schema|show schema|describe|desc|show columns)$/i, '.schema'],
];

/** What to say where an entry is a word that other programs take as a command; undefined for every other entry. */
export function meantCommand(entry: string): string | undefined {
  const typed = entry.trim().replace(/\s*;$/, '');
  if (/^(?:clear|cls)$/i.test(typed)) return `Ctrl-L clears the screen; to search for the word, type "${typed}"`;
  const found = habits.find(([words]) => words.test(typed));
  if (!found) return undefined;
  return `did you mean '${found[1]}'?${/^[\w ]+$/.test(typed) ? ` To search for the word${typed.includes(' ') ? 's' : ''}, type "${typed}"` : ''}`;
}

import { appendFileSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { QueryError } from '../diagnostics/query-error.ts';
import type { Engine } from '../engine.ts';
import { complete } from './complete.ts';
import { dotCommands, type Session } from './dot-commands.ts';
import type { LoadOptions } from './load.ts';
import { paint, renderProblems } from './paint.ts';
import { renderTable } from './render-table.ts';

const prompt = 'logflume> ';
const continued = '      ... ';
/** Lines that come closer together than this were pasted, and belong together where a pipe joins them. */
const pasteDelay = 25;

/** Whether a text can be run, or waits for more: a bracket, a quote, an operand or a command is still to come. */
export function isComplete(engine: Engine, text: string): boolean {
  if (/;\s*$/.test(text)) return true;
  const end = text.trimEnd().length;
  return !engine
    .compile(text)
    .diagnostics.some(({ name, span }) => name === 'unterminated' || (name === 'unexpected-token' && span.start >= end));
}

function historyFile(): string {
  return process.env.LOGFLUME_HISTORY ?? join(homedir(), '.logflume_history');
}

function readHistory(): string[] {
  try {
    return readFileSync(historyFile(), 'utf8').split('\n').filter(Boolean).slice(-500).reverse();
  } catch {
    return []; // a first session has none
  }
}

/** Reads queries and commands until the input ends or the user quits. */
export async function startRepl(engine: Engine, load: LoadOptions): Promise<void> {
  const terminal = process.stdin.isTTY === true;
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  const reader = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: terminal ? prompt : '',
    terminal,
    history: terminal ? readHistory() : [],
    completer: (line: string): [string[], string] => {
      const { candidates, word } = complete(engine, buffer + line);
      return [[...candidates], word];
    },
  });
  const session: Session = {
    engine,
    load,
    timing: false,
    last: undefined,
    nextRow: 0,
    write,
    showPage: () => showPage(session),
    quit: () => reader.close(),
  };
  let buffer = '';
  let previous = '';
  let running: AbortController | undefined;
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();

  const run = async (text: string): Promise<void> => {
    running = new AbortController();
    await execute(session, text, running.signal);
    running = undefined;
    reader.prompt();
  };

  /** Runs what has gathered, unless it waits for more. */
  const flush = (force: boolean): void => {
    timer = undefined;
    const text = buffer.trim();
    if (text === '') {
      buffer = '';
      reader.prompt();
    } else if (force || (text.startsWith('.') && !text.startsWith('.let')) ? true : isComplete(engine, text)) {
      buffer = '';
      previous = text;
      work = work.then(() => run(text));
    } else {
      reader.setPrompt(terminal ? continued : '');
      reader.prompt();
      reader.setPrompt(terminal ? prompt : '');
    }
  };

  reader.on('line', (line) => {
    if (timer) clearTimeout(timer);
    if (terminal && line.trim() !== '') appendHistory(line);
    const joins = /^\s*\|/.test(line);
    const dot = /^\s*\.(?!let)/.test(line);
    if (buffer !== '' && (dot || line.trim() === '')) flush(true);
    else if (buffer !== '' && !joins && isComplete(engine, buffer) && timer) flush(true);
    if (buffer === '' && joins && previous !== '') buffer = previous;
    buffer = buffer === '' ? line : `${buffer}\n${line}`;
    timer = setTimeout(() => flush(false), pasteDelay);
  });
  reader.on('SIGINT', () => {
    if (running) running.abort();
    else {
      buffer = '';
      write('');
      reader.prompt();
    }
  });
  if (terminal) write(`Logflume. ${paint.faint("'.help' shows the commands, Tab completes, '.quit' ends.")}`);
  reader.prompt();
  await new Promise<void>((resolve) => reader.once('close', resolve));
  if (timer) clearTimeout(timer);
  if (buffer.trim() !== '') flush(true);
  await work;
}

function appendHistory(line: string): void {
  try {
    appendFileSync(historyFile(), `${line}\n`);
  } catch {
    // A home that cannot be written to costs the history, not the session.
  }
}

/** Runs one query or command; whatever goes wrong is shown and the session goes on. */
async function execute(session: Session, text: string, signal: AbortSignal): Promise<void> {
  const { engine, write } = session;
  const started = performance.now();
  const [word, ...rest] = text.split(/\s+/);
  const command = word!.startsWith('.') && word !== '.let' ? dotCommands[word!.toLowerCase()] : undefined;
  try {
    if (command) {
      await command.run(session, text.slice(word!.length).trim());
      return;
    }
    if (word!.startsWith('.') && word !== '.let' && rest.length === 0) {
      write(`there is no command '${word}'; '.help' lists them`);
      return;
    }
    for (const { name, result } of await engine.run(text, { signal })) {
      if (name !== undefined) write(paint.bold(`$${name}`));
      session.last = result;
      session.nextRow = 0;
      showPage(session);
      if (result.warnings.length > 0) write(renderProblems(result.warnings, text));
    }
    if (session.timing) write(paint.faint(`${(performance.now() - started).toFixed(0)} ms`));
  } catch (error) {
    write(error instanceof QueryError ? renderProblems(error.diagnostics, error.source) : `error: ${(error as Error).message}`);
  }
}

/** Shows as many rows of the last result as the terminal holds. */
function showPage(session: Session): void {
  const { last, nextRow, write } = session;
  if (!last) return;
  const size = process.stdout.isTTY ? Math.max(5, (process.stdout.rows ?? 30) - 6) : 40;
  const to = Math.min(last.rowCount, nextRow + size);
  if (last.schema.length > 0) write(renderTable(last, { width: process.stdout.columns ?? 120, from: nextRow, to }));
  const left = last.rowCount - to;
  const total = `${last.rowCount.toLocaleString('en-US')} ${last.rowCount === 1 ? 'row' : 'rows'}`;
  write(paint.faint(left > 0 ? `rows ${nextRow + 1} to ${to} of ${total}; '.more' shows the next` : total));
  session.nextRow = to;
}

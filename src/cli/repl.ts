import { QueryError } from '../diagnostics/query-error.ts';
import { printable } from '../diagnostics/render.ts';
import type { Engine } from '../engine.ts';
import type { QueryOptions } from '../index.ts';
import { complete, whileTyping } from './complete.ts';
import { commandOf, dotCommands, meantCommand, type Session } from './dot-commands.ts';
import { userHistory } from './history.ts';
import { type Stop, watchInterrupts } from './interrupt-watch.ts';
import type { LoadOptions } from './load.ts';
import { paint, renderProblems } from './paint.ts';
import { openLinePrompt, type Prompt } from './prompt.ts';
import { renderTable } from './render-table.ts';
import { TerminalPrompt } from './terminal-prompt.ts';

const prompts = { first: 'logflume> ', other: '      ... ' };

/** Whether a query can be run, or waits for more: a bracket, a quote, an operand or a command is still to come. */
export function isComplete(engine: Engine, source: string): boolean {
  if (/;\s*$/.test(source)) return true;
  const end = source.trimEnd().length;
  return !engine
    .compile(source, { limits: whileTyping })
    .diagnostics.some(({ name, span }) => name === 'unterminated' || (name === 'unexpected-token' && span.start >= end));
}

const compiles = (engine: Engine, source: string, { interrupted }: Stop): boolean =>
  !engine.compile(source, { interrupted }).diagnostics.some(({ severity }) => severity === 'error');

/** Reads queries and commands until the input ends or the user quits. */
export async function startRepl(engine: Engine, load: LoadOptions, query: Pick<QueryOptions, 'window'>): Promise<void> {
  const { stdin: input, stdout: output } = process;
  const write = (text: string): void => void output.write(`${text}\n`);
  const history = userHistory();
  /** The last query that compiles. */
  let previous = '';
  let open = true;
  /** The query that an entry is: one that starts with a pipe goes on from the query before it. */
  const whole = (entry: string): string => (/^\s*\|/.test(entry) && previous !== '' ? `${previous}\n${entry}` : entry);
  const rules = {
    isComplete: (entry: string) => commandOf(entry) !== undefined || isComplete(engine, whole(entry)),
    isCommand: (line: string) => commandOf(line) !== undefined,
  };
  const terminal = input.isTTY && output.isTTY && process.env.TERM !== 'dumb';
  const prompt: Prompt = terminal
    ? new TerminalPrompt({
        input,
        output,
        prompts,
        history,
        rules,
        watch: watchInterrupts(),
        complete: (text) => complete(engine, whole(text)),
      })
    : openLinePrompt(input, output, input.isTTY ? prompts.first : '', rules);
  const session: Session = {
    engine,
    load,
    query,
    timing: false,
    last: undefined,
    nextRow: 0,
    write,
    showPage: (stop, rows) => showPage(session, stop, rows),
    quit: () => {
      open = false;
    },
  };
  if (terminal) write(`Logflume. ${paint.faint("'.help' shows the commands, Tab completes, '.quit' ends.")}`);
  try {
    while (open) {
      const entry = await prompt.read();
      if (entry === undefined) break;
      const text = whole(entry).trim();
      if (text === '') continue;
      if (terminal) history.add(text);
      await prompt.interruptible(async (stop) => {
        if (commandOf(text) === undefined && meantCommand(text) === undefined && compiles(engine, text, stop)) previous = text;
        await execute(session, text, stop);
      });
    }
  } finally {
    prompt.close();
  }
}

/** Runs one query or command; whatever goes wrong is shown and the session goes on. */
async function execute(session: Session, text: string, stop: Stop): Promise<void> {
  const { engine, query, write } = session;
  const started = performance.now();
  try {
    const command = commandOf(text);
    const meant = meantCommand(text);
    if (command) {
      await dotCommands[command.name]!.run(session, command.argument, stop);
      return;
    }
    if (meant !== undefined) return write(meant);
    if (/^\.\w+$/.test(text)) return write(`there is no command '${text}'; '.help' lists them`);
    for (const { name, result } of await engine.run(text, { ...query, ...stop })) {
      if (name !== undefined) write(paint.bold(printable(`$${name}`)));
      session.last = result;
      session.nextRow = 0;
      await showPage(session, stop);
      if (result.warnings.length > 0) write(renderProblems(result.warnings, text, paint));
    }
    if (session.timing) write(paint.faint(`${(performance.now() - started).toFixed(0)} ms`));
  } catch (error) {
    write(stop.signal.aborted || stop.interrupted() ? 'cancelled' : renderFailure(engine, error));
  }
}

function renderFailure(engine: Engine, error: unknown): string {
  if (!(error instanceof QueryError)) return `error: ${printable((error as Error).message)}`;
  const noTable = engine.tables.size === 0 && error.diagnostics.some(({ name }) => name === 'unknown-table');
  return noTable ? "there is no table yet: '.load FILE' reads one" : renderProblems(error.diagnostics, error.source, paint);
}

/** Shows the next rows of the last result: so many, or as many as the terminal holds. */
async function showPage(session: Session, { interrupted }: Stop, rows?: number): Promise<void> {
  const { last, nextRow, write } = session;
  if (!last) return;
  const size = rows ?? (process.stdout.isTTY ? Math.max(5, (process.stdout.rows ?? 30) - 6) : 40);
  const to = Math.min(last.rowCount, nextRow + size);
  const width = process.stdout.columns ?? 120;
  if (last.schema.length > 0) write(await renderTable(last, { width, paint, from: nextRow, to, interrupted }));
  const left = last.rowCount - to;
  const total = `${last.rowCount.toLocaleString('en-US')} ${last.rowCount === 1 ? 'row' : 'rows'}`;
  write(paint.faint(left > 0 ? `rows ${nextRow + 1} to ${to} of ${total}; '.more' shows the next` : total));
  session.nextRow = to;
}

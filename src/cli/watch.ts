import { readFile } from 'node:fs/promises';
import { checkRules, type QueryMistake } from '../alerts/check-rules.ts';
import type { AlertEvent } from '../alerts/event.ts';
import { type RuleMistake, readRules } from '../alerts/read-rules.ts';
import { replay } from '../alerts/replay.ts';
import type { RuleFile } from '../alerts/rule.ts';
import { RuleRunner } from '../alerts/rule-runner.ts';
import { sinkOf } from '../alerts/sinks.ts';
import { watchRules } from '../alerts/watch-rules.ts';
import { printable } from '../diagnostics/render.ts';
import { inputError } from '../formats/input.ts';
import { reasonOf } from './files.ts';
import { loadFiles } from './load.ts';
import { renderProblems } from './paint.ts';

/** How `logflume watch` was called. */
export interface WatchCommand {
  readonly check: boolean;
  readonly once: boolean;
  /** Files that are replayed. */
  readonly replay: readonly string[];
}

/** Watches the rules of a file; answers the exit code. @throws QueryError for files that cannot be read. */
export async function watchCommand(path: string, { check, once, replay: files }: WatchCommand): Promise<number> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw inputError(path, reasonOf(error));
  });
  const { rules, mistakes } = readRules(text);
  for (const mistake of mistakes) say(lineOf(path, mistake));
  if (!rules) return 1;
  const found = files.length > 0 ? [] : await checkRules(rules);
  for (const mistake of found) say(shown(path, mistake));
  const isWrong = found.some(({ severity }) => severity === 'error');
  if (check || isWrong) {
    if (!isWrong) say(`${path}: ${counted(rules.rules.length, 'rule')}, no mistakes`);
    return isWrong ? 1 : 0;
  }
  if (files.length > 0) return await replayed(rules, files);
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const sinks = rules.send.map((rule) => sinkOf(rule, print, say));
  await watchRules(rules, { sinks, tell: say, once, signal: controller.signal });
  return 0;
}

/** Says what would have fired while files were written. */
async function replayed({ rules, zone }: RuleFile, files: readonly string[]): Promise<number> {
  const began = performance.now();
  for (const rule of rules) {
    const { format, ...read } = rule.read;
    const rows = await loadFiles(files, { format, timeZone: zone, progress: false, read });
    const counts = { firing: 0, resolved: 0 };
    const runner = new RuleRunner(rule, zone, undefined, (event: AlertEvent) => {
      counts[event.state]++;
      print(JSON.stringify(event));
    });
    await replay(runner, rows);
    for (const warning of runner.watch.warnings) say(`${rule.name}: ${warning}`);
    await runner.close();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    say(`${rule.name}: ${counted(rows.rowCount, 'row')}, ${counts.firing} fired, ${counts.resolved} resolved, in ${seconds} s`);
  }
  return 0;
}

const counted = (count: number, what: string): string => `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** A mistake with its place, as compilers have it. */
function lineOf(path: string, { line, column, message, help }: RuleMistake): string {
  return printable(`${path}:${line}:${column}: ${message}${help === undefined ? '' : `; ${help}`}`);
}

/** The same, with the line of the query where it is one of the language. */
function shown(path: string, mistake: QueryMistake): string {
  const { diagnostic, rule } = mistake;
  const place = lineOf(path, { ...mistake, message: `${rule.name}: ${mistake.message}`, help: diagnostic ? undefined : mistake.help });
  return diagnostic ? `${place}\n${renderProblems([diagnostic], rule.query)}` : place;
}

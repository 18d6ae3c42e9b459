import { printable } from '../diagnostics/render.ts';
import { commandDocs, docsOf } from '../docs.ts';
import type { Engine } from '../engine.ts';
import { paint } from './paint.ts';

/** How a command of the REPL is used. */
interface Usage {
  readonly usage: string;
  readonly summary: string;
}

const width = 78;

/** Words in lines of a readable length, indented. */
function inLines(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > width) lines.push(`  ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

/** One function with its examples, the functions whose name or summary has a word in it, or all of them. */
export function showFunction(engine: Engine, word: string): string {
  const found = engine.functions.find(word) ?? engine.functions.all.find(({ name }) => name === word.toLowerCase());
  if (found) {
    const docs = docsOf(found);
    const names = docs.parameters.map(({ name, optional }) => (optional ? `${name}?` : name));
    const size = Math.max(0, ...names.map(({ length }) => length));
    const parameters = docs.parameters.flatMap(({ description }, i) =>
      description === '' ? [] : [`  ${names[i]!.padEnd(size)}  ${paint.faint(description)}`],
    );
    const examples = docs.examples.map(({ call, result, error }) => `  ${call}  ${paint.faint('→')} ${result ?? error}`);
    const usage = found.kind === 'special' ? found.usage : `${found.name}(${names.join(', ')})`;
    return [paint.bold(usage), inLines(docs.summary.split(' ')), ...parameters, ...examples].join('\n');
  }
  const part = word.toLowerCase();
  const { all } = engine.functions;
  const named = all.filter(({ name }) => name.toLowerCase().includes(part));
  const matching = named.length > 0 ? named : all.filter((fn) => docsOf(fn).summary.toLowerCase().includes(part));
  if (matching.length === 0) return `there is no function like '${printable(word)}'; '.functions' lists them all`;
  return inLines(matching.map(({ name }, i) => (i + 1 < matching.length ? `${name},` : name)).sort());
}

/** How a command or a function is used; without a word, the commands of the REPL and the names of the others. */
export function showHelp(engine: Engine, dotCommands: Readonly<Record<string, Usage>>, word: string): string {
  const line = ({ usage, summary }: Usage): string => `  ${usage.padEnd(20)} ${paint.faint(summary)}`;
  if (word === '') {
    return [
      "Enter runs a query that is complete, and ';' or an empty line ends any other.",
      "A line that starts with '|' goes on from the last query.",
      'Ctrl-C drops what is typed or stops what runs; Tab completes; Up and Ctrl-R',
      'bring back earlier queries.',
      ...Object.values(dotCommands).map(line),
      `Commands after a pipe, of which ${paint.bold('.help NAME')} shows the use:`,
      inLines(engine.commands.map(({ name }) => name)),
    ].join('\n');
  }
  const name = word.toLowerCase();
  const own = dotCommands[name.startsWith('.') ? name : `.${name}`];
  const command = commandDocs.find((candidate) => candidate.name === name.replace(/^\|\s*/, ''));
  if (command) return `${paint.bold(`* | ${command.usage}`)}\n${inLines(command.summary.split(' '))}`;
  if (own) return line(own);
  return engine.functions.find(word)
    ? showFunction(engine, word)
    : `there is no command or function '${printable(word)}'; '.help' lists the commands`;
}

// The section of one function in the reference, from its documentation.
import { createEngine, Table } from '../build/index.js';

/** A text as a cell of a Markdown table. */
export const cell = (text) => text.replaceAll('|', '\\|');

/** A Markdown table of rows of texts, without the columns in which every cell is empty. */
function table(titles, rows) {
  const kept = titles.map((_, i) => i).filter((i) => rows.some((row) => row[i]));
  const line = (texts) => `| ${kept.map((i) => cell(texts[i] ?? '')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

const maxSignatures = 8;

function signatures(fn) {
  const { usage: written, signatures: unique } = fn;
  const shown = unique.length > maxSignatures ? [...unique.slice(0, 6), `… and ${unique.length - 6} more`] : unique;
  return [written, ...shown.map((signature) => `  ${signature}`)].join('\n');
}

function parametersTable({ parameters }) {
  if (parameters.every(({ description }) => description === '')) return undefined;
  const rows = parameters.map((parameter) => [
    `\`${parameter.name}\`${parameter.optional ? ' (optional)' : ''}`,
    parameter.description,
    parameter.unit,
    parameter.default && `\`${parameter.default}\``,
  ]);
  return table(['Parameter', 'Meaning', 'Unit', 'Default'], rows);
}

/** The options of a JSON parameter. */
function optionsTable({ options }) {
  if (options.length === 0) return undefined;
  const rows = options.map(({ name, type, unit, default: absent, description }) => [`\`${name}\``, type, unit, absent, description]);
  return table(['Option', 'Type', 'Unit', 'Default', 'Meaning'], rows);
}

const volatilities = {
  stable: 'Its result is the same for all rows of a query.',
  volatile: 'Its result differs by row.',
};

/** What is true of every call: NULL, how often it is computed, what it loads. */
function rules(fn) {
  const { kind, nulls, volatility, library, parameters } = fn;
  return [
    ...(kind === 'scalar' && parameters.length > 0
      ? [nulls === 'called' ? 'It is called with NULL arguments too.' : 'A NULL argument gives NULL.']
      : []),
    ...(volatilities[volatility] ? [volatilities[volatility]] : []),
    ...(library ? [`It loads ${library} when first used.`] : []),
  ].join(' ');
}

const engine = createEngine({
  tables: {
    rows: Table.from([
      { x: 1, y: 'a' },
      { x: 2, y: 'b' },
      { x: 3, y: 'c' },
    ]),
  },
});
await engine.loadLibraries();

/** The message that a call fails with. */
function messageOf(fn, call) {
  const query = fn.kind === 'aggregate' ? `stats r = ${call}` : `project r = ${call}`;
  try {
    engine.querySync(`* | ${query}`, { onRowError: 'fail' });
  } catch (error) {
    return error.message.split('\n')[0];
  }
  throw new Error(`${call} does not fail`);
}

function examples(fn) {
  const width = Math.min(60, Math.max(...fn.examples.map(({ call }) => call.length)));
  return fn.examples
    .map(({ call, result, error }) => `${call.padEnd(width)}  →  ${error === undefined ? result : `error ${messageOf(fn, call)}`}`)
    .join('\n');
}

const code = (text) => `\`\`\`text\n${text}\n\`\`\``;

/** The section of a function. */
export function describeFunction(fn) {
  const aliases = fn.aliases.length ? ` Also called ${fn.aliases.map((alias) => `\`${alias}\``).join(', ')}.` : '';
  const title = fn.name.replace(/[<>*%|]/g, '\\$&');
  const parts = [
    `### ${title}`,
    fn.summary + aliases,
    code(signatures(fn)),
    parametersTable(fn),
    optionsTable(fn),
    rules(fn),
    code(examples(fn)),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

// The page of the reference about the formats of files: what each is, the columns it has, and what becomes of the samples.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formats, readLogs } from '../build/formats/registry.js';
import { formatType } from '../build/types/data-type.js';
import { cell } from './describe-function.mjs';

const samples = fileURLToPath(new URL('../test/data/formats/', import.meta.url));

/** The samples, each with the format it is read as, its rows, and what the reader has to say. */
async function sampleRows() {
  const files = readdirSync(samples, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => join(entry.parentPath, entry.name).slice(samples.length).replaceAll('\\', '/'))
    .sort();
  const rows = [];
  for (const name of files) {
    const table = await readLogs({ name, input: readFileSync(join(samples, name)) }, { onError: 'skip' });
    const [report] = table.files;
    const problems = table.warnings().map(({ message }) => message.replace(`${name}: `, ''));
    rows.push(`| \`${name}\` | ${report.format} | ${report.rows} | ${cell(problems.join('; ')) || 'none'} |`);
  }
  return rows;
}

/** The cases of OpenMetrics that are read without `strict` although its specification forbids them. */
async function lenientCases() {
  const cases = readFileSync(join(samples, 'openmetrics/parser-cases.jsonl'), 'utf8').trim().split('\n');
  const names = [];
  for (const { name, shouldParse, text } of cases.map((line) => JSON.parse(line))) {
    const table = await readLogs({ name, input: text }, { format: 'openmetrics', onError: 'skip' });
    if (!shouldParse && table.skippedCount === 0) names.push(`\`${name}\``);
  }
  return `## Strict OpenMetrics\n\nWith \`strict\` all ${cases.length} cases of the parser of OpenMetrics are accepted and refused as they should be. Without it lines are taken for themselves, with any blanks and comments, and families may stand in any order.\n\nRead without \`strict\` although the specification forbids them: ${names.join(', ')}.\n`;
}

function describeFormat([name, { summary, extensions, columns = {} }]) {
  const named = extensions.length > 0 ? ` Usual extensions: ${extensions.map((extension) => `\`.${extension}\``).join(', ')}.` : '';
  const rows = Object.entries(columns).map(
    ([column, { type, description }]) => `| \`${column}\` | ${formatType(type).toUpperCase()} | ${cell(description)} |`,
  );
  const table = rows.length > 0 ? `\n| Column | Type | Meaning |\n| --- | --- | --- |\n${rows.join('\n')}\n` : '';
  return `## ${name}\n\n${summary[0].toUpperCase()}${summary.slice(1)}.${named}\n${table}`;
}

/** The whole page. */
export async function formatsPage(made) {
  const intro =
    'Each file is recognised by its content; its name breaks ties. The report of a table says which format it was and why. Columns that the keys or fields of a file give come in addition to those listed. Lines that are not of the format of their file are rows of their `message` alone, and a warning counts them.';
  const list = Object.entries(formats).map(([name, { summary }]) => `| [${name}](#${name}) | ${cell(summary)} |`);
  const sections = Object.entries(formats).map(describeFormat);
  const read = `## Samples\n\nFiles of real programs, as \`test/data/formats\` has them, read without options:\n\n| File | Format | Rows | Problems |\n| --- | --- | ---: | --- |\n${(await sampleRows()).join('\n')}\n`;
  return `# Formats of files\n\n${made}${intro}\n\n| Format | Files |\n| --- | --- |\n${list.join('\n')}\n\n${sections.join('\n')}\n${await lenientCases()}\n${read}`;
}

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readArguments, readerOptions, readWindow } from '../../src/cli/arguments.ts';
import { loadFiles } from '../../src/cli/load.ts';
import { needsOf } from '../../src/cli/needs.ts';
import { createEngine, type Diagnostic, QueryError, type Table } from '../../src/index.ts';
import { showTable } from '../../src/testing/golden.ts';
import { configurations } from '../../src/testing.ts';
import { type Block, completeCases, parseCases } from './files.ts';

// Files as people bring them, and what they ask of them: read as the command line reads them.
const root = new URL('./', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'logflume-everyday-'));
const complete = process.env.LOGFLUME_COMPLETE === '1';
const now = () => Date.parse('2025-11-26T12:00:00Z');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const said = ({ code, message, help }: Diagnostic): string => `${code}  ${message}${help ? `\n  help: ${help}` : ''}`;

/** What the command line says of a query over files in a folder: of reading, the rows, and the warnings. */
async function answer(block: Block & { kind: 'query' }, names: readonly string[], at: string): Promise<string> {
  const { values, positionals } = readArguments([block.query, ...block.args]);
  const path = (name: string): string => join(at, name);
  const logs = positionals.slice(1);
  const others = values.table.map((pair) => pair.split('=') as [string, string]);
  const main = logs.length > 0 ? logs : names.filter((name) => !others.some(([, other]) => other === name));
  const window = readWindow(values.window, values.zone);
  const load = {
    format: values['input-format'] as never, // a wrong name is a mistake of the case
    timeZone: values.zone,
    progress: false,
    read: readerOptions(values),
    ...(window ? { window } : {}),
  };
  const notes: string[] = [];
  try {
    const tables = new Map<string, Table>();
    for (const [name, files] of [['logs', main] as const, ...others.map(([name, file]) => [name, [file]] as const)]) {
      const table = await loadFiles(files.map(path), load);
      notes.push(...table.warnings().map(said), ...table.notes.map((note) => `note: ${note}`));
      tables.set(name, table);
    }
    const options = window ? { window } : {};
    const settings = { tables, now, seed: 1, timeZone: values.zone, unknownColumns: values['allow-missing'] ? 'null' : 'error' } as const;
    const result = createEngine(settings).querySync(block.query, options);
    const shown = showTable(result.toTable(), false);
    for (const { name, execution } of configurations.slice(1))
      expect(
        showTable(
          createEngine({ ...settings, execution })
            .querySync(block.query, options)
            .toTable(),
          false,
        ),
        name,
      ).toBe(shown);
    // Reading only what the query needs changes nothing.
    const needs = await needsOf(block.query, new Map([...tables].map(([name, { schema }]) => [name, schema])), values.zone, options);
    const columns = needs?.get('logs')?.columns;
    if (columns && main.length === 1 && !window) {
      const narrow = await loadFiles(main.map(path), { ...load, read: { ...load.read, columns } });
      const engine = createEngine({ ...settings, tables: new Map([...tables, ['logs', narrow]]) });
      expect(showTable(engine.querySync(block.query, options).toTable(), false), 'reading only what is needed').toBe(shown);
    }
    return [...notes, shown, ...result.warnings.map(said)].join('\n');
  } catch (error) {
    if (error instanceof QueryError) return [...notes, ...error.diagnostics.map(said)].join('\n');
    throw error;
  }
}

for (const name of readdirSync(root).filter((file) => file.endsWith('.logs'))) {
  describe(name, () => {
    const source = readFileSync(new URL(name, root), 'utf8');
    const cases = parseCases(source);
    const answers = new Map<Block, string>();
    let at = '';
    let files: (Block & { kind: 'file' })[] = [];
    let asked = true;
    for (const block of cases.blocks) {
      if (block.kind === 'file') {
        if (asked) files = [];
        asked = false;
        files.push(block);
        continue;
      }
      asked = true;
      const own = [...files];
      it(`line ${block.line}: ${block.query}`, async () => {
        at = join(folder, `${name}-${block.line}`);
        mkdirSync(at, { recursive: true });
        for (const file of own) {
          writeFileSync(join(at, file.name), file.bytes);
          utimesSync(join(at, file.name), now() / 1000, now() / 1000);
        }
        const found = await answer(
          block,
          own.map((file) => file.name),
          at,
        );
        if (complete) answers.set(block, found);
        else expect(found).toBe(block.expected);
      });
    }
    if (complete)
      afterAll(() => {
        writeFileSync(new URL(name, root), completeCases(cases, answers));
      });
  });
}

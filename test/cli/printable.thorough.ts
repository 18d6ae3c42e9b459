import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listed } from '../../src/cli/candidate-list.ts';
import { layOut } from '../../src/cli/line-view.ts';
import { runIn } from '../kit/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'logflume-printable-'));
/** Sets the title of a terminal, turns the direction of text, colours by a C1 control, and is invisible. */
const evil = 'a\u001b]0;EVIL\u0007\u202eb\u009b31m\u200bc';
const disturbing = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

beforeAll(() => {
  writeFileSync(join(folder, `${evil}.ndjson`), `${JSON.stringify({ [evil]: `${evil}\u0000`, n: 1 })}\nnonsense ${evil}\n`);
  writeFileSync(join(folder, `empty${evil}.ndjson`), '');
  writeFileSync(join(folder, `${evil}.spl`), `* | where ${evil} == 1`);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (args: readonly string[], input?: string | Uint8Array) => runIn(folder, args, input);

describe('what comes from data, names, files and queries is printable', () => {
  const file = `${evil}.ndjson`;
  const quoted = `"${evil}"`;
  const cases: Readonly<Record<string, readonly string[]>> = {
    'cells and names of columns': ['*', file],
    'names of tables and what was read': ['$logs', file, '--stats', '--table', `${evil}=${file}`],
    plans: [`* | where ${quoted} = '${evil}'`, file, '--explain'],
    'mistakes in the query': [`* | project ${quoted}x | where ${evil}`, file],
    'unknown names': [`* | project nothing`, file],
    'unknown tables': [`$${evil}`, file],
    'failing cells': [`* | extend n = cast(${quoted} as bigint)`, file],
    'names of outputs': [`.let x = *; $x; $x;`, file],
    'empty files': ['*', `empty${evil}.ndjson`],
    'missing files': ['*', `missing${evil}.ndjson`],
    'query files': [`@missing${evil}`],
    options: ['*', file, `--zone=${evil}`],
    'option names': ['*', file, `--${evil}`],
    formats: ['*', file, `--format=${evil}`],
    windows: ['*', file, `--window=${evil}`],
    tables: ['*', '--table', evil],
    fixes: ['fix', `${evil}.spl`, file, '--check'],
  };
  for (const [place, args] of Object.entries(cases))
    it(place, () => {
      const { stdout, stderr } = run(args);
      expect(stdout + stderr).not.toBe('');
      expect(stderr.replaceAll('\n', '')).not.toMatch(disturbing);
      // Lists of files go to other programs, as they are.
      if (args[0] !== 'fix') expect(stdout.replaceAll('\n', '')).not.toMatch(disturbing);
    });

  it('in a session', () => {
    const entries = [
      '.tables',
      '.schema',
      `.schema ${evil}`,
      '*',
      `$logs | where ${quoted} = 1`,
      `.let ${quoted} = *; $${quoted};`,
      `.explain * | where ${quoted} = '${evil}'`,
      `.help ${evil}`,
      `.functions ${evil}`,
      `.load ${evil}`,
      `.load more=${file}`,
      `.save ${evil}.md`,
      `.${evil}`,
      `${evil} |`,
    ];
    const { stdout, stderr } = run(['repl', file, '--table', `${evil}=${file}`], `${entries.join('\n\n')}\n`);
    expect(stdout).toContain('\u00b7]0;EVIL');
    expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(disturbing);
  });

  it('in the line that is edited, and among completions', () => {
    const view = layOut({ text: evil, cursor: 0, cut: '' }, { first: '> ', other: '. ' }, 80);
    expect(view.rows.map(({ text }) => text).join('')).not.toMatch(disturbing);
    expect(listed([evil, 'b'], 80, 5).join('')).not.toMatch(disturbing);
  });
});

describe('--csv-safe', () => {
  it('keeps formulas from spreadsheets, and numbers as they are', () => {
    writeFileSync(join(folder, 'formulas.ndjson'), `${JSON.stringify({ '=x': '=1+1', n: -1, s: '-5' })}\n`);
    expect(run(['*', 'formulas.ndjson', '--format', 'csv']).stdout).toBe('=x,n,s\n=1+1,-1,-5\n');
    expect(run(['*', 'formulas.ndjson', '--format', 'csv', '--csv-safe']).stdout).toBe("'=x,n,s\n'=1+1,-1,-5\n");
  });
});

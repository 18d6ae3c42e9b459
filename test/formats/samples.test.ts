import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLogs } from '../../src/formats.ts';
import { sample } from '../kit/read.ts';

// The table of samples in the reference, which was generated, and what the readers give.
const page = readFileSync(new URL('../../docs/reference/formats.md', import.meta.url), 'utf8');
const rows = [...page.slice(page.indexOf('## Samples')).matchAll(/^\| `([^`]+)` \| (\w+) \| (\d+) \| (.*) \|$/gm)];

describe('samples of real programs', () => {
  it('are in the table', () => {
    expect(rows.length).toBeGreaterThan(25);
  });

  it.each(rows.map(([, name, format, count, problems]) => [name!, format!, Number(count), problems!] as const))(
    '%s is read as %s: %d rows, problems: %s',
    async (name, format, count, problems) => {
      const table = await readLogs(sample(name), { onError: 'skip' });
      const found = table.warnings().map(({ message }) => message.replace(`${name}: `, ''));
      expect([table.files[0]!.format, table.rowCount, found.join('; ') || 'none']).toEqual([
        format,
        count,
        problems.replaceAll('\\|', '|'),
      ]);
    },
  );
});

import { expect, it } from 'vitest';
import { hasColours, plain } from '../../src/cli/paint.ts';
import { renderTable } from '../../src/cli/render-table.ts';
import { Table } from '../../src/index.ts';

const terminal = { isTTY: true };
const pipe = {};

it.each([
  ['a terminal', terminal, {}, true],
  ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
  ['a terminal whose user wants none', terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ['a pipe', pipe, {}, false],
  ['a pipe in continuous integration', pipe, { CI: 'true' }, false],
  ['a pipe that is forced', pipe, { FORCE_COLOR: '1' }, true],
  ['a pipe that is not forced', pipe, { FORCE_COLOR: '0' }, false],
])('%s', (_, stream, env, coloured) => {
  expect(hasColours(stream, env)).toBe(coloured);
});

it('tables are plain unless they are painted', async () => {
  const table = Table.from([{ x: 1 }]);
  expect(await renderTable(table, { width: undefined })).toBe('x\n─\n1');
  const bold = { ...plain, bold: (text: string) => `<${text}>` };
  expect(await renderTable(table, { width: undefined, paint: bold })).toBe('<x>\n─\n1');
});

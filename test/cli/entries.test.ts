import { homedir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { commonStart, listed } from '../../src/cli/candidate-list.ts';
import { commandOf, fileNamed, meantCommand } from '../../src/cli/dot-commands.ts';
import { decodeEntry, encodeEntry, History } from '../../src/cli/history.ts';
import { edit, emptyLine, insert, type Line } from '../../src/cli/line-editor.ts';
import { layOut, windowOf } from '../../src/cli/line-view.ts';
import { continues, openLinePrompt } from '../../src/cli/prompt.ts';

const prompts = { first: '> ', other: '. ' };
const entry = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', 'é', '漢', '👩‍🚀', '\t'), maxLength: 60 });

describe('an entry on the screen', () => {
  it('is shown whole, no row is wider than the terminal, and the cursor is on it', () => {
    fc.assert(
      fc.property(entry, fc.nat(), fc.integer({ min: 4, max: 30 }), (text, place, columns) => {
        // The cursor stands between characters: at a place that typing so much would leave it at.
        const boundaries = [0, ...[...new Intl.Segmenter().segment(text)].map(({ index, segment }) => index + segment.length)];
        const cursor = boundaries[place % boundaries.length]!;
        const { rows, cursorRow, cursorColumn } = layOut({ text, cursor, cut: '' }, prompts, columns);
        for (const row of rows) expect(stringWidth(row.text)).toBeLessThanOrEqual(columns);
        const shown = rows.map((row) => row.text + (row.wraps ? '' : '\n')).join('');
        expect(shown).toBe(`> ${text.replaceAll('\t', ' ').replaceAll('\n', '\n. ')}\n`);
        expect(cursorRow).toBeLessThan(rows.length);
        expect(cursorColumn).toBeLessThan(columns);
        const small = windowOf({ rows, cursorRow, cursorColumn }, 3);
        expect(small.rows.length).toBeLessThanOrEqual(3);
        expect(small.rows[small.cursorRow]).toBe(rows[cursorRow]);
      }),
    );
  });

  it('breaks a row that a wide character does not fit in', () => {
    const { rows, cursorRow, cursorColumn } = layOut({ text: '漢漢漢', cursor: 2, cut: '' }, prompts, 5);
    expect(rows.map(({ text }) => text)).toEqual(['> 漢', '漢漢']);
    expect([cursorRow, cursorColumn]).toEqual([1, 2]);
  });
});

describe('editing', () => {
  const keys = ['left', 'right', 'up', 'down', 'home', 'end', 'backspace', 'delete'].map((name) => ({ name, sequence: '' }));
  const controls = [...'abefwkuyt'].map((name) => ({ name, ctrl: true, sequence: '' }));
  const metas = ['b', 'f', 'd', 'backspace'].map((name) => ({ name, meta: true, sequence: '' }));
  const typed = [...'x 漢'].map((sequence) => ({ sequence }));

  it('keeps the cursor inside the text, whatever is pressed', () => {
    fc.assert(
      fc.property(entry, fc.array(fc.constantFrom(...keys, ...controls, ...metas, ...typed)), (text, pressed) => {
        let line: Line = insert(emptyLine, text);
        for (const key of pressed) {
          line = edit(line, key) ?? line;
          expect(line.cursor).toBeGreaterThanOrEqual(0);
          expect(line.cursor).toBeLessThanOrEqual(line.text.length);
        }
      }),
    );
  });

  it('puts back with Ctrl-Y what Ctrl-U and Ctrl-K cut', () => {
    const line = { text: 'one\ntwo three', cursor: 8, cut: '' };
    const control = (name: string): { name: string; ctrl: boolean; sequence: string } => ({ name, ctrl: true, sequence: '' });
    const cut = edit(line, control('u'))!;
    expect(cut).toEqual({ text: 'one\nthree', cursor: 4, cut: 'two ' });
    expect(edit(cut, control('y'))).toEqual({ ...line, cut: 'two ' });
    expect(edit(line, control('k'))).toEqual({ text: 'one\ntwo ', cursor: 8, cut: 'three' });
  });
});

describe('what an entry is', () => {
  it('continues where a line is indented or starts with what cannot start one', () => {
    expect(['  by x', '\ty', '| limit 1', ')', ', b = 2', ']'].filter((line) => !continues(line))).toEqual([]);
    expect(['* | limit 1', '.tables', 'error', '', '   '].filter(continues)).toEqual([]);
  });

  it('is read from a pipe by lines that belong together', async () => {
    const input = new PassThrough();
    const rules = { isComplete: (text: string) => !text.endsWith('('), isCommand: (line: string) => line.startsWith('.') };
    const prompt = openLinePrompt(input, new PassThrough(), '', rules);
    input.end('one\n  more\n| piped\ntwo (\nthree\n\n\n.command\nfour (\n.quit\n');
    const entries: (string | undefined)[] = [];
    for (let i = 0; i < 7; i++) entries.push(await prompt.read());
    expect(entries).toEqual(['one\n  more\n| piped', 'two (\nthree', '.command', 'four (', '.quit', undefined, undefined]);
  });

  it('may be a command, or a word that other programs take for one', () => {
    expect(commandOf(' .Load  x = y ')).toEqual({ name: '.load', argument: 'x = y' });
    expect(['.let a = *', '.nothing', 'load', '. tables', '.toString'].map(commandOf)).toEqual(new Array(5).fill(undefined));
    expect(meantCommand('EXIT;')).toContain("'.quit'");
    expect(meantCommand('show tables')).toContain("'.tables'");
    expect(['exited', 'exit and error', '"exit"', '* | where quit = 1'].map(meantCommand)).toEqual(new Array(4).fill(undefined));
  });

  it('names files as a shell does', () => {
    expect(fileNamed('~/x.csv')).toBe(join(homedir(), 'x.csv'));
    expect(['"a b.csv"', "'a b.csv'", 'a\\ b.csv', 'a b.csv'].map(fileNamed)).toEqual(new Array(4).fill('a b.csv'));
    expect(['a~b', '"~/x"', '~other/x'].map(fileNamed)).toEqual(['a~b', '~/x', '~other/x']);
  });
});

describe('history and candidates', () => {
  it('gives entries back and forth, and the one being written last', () => {
    const history = new History(undefined, ['a', 'b\nc']);
    history.add('b\nc');
    expect([history.older('draft'), history.older(''), history.older(''), history.newer(), history.newer(), history.newer()]).toEqual([
      'b\nc',
      'a',
      undefined,
      'b\nc',
      'draft',
      undefined,
    ]);
    expect([history.search('c'), history.search('a'), history.search('x')]).toEqual([1, 0, -1]);
  });

  it('keeps every entry as one line of the file', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '\\', 'n', '\n') }), (text) => decodeEntry(encodeEntry(text)) === text));
    expect(encodeEntry('a\n\\d')).toBe('a\\n\\\\d');
    expect(decodeEntry("regexp_like(x, '\\d+')")).toBe("regexp_like(x, '\\d+')");
  });

  it('completes what all candidates share, and lists as many as there is place for', () => {
    expect([commonStart(['project', 'Project-away']), commonStart(['a', 'b']), commonStart([])]).toEqual(['project', '', '']);
    expect(listed(['aa', 'b', 'c', 'd', 'e'], 9, 2)).toEqual(['aa  b', 'c   d', '… and 1 more']);
  });
});

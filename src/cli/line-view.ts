import stringWidth from 'string-width';
import { printable } from '../diagnostics/render.ts';
import { charactersOf, type Line } from './line-editor.ts';

/** The words before the first line of an entry and before the others. */
export interface Prompts {
  readonly first: string;
  readonly other: string;
}

/** An entry as a terminal shows it. */
export interface LineView {
  /** The rows of the screen; `wraps` where the next row goes on with the same line. */
  readonly rows: readonly { readonly text: string; readonly wraps: boolean }[];
  readonly cursorRow: number;
  readonly cursorColumn: number;
}

/** How a character is shown: what would move the cursor becomes a blank, what is invisible or turns the direction of text a dot. */
const shownAs = (character: string): string => (/^\p{Cc}/u.test(character) ? ' ' : printable(character));

/** Breaks an entry into the rows that a terminal of so many columns shows it in. */
export function layOut({ text, cursor }: Line, prompts: Prompts, columns: number): LineView {
  const rows: { text: string; wraps: boolean }[] = [];
  let row = prompts.first;
  let width = stringWidth(row);
  let offset = 0;
  let cursorRow = 0;
  let cursorColumn = 0;
  const end = (wraps: boolean, start: string): void => {
    rows.push({ text: row, wraps });
    row = start;
    width = stringWidth(start);
  };
  const placeCursor = (): void => {
    if (offset !== cursor) return;
    cursorRow = rows.length;
    cursorColumn = Math.min(width, columns - 1);
  };
  for (const character of charactersOf(text)) {
    if (character === '\n') {
      placeCursor();
      end(false, prompts.other);
    } else {
      const shown = shownAs(character);
      const size = stringWidth(shown);
      if (width + size > columns) end(true, '');
      placeCursor();
      row += shown;
      width += size;
    }
    offset += character.length;
  }
  if (offset === cursor && width >= columns) end(true, '');
  placeCursor();
  rows.push({ text: row, wraps: false });
  return { rows, cursorRow, cursorColumn };
}

/** The part of a view that a screen of so many rows can hold, with the cursor in it. */
export function windowOf(view: LineView, height: number): LineView {
  if (view.rows.length <= height) return view;
  const first = Math.min(Math.max(0, view.cursorRow - (height >> 1)), view.rows.length - height);
  return { ...view, rows: view.rows.slice(first, first + height), cursorRow: view.cursorRow - first };
}

/** The characters that draw a view from the first column of its first row and leave the cursor in its place. */
export function drawingOf({ rows, cursorRow, cursorColumn }: LineView): string {
  const text = rows.map((row, i) => row.text + (i + 1 < rows.length && !row.wraps ? '\r\n' : '')).join('');
  // A terminal wraps only when a character comes that no longer fits.
  const forced = rows.length > 1 && rows.at(-1)!.text === '' && rows.at(-2)!.wraps ? ' ' : '';
  const up = rows.length - 1 - cursorRow;
  return `\r\u001b[J${text}${forced}${up > 0 ? `\u001b[${up}A` : ''}\u001b[${cursorColumn + 1}G`;
}

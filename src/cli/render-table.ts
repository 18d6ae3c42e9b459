import { printable } from '../diagnostics/render.ts';
import { type Interruptible, rowsBetween } from '../formats/interruption.ts';
import { type Rows, textRows } from '../formats/write.ts';
import { isNumeric, type Schema } from '../types/data-type.ts';
import { type Paint, plain } from './paint.ts';

export interface TableOptions extends Interruptible {
  /** Columns of the terminal; cells are not cut where there is no terminal. */
  readonly width: number | undefined;
  /** Plain by default. */
  readonly paint?: Paint;
  readonly from?: number;
  readonly to?: number;
}

const narrowest = 6;
/** No cell needs more characters than a terminal is wide, and arrays can have thousands. */
const maxCellLength = 2000;

type TextWidth = (text: string) => number;

/** What tells how wide texts are on a terminal: their length, if they are ASCII; making string-width ready takes 30 ms. */
async function widthOfAny(lines: readonly (readonly (string | null)[])[]): Promise<TextWidth> {
  return lines.every((texts) => texts.every((text) => text === null || /^[ -~]*$/.test(text)))
    ? ({ length }) => length
    : (await import('string-width')).default;
}

/** Draws rows as a table of text: a header, a rule, and one line per row. */
export async function renderTable(
  rows: Rows & { readonly schema: Schema },
  { width, paint = plain, from = 0, to = Number.POSITIVE_INFINITY, ...options }: TableOptions,
): Promise<string> {
  const { schema } = rows;
  if (schema.length === 0) return '';
  const cells: (string | null)[][] = [];
  for (const texts of textRows(rows, { ...options, from, to }))
    cells.push(texts.map((text) => (text === null ? null : printable(width === undefined ? text : text.slice(0, maxCellLength)))));
  const names = schema.map(({ name }) => printable(name));
  const widthOf = await widthOfAny([names, ...cells]);
  const widths = names.map(widthOf);
  for (const row of rowsBetween(0, cells.length, options))
    cells[row]!.forEach((text, i) => {
      widths[i] = Math.max(widths[i]!, widthOf(text ?? 'NULL'));
    });
  if (width !== undefined) shrink(widths, width);
  const right = schema.map(({ type }) => isNumeric(type));
  const line = (texts: readonly (string | null)[], draw: (text: string) => string): string =>
    texts
      .map((text, i) => {
        const shown = cut(text ?? 'NULL', widths[i]!, widthOf);
        const blanks = ' '.repeat(Math.max(0, widths[i]! - widthOf(shown)));
        const drawn = text === null ? paint.faint(shown) : draw(shown);
        return right[i] ? blanks + drawn : i === texts.length - 1 ? drawn : drawn + blanks;
      })
      .join('  ');
  const rule = paint.faint(widths.map((w) => '─'.repeat(w)).join('  '));
  const lines = Array.from(rowsBetween(0, cells.length, options), (row) => line(cells[row]!, (text) => text));
  return [line(names, paint.bold), rule, ...lines].join('\n');
}

/** Takes width from the widest columns until the table fits. */
function shrink(widths: number[], available: number): void {
  const room = Math.max(available - 2 * (widths.length - 1), widths.length * narrowest);
  for (;;) {
    const total = widths.reduce((sum, w) => sum + w, 0);
    if (total <= room) return;
    const widest = Math.max(...widths);
    if (widest <= narrowest) return;
    const count = widths.filter((w) => w === widest).length;
    const next = Math.max(narrowest, ...widths.filter((w) => w < widest));
    const target = Math.max(next, widest - Math.ceil((total - room) / count));
    for (let i = 0; i < widths.length; i++) if (widths[i] === widest) widths[i] = target;
  }
}

function cut(text: string, width: number, widthOf: TextWidth): string {
  if (widthOf(text) <= width) return text;
  let shown = '';
  for (const point of text) {
    if (widthOf(shown + point) > width - 1) break;
    shown += point;
  }
  return `${shown}…`;
}

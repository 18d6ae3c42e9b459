import type { Span } from '../../diagnostics/span.ts';
import { trimmed } from './found.ts';
import { piecesOf, type Word, wordsOf } from './words.ts';

/** The statements `let x = <value>;` of KQL at the beginning of a query, and the rest with the values in the places of the names. */
export function inlineScalars(query: string): { readonly text: string; readonly span: Span } | undefined {
  const values = new Map<string, string>();
  const statements = piecesOf(query);
  let end = 0;
  let span: Span | undefined;
  for (const pieces of statements) {
    const [piece] = pieces;
    const [, name, value] = (pieces.length === 1 && /^\s*\.?let\s+([A-Za-z_]\w*)\s*=\s*(.+?)\s*$/is.exec(piece!.source)) || [];
    if (name === undefined || value === undefined || !isValue(wordsOf(value), values)) break;
    values.set(name, replaced(value, values));
    span ??= trimmed(piece!);
    end = piece!.end + 1;
  }
  const text = query.slice(end).trim();
  return span && text !== '' ? { text: replaced(text, values), span } : undefined;
}

/** Literals, calls and signs: what names a table or a column is not a value. */
function isValue(words: readonly Word[], values: ReadonlyMap<string, string>): boolean {
  return words.every(
    ({ kind, image, lower }, i) => kind !== 'name' || words[i + 1]?.image === '(' || values.has(image) || /^(true|false|null)$/.test(lower),
  );
}

/** The names are replaced where they are operands: not as members, calls, or what is assigned to. */
function replaced(source: string, values: ReadonlyMap<string, string>): string {
  const words = wordsOf(source);
  let text = '';
  let at = 0;
  for (const [i, { kind, image, start, end }] of words.entries()) {
    const value = kind === 'name' ? values.get(image) : undefined;
    const [before, after] = [words[i - 1]?.image, words[i + 1]?.image];
    if (
      value === undefined ||
      (before === '.' && words[i - 2]?.image !== '.') ||
      before === '$' ||
      after === '(' ||
      (after === '=' && words[i + 2]?.image !== '=' && (before === ',' || i === 1))
    )
      continue;
    text += source.slice(at, start) + (/^[\w.]+$|^'[^']*'$|^"[^"]*"$|^\w+\([^()]*\)$/.test(value) ? value : `(${value})`);
    at = end;
  }
  return text + source.slice(at);
}

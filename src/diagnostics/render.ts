import type { Diagnostic } from './diagnostic.ts';
import { positionAt, type Span } from './span.ts';

/** How the parts of a rendered diagnostic are coloured; by default they are not. */
export interface Paint {
  severity(text: string, severity: Diagnostic['severity']): string;
  caret(text: string): string;
  faint(text: string): string;
}

const plain: Paint = { severity: (text) => text, caret: (text) => text, faint: (text) => text };

/** Renders diagnostics with their source lines and carets, in the style of rustc. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], source: string, paint: Paint = plain): string {
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, source, paint)).join('\n');
}

/** Renders one diagnostic with its source line and carets. */
export function renderDiagnostic(diagnostic: Diagnostic, source: string, paint: Paint = plain): string {
  const { severity, code, message, span, help, related = [] } = diagnostic;
  const gutter = String(positionAt(source, Math.max(span.end, ...related.map((r) => r.span.end), 0)).line).length;
  const lines = [`${paint.severity(`${severity}[${code}]`, severity)}: ${printable(message)}`];
  if (source !== '') {
    const { line, column } = positionAt(source, span.start);
    lines.push(`${' '.repeat(gutter)}${paint.faint('-->')} ${line}:${column}`, ...excerpt(source, span, '', gutter, paint));
    for (const note of related) lines.push(...excerpt(source, note.span, printable(note.message), gutter, paint));
  }
  if (help) lines.push(`${' '.repeat(gutter)} ${paint.faint('=')} help: ${printable(help)}`);
  const [fix] = diagnostic.fixes ?? [];
  if (fix && !help?.includes(fix.text.trim())) lines.push(`${' '.repeat(gutter)} ${paint.faint('=')} fix: ${printable(fix.title)}`);
  return lines.join('\n');
}

const visibleWidth = 100;

function excerpt(source: string, span: Span, note: string, gutter: number, paint: Paint): string[] {
  const { line, column } = positionAt(source, span.start);
  const lineStart = span.start - (column - 1);
  const newline = source.indexOf('\n', lineStart);
  const sourceLine = source.slice(lineStart, newline < 0 ? source.length : newline).replace(/\r$/, '');
  // A long line is cut around the mistake.
  const from = Math.max(0, Math.min(column - 1 - 40, sourceLine.length - visibleWidth));
  const shown = printable(sourceLine.slice(from, from + visibleWidth));
  const width = Math.max(1, Math.min(span.end - span.start, shown.length - (column - 1 - from)));
  const bar = paint.faint('|');
  const carets = ' '.repeat(column - 1 - from) + paint.caret('^'.repeat(width)) + (note ? ` ${note}` : '');
  return [
    `${' '.repeat(gutter)} ${bar}`,
    `${paint.faint(String(line).padStart(gutter))} ${bar} ${shown}`,
    `${' '.repeat(gutter)} ${bar} ${carets}`,
  ];
}

/** Controls (C0, C1, DEL), bidirectional and invisible characters, line and paragraph separators, and tags. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** Replaces tabs, control, bidirectional and invisible characters, so that a string cannot disturb the terminal, hide or misplace the carets. */
export function printable(text: string): string {
  return text.replace(/\t/g, ' ').replace(unprintable, '\u00b7');
}

/** Lines of which each is {@link printable}. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

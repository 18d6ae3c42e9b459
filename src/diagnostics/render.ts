import type { Diagnostic } from './diagnostic.ts';
import { positionAt, type Span } from './span.ts';

/** How parts of a rendered diagnostic are coloured; the default leaves them plain. */
export interface Paint {
  severity(text: string, severity: Diagnostic['severity']): string;
  caret(text: string): string;
  faint(text: string): string;
}

const plain: Paint = { severity: (text) => text, caret: (text) => text, faint: (text) => text };

/** Draws diagnostics with their source lines and carets, rustc's way. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], text: string, paint: Paint = plain): string {
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, text, paint)).join('\n');
}

/** Draws one diagnostic with its source line and carets. */
export function renderDiagnostic(diagnostic: Diagnostic, text: string, paint: Paint = plain): string {
  const { severity, code, message, span, help, related = [] } = diagnostic;
  const gutter = String(positionAt(text, Math.max(span.end, ...related.map((r) => r.span.end), 0)).line).length;
  const lines = [`${paint.severity(`${severity}[${code}]`, severity)}: ${message}`];
  if (text !== '') {
    const { line, column } = positionAt(text, span.start);
    lines.push(`${' '.repeat(gutter)}${paint.faint('-->')} ${line}:${column}`, ...excerpt(text, span, '', gutter, paint));
    for (const note of related) lines.push(...excerpt(text, note.span, note.message, gutter, paint));
  }
  if (help) lines.push(`${' '.repeat(gutter)} ${paint.faint('=')} help: ${help}`);
  const [fix] = diagnostic.fixes ?? [];
  if (fix && !help?.includes(fix.text.trim())) lines.push(`${' '.repeat(gutter)} ${paint.faint('=')} fix: ${printable(fix.title)}`);
  return lines.join('\n');
}

const visibleWidth = 100;

function excerpt(text: string, span: Span, note: string, gutter: number, paint: Paint): string[] {
  const { line, column } = positionAt(text, span.start);
  const lineStart = span.start - (column - 1);
  const newline = text.indexOf('\n', lineStart);
  const source = text.slice(lineStart, newline < 0 ? text.length : newline).replace(/\r$/, '');
  // A long line is cut around the mistake.
  const from = Math.max(0, Math.min(column - 1 - 40, source.length - visibleWidth));
  const shown = printable(source.slice(from, from + visibleWidth));
  const width = Math.max(1, Math.min(span.end - span.start, shown.length - (column - 1 - from)));
  const bar = paint.faint('|');
  const carets = ' '.repeat(column - 1 - from) + paint.caret('^'.repeat(width)) + (note ? ` ${note}` : '');
  return [
    `${' '.repeat(gutter)} ${bar}`,
    `${paint.faint(String(line).padStart(gutter))} ${bar} ${shown}`,
    `${' '.repeat(gutter)} ${bar} ${carets}`,
  ];
}

/** Replaces tabs, control and bidirectional characters, so that a text cannot disturb the terminal or the carets. */
export function printable(text: string): string {
  return text.replace(/\t/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\u00b7');
}

import colors from 'picocolors';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { printableLines, renderDiagnostics } from '../diagnostics/render.ts';

/** The few ways in which the command line colours text; plain where the terminal has no colours. */
export const paint = {
  bold: colors.bold,
  faint: colors.dim,
  good: colors.green,
  severity: (text: string, severity: Diagnostic['severity']): string =>
    severity === 'error' ? colors.red(text) : severity === 'warning' ? colors.yellow(text) : colors.cyan(text),
  caret: colors.red,
};

/** Text for standard output: as it is for files and pipes, printable for a terminal. */
export const toOutput = (text: string): string => (process.stdout.isTTY === true ? printableLines(text) : text);

/** Diagnostics with carets, in colours. */
export function renderProblems(diagnostics: readonly Diagnostic[], text: string): string {
  return renderDiagnostics(diagnostics, text, paint);
}

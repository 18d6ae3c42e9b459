import { createColors } from 'picocolors';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Paint as DiagnosticPaint, printableLines, renderDiagnostics } from '../diagnostics/render.ts';

/** The few ways in which the command line colours text. */
export interface Paint extends DiagnosticPaint {
  bold(text: string): string;
}

/** Whether text written to a stream is coloured: only on a terminal, so that files and pipes stay plain wherever the program runs, unless NO_COLOR or FORCE_COLOR says otherwise. */
export function hasColours({ isTTY }: { readonly isTTY?: boolean }, { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  if (NO_COLOR) return false;
  return FORCE_COLOR ? FORCE_COLOR !== '0' : isTTY === true && TERM !== 'dumb';
}

function paintWith(coloured: boolean): Paint {
  const colors = createColors(coloured);
  return {
    bold: colors.bold,
    faint: colors.dim,
    severity: (text, severity) =>
      severity === 'error' ? colors.red(text) : severity === 'warning' ? colors.yellow(text) : colors.cyan(text),
    caret: colors.red,
  };
}

/** For files, and wherever nothing is known of the reader. */
export const plain = paintWith(false);
/** For standard output. */
export const paint = paintWith(hasColours(process.stdout, process.env));
const paintProblems = paintWith(hasColours(process.stderr, process.env));

/** Text for standard output: as it is for files and pipes, printable for a terminal. */
export const toOutput = (text: string): string => (process.stdout.isTTY === true ? printableLines(text) : text);

/** Diagnostics with carets for standard error, in its colours; the REPL, which writes to standard output, passes its own. */
export function renderProblems(diagnostics: readonly Diagnostic[], text: string, colours: Paint = paintProblems): string {
  return renderDiagnostics(diagnostics, text, colours);
}

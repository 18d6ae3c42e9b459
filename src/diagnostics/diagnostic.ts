import { catalogue, type DiagnosticCode, type DiagnosticName, type ParametersOf } from './catalogue.ts';
import type { Severity } from './entry.ts';
import type { Span } from './span.ts';

/** A mechanical edit that fixes the source. */
export interface Fix {
  readonly title: string;
  readonly span: Span;
  readonly text: string;
}

/** One message about a query: its code, its location, what is wrong, and what to do about it. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly name: DiagnosticName;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly help?: string;
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  readonly fixes?: readonly Fix[];
}

/** The optional parts of a diagnostic. */
export type DiagnosticExtras = Pick<Diagnostic, 'help' | 'related' | 'fixes'>;

/** Makes a diagnostic from the catalogue. */
export function diagnose<N extends DiagnosticName>(
  name: N,
  span: Span,
  parameters: ParametersOf<N>,
  extras: DiagnosticExtras = {},
): Diagnostic {
  const { code, severity, message } = catalogue[name];
  // Each message takes the parameters of its own name, which the union type cannot express.
  return { code, name, severity, message: (message as (p: ParametersOf<N>) => string)(shortened(parameters, code)), span, ...extras };
}

/** Characters of one value in a message; names of many columns, and reasons that do not come from data, have more room. */
const maxShown = 200;
const maxNamesShown = 1000;

/** Parameters as a message shows them: what comes from data or source is cut. */
function shortened<P>(parameters: P, code: DiagnosticCode): P {
  const ofData = code.startsWith('SPL3') || code === 'SPL5002' || code === 'SPL5003';
  const entries = Object.entries(parameters as object).map(([name, value]) => [
    name,
    typeof value !== 'string' ? value : ofData && name === 'reason' ? cutInside(value) : cut(name, value),
  ]);
  return Object.fromEntries(entries) as P; // the same names and types
}

function cut(name: string, text: string): string {
  const most = name === 'names' || name === 'reason' ? maxNamesShown : maxShown;
  return text.length <= most ? text : `${text.slice(0, most - 1)}\u2026`;
}

/** A reason that quotes a cell is cut in the middle, so that it still says what is wrong with the cell. */
const cutInside = (reason: string): string =>
  reason.length <= maxShown ? reason : `${reason.slice(0, maxShown / 2)}\u2026${reason.slice(1 - maxShown / 2)}`;

/** Receives diagnostics as a stage finds them. */
export type Report = (diagnostic: Diagnostic) => void;

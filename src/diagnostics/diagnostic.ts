import { catalogue, type DiagnosticCode, type DiagnosticName, type ParametersOf, type Severity } from './catalogue.ts';
import type { Span } from './span.ts';

/** A mechanical edit that mends the text. */
export interface Fix {
  readonly title: string;
  readonly span: Span;
  readonly text: string;
}

/** One thing to say about a query: a code, where, what, and how to go on. */
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

/** What may accompany a diagnostic. */
export type DiagnosticExtras = Pick<Diagnostic, 'help' | 'related' | 'fixes'>;

/** Makes a diagnostic from the catalogue. */
export function diagnose<N extends DiagnosticName>(
  name: N,
  span: Span,
  parameters: ParametersOf<N>,
  extras: DiagnosticExtras = {},
): Diagnostic {
  const { code, severity, message } = catalogue[name];
  // The message of a name takes that name's parameters, which the union cannot say.
  return { code, name, severity, message: (message as (p: ParametersOf<N>) => string)(parameters), span, ...extras };
}

/** Takes diagnostics as a stage finds them. */
export type Report = (diagnostic: Diagnostic) => void;

/** Whether a diagnostic stops the query or only informs. */
export type Severity = 'error' | 'warning' | 'hint';

/** A diagnostic in the catalogue. */
export interface Entry {
  /** The code that users see and search for; it never changes. */
  readonly code: `SPL${number}`;
  readonly severity: Severity;
  readonly summary: string;
  message(parameters: never): string;
}

/** An entry whose message takes typed parameters. */
export const entry = <const C extends Entry['code'], P>(
  code: C,
  severity: Severity,
  summary: string,
  message: (parameters: P) => string,
) => ({
  code,
  severity,
  summary,
  message,
});

/** A count with its noun, in the plural unless it is 1. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The error of a limit: its message reads `<start> <limit> <noun>s (limit '<name>')`. */
export const limit = <const C extends Entry['code']>(code: C, summary: string, start: string, noun: string, name: string) =>
  entry(code, 'error', summary, (p: { limit: number }) => `${start} ${counted(p.limit, noun)} (limit '${name}')`);

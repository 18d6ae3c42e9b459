import { catalogue } from '../diagnostics/catalogue.ts';
import type { Entry, Severity } from '../diagnostics/entry.ts';
import { builtinFunctions } from '../functions/index.ts';
import { commands } from '../parser/commands/index.ts';
import { type FunctionDocs, functionDocsOf } from './function-docs.ts';

// The published package has the values of this module as data: scripts/bundle.mjs evaluates it.

/** A pipe command: its word, how it is written, and one sentence. */
export interface CommandDocs {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
}

/** A diagnostic: its code, its name, and one sentence. */
export interface DiagnosticDocs {
  readonly code: Entry['code'];
  readonly name: string;
  readonly severity: Severity;
  readonly summary: string;
}

/** Every function of the language, operators and special forms included, by family. */
export const functionDocs: readonly FunctionDocs[] = builtinFunctions.map(functionDocsOf);

/** The pipe commands. */
export const commandDocs: readonly CommandDocs[] = Object.values(commands).map(({ kind, usage, summary }) => ({
  name: kind,
  usage,
  summary,
}));

/** Every diagnostic that the engine can raise. */
export const diagnosticDocs: readonly DiagnosticDocs[] = Object.entries(catalogue).map(([name, { code, severity, summary }]) => ({
  code,
  name,
  severity,
  summary,
}));

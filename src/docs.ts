import { functionDocs } from './docs/builtin-docs.ts';
import { type FunctionDocs, functionDocsOf } from './docs/function-docs.ts';
import type { FunctionDeclaration } from './functions/declaration.ts';

export { type CommandDocs, commandDocs, type DiagnosticDocs, diagnosticDocs, functionDocs } from './docs/builtin-docs.ts';
export type { FunctionDocs } from './docs/function-docs.ts';
export type { Example, FunctionCategory, FunctionDeclaration, OptionDoc, Parameter } from './functions/declaration.ts';

const builtin: ReadonlyMap<string, FunctionDocs> = new Map(functionDocs.map((docs) => [docs.name, docs]));

/** The documentation of a function of an engine: of the host's own from its declaration, of the built-in ones from here. */
export function docsOf(fn: FunctionDeclaration): FunctionDocs {
  const own = functionDocsOf(fn);
  return own.summary === '' ? (builtin.get(fn.name) ?? own) : own;
}
